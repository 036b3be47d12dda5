// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

/// Memory images for $readmemh: one word a line, lower-case hexadecimal digits, as many as the word
/// needs, element 0 in the lowest bits.
namespace spinforge::emit {

/// True where the layer reads one multiplier per neuron from a memory.
[[nodiscard]] bool has_mul_memory(const network::Layer& layer);

/// Row block*inputs + input: the weights of the block's lanes, 0 in lanes without a neuron.
[[nodiscard]] std::string weight_image(const network::Layer& layer, const plan::LayerPlan& plan);
/// Row block: the biases of the block's lanes.
[[nodiscard]] std::string bias_image(const network::Layer& layer, const plan::LayerPlan& plan);
/// Row word: the multipliers of the word's neuron lanes.
[[nodiscard]] std::string mul_image(const network::Layer& layer, const plan::LayerPlan& plan);

/// Row word: the records of the word's neurons, see plan::own_records.
[[nodiscard]] std::string neuron_image(const network::Layer& layer, const plan::LayerPlan& plan);

/// A memory of a layer, which sf_layer reads by its parameters NAMEFile and NAMESum.
struct Memory {
  const char* name;  ///< "Weight", "Bias", "Mul" or "Neuron"
  int number;        ///< of these, from 0
  std::string file;  ///< inside mem/
  std::string image;
};

/// Of each layer: weights, biases, and multipliers and registers where each neuron has its own.
using Memories = std::vector<std::vector<Memory>>;
[[nodiscard]] Memories memories_of(const network::Network& network, const plan::Plan& plan);

/// The files that sf_rom reads it from, with their texts: one, or two.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> files_of(const Memory& memory);

/// Bits of each of these memories, lanes without a neuron included.
struct MemoryBits {
  std::int64_t weights = 0, biases = 0, muls = 0, neurons = 0;
};
[[nodiscard]] MemoryBits memory_bits(const network::Layer& layer, const plan::LayerPlan& plan);

}  // namespace spinforge::emit
