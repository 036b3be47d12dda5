// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gen/synth/cells.hpp"

/// Synthesis of an emitted directory with Yosys, and with nextpnr where there is one for the
/// target.
namespace spinforge::synth {

struct Request {
  std::string directory;  ///< as `spinforge-gen emit` made it
  std::string target;     ///< of plan::targets()
  std::string part;       ///< of plan::parts(); empty: the target's default
  std::string top;        ///< module; empty: the one that the manifest names
  bool dsp = true;        ///< false: multipliers in LUTs
  bool route = true;      ///< place and route where this machine can
};

struct Report {
  std::string network, top, tool;  ///< tool: "Yosys 0.23"
  plan::Target target;
  bool dsp = true;
  std::vector<int> lanes;  ///< synapse lanes of each layer
  Cells cells = {};
  Usage usage = {};
  int levels = 0;                       ///< of logic on the longest path, see Target::logic_cells
  bool fits = false;                    ///< by the counts and, where it was tried, by placement
  std::optional<double> fmax_mhz = {};  ///< after routing; nullopt where that was not tried
  int pins_ff = 0;  ///< flip-flops put around the core for routing, not in `usage`
};

/// Synthesises in `request.directory`, which it leaves as it is. Ports named commit* are for
/// verification: they are left open, so that what only they show costs nothing.
/// *Errors*: kUsage for an unknown target, kIo and kParse for a directory that emit did not make,
/// kTool where Yosys or nextpnr is missing or fails (with the last lines of its log).
[[nodiscard]] Report synthesise(const Request& request);

/// The report as JSON: lut, ff, bram, dsp, levels, fmax_mhz (or null), part, fits, and what it is
/// of.
[[nodiscard]] nlohmann::ordered_json json_of(const Report& report);

/// The report for people: a table with the share of the part.
[[nodiscard]] std::string table_of(const Report& report);

/// Commands for Yosys, from reading `files` to the netlist. `statistics`, `path` (the longest one)
/// and `netlist` are files to write; no netlist where that is empty.
[[nodiscard]] std::string script(const plan::Target& target,
                                 const std::string& top,
                                 const std::vector<std::string>& files,
                                 bool dsp,
                                 const std::string& statistics,
                                 const std::string& path,
                                 const std::string& netlist);

}  // namespace spinforge::synth
