// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/target.hpp"

#include <fmt/format.h>

#include <array>

#include "gen/base/error.hpp"

namespace spinforge::plan {
namespace {

// From the vendors' data sheets: 7 Series DS180, Zynq-7000 DS190 (its programmable logic is that of
// the Artix-7), ECP5 FPGA-DS-02012, iCE40 UltraPlus FPGA-DS-02008,
// iCE40 LP/HX FPGA-DS-02029.
constexpr std::array kTargets{Target{"xc7", {"XC7A100T", 63'400, 126'800, 135, 240}},
                              Target{"ecp5", {"LFE5U-85F", 83'640, 83'640, 208, 156}},
                              Target{"ice40up5k", {"iCE40UP5K", 5'280, 5'280, 30, 8}},
                              Target{"ice40hx8k", {"iCE40HX8K", 7'680, 7'680, 32, 0}}};

/// Other parts of a family; the iCE40 targets are parts themselves.
constexpr std::array kParts{Target{"xc7", {"XC7A15T", 10'400, 20'800, 25, 45}},
                            Target{"xc7", {"XC7A35T", 20'800, 41'600, 50, 90}},
                            Target{"xc7", {"XC7A50T", 32'600, 65'200, 75, 120}},
                            Target{"xc7", {"XC7A75T", 47'200, 94'400, 105, 180}},
                            Target{"xc7", {"XC7A200T", 134'600, 269'200, 365, 740}},
                            Target{"xc7", {"XC7K70T", 41'000, 82'000, 135, 240}},
                            Target{"xc7", {"XC7K160T", 101'400, 202'800, 325, 600}},
                            Target{"xc7", {"XC7K325T", 203'800, 407'600, 445, 840}},
                            Target{"xc7", {"XC7K410T", 254'200, 508'400, 795, 1'540}},
                            Target{"xc7", {"XC7Z010", 17'600, 35'200, 60, 80}},
                            Target{"xc7", {"XC7Z020", 53'200, 106'400, 140, 220}},
                            Target{"ecp5", {"LFE5U-25F", 24'288, 24'288, 56, 28}},
                            Target{"ecp5", {"LFE5U-45F", 43'848, 43'848, 108, 72}}};

}  // namespace

Usable usable(const Target& target) {
  if (target.fill > 0.0) return {target.fill, target.fill};
  return target.name.starts_with("ice40") ? Usable{0.7, 1.0} : Usable{0.85, 0.9};
}

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

std::vector<Part> parts(const Target& target) {
  std::vector<Part> out{find_target(target.name).part};
  for (const Target& other : kParts) {
    if (other.name == target.name) out.push_back(other.part);
  }
  return out;
}

Target with_part(const Target& target, std::string_view part) {
  std::string names;
  for (const Part& other : parts(target)) {
    if (other.name == part) return {target.name, other, target.fill};
    names += fmt::format("{}{}", names.empty() ? "" : ", ", other.name);
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
