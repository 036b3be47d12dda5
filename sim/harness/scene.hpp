// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gen/plan/stream.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/parts.hpp"

/// An image of a run once more, without its core: what golden and plan expected of it.
namespace spinforge::harness {

struct Scene {
  std::uint32_t image = 0;               ///< index in the data set
  bool streamed = false;                 ///< other images were in the core with it
  std::span<const std::uint8_t> pixels;  ///< *Shape* of the network's input
  golden::Trace trace;                   ///< under the field codes and masks of the run
  plan::Timing timing;                   ///< as if the image had the core to itself
  std::vector<plan::Piece> pieces;       ///< of this
};

/// The image `image` of `setup`, which outlives it, as it was in those parts whose images are
/// `streamed` or in those whose images are not: its number is another one there. Expects one of
/// them.
[[nodiscard]] Scene scene_of(const Setup& setup,
                             golden::Golden& model,
                             std::uint32_t image,
                             bool streamed);

}  // namespace spinforge::harness
