// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/plan/resources.hpp"

/// What Yosys counted for cores of this generator: tests/unit/plan/runs.csv. The estimate of LUTs
/// is fitted to some of them and judged by the others.
namespace spinforge::test {

/// A line of the file. `network` is a folder of weights/models, or "random N" or "conv N", network
/// N of random_network.hpp; `lanes` those of all layers, or each layer's with blanks between.
struct RecordedRun {
  std::string target, network;
  plan::Order order = plan::Order::kStep;
  std::string lanes;
  plan::Resources counted;
  bool fitted = false;  ///< else held out

  [[nodiscard]] std::string name() const {
    return fmt::format("{} {} {} {}", target, network, plan::name_of(order), lanes);
  }
  [[nodiscard]] bool trained() const { return network.find(' ') == std::string::npos; }
};

/// All of them, in the order of the file; throws Error where a line is not one.
[[nodiscard]] std::vector<RecordedRun> recorded_runs();

/// Writes the file.
void record(const std::vector<RecordedRun>& runs);

[[nodiscard]] network::Network network_of(const RecordedRun& run);
[[nodiscard]] plan::Options options_of(const RecordedRun& run);

}  // namespace spinforge::test
