// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The FPGA families that a core is synthesised for, each with the part it is measured against.
namespace spinforge::plan {

/// What a part has. One unit of each resource is what synthesis counts for the family:
///
///     xc7     LUTs of six inputs, RAMB36, DSP48E1
///     ecp5    LUTs of four inputs, DP16KD (18 kbit), MULT18X18D
///     ice40   logic cells (a LUT of four inputs and a flip-flop), RAM40_4K (4 kbit), MAC16
struct Part {
  std::string_view name;
  int lut = 0, ff = 0, bram = 0, dsp = 0;
};

struct Target {
  std::string_view name;  ///< as on the command line: "xc7"
  Part part;
  double fill = 0.0;  ///< share of each of the part's resources to plan for; 0: see usable()
};

/// Shares of a part that are planned for.
struct Usable {
  double luts;
  double blocks;  ///< block RAMs and DSP blocks
};

/// What a core may take of the target's part where `fill` says nothing:
///
///     xc7, ecp5   85 % of the LUTs (the estimate may be off, a full part is hard to route) and
///                 90 % of the blocks (a bus, a DMA engine or a processor's memory stands beside)
///     ice40       70 % of the LUTs (a flip-flop that does not follow its LUT takes a logic cell
///                 of its own) and all of the blocks (the core is the whole design)
[[nodiscard]] Usable usable(const Target& target);

[[nodiscard]] std::span<const Target> targets();

/// The target of that name. *Errors*: kUsage.
[[nodiscard]] const Target& find_target(std::string_view name);

/// The parts of the target's family, its default first.
[[nodiscard]] std::vector<Part> parts(const Target& target);

/// The target with another part of its family in the place of the default. *Errors*: kUsage.
[[nodiscard]] Target with_part(const Target& target, std::string_view part);

/// The names, "xc7, ecp5, ...".
[[nodiscard]] std::string target_names();

}  // namespace spinforge::plan
