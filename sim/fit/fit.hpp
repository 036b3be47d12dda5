// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/device/device.hpp"
#include "sim/fit/measurement.hpp"
#include "sim/fit/row.hpp"

/// From measured curves to a device.
namespace spinforge::fit {

struct Fitted {
  device::Device device;
  std::vector<Row> rows;              ///< by field and current
  bool shared_leak = false;           ///< one leak for all rows; else each has its own
  double chance_of_shared = 1.0;      ///< that leaks differ as much where there is one
  std::vector<std::string> left_out;  ///< what the data does not determine
  std::vector<std::string> notes;
  bool fits = true;     ///< the law does, in every row
  std::string verdict;  ///< in a sentence
};

/// Fits leak, drive and spreads at each field and current, then one leak for all where they agree,
/// the firing range from the spread of the peaks, the bias window where there are four fields of a
/// sign or more, and the rise with the current where there are three currents. `name` is the
/// device's. *Errors*: kRange where no condition has a signal or enough readings.
[[nodiscard]] Fitted fit(const Measurement& measurement, const std::string& name);

}  // namespace spinforge::fit
