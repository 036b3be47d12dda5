// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "gen/plan/target.hpp"

namespace spinforge::plan {

Target xc7(), ecp5(), ice40up5k(), ice40hx8k();  // and in the list below

namespace {

template <typename T>
std::string names_of(const T& named) {
  std::vector<std::string> names;
  for (const auto& one : named) names.emplace_back(one.name);
  return text::joined(names, ", ");
}

}  // namespace

std::span<const Target> targets() {
  static const std::vector<Target> kTargets{xc7(), ecp5(), ice40up5k(), ice40hx8k()};
  return kTargets;
}

const Target* known_target(std::string_view name) {
  const auto found = std::ranges::find(targets(), name, &Target::name);
  return found == targets().end() ? nullptr : &*found;
}

const Target& find_target(std::string_view name) {
  if (const Target* const known = known_target(name)) return *known;
  throw Error(ErrorCode::kUsage,
              "--target",
              fmt::format("unknown; expected one of {}, got \"{}\"; choose one of these",
                          target_names(),
                          text::brief(name)));
}

Target with_part(const Target& target, std::string_view part) {
  const auto found = std::ranges::find(target.parts, part, &Part::name);
  if (found == target.parts.end()) {
    throw Error(ErrorCode::kUsage,
                "--part",
                fmt::format("not of {}; expected one of {}, got \"{}\"; choose one of these",
                            target.name,
                            names_of(target.parts),
                            text::brief(part)));
  }
  Target out = target;
  out.part = *found;
  return out;
}

std::string target_names() { return names_of(targets()); }

}  // namespace spinforge::plan
