// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

namespace spinforge::fit {

/// A number and its standard deviation.
struct Estimate {
  double value = 0.0;
  double sd = 0.0;
};

/// What the readings of one slot are on average, and what the law makes of it. *Units*: uV, of the
/// sign that was measured, over the background.
struct MeanSlot {
  int slot = 0;
  double measured = 0.0, spread = 0.0, fitted = 0.0;
};

/// The fit at one field and current.
struct Row {
  double field = 0.0;                ///< Oe
  double current = 0.0;              ///< mA
  int polarity = 1;                  ///< sign of the signal
  bool signal = false;               ///< false: nothing rises out of the voltmeter's spread
  std::optional<Estimate> lambda;    ///< 1/uV per slot
  std::optional<Estimate> b0;        ///< uV per slot
  Estimate drive;                    ///< uV
  std::optional<Estimate> noise;     ///< share of the drive
  std::optional<double> meter;       ///< standard deviation of a reading, uV
  Estimate peak;                     ///< mean of the readings after the last write, uV
  std::optional<double> peak_sd;     ///< of them; none from fewer than 3 operations
  std::optional<double> background;  ///< uV; none without readings at rest
  std::optional<double> rest_sd;     ///< of the state at rest, uV
  double residual = 0.0;             ///< rms of a reading less what the ones before it promise, uV
  double misfit = 0.0;  ///< rms over the slots of the mean of that, as a share of the drive
  double chance = 1.0;  ///< of a larger misfit where the law holds
  bool fits = true;
  int operations = 0, readings = 0;
  std::vector<MeanSlot> means;
};

}  // namespace spinforge::fit
