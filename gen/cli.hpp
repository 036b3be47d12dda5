// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "gen/plan/plan.hpp"

/// The subcommands of spinforge-gen: each adds itself to the tool and runs when it is chosen.
namespace spinforge::cli {

void add_emit(CLI::App& app);
void add_plan(CLI::App& app);
void add_synth(CLI::App& app);

/// The options that emit and plan share.
class PlanOptions {
 public:
  void add_to(CLI::App& command);
  /// *Errors*: kUsage.
  [[nodiscard]] plan::Options parse() const;

 private:
  std::string lanes_ = "auto";
  std::string neuron_lanes_ = "auto";
  bool pipeline_ = false;
};

}  // namespace spinforge::cli
