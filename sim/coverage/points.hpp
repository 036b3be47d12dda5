// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/coverage/hits.hpp"

/// Our reader of Verilator's coverage.dat: a line for each point of each instance, with a count.
namespace spinforge::coverage {

enum class Kind {
  kLine,    ///< statements that run together
  kBranch,  ///< the same behind an if, else or case: an arm of it
  kToggle,  ///< a bit
};

/// "line", "branch", "toggle".
[[nodiscard]] std::string_view name_of(Kind kind);

struct Point {
  Kind kind = Kind::kLine;
  std::string module;    ///< without parameters, e.g. "sf_layer"
  std::string instance;  ///< path from the top module on, e.g. "sf_core.u_layer1"
  std::string file;      ///< as the simulator read it
  int line = 0;          ///< from 1
  std::string name;      ///< of a toggle its bit, "v_q[3]"; of a branch its arm, "if", "else" ..
  std::vector<int> lines = {};  ///< that it stands for; empty for toggles, and for an empty else
};

/// All points, in the file's order. *Errors*: kParse.
[[nodiscard]] std::vector<Point> points_of(std::string_view text, const std::string& where);

/// Which of them were hit: a line or branch that ran; a bit that has changed twice, which it can
/// only where it took both values after the random one with which a register starts.
/// *Errors*: kParse.
[[nodiscard]] Hits hits_of(std::string_view text, const std::string& where);

/// The file with every count 0: the same for all runs of a model. *Errors*: kParse.
[[nodiscard]] std::string without_counts(std::string_view text, const std::string& where);

}  // namespace spinforge::coverage
