// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/adapter.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {
namespace {

constexpr std::string_view kHead = R"adapter(#include <verilated.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "@top@.h"
#include "model_abi.h"
#if VM_TRACE_FST
#include <verilated_fst_c.h>
using Trace = VerilatedFstC;
#elif VM_TRACE
#include <verilated_vcd_c.h>
using Trace = VerilatedVcdC;
#endif
using Top = @top@;

namespace {

// `count` (at most 32) bits of a port from bit `low` on, whatever type Verilator gave the port.
template <typename Port>
std::uint32_t bits(const Port& port, int low, int count) {
  const std::uint64_t mask = (std::uint64_t{1} << count) - 1;
  return static_cast<std::uint32_t>((static_cast<std::uint64_t>(port) >> low) & mask);
}

template <std::size_t Words>
std::uint32_t bits(const VlWide<Words>& port, int low, int count) {
  const std::size_t word = static_cast<std::size_t>(low) / 32;
  const int shift = low % 32;
  std::uint64_t pair = port[word];
  if (shift + count > 32) pair |= static_cast<std::uint64_t>(port[word + 1]) << 32;
  const std::uint64_t mask = (std::uint64_t{1} << count) - 1;
  return static_cast<std::uint32_t>((pair >> shift) & mask);
}

template <typename Port>
std::int32_t signed_bits(const Port& port, int low, int count) {
  const int unused = 32 - count;
  return static_cast<std::int32_t>(bits(port, low, count) << unused) >> unused;
}

template <typename Port>
void set_bit(Port& port, int bit, int value) {
  const Port one = static_cast<Port>(Port{1} << bit);
  port = static_cast<Port>(value != 0 ? port | one : port & ~one);
}

template <std::size_t Words>
void set_bit(VlWide<Words>& port, int bit, int value) {
  set_bit(port[static_cast<std::size_t>(bit) / 32], bit % 32, value);
}

// A commit of `Lanes` neurons with V of `VBits` and D of `DBits` bits each.
template <int Lanes, int VBits, int DBits, typename Mask, typename V, typename D>
void read_lanes(SfCommit& commit,
                const Mask& mask,
                const V& v,
                const D& d,
                const Mask& spike,
                const Mask& armed,
                const Mask& over) {
  static_assert(Lanes <= SF_MAX_LANES);
  for (int i = 0; i < Lanes; ++i) {
    commit.mask[i] = static_cast<std::uint8_t>(bits(mask, i, 1));
    commit.spike[i] = static_cast<std::uint8_t>(bits(spike, i, 1));
    commit.armed[i] = static_cast<std::uint8_t>(bits(armed, i, 1));
    commit.over[i] = static_cast<std::uint8_t>(bits(over, i, 1));
    commit.v[i] = signed_bits(v, i * VBits, VBits);
    commit.d[i] = signed_bits(d, i * DBits, DBits);
  }
}

)adapter";

constexpr std::string_view kTail = R"adapter(
}  // namespace

// Values that are never reset start random, so that nothing can rely on a simulator's zeros.
struct Context : VerilatedContext {
  explicit Context(std::uint32_t seed) {
    randReset(2);
    randSeed(static_cast<int>(seed % 0x7fffffffU) + 1);  // 0 would mean: take the time
#if VM_TRACE
    traceEverOn(true);
#endif
  }
};

struct SfModel {
  explicit SfModel(std::uint32_t seed) : context(seed), core(&context) {@quiet@}
  ~SfModel() { core.final(); }

  void eval() {
    core.eval();
#if VM_TRACE
    if (trace) trace->dump(time);
    ++time;
#endif
  }

  Context context;
  Top core;
#if VM_TRACE
  std::unique_ptr<Trace> trace;
  std::uint64_t time = 0;
#endif
};

std::uint32_t sf_abi_version(void) { return SF_ABI_VERSION; }

std::uint32_t sf_layers(void) { return kLayers; }

SfModel* sf_create(std::uint32_t seed) { return new SfModel(seed); }

void sf_destroy(SfModel* model) { delete model; }

#if VM_TRACE
int sf_trace_open(SfModel* model, const char* path) {
  model->trace = std::make_unique<Trace>();
  model->core.trace(model->trace.get(), 99);
  model->trace->open(path);
  model->time = 0;
  return model->trace->isOpen() ? 1 : 0;
}

void sf_trace_close(SfModel* model) {
  if (model->trace) model->trace->close();
  model->trace.reset();
}
#else
int sf_trace_open(SfModel*, const char*) { return 0; }

void sf_trace_close(SfModel*) {}
#endif
)adapter";

constexpr std::string_view kTick = R"adapter(
void sf_tick(SfModel* model, const SfInputs* inputs, SfOutputs* outputs) {
  Top& core = model->core;
  core.clk_i = 0;
  core.rst_ni = inputs->rst_n;
  core.pixel_valid_i = inputs->pixel_valid;
  core.pixel_data_i = inputs->pixel_data;
  core.pixel_last_i = inputs->pixel_last;
  core.pixel_image_i = inputs->pixel_image;
  core.result_ready_i = inputs->result_ready;
  core.cfg_valid_i = inputs->cfg_valid;
  core.cfg_is_mask_i = inputs->cfg_is_mask;
  core.cfg_layer_i = inputs->cfg_layer;
  core.cfg_now_i = inputs->cfg_now;
  core.cfg_image_i = inputs->cfg_image;
  core.cfg_step_i = inputs->cfg_step;
  core.cfg_code_i = inputs->cfg_code;
  core.cfg_page_i = inputs->cfg_page;
  core.cfg_word_i = inputs->cfg_word;
  if (inputs->cfg_valid != 0 && inputs->cfg_is_mask != 0) {
    for (int i = 0; i < kConfigMaskBits; ++i) set_bit(core.cfg_mask_i, i, inputs->cfg_mask[i]);
  }
  model->eval();
  outputs->cfg_ready = core.cfg_ready_o;
  outputs->cfg_error = core.cfg_error_o;
  outputs->pixel_ready = core.pixel_ready_o;
  outputs->frame_error = core.frame_error_o;
  outputs->result_valid = core.result_valid_o;
  outputs->result_last = core.result_last_o;
  outputs->result_class = core.result_class_o;
  outputs->result_count = core.result_count_o;
  outputs->result_image = core.result_image_o;
  outputs->busy = core.status_busy_o;
  sample_commits(core, outputs->commits);
  core.clk_i = 1;
  model->eval();
}
)adapter";

constexpr std::string_view kThresholds = R"adapter(
// Writes a threshold (0 TH_LO, 1 TH_HI, 2 TH_REST) of a layer's field code in one clock cycle; 0 where
// the core refuses it. The other inputs stay as they are.
extern "C" int sf_write_threshold(SfModel* model, int layer, int code, int which, int value) {
  Top& core = model->core;
  core.clk_i = 0;
  core.cfg_valid_i = 1;
  core.cfg_is_threshold_i = 1;
  core.cfg_layer_i = static_cast<std::uint8_t>(layer);
  core.cfg_code_i = static_cast<std::uint8_t>(code);
  core.cfg_which_i = static_cast<std::uint8_t>(which);
  core.cfg_value_i = static_cast<std::uint32_t>(value) & 0x3ffffU;
  model->eval();
  const int taken = core.cfg_error_o == 0 ? 1 : 0;
  core.clk_i = 1;
  model->eval();
  core.cfg_valid_i = 0;
  core.cfg_is_threshold_i = 0;
  return taken;
}
)adapter";

std::string sample(std::size_t index, const plan::LayerPlan& plan, int potential_bits) {
  const auto port = [&](std::string_view field) {
    return fmt::format("core.commit{}_{}_o", index + 1, field);
  };
  std::string out = fmt::format("  commits[{}].valid = {};\n", index, port("valid"));
  out += fmt::format(
      "  if (commits[{}].valid != 0) {{\n    SfCommit& commit = commits[{}];\n", index, index);
  for (const char* const field : {"code", "step", "base", "image"}) {
    out += fmt::format("    commit.{} = {};\n", field, port(field));
  }
  out += fmt::format(
      "    read_lanes<{}, {}, {}>(commit,\n", plan.neuron_lanes, potential_bits, plan.drive_bits);
  for (const char* const field : {"mask", "v", "d", "spike", "armed"}) {
    out += fmt::format("        {},\n", port(field));
  }
  return out + fmt::format("        {});\n  }}\n", port("over"));
}

void replace_all(std::string& text, std::string_view before, std::string_view after) {
  for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at)) {
    text.replace(at, before.size(), after);
  }
}

}  // namespace

std::string adapter_around(const network::Network& network,
                           const plan::Plan& plan,
                           std::string_view top,
                           std::string_view tick,
                           std::string_view quiet,
                           std::string_view header) {
  std::string out = sv::comment(header) + std::string(kHead);
  out += fmt::format("constexpr std::uint32_t kLayers = {};\n\n", plan.layers.size());
  out += "void sample_commits(const Top& core, SfCommit* commits) {\n";
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const auto neuron = static_cast<std::size_t>(network.layers[k].neuron);
    out += sample(k, plan.layers[k], network::potential_bits(network.neurons[neuron]));
  }
  out += fmt::format("}}\n{}{}", kTail, tick);
  replace_all(out, "@top@", top);
  replace_all(out, "@quiet@", quiet);
  return out;
}

std::string adapter_text(const network::Network& network,
                         const plan::Plan& plan,
                         const Features& features,
                         std::string_view header) {
  int mask_bits = 1;
  for (const plan::LayerPlan& layer : plan.layers) {
    mask_bits = std::max(mask_bits, layer.neuron_lanes);
  }
  const std::string tick =
      fmt::format("\nconstexpr int kConfigMaskBits = {};\n{}", mask_bits, kTick);
  // Ports that no SfInputs knows must not start random.
  std::string quiet;
  if (features.thresholds) quiet += " core.cfg_is_threshold_i = 0;";
  if (features.axi) quiet += " core.check_valid_i = 0;";
  if (!quiet.empty()) quiet += " ";
  const std::string out = adapter_around(network, plan, "Vsf_core", tick, quiet, header);
  return features.thresholds ? out + std::string(kThresholds) : out;
}

}  // namespace spinforge::emit
