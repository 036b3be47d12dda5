// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gen/plan/trade_off.hpp"
#include "gen/usage/usage.hpp"

/// The subcommands of spinforge-gen: each adds itself to the tool and runs when it is chosen.
namespace spinforge::cli {

void add_emit(usage::Tool& tool);
void add_plan(usage::Tool& tool);
void add_synth(usage::Tool& tool);

/// NETWORK, the directory of one.
void add_network(usage::Command& command, std::string& to);

/// --chip, the file of a chip.
void add_chip(usage::Command& command, std::string& to);

/// The options that emit and plan share.
class PlanOptions {
 public:
  void add_to(usage::Command& command);
  /// For `network` on `target`, null for no particular one: an order that was left open is chosen.
  /// *Errors*: kUsage.
  [[nodiscard]] plan::Options parse(const network::Network& network,
                                    const plan::Target* target) const;
  [[nodiscard]] bool names_order() const { return order_ != "auto"; }
  /// True where neither lanes nor neuron lanes were named.
  [[nodiscard]] bool automatic() const { return lanes_ == "auto" && neuron_lanes_ == "auto"; }

 private:
  [[nodiscard]] plan::Options parse() const;

  std::string lanes_ = "auto";
  std::string neuron_lanes_ = "auto";
  std::string order_ = "auto";
  std::string beat_ = "1";
  bool pipeline_ = false;
  bool parity_ = false;
};

/// What lanes are chosen for where they are left to us and a target is named.
class GoalOptions {
 public:
  void add_to(usage::Command& command);
  /// Cores for `target`, a name of plan::targets(): those between small and fast, or the one whose
  /// lanes were named. *Errors*: kUsage; those of plan::trade_off and plan::choose.
  [[nodiscard]] plan::TradeOff cores(const network::Network& network,
                                     const std::string& target,
                                     const PlanOptions& lanes) const;
  /// For a command that has no lanes to choose. *Errors*: kUsage where --goal or --cycles was
  /// given, or --part or --fill unless `part_counts`.
  void expect_unused(bool part_counts) const;

 private:
  std::vector<const usage::Option*> options_;
  std::string goal_ = "latency", part_;
  std::optional<std::int64_t> cycles_;
  double fill_ = 0.0;  ///< percent
};

}  // namespace spinforge::cli
