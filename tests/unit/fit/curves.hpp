// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/device/random.hpp"

/// Simulated measurements of a Hall bar whose numbers are known.
namespace spinforge::test {

struct Bar {
  double lambda = 2.1e-3, b0 = 0.05;  // 1/uV and uV per slot
  double noise = 0.05;                // of the drive
  double meter = 0.02;                // uV
  double background = 0.0;            // uV
  int rest_readings = 0, reads = 4, pulses = 10;
  double linear = 0.0;  // a leak of another law, share of v per slot
};

struct Reading {
  int operation, slot;
  bool write;
  double field, current, voltage;
};

/// `count` operations at one condition, numbered from `first` on.
inline std::vector<Reading> measured(const Bar& bar,
                                     double field,
                                     double current,
                                     double drive,
                                     int count,
                                     device::Gaussian& random,
                                     int first = 0) {
  std::vector<Reading> out;
  for (int operation = first; operation < first + count; ++operation) {
    double v = 0.0;
    int slot = 0;
    const auto read = [&](bool write) {
      const double sign = field < 0.0 ? -1.0 : 1.0;
      const double voltage = bar.background + sign * v + bar.meter * random.next();
      out.push_back({operation, slot++, write, field, current, voltage});
    };
    for (int i = 0; i < bar.rest_readings; ++i) read(false);
    for (int i = 0; i < bar.pulses * (1 + bar.reads); ++i) {
      const bool write = i % (1 + bar.reads) == 0;
      v = std::max(v - bar.lambda * v * v - bar.b0 - bar.linear * v, 0.0);
      if (write) v += drive * (1.0 + bar.noise * random.next());
      read(write);
    }
  }
  return out;
}

inline std::string csv_of(const std::vector<Reading>& readings) {
  std::string text = "operation,slot,kind,field_Oe,current_mA,voltage_uV\n";
  for (const Reading& r : readings) {
    text += fmt::format("{},{},{},{},{},{:.6f}\n",
                        r.operation,
                        r.slot,
                        r.write ? "write" : "read",
                        r.field,
                        r.current,
                        r.voltage);
  }
  return text;
}

inline void append(std::vector<Reading>& to, const std::vector<Reading>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace spinforge::test
