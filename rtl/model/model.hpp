// SPDX-License-Identifier: Apache-2.0
//
// What the model of a core and that of a core in its wrapper have in common: model_abi.h but for
// the clock cycle. Included once, by an adapter that has named the Verilated class: `using Top =
// ...`. It is the same for every network; what a network decides stands in model_layers.h.
#pragma once

#include <verilated.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "model_abi.h"
#include "model_layers.h"
#if VM_TRACE_FST
#include <verilated_fst_c.h>
using Trace = VerilatedFstC;
#elif VM_TRACE
#include <verilated_vcd_c.h>
using Trace = VerilatedVcdC;
#endif
#if VM_COVERAGE
#include <verilated_cov.h>
#endif

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

// A port that is as wide as a beat.
template <typename Port>
void set(Port& port, std::uint32_t value) {
  port = static_cast<Port>(value);
}

// Fields of all lanes of a commit: V of `VBits` and D of `DBits` bits each.
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

// The commit ports of every layer.
void sample_commits(const Top& core, SfCommit* commits) {
#define SF_SAMPLE(number, lanes, v_bits, d_bits)                       \
  {                                                                    \
    SfCommit& commit = commits[(number)-1];                            \
    commit.valid = core.commit##number##_valid_o;                      \
    if (commit.valid != 0) {                                           \
      commit.code = core.commit##number##_code_o;                      \
      commit.step = core.commit##number##_step_o;                      \
      commit.base = core.commit##number##_base_o;                      \
      commit.image = core.commit##number##_image_o;                    \
      read_lanes<lanes, v_bits, d_bits>(commit,                        \
                                        core.commit##number##_mask_o,  \
                                        core.commit##number##_v_o,     \
                                        core.commit##number##_d_o,     \
                                        core.commit##number##_spike_o, \
                                        core.commit##number##_armed_o, \
                                        core.commit##number##_over_o); \
    }                                                                  \
  }
  SF_FOR_LAYERS(SF_SAMPLE)
#undef SF_SAMPLE
}

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
  explicit SfModel(std::uint32_t seed) : context(seed), core(&context) {}
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

std::uint32_t sf_layers(void) { return SF_LAYERS; }

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

#if VM_COVERAGE
int sf_coverage_write(SfModel* model, const char* path) {
  VerilatedCovContext& coverage = *model->context.coveragep();
  coverage.forcePerInstance(true);
  coverage.write(path);
  return 1;
}
#else
int sf_coverage_write(SfModel*, const char*) { return 0; }
#endif
