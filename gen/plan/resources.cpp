// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/resources.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "gen/plan/memories.hpp"
#include "gen/plan/multipliers.hpp"

namespace spinforge::plan {
namespace {

/// Thresholds that no field changes are constants, and comparing with them is cheap.
bool selects_thresholds(const network::Neuron& neuron) {
  if (neuron.kind != network::NeuronKind::kWall) return false;
  return std::any_of(neuron.fields.begin(), neuron.fields.end(), [&](const auto& field) {
    return field.th_lo != neuron.fields[0].th_lo || field.th_rest != neuron.fields[0].th_rest;
  });
}

/// Adds up the features of one core.
class Features {
 public:
  Features(const Target& target, const network::Network& network, const Plan& plan, bool dsp)
      : target_(target), network_(network), plan_(plan), dsp_(dsp) {}

  LutFeatures collect() {
    add(Feature::kCore, 1);
    if (network_.input.coding == network::Coding::kRate) add(Feature::kMixers, 2);
    for (const Multiplier& m : multipliers(network_, plan_)) {
      if (dsp_ && dsp_blocks(target_.name, m) > 0) continue;
      add(Feature::kProducts, static_cast<double>(m.a) * m.b * m.count);
    }
    for (const Memory& memory : memories(network_, plan_)) add_memory(memory);
    for (std::size_t k = 0; k < plan_.layers.size(); ++k) add_layer(k);
    const network::Layer& last = network_.layers.back();
    const network::Neuron& neuron = network_.neurons[static_cast<std::size_t>(last.neuron)];
    add(Feature::kReadout,
        plan_.layers.back().neuron_lanes * (8.0 + network::potential_bits(neuron)));
    return out_;
  }

 private:
  void add(Feature feature, double value) { out_[static_cast<std::size_t>(feature)] += value; }

  void add_memory(const Memory& memory) {
    const MappedMemory mapped = map_memory(target_.name, memory);
    const int table = target_.name == "xc7" ? 64 : 16;  // words that one LUT holds a bit of
    switch (mapped.kind) {
      case MemoryKind::kLogic:
        if (memory.rom) {
          const int tables = (memory.depth + table - 1) / table;
          add(Feature::kTables, static_cast<double>(memory.width) * tables);
        } else {
          add(Feature::kRegisters, static_cast<double>(memory.width) * memory.depth);
        }
        break;
      case MemoryKind::kLutRam:
        add(Feature::kLutRam, mapped.lut_cells);
        break;
      case MemoryKind::kBlock:
        add(Feature::kMemoryMux, static_cast<double>(mapped.rows - 1) * memory.width);
        if (!memory.rom && target_.name != "xc7") add(Feature::kBypass, memory.width);
        break;
    }
  }

  void add_layer(std::size_t k) {
    const network::Layer& layer = network_.layers[k];
    const LayerPlan& p = plan_.layers[k];
    const network::Neuron& neuron = network_.neurons[static_cast<std::size_t>(layer.neuron)];
    add(Feature::kLayers, 1);
    add(Feature::kNeuronState, p.neuron_lanes * network::potential_bits(neuron));
    if (selects_thresholds(neuron)) {
      add(Feature::kThresholds, p.neuron_lanes * network::potential_bits(neuron));
    }
    add(Feature::kNeuronDrive, p.neuron_lanes * p.drive_bits);
    // One for the image, one for the step, one for each neuron macro.
    if (neuron.noise_ns != 0) add(Feature::kMixers, 2 + p.neuron_lanes);
    const double counters = static_cast<double>(p.lanes) * p.counter_bits;
    // The DSP block of xc7 adds to its product.
    const bool in_dsp = p.direct && dsp_ && target_.name == "xc7";
    if (!in_dsp) add(Feature::kLanes, counters);
    add(Feature::kDrain, counters * (p.block_words - 1) / p.block_words);
    add(Feature::kBuffers, p.in_words + p.in_word_bits);
    add(Feature::kBlocks, static_cast<double>((layer.outputs + p.lanes - 1) / p.lanes));
    if (layer.conv) {
      add_conv(*layer.conv, p);
    } else {
      add(Feature::kWalk, p.in_words + p.in_word_bits);
    }
  }

  void add_conv(const network::Conv& conv, const LayerPlan& p) {
    const int window = conv.kernel * conv.kernel;
    add(Feature::kWalk, window + p.in_word_bits);
    const int map = (conv.input.height + 2 * conv.padding) * (conv.input.width + 2 * conv.padding);
    add(Feature::kMaps, map + window * conv.pool_size * conv.pool_size);
    if (conv.pool_size == 1) return;
    const int bits = conv.pool == network::Pool::kSum ? p.counter_bits : p.d0_bits;
    add(Feature::kPool, static_cast<double>(p.neuron_lanes) * bits);
  }

  const Target& target_;
  const network::Network& network_;
  const Plan& plan_;
  bool dsp_;
  LutFeatures out_{};
};

}  // namespace

LutFeatures lut_features(const Target& target,
                         const network::Network& network,
                         const Plan& plan,
                         bool dsp) {
  return Features(target, network, plan, dsp).collect();
}

Resources predict_resources(const Target& target,
                            const network::Network& network,
                            const Plan& plan,
                            bool dsp) {
  Resources out;
  const LutFeatures features = lut_features(target, network, plan, dsp);
  const LutFeatures& each = luts_each(target.name);
  out.lut = std::lround(std::inner_product(features.begin(), features.end(), each.begin(), 0.0));
  for (const Memory& memory : memories(network, plan)) {
    out.bram += map_memory(target.name, memory).bram;
  }
  if (dsp) {
    for (const Multiplier& m : multipliers(network, plan)) {
      out.dsp += static_cast<std::int64_t>(m.count) * dsp_blocks(target.name, m);
    }
  }
  return out;
}

}  // namespace spinforge::plan
