// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sim/golden/golden.hpp"

/// Small helpers that the fast path and the reference share.
namespace spinforge::golden {

/// Whether the layer's drive is worked out once an image: directly coded pixels enter it.
[[nodiscard]] inline bool is_direct(const network::Network& network, std::size_t layer) {
  return layer == 0 && network.input.coding == network::Coding::kDirect;
}

/// Field code of `layer` (0-based) at `step` (0-based) under `control`.
[[nodiscard]] int field_code(const network::Network& network,
                             const Control& control,
                             std::size_t layer,
                             std::size_t step);

/// Mask row of `layer` at `step` (both 0-based), empty where every neuron is enabled.
[[nodiscard]] std::span<const std::uint8_t> mask(const Control& control,
                                                 std::size_t layer,
                                                 std::size_t step);

/// Zeroed trace of the right shape. *Errors*: kShape where `control` or `pixels` do not fit.
[[nodiscard]] Trace make_trace(const network::Network& network);

/// *Errors*: kShape where `pixels` or a part of `control` has another size than the network's;
/// kRange for a field code without registers.
void check_inputs(const network::Network& network,
                  std::span<const std::uint8_t> pixels,
                  const Control& control);

/// Sets trace.counts and trace.predicted from the last layer.
void count_spikes(Trace& trace);

/// Output neuron with the largest (count, V), the lowest such class. V is a register, or a double
/// of the device behind it.
template <typename V>
[[nodiscard]] int winner(std::span<const std::uint16_t> counts, std::span<const V> potential) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < counts.size(); ++i) {
    const bool more = counts[i] > counts[best];
    const bool higher = counts[i] == counts[best] && potential[i] > potential[best];
    if (more || higher) best = i;
  }
  return static_cast<int>(best);
}

}  // namespace spinforge::golden
