// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace spinforge::train {

/// A bound on the current of every drive of a network, and so on its |D|.
struct CurrentBound {
  double asked = 0.0;    ///< in `unit`
  double used = 0.0;     ///< of `lsb`: at most `asked`
  std::string unit;      ///< "A/m2" (dw) or "mA" (hall)
  float drive = 0.0F;    ///< of a network, that `asked` makes
  std::int64_t lsb = 0;  ///< whole_lsb() of that
};

/// Below it rounding to whole LSB would leave little of a bound, and of the drives within.
inline constexpr std::int64_t kFewestLsb = 64;

/// The bound of `current` on a network of `neuron` (as for device_of()), of a Hall bar at the field
/// at which it works. *Errors*: kRange where no current is behind the neuron's drive, or the bound
/// has fewer LSB than kFewestLsb.
[[nodiscard]] CurrentBound current_bound(const std::string& neuron, double current, int frac_bits);

/// The largest |D| of F = `frac_bits` within `drive`.
[[nodiscard]] std::int64_t whole_lsb(float drive, int frac_bits);

}  // namespace spinforge::train
