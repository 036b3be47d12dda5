// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gen/plan/choose.hpp"

/// Which cores are possible on a part, for people and for machines.
namespace spinforge::plan {

struct TradeOff {
  std::vector<Choice> choices;
  std::size_t chosen = 0;
  Target target;
  std::optional<double> mhz;  ///< clock for times; nullopt: cycles only

  [[nodiscard]] const Choice& best() const { return choices[chosen]; }
};

/// As a table; the chosen one has a star.
[[nodiscard]] std::string table_of(const TradeOff& trade_off);
[[nodiscard]] nlohmann::ordered_json json_of(const TradeOff& trade_off);
/// Cycles against area, both on logarithmic scales, as an SVG image. (Drawn here and not by
/// gnuplot, which the generator does without.)
[[nodiscard]] std::string svg_of(const TradeOff& trade_off, const std::string& network);

}  // namespace spinforge::plan
