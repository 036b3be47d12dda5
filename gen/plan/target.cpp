// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/target.hpp"

#include <fmt/format.h>

#include <array>

#include "gen/base/error.hpp"

namespace spinforge::plan {
namespace {

// From the vendors' data sheets: 7 Series DS180, ECP5 FPGA-DS-02012, iCE40 UltraPlus FPGA-DS-02008,
// iCE40 LP/HX FPGA-DS-02029.
constexpr std::array kTargets{Target{"xc7", {"XC7A100T", 63'400, 126'800, 135, 240}},
                              Target{"ecp5", {"LFE5U-85F", 83'640, 83'640, 208, 156}},
                              Target{"ice40up5k", {"iCE40UP5K", 5'280, 5'280, 30, 8}},
                              Target{"ice40hx8k", {"iCE40HX8K", 7'680, 7'680, 32, 0}}};

/// Other parts of a family; the iCE40 targets are parts themselves.
constexpr std::array kParts{Target{"xc7", {"XC7A35T", 20'800, 41'600, 50, 90}},
                            Target{"xc7", {"XC7A50T", 32'600, 65'200, 75, 120}},
                            Target{"xc7", {"XC7A200T", 134'600, 269'200, 365, 740}},
                            Target{"ecp5", {"LFE5U-25F", 24'288, 24'288, 56, 28}},
                            Target{"ecp5", {"LFE5U-45F", 43'848, 43'848, 108, 72}}};

}  // namespace

std::span<const Target> targets() { return kTargets; }

const Target& find_target(std::string_view name) {
  for (const Target& target : kTargets) {
    if (target.name == name) return target;
  }
  throw Error(
      ErrorCode::kUsage,
      "--target",
      fmt::format(
          "unknown; expected one of {}, got \"{}\"; choose one of these", target_names(), name));
}

Target with_part(const Target& target, std::string_view part) {
  if (part == target.part.name) return target;
  std::string names(target.part.name);
  for (const Target& other : kParts) {
    if (other.name != target.name) continue;
    if (other.part.name == part) return other;
    names += fmt::format(", {}", other.part.name);
  }
  throw Error(ErrorCode::kUsage,
              "--part",
              fmt::format("not of {}; expected one of {}, got \"{}\"; choose one of these",
                          target.name,
                          names,
                          part));
}

std::string target_names() {
  std::string out;
  for (const Target& target : kTargets) {
    out += fmt::format("{}{}", out.empty() ? "" : ", ", target.name);
  }
  return out;
}

}  // namespace spinforge::plan
