// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "gen/chip/spread.hpp"
#include "weights/train/cell.hpp"

/// The devices of chips as training sees them: real numbers, a few chips a step of the optimiser.
namespace spinforge::train {

/// What the neurons of a layer have on some chips, one chip after the other; empty where they have
/// nothing of their own. *Shape* [chips][neurons] of each, but for `cells`.
struct LayerDevices {
  std::vector<float> cells;  ///< CellRow::numbers, [4][chips][neurons]
  std::vector<float> gain;   ///< of the drive
  std::vector<float> works;  ///< 0 where the neuron is faulty, else 1: factor of its spikes
  std::vector<float> fires;  ///< 1 where it fires at every step: added to them
};

/// Those of chip `seed` and of `chips` - 1 after it, drawn as chip::draw() does it: th of the
/// cell's threshold, leak of kappa and b, or of 1 - beta. `layer` counts from 1. Not modelled: what
/// a threshold does to arming.
[[nodiscard]] LayerDevices draw_devices(const Cell& cell,
                                        const chip::Spread& spread,
                                        std::uint32_t seed,
                                        std::size_t chips,
                                        std::size_t layer,
                                        bool last,
                                        std::size_t neurons);

/// Chips of a step of the optimiser: image i of a batch is learned on number i mod this. With a
/// single one the read-out would follow that chip's ten output neurons from step to step.
inline constexpr std::size_t kBatchChips = 8;

/// The first chip of the optimiser's step `count`: none of those that people number from 1.
[[nodiscard]] constexpr std::uint32_t training_chip(std::int64_t count) {
  return 0x80000000U | static_cast<std::uint32_t>(count * std::int64_t{kBatchChips});
}

}  // namespace spinforge::train
