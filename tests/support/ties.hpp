// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/golden/golden.hpp"
#include "sim/golden/trace.hpp"

/// Images whose class turns on one bit of the potentials: the read-out compares them where counts
/// tie, and pictures hardly ever tie within a few steps of a potential.
namespace spinforge::test {

/// Of the last layer's potentials.
[[nodiscard]] inline int potential_bits(const network::Network& network) {
  const auto neuron = static_cast<std::size_t>(network.layers.back().neuron);
  return network::potential_bits(network.neurons[neuron]);
}

/// Bits of the potentials, from the lowest, each of which alone decides the class of `trace`: with
/// it inverted, or the same in all, another one wins.
[[nodiscard]] inline std::vector<int> deciding_bits(const network::Network& network,
                                                    const golden::Trace& trace) {
  const int width = potential_bits(network);
  const std::size_t classes = trace.counts.size();
  const std::vector<std::int32_t>& all = trace.layers.back().potential;
  const std::uint32_t sign = 1U << (width - 1);
  std::vector<std::uint32_t> ordered;  // as the read-out has them: unsigned
  for (std::size_t i = all.size() - classes; i < all.size(); ++i) {
    ordered.push_back((static_cast<std::uint32_t>(all[i]) ^ sign) & (2 * sign - 1));
  }
  const auto stays = [&](auto changed) {
    std::vector<std::uint32_t> other;
    for (const std::uint32_t v : ordered) other.push_back(changed(v));
    return golden::winner<std::uint32_t>(trace.counts, other) == trace.predicted;
  };
  std::vector<int> bits;
  for (int bit = 0; bit < width; ++bit) {
    const std::uint32_t mask = 1U << bit;
    if (!stays([&](std::uint32_t v) { return v ^ mask; }) &&
        !stays([&](std::uint32_t v) { return v | mask; })) {
      bits.push_back(bit);
    }
  }
  return bits;
}

}  // namespace spinforge::test
