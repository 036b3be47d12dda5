// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "gen/base/rng.hpp"

namespace spinforge::device {

/// Normal deviates of mean 0 and standard deviation 1 (Box-Muller on rng::Sequence): the same seed
/// gives the same numbers on every run, unlike the distributions of the standard library.
class Gaussian {
 public:
  explicit Gaussian(std::uint64_t seed) : sequence_(seed) {}

  double next() {
    if (has_spare_) {
      has_spare_ = false;
      return spare_;
    }
    const double radius = std::sqrt(-2.0 * std::log(1.0 - sequence_.real()));
    const double angle = 2.0 * std::numbers::pi * sequence_.real();
    spare_ = radius * std::sin(angle);
    has_spare_ = true;
    return radius * std::cos(angle);
  }

 private:
  rng::Sequence sequence_;
  double spare_ = 0.0;
  bool has_spare_ = false;
};

}  // namespace spinforge::device
