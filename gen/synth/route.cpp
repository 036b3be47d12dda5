// SPDX-License-Identifier: Apache-2.0
#include "gen/synth/route.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>

#include "gen/base/error.hpp"
#include "gen/base/process.hpp"
#include "gen/synth/log.hpp"

namespace spinforge::synth {
namespace {

constexpr const char* kNextpnr = "nextpnr-ice40";
constexpr const char* kNextpnrAdvice = "`apt install nextpnr-ice40` provides it";

/// What nextpnr says of a netlist for which there is no room.
bool no_room(const std::string& log) {
  const std::regex words(
      "ERROR: .*([Uu]nable to place|no BELs remaining|[Ff]ailed to expand region)");
  return std::regex_search(log, words);
}

}  // namespace

bool can_route(const plan::Target& target) {
  return target.name.starts_with("ice40") && process::on_path(kNextpnr);
}

std::optional<double> max_frequency(std::string_view log) {
  static const std::regex kLine("Max frequency for clock *'([^']*)': *([0-9.]+) MHz");
  std::map<std::string, double> clocks;
  const std::string text(log);
  for (auto at = std::sregex_iterator(text.begin(), text.end(), kLine);
       at != std::sregex_iterator();
       ++at) {
    clocks[(*at)[1]] = std::stod((*at)[2]);
  }
  std::optional<double> out;
  for (const auto& [name, mhz] : clocks) out = std::min(out.value_or(mhz), mhz);
  return out;
}

Routed route(const plan::Target& target, const std::string& path) {
  const bool up5k = target.name == "ice40up5k";
  const std::vector<std::string> command{kNextpnr,
                                         up5k ? "--up5k" : "--hx8k",
                                         "--package",
                                         up5k ? "sg48" : "ct256",
                                         "--json",
                                         path,
                                         "--pcf-allow-unconstrained",
                                         "--timing-allow-fail",
                                         "--seed",
                                         "1"};
  const process::Exit exit = process::run(command, "/", {}, kNextpnrAdvice);
  if (exit.status == 0) return {true, max_frequency(exit.output)};
  if (no_room(exit.output)) return {};
  throw Error(ErrorCode::kTool,
              kNextpnr,
              fmt::format("failed with exit code {}:\n{}\nmend what it names and run again",
                          exit.status,
                          last_lines(exit.output)));
}

}  // namespace spinforge::synth
