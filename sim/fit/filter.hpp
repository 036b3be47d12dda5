// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "sim/fit/measurement.hpp"

/// A measured operation under the law, slot by slot: an extended Kalman filter, so that the spread
/// of the drive, which stays in the state, and that of the voltmeter, which does not, are told
/// apart.
namespace spinforge::fit {

/// What a write does and a slot loses; see sim/device/hall.hpp. *Units*: uV.
struct LawParameters {
  double lambda = 0.0;  ///< 1/uV per slot
  double b0 = 0.0;
  double drive = 0.0;
  double offset = 0.0;  ///< of a reading over the state
};

/// Variances, uV^2.
struct Spread {
  double write = 0.0;  ///< of the drive of a write
  double meter = 0.0;  ///< of a reading
  double rest = 0.0;   ///< of the state before the first write
};

/// A reading that the filter met.
struct Step {
  int slot = 0;
  bool written = false;     ///< a write came since the reading before it
  double innovation = 0.0;  ///< measured less expected, uV
  double variance = 0.0;    ///< that the innovation should have, uV^2
};

/// v after a slot without current. *Units*: uV.
[[nodiscard]] double lost(const LawParameters& law, double v);

/// Calls `visit` for every reading of `operation` from which something follows: none behind a slot
/// of which nobody knows what it was. Voltages are those over the background, of rising sign.
void walk(const Operation& operation,
          const LawParameters& law,
          const Spread& spread,
          const std::function<void(const Step&)>& visit);

}  // namespace spinforge::fit
