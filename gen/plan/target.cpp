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

std::string target_names() {
  std::string out;
  for (const Target& target : kTargets) {
    out += fmt::format("{}{}", out.empty() ? "" : ", ", target.name);
  }
  return out;
}

}  // namespace spinforge::plan
