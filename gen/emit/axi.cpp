// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/axi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"
#include "gen/emit/artefacts.hpp"
#include "gen/emit/macros.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {
namespace {

using sv::Instance;
using sv::Signal;
using sv::tied;

/// Images that can be under way: two in the pixel buffer, at most two in each layer and its
/// buffers, one in the read-out; rounded up to a power of two. Ends without an image share the
/// room, and pixels wait where there is none.
int session_depth(int layers) {
  int depth = 8;
  while (depth < 2 * layers + 6) depth *= 2;
  return depth;
}

/// Wires sf_axi. Ports have the names of the AMBA specifications, so that block design tools find
/// the interfaces by themselves.
class AxiWriter {
 public:
  AxiWriter(const AxiMap& map, const AxiConstants& axi, const Core& core)
      : map_(map),
        axi_(axi),
        constants_(core.constants),
        beat_(core.plan.pixels_per_beat),
        features_(core.identity.features),
        module_(module_with_memories("sf_axi")),
        core_(core.module.interface(), "u_core"),
        regs_(macro("sf_axi_regs"), "u_regs") {}

  sv::Module write() {
    module_.group_ports("clock, and synchronous reset");
    clk_ = input("aclk");
    rst_ = input("aresetn");
    registers();
    session();
    results();
    configuration();
    layer_counters();
    memories();
    module_.add(regs_, "Registers");
    // In braces: no parameter has a port's short form.
    core_.set_text("MemDir", "{MemDir}");
    module_.add(core_, "Core");
    return std::move(module_);
  }

 private:
  /// A port, with what Vivado calls it.
  Signal input(const std::string& name, int width = 1) {
    for (const auto& [key, value] : interface_attributes(name, beat_))
      module_.attribute(key, value);
    return module_.input(name, width);
  }
  Signal output(const std::string& name, int width = 1) {
    for (const auto& [key, value] : interface_attributes(name, beat_))
      module_.attribute(key, value);
    return module_.output(name, width);
  }

  Instance instance(const sv::Interface& interface, std::string_view name) {
    Instance out(interface, name);
    out.connect("clk_i", clk_).connect("rst_ni", rst_);
    return out;
  }

  /// A signal from `from`'s output to `to`'s input.
  Signal link(Instance& from,
              std::string_view output,
              Instance& to,
              std::string_view input,
              std::string_view name,
              const sv::Width& width = 1) {
    Signal signal = module_.signal(name, width);
    from.connect(output, signal);
    to.connect(input, signal);
    return signal;
  }

  /// The same where both ports have the signal's name.
  Signal link(Instance& from, Instance& to, const std::string& name, const sv::Width& width = 1) {
    return link(from, name + "_o", to, name + "_i", name, width);
  }

  /// AXI4-Lite, down to the register bus.
  void registers() {
    regs_.connect("clk_i", clk_).connect("rst_ni", rst_);
    regs_.set("Layers", axi_.layers)
        .set("Steps", constants_.steps)
        .set("InputSize", constants_.input_size)
        .set("Classes", constants_.layers.back().at("Neurons"))
        .set("ClassBits", constants_.class_bits)
        .set("MaskBits", constants_.config_mask_bits)
        .set("Beat", constants_.beat)
        .set("Codes", constants_.config_codes)
        .set("Thresholds", constants_.config_thresholds)
        .set("ParityBit",
             map_.parity ? sv::Constant{"sf_axi_pkg::BitErrorsParity", kAxiParityBit}
                         : sv::Constant{std::to_string(kAxiParityBit), kAxiParityBit});
    Instance lite = instance(macro("sf_axi_lite"), "u_lite");
    lite.set("AddrBits", kAxiAddressBits);
    module_.group_ports("AXI4-Lite slave: registers");
    for (const sv::Interface::Port& port : macro("sf_axi_lite").ports) {
      const std::string name = port.name.substr(0, port.name.rfind('_'));
      if (name == "clk" || name == "rst" || name.starts_with("write_") || name == "write" ||
          name.starts_with("read_") || name == "read") {
        continue;
      }
      const int width = port.width({{"AddrBits", kAxiAddressBits}});
      lite.connect(port.name,
                   port.direction == sv::Direction::kInput ? input("s_axi_" + name, width)
                                                           : output("s_axi_" + name, width));
    }
    module_.group_signals("register bus");
    link(lite, regs_, "write");
    link(lite, regs_, "write_addr", kAxiAddressBits);
    link(lite, regs_, "write_data", 32);
    link(lite, regs_, "write_strobe", 4);
    link(regs_, lite, "write_error");
    link(lite, regs_, "read");
    link(lite, regs_, "read_addr", kAxiAddressBits);
    link(regs_, lite, "read_data", 32);
    link(regs_, lite, "read_error");
    module_.add(lite, "AXI4-Lite");
  }

  /// AXI4-Stream of pixels, down to the core.
  void session() {
    Instance session = instance(macro("sf_axi_session"), "u_session");
    session.set("InputSize", constants_.input_size)
        .set("Beat", constants_.beat)
        .set("Depth", session_depth(map_.layers))
        .set("ResetCycles", 4);
    module_.group_ports("AXI4-Stream slave: pixels, tlast on the last of a packet");
    session.connect("tvalid_i", input("s_axis_tvalid"))
        .connect("tready_o", output("s_axis_tready"));
    const Signal data = input("s_axis_tdata", 8 * beat_);
    const Signal keep = beat_ == 1 ? tied(1, 1) : input("s_axis_tkeep", beat_);
    const Signal last = input("s_axis_tlast");
    session.connect("tdata_i", data).connect("tkeep_i", keep).connect("tlast_i", last);
    core_.connect("clk_i", clk_).connect("pixel_data_i", data);

    module_.group_signals("session");
    link(regs_, session, "soft_reset");
    link(session, "core_rst_no", core_, "rst_ni", "core_rst_n");
    resetting_ = link(session, regs_, "resetting");
    link(session, regs_, "active");
    link(regs_, session, "many");
    link(regs_, session, "joined");
    link(session, core_, "pixel_valid");
    if (beat_ == 1) {
      session.connect("pixel_keep_o", module_.unused("pixel_keep", 1));
    } else {
      link(session, core_, "pixel_keep", beat_);
    }
    link(session, core_, "pixel_last");
    link(core_, session, "pixel_ready");
    link(regs_, "image_o", core_, "pixel_image_i", "image", 32);
    const Signal error = link(core_, session, "frame_error");
    regs_.connect("frame_error_i", error);
    if (map_.parity) {
      link(core_, regs_, "parity_error");
    } else {
      regs_.connect("parity_error_i", tied(1, 0));
    }
    link(session, regs_, "pixel_events", fixed::address_bits(beat_ + 1));
    link(session, regs_, "image_in");
    link(session, regs_, "image_out");
    link(session, "image_cycles_o", regs_, "out_cycles_i", "out_cycles", 32);
    result_valid_ = link(core_, session, "result_valid");
    result_ready_ = module_.signal("result_ready");
    result_last_ = link(core_, session, "result_last");
    session.connect("result_ready_i", result_ready_);
    result_end_ = module_.signal("result_end");
    cut_ = module_.signal("cut");
    cut_taken_ = module_.signal("cut_taken");
    session.connect("result_end_o", result_end_)
        .connect("cut_o", cut_)
        .connect("cut_taken_i", cut_taken_);
    module_.add(session, "Images under way");
  }

  /// The core's results, up to an AXI4-Stream.
  void results() {
    Instance results = instance(macro("sf_axi_results"), "u_results");
    results.set("ClassBits", constants_.class_bits)
        .connect("abort_i", resetting_)
        .connect("result_valid_i", result_valid_)
        .connect("result_ready_o", result_ready_)
        .connect("result_last_i", result_last_)
        .connect("end_i", result_end_)
        .connect("cut_i", cut_)
        .connect("cut_taken_o", cut_taken_);
    link(results, regs_, "packet");
    core_.connect("result_ready_i", result_ready_);
    const Signal winner = link(core_, results, "result_class", constants_.class_bits);
    regs_.connect("out_class_i", winner);
    link(core_, results, "result_count", 8);
    link(core_, "result_image_o", regs_, "out_image_i", "result_image", 32);
    module_.group_ports(
        "AXI4-Stream master: {class, 8'd0, count} of each class, tlast on the last of a packet; "
        "tuser where it was cut off");
    results.connect("tvalid_o", output("m_axis_tvalid"))
        .connect("tready_i", input("m_axis_tready"))
        .connect("tdata_o", output("m_axis_tdata", 32))
        .connect("tlast_o", output("m_axis_tlast"))
        .connect("tuser_o", output("m_axis_tuser"));
    module_.add(results, "Results");
    module_.group_ports("interrupt: a level, high while an enabled bit of it is pending");
    regs_.connect("irq_o", output("irq_o"));
  }

  /// Of an output of the registers whose width no parameter changes.
  [[nodiscard]] int regs_width(std::string_view name) const {
    return regs_.interface().port(fmt::format("{}_o", name)).width({});
  }

  /// Register bus to configuration port.
  void configuration() {
    module_.group_signals("configuration");
    link(regs_, core_, "cfg_valid");
    link(core_, regs_, "cfg_ready");
    link(core_, regs_, "cfg_error");
    for (const char* const name : {"cfg_is_mask",
                                   "cfg_layer",
                                   "cfg_now",
                                   "cfg_image",
                                   "cfg_step",
                                   "cfg_code",
                                   "cfg_page",
                                   "cfg_word"}) {
      link(regs_, core_, name, regs_width(name));
    }
    link(regs_, core_, "cfg_mask", constants_.config_mask_bits);
    for (const char* const name : {"cfg_is_threshold", "cfg_which", "cfg_value"}) {
      if (features_.thresholds) {
        link(regs_, core_, name, regs_width(name));
      } else {
        regs_.connect(fmt::format("{}_o", name), module_.unused(name, regs_width(name)));
      }
    }
  }

  /// A counter for each layer, and the commit port behind it.
  void layer_counters() {
    const int layers = map_.layers;
    module_.group_signals("layers");
    const Signal busy = link(core_, "status_busy_o", regs_, "busy_i", "busy", layers);
    const Signal clear = module_.signal("clear");
    regs_.connect("clear_o", clear);
    std::vector<std::string> names[3];
    const char* const kinds[] = {"updates", "spikes", "cycles"};
    for (int k = layers; k >= 1; --k) {
      Instance layer = instance(macro("sf_axi_layer"), fmt::format("u_layer{}", k));
      const sv::Constant& lanes =
          constants_.layers[static_cast<std::size_t>(k - 1)].at("NeuronLanes");
      layer.set("Lanes", lanes)
          .connect("clear_i", clear)
          .connect("busy_i", sv::slice(busy, k - 1, k - 1));
      commits(layer, k, lanes);
      for (int kind = 0; kind < 3; ++kind) {
        const Signal count = module_.signal(fmt::format("layer{}_{}", k, kinds[kind]), 32);
        layer.connect(fmt::format("{}_o", kinds[kind]), count);
        names[kind].push_back(count.name);
      }
      module_.add(layer, fmt::format("Counters of layer {}", k));
    }
    module_.group_assignments("Counters, layer 1 lowest");
    for (int kind = 0; kind < 3; ++kind) {
      const Signal all = module_.signal(fmt::format("all_{}", kinds[kind]), 32 * layers);
      module_.assign(all, {sv::concat(names[kind]), 32 * layers});
      regs_.connect(fmt::format("layer_{}_i", kinds[kind]), all);
    }
  }

  /// The commit port of layer `k`: what is counted, and the rest left open.
  void commits(Instance& layer, int k, const sv::Constant& lanes) {
    const std::string prefix = fmt::format("commit{}_", k);
    for (const sv::Interface::Port& port : core_.interface().ports) {
      if (!port.name.starts_with(prefix)) continue;
      const std::string name = port.name.substr(0, port.name.size() - 2);
      const std::string field = name.substr(prefix.size());
      const int width = port.width({});
      if (field == "valid" || field == "mask" || field == "spike") {
        const Signal signal =
            module_.signal(name, field == "valid" ? sv::Width(1) : sv::Width(lanes));
        core_.connect(port.name, signal);
        layer.connect(fmt::format("commit_{}_i", field), signal);
      } else {
        core_.connect(port.name, module_.unused(name, width));
      }
    }
  }

  /// What the memories hold, by their read ports.
  void memories() {
    Instance memory = instance(macro("sf_axi_memory"), "u_memory");
    memory.set("Layers", axi_.layers).set("Rows", map_.memory_rows);
    module_.group_signals("checksum of the memories");
    link(regs_, "check_o", memory, "start_i", "check");
    link(regs_, memory, "idle");
    link(memory, core_, "check_valid");
    link(memory, core_, "check_row", 32);
    link(core_, memory, "check_fold", 32 * map_.layers);
    link(memory, regs_, "checking");
    link(memory, "sum_o", regs_, "memory_sum_i", "memory_sum", 32);
    module_.add(memory, "Checksum of the memories");
  }

  const AxiMap& map_;
  const AxiConstants& axi_;
  const Constants& constants_;
  int beat_;  ///< pixels
  const Features& features_;
  sv::Module module_;
  Instance core_, regs_;
  Signal clk_, rst_, resetting_, result_valid_, result_ready_, result_last_;
  Signal result_end_, cut_, cut_taken_;
};

/// The package.
AxiConstants make_axi_constants(const AxiMap& map, const plan::Plan& plan) {
  AxiConstants out{{}, sv::Package("sf_axi_pkg")};
  out.package.group("Addresses of registers, in bytes");
  for (const AxiRegister& entry : map.registers) {
    out.package.bits("Addr" + axi_constant(entry.name), kAxiAddressBits, entry.offset);
  }
  out.package.integer("LayerStride", kAxiLayerStride);
  out.package.group("Lowest bits of fields");
  for (const AxiRegister& entry : map.registers) {
    for (const AxiField& field : entry.fields) {
      out.package.integer("Bit" + axi_constant(entry.name) + axi_constant(field.name), field.low);
    }
  }
  out.package.group("The core");
  for (const char* const name : {"ID", "VERSION", "HASH0", "HASH1", "MEMORY_EXPECTED"}) {
    out.package.bits(axi_constant(name), 32, axi_register(map, name).reset.front());
  }
  out.layers = out.package.integer("Layers", map.layers);
  const std::vector<std::uint32_t>& neurons = axi_register(map, "LAYER_NEURONS").reset;
  out.package.vector("Neurons", 32, {neurons.begin(), neurons.end()});
  std::vector<std::int64_t> lanes;
  for (const plan::LayerPlan& layer : plan.layers) lanes.push_back(layer.neuron_lanes);
  out.package.vector("NeuronLanes", 9, lanes);
  return out;
}

}  // namespace

Wrapper::Wrapper(const Core& of)
    : core(of),
      map(make_axi_map(of.network, of.plan, of.identity, of.memories)),
      constants(make_axi_constants(map, of.plan)),
      module(AxiWriter(map, constants, of).write()) {}

std::string axi_text(const Wrapper& wrapper) {
  return wrapper.module.print(wrapper.core.header(
      "A neuromorphic core between AXI4-Stream (pixels in, results out) and AXI4-Lite "
      "(registers).\n\n"
      "Reset       synchronous, active low\n"
      "Registers   axi/registers.md, axi/registers.h, axi/registers.json\n"
      "Golden      the integer network in network/"));
}

}  // namespace spinforge::emit
