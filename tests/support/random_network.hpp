// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gen/network/network.hpp"

/// Networks for tests: small, valid, and different in everything that the RTL has to cope with.
namespace spinforge::test {

/// What a test wants to hold fixed; everything else is drawn.
struct RandomOptions {
  std::optional<int> layers = {};       ///< 1..3
  std::optional<int> weight_bits = {};  ///< 2..8
  std::optional<int> steps = {};        ///< 1..255
  std::optional<network::Coding> coding = {};
  int max_size = 70;    ///< inputs and neurons of a dense layer
  bool leaky = false;   ///< draw leaky neurons too
  bool noise = false;   ///< draw neurons with noise too
  bool device = false;  ///< draw what schema_version 2 says of neurons, but for their own registers
  bool own = false;     ///< draw registers of single neurons and faults
  bool corners = false;  ///< registers equal to each other and at the ends of their range
};

/// Network number `seed`: sizes 1..max_size, layers of unlike widths, leaks, thresholds, gains,
/// refractory times, resets, multipliers per layer or per neuron, drives from feeble to saturating.
/// The same on every machine; passes network::validate.
[[nodiscard]] network::Network random_network(std::uint64_t seed,
                                              const RandomOptions& options = {});

/// Network number `seed` of those with at least one convolution among their layers: maps of odd
/// sizes and of one row, kernels of 1..7, strides of 1 and 2, padding from none to more than the
/// kernel, one channel to 33, no pool, max and sum pools of 2..4 that drop rows or do not, dense
/// layers before and after. A map has up to 300 neurons and 1600 positions before its pool, so that
/// a simulated core gets through; `max_size` limits the dense layers. As valid and as steady as
/// random_network.
[[nodiscard]] network::Network random_conv_network(std::uint64_t seed,
                                                   const RandomOptions& options = {});

/// Dense layers of walls whose registers meet: V_REST == TH_REST within the track, at its lower end
/// (a track that begins at rest), at its upper end; all registers at one end of the range.
[[nodiscard]] network::Network equal_registers_network();

/// Pixels of an image for `network`: all zero, all 255, sparse or dense, as `seed` has it.
[[nodiscard]] std::vector<std::uint8_t> random_image(const network::Network& network,
                                                     std::uint64_t seed);

}  // namespace spinforge::test
