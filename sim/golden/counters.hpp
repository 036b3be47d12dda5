// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gen/network/network.hpp"

namespace spinforge::golden {

/// The current counters C of one dense layer. Weights are held input by input, so that one active
/// input adds one contiguous row.
class Counters {
 public:
  explicit Counters(const network::Layer& layer);

  /// C of every neuron for spikes: bias plus the weights of the inputs that are 1.
  std::span<const std::int32_t> add_spikes(std::span<const std::uint8_t> spikes);

  /// C of every neuron for 8-bit pixels: bias plus weight times pixel.
  std::span<const std::int32_t> add_pixels(std::span<const std::uint8_t> pixels);

 private:
  [[nodiscard]] const std::int8_t* row(std::uint32_t input) const {
    return weights_.data() + static_cast<std::size_t>(input) * stride_;
  }

  std::size_t outputs_;
  std::size_t stride_;                 // outputs, rounded up to a whole number of vectors
  bool small_products_;                // four weight-pixel products fit 16 bits
  std::vector<std::int8_t> weights_;   // [inputs][stride]
  std::vector<std::int32_t> bias_;     // [stride]
  std::vector<std::int32_t> sum_;      // [stride]
  std::vector<std::uint32_t> active_;  // indices, then unused room
  std::size_t count_ = 0;
};

}  // namespace spinforge::golden
