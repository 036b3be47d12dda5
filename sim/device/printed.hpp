// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/plot/figure.hpp"

/// What the paper prints of the ex-situ Hall bar, for the column beside the model's numbers. Empty
/// where it prints nothing. *Units*: fields in Oe, currents in mA.
namespace spinforge::device::printed {

/// The amplitude after ten pulses. *Source*: text of Figs. 1d to 3b.
[[nodiscard]] std::string amplitude(double field, double current);

/// The current density beside a current, in 1e10 A/m2. *Source*: text of Figs. 2c, 2d and 3a.
[[nodiscard]] std::string density(double current);

struct Extreme {
  std::string voltage{}, field{};
};

/// The largest and the lowest voltage at a current, and their fields. *Source*: text of Figs. 1d,
/// 2b, 2c, 3a and 3c.
[[nodiscard]] Extreme largest(double current);
[[nodiscard]] Extreme lowest(double current);

/// Where it finds a memory window, and where a pinched loop or weak signals. It prints "-2300 to
/// -150 Oe"; by symmetry that is read as -230. *Source*: text of Fig. 2.
[[nodiscard]] std::vector<plot::Region> regions();

}  // namespace spinforge::device::printed
