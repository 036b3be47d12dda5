// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gen/base/json.hpp"
#include "sim/coverage/exclude.hpp"
#include "sim/coverage/measure.hpp"

/// What many runs covered, for people and programs.
namespace spinforge::coverage {

/// Something that is to happen: a rule of the neuron, an event at a port.
struct Tally {
  std::string name;
  std::uint64_t count = 0;
};

/// A run in the order in which they are worth keeping.
struct Kept {
  std::string run;
  std::size_t adds = 0;  ///< points
  double share = 0;      ///< of all points that are hit, with those before it
};

struct Report {
  std::vector<Core> cores;
  std::vector<Tally> rules, events;  ///< those that some core can have
  std::vector<Kept> ranking;
  std::vector<std::string> idle;  ///< runs that add nothing
  Exclusions exclusions;

  [[nodiscard]] Figures total() const;
};

/// For result.json: README.md has its keys.
[[nodiscard]] Json to_json(const Report& report);

/// Rows of a table: of each core, and of all, what share of lines, branches and toggles was hit.
[[nodiscard]] std::vector<std::vector<std::string>> rows(const Report& report);

/// Sentences below it: what never happened, which runs are worth keeping.
[[nodiscard]] std::vector<std::string> remarks(const Report& report);

/// coverage.txt: figures of every instance, and what was never hit in it, excluded or not.
[[nodiscard]] std::string list(const Report& report);

}  // namespace spinforge::coverage
