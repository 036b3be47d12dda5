// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gen/plan/choose.hpp"
#include "gen/plan/plan.hpp"
#include "gen/usage/usage.hpp"

/// The subcommands of spinforge-gen: each adds itself to the tool and runs when it is chosen.
namespace spinforge::cli {

void add_emit(usage::Tool& tool);
void add_plan(usage::Tool& tool);
void add_synth(usage::Tool& tool);

/// The options that emit and plan share.
class PlanOptions {
 public:
  void add_to(usage::Command& command);
  /// *Errors*: kUsage.
  [[nodiscard]] plan::Options parse() const;
  /// True where neither lanes nor neuron lanes were named.
  [[nodiscard]] bool automatic() const { return lanes_ == "auto" && neuron_lanes_ == "auto"; }

 private:
  std::string lanes_ = "auto";
  std::string neuron_lanes_ = "auto";
  std::string order_ = "step";
  bool pipeline_ = false;
};

/// What lanes are chosen for where they are left to us and a target is named.
class GoalOptions {
 public:
  void add_to(usage::Command& command);
  /// `target`: a name of plan::targets(). *Errors*: kUsage.
  [[nodiscard]] plan::Request parse(const std::string& target, const plan::Options& options) const;
  /// For a command that has no lanes to choose. *Errors*: kUsage where --goal or --cycles was
  /// given, or --part or --fill unless `part_counts`.
  void expect_unused(bool part_counts) const;

 private:
  std::vector<const usage::Option*> options_;
  std::string goal_ = "latency", part_;
  std::optional<std::int64_t> cycles_;
  double fill_ = 0.0;  ///< percent
};

/// What `plan` shows beside a core's own figures: which cores were possible.
struct TradeOff {
  std::vector<plan::Choice> choices;
  std::size_t chosen = 0;
  plan::Target target;
  std::optional<double> mhz;  ///< clock for times; nullopt: cycles only
};

/// As a table; the chosen one has a star.
[[nodiscard]] std::string table_of(const TradeOff& trade_off);
[[nodiscard]] nlohmann::ordered_json json_of(const TradeOff& trade_off);
/// Cycles against area, both on logarithmic scales, as an SVG image.
[[nodiscard]] std::string svg_of(const TradeOff& trade_off, const std::string& network);

}  // namespace spinforge::cli
