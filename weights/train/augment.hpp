// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "gen/base/rng.hpp"

/// Random changes of a training image that leave its class as it is.
namespace spinforge::train {

/// Ranges of the changes; all zero means none. Every amount is drawn uniformly from [-x, x].
struct Augment {
  float shift = 0.0F;    ///< pixels, both axes
  float rotate = 0.0F;   ///< degrees
  float zoom = 0.0F;     ///< 0.1: from 0.9 to 1.1, each axis on its own
  float shear = 0.0F;    ///< pixels sideways per pixel upwards
  float elastic = 0.0F;  ///< pixels: amplitude of a smooth random displacement
  bool flip = false;     ///< left and right exchanged in half of the images
  int erase = 0;  ///< pixels: side of a square set to zero, at a random place, in half of them
  friend bool operator==(const Augment&, const Augment&) = default;
};

/// Writes the changed image as numbers in [0, 1]. `random` decides everything, so that an image's
/// change depends on its own seed and not on which thread computes it.
/// *Shape*: pixels and out [height][width], row-major.
void augment(const Augment& settings,
             std::span<const std::uint8_t> pixels,
             int height,
             int width,
             rng::Sequence& random,
             std::span<float> out);

}  // namespace spinforge::train
