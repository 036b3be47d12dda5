// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "gen/plan/target.hpp"

/// Resources from the cells of a netlist.
namespace spinforge::synth {

/// Cells of a netlist by type.
using Cells = std::map<std::string, std::int64_t>;

/// What a netlist takes of a part, in the units of plan::Part.
struct Usage {
  std::int64_t lut = 0, ff = 0;
  double bram = 0.0;  ///< half of one where a family splits its block RAMs
  std::int64_t dsp = 0;
  friend bool operator==(const Usage&, const Usage&) = default;
};

/// Counts cells by the target's prices; those that have none (buffers, carries, wide multiplexers)
/// are left out.
[[nodiscard]] Usage count(const plan::Target& target, const Cells& cells);

/// Levels of the longest path in what Yosys' `ltp` says. *Errors*: kParse.
[[nodiscard]] int read_levels(std::string_view text);

/// True where every resource is at most what the part has.
[[nodiscard]] bool fits(const plan::Part& part, const Usage& usage);

/// Cells of the design in the text of Yosys' `stat -json`. *Errors*: kParse.
[[nodiscard]] Cells read_stat(std::string_view text);

}  // namespace spinforge::synth
