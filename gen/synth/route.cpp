// SPDX-License-Identifier: Apache-2.0
#include "gen/synth/route.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>

#include "gen/base/process.hpp"
#include "gen/synth/log.hpp"

namespace spinforge::synth {
namespace {

/// What nextpnr says of a netlist for which there is no room.
bool no_room(const std::string& log) {
  const std::regex words(
      "ERROR: .*([Uu]nable to place|no BELs remaining|[Ff]ailed to expand region)");
  return std::regex_search(log, words);
}

}  // namespace

bool can_route(const plan::Target& target) {
  return !target.nextpnr.empty() && process::on_path(target.nextpnr.front());
}

std::optional<double> max_frequency(std::string_view log) {
  static const std::regex kLine("Max frequency for clock *'([^']*)': *([0-9.]+) MHz");
  std::map<std::string, double> clocks;
  for (std::cregex_iterator at(log.begin(), log.end(), kLine); at != std::cregex_iterator(); ++at) {
    clocks[(*at)[1]] = std::stod((*at)[2]);
  }
  std::optional<double> out;
  for (const auto& [name, mhz] : clocks) out = std::min(out.value_or(mhz), mhz);
  return out;
}

Routed route(const plan::Target& target, const std::string& path) {
  std::vector<std::string> command = target.nextpnr;
  command.insert(command.end(),
                 {"--json",
                  path,
                  fmt::format("--{}-allow-unconstrained", target.constraints.suffix),
                  "--timing-allow-fail",
                  "--seed",
                  "1"});
  const process::Exit exit =
      process::run(command, "/", {}, fmt::format("`apt install {}` provides it", command.front()));
  if (exit.status == 0) return {true, max_frequency(exit.output)};
  if (no_room(exit.output)) return {};
  throw failure(command.front(), exit);
}

}  // namespace spinforge::synth
