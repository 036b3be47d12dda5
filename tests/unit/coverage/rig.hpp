// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/base/files.hpp"
#include "sim/coverage/measure.hpp"
#include "sim/coverage/points.hpp"
#include "tests/support.hpp"

/// Eight points of each of two instances of a module, cut from what Verilator 5.006 wrote.
namespace spinforge::test {

inline const std::string kDat = source("tests/unit/coverage/coverage.dat");

struct Cut {
  std::string text = files::read(kDat);
  std::vector<coverage::Point> points = coverage::points_of(text, kDat);
  coverage::Hits hits = coverage::hits_of(text, kDat);

  [[nodiscard]] coverage::Core measured(coverage::Exclusions& exclusions) const {
    const auto source = [](const std::string&, int line) { return "text " + std::to_string(line); };
    return coverage::measure("three", points, hits, source, exclusions);
  }
};

}  // namespace spinforge::test
