// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gen/plan/target.hpp"

namespace spinforge::synth {

/// A netlist placed and routed.
struct Routed {
  bool placed = false;             ///< false: the part has no room
  std::optional<double> fmax_mhz;  ///< of the slowest clock
};

/// True where this machine places and routes for the target.
[[nodiscard]] bool can_route(const plan::Target& target);

/// Places and routes the netlist (JSON of Yosys) at `path`. *Errors*: kTool.
[[nodiscard]] Routed route(const plan::Target& target, const std::string& path);

/// The last "Max frequency for clock" of each clock in a log of nextpnr, the lowest of them.
[[nodiscard]] std::optional<double> max_frequency(std::string_view log);

}  // namespace spinforge::synth
