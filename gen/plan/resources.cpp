// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/resources.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "gen/base/fixed.hpp"
#include "gen/plan/memories.hpp"
#include "gen/plan/multipliers.hpp"

namespace spinforge::plan {
namespace {

/// Adds up the features and the blocks of one core.
class Counter {
 public:
  Counter(const Target& target, const network::Network& network, const Plan& plan, bool dsp)
      : target_(target), network_(network), plan_(plan), dsp_(dsp) {
    add(Feature::kCore, 1);
    if (network_.input.coding == network::Coding::kRate) {
      add(Feature::kEncoder, 1);
      add(Feature::kMixers, 2);
    }
    for (const Multiplier& m : multipliers(network_, plan_)) add_multiplier(m);
    for (const Memory& memory : memories(network_, plan_)) add_memory(memory);
    for (std::size_t k = 0; k < plan_.layers.size(); ++k) add_layer(k);
    const network::Layer& last = network_.layers.back();
    const network::Neuron& neuron = network_.neuron_of(last);
    add(Feature::kReadout,
        plan_.layers.back().neuron_lanes * (8.0 + network::potential_bits(neuron)));
  }

  [[nodiscard]] const LutFeatures& features() const { return features_; }
  /// With the LUTs of the features.
  [[nodiscard]] Resources resources() const {
    Resources out = blocks_;
    out.lut = std::lround(
        std::inner_product(features_.begin(), features_.end(), target_.luts.begin(), 0.0));
    return out;
  }

 private:
  void add(Feature feature, double value) { features_[static_cast<std::size_t>(feature)] += value; }

  void add_multiplier(const Multiplier& m) {
    const int blocks = dsp_ ? dsp_blocks(target_.dsp_block, m) : 0;
    blocks_.dsp += std::int64_t{m.count} * blocks;
    if (blocks > 0) {
      add(Feature::kPieces, static_cast<double>(m.product) * (blocks - 1) * m.count);
    } else if (m.constant != 0) {
      const auto ones = std::popcount(static_cast<std::uint64_t>(std::abs(m.constant)));
      add(Feature::kConstants, static_cast<double>(m.a) * (ones - 1) * m.count);
    } else {
      int bits = 0;
      for (int row = 0; row < m.b; ++row) bits += std::clamp(m.product - row, 0, m.a);
      add(Feature::kProducts, static_cast<double>(bits) * m.count);
    }
  }

  void add_memory(const Memory& memory) {
    const MappedMemory mapped = map_memory(target_, memory);
    blocks_.bram += mapped.bram;
    switch (mapped.kind) {
      case MemoryKind::kLogic:
        if (memory.rom) {
          const int tables = fixed::ceil_div(memory.depth, target_.table_words);
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
        break;
    }
  }

  void add_layer(std::size_t k) {
    const network::Layer& layer = network_.layers[k];
    const LayerPlan& p = plan_.layers[k];
    const network::Neuron& neuron = network_.neuron_of(layer);
    add(Feature::kLayers, 1);
    const bool wall = neuron.kind == network::NeuronKind::kWall;
    add(wall ? Feature::kWalls : Feature::kLeaky, p.neuron_lanes * network::potential_bits(neuron));
    if (wall && neuron.refractory > 0) {
      add(Feature::kRefractory, p.neuron_lanes * fixed::address_bits(neuron.refractory + 1));
    }
    add(Feature::kDrives, p.neuron_lanes * p.drive_bits);
    // One for the image, one for the step, one for each neuron macro; of rest potentials one more
    // for the start of the image.
    if (neuron.noise_ns != 0) add(Feature::kMixers, 1 + p.neuron_lanes);
    if (neuron.rest_rs != 0) add(Feature::kMixers, 2 * (1 + p.neuron_lanes));
    if (neuron.noise_ns != 0 || neuron.rest_rs != 0) add(Feature::kMixers, 1);
    const double counters = static_cast<double>(p.lanes) * p.counter_bits;
    if (!(p.direct && dsp_ && target_.dsp_block.adds)) add(Feature::kLanes, counters);
    add(Feature::kDrain, counters * (p.block_words - 1) / p.block_words);
    add(Feature::kBuffers, p.in_words);
    add(Feature::kWordBits, p.in_word_bits);
    if (plan_.order == Order::kTime) {
      if (!p.direct) add(Feature::kSums, counters);
      add(Feature::kTrains, static_cast<double>(p.neuron_lanes) * network_.steps);
    }
    if (!layer.conv) {
      add(Feature::kWalk, p.in_words);
      return;
    }
    const network::Conv& conv = *layer.conv;
    const int window = conv.kernel * conv.kernel;
    add(Feature::kWalk, window);
    add(Feature::kWindows, window * conv.pool_size * conv.pool_size);
    if (conv.pool_size == 1) return;
    add(Feature::kPool, static_cast<double>(p.neuron_lanes) * p.pool_bits(conv));
  }

  const Target& target_;
  const network::Network& network_;
  const Plan& plan_;
  bool dsp_;
  LutFeatures features_{};
  Resources blocks_;
};

}  // namespace

LutFeatures lut_features(const Target& target,
                         const network::Network& network,
                         const Plan& plan,
                         bool dsp) {
  return Counter(target, network, plan, dsp).features();
}

Resources predict_resources(const Target& target,
                            const network::Network& network,
                            const Plan& plan,
                            bool dsp) {
  return Counter(target, network, plan, dsp).resources();
}

}  // namespace spinforge::plan
