// SPDX-License-Identifier: Apache-2.0
#include "sim/fit/filter.hpp"

#include <algorithm>
#include <cmath>

namespace spinforge::fit {

double lost(const LawParameters& law, double v) {
  return std::max(v - law.lambda * v * v - law.b0, 0.0);
}

void walk(const Operation& operation,
          const LawParameters& law,
          const Spread& spread,
          const std::function<void(const Step&)>& visit) {
  double mean = 0.0;
  double variance = spread.rest;
  bool known = true;   // the state is
  bool begun = false;  // something was written
  bool written = false;
  for (std::size_t i = 0; i < operation.slots.size(); ++i) {
    const Slot& slot = operation.slots[i];
    const bool write = slot.kind == Kind::kWrite;
    begun = begun || write || slot.kind == Kind::kUnknown;
    written = written || write;
    if (slot.kind == Kind::kUnknown) known = false;
    if (begun) {
      const double left = lost(law, mean);
      const double slope = left > 0.0 ? std::max(1.0 - 2.0 * law.lambda * mean, 0.0) : 0.0;
      mean = left + (write ? law.drive : 0.0);
      variance = slope * slope * variance + (write ? spread.write : 0.0);
    }
    if (std::isnan(slot.voltage)) continue;
    if (!known) {
      mean = slot.voltage - law.offset;
      variance = spread.meter;
      known = true;
      written = false;
      continue;
    }
    const Step step{.slot = static_cast<int>(i),
                    .written = written,
                    .innovation = slot.voltage - law.offset - mean,
                    .variance = variance + spread.meter};
    visit(step);
    written = false;
    const double gain = step.variance > 0.0 ? variance / step.variance : 1.0;
    mean += gain * step.innovation;
    variance *= 1.0 - gain;
  }
}

}  // namespace spinforge::fit
