// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/golden/rules.hpp"
#include "sim/harness/verify.hpp"

/// `verify --all`: a core, and its wrapper, in every way that the harness can run them.
namespace spinforge::harness {

/// Images of each run but the first.
inline constexpr std::uint32_t kImagesOfOthers = 64;

/// One way, and what came of it.
struct NamedRun {
  std::string name;  ///< "plain", "axi stall", ...
  Summary summary;
};

/// All of them.
struct AllRuns {
  std::vector<NamedRun> runs;
  std::vector<golden::Rule> rules;         ///< those that the network's neurons have
  golden::RuleCounts counts;               ///< of all runs
  std::vector<std::string> not_exercised;  ///< by none of them

  [[nodiscard]] bool equal() const;
  /// Of `rules`, those that never decided anything.
  [[nodiscard]] std::vector<golden::Rule> idle_rules() const;
};

/// Runs the images of `options` plainly, then kImagesOfOthers of them, or fewer, in each other way;
/// traffic and control of `options` do not count, its top module neither. Calls `on_run` after
/// each. Only the first run that differs leaves a waveform. *Errors*: those of verify.
[[nodiscard]] AllRuns verify_all(const VerifyOptions& options,
                                 const std::function<void(const NamedRun&)>& on_run);

/// One line for a run, with its verdict.
[[nodiscard]] std::string run_line(const NamedRun& run);
/// What follows the lines: the stories of what differs, the rules, and one verdict.
[[nodiscard]] std::string verdict_text(const AllRuns& all);
/// {"equal", "runs": [{"name", and the keys of json_text}], "rules", "rules_never",
/// "not_exercised"}.
[[nodiscard]] std::string json_text(const AllRuns& all);
/// JUnit XML: the suite of each run.
[[nodiscard]] std::string junit_text(const AllRuns& all);

}  // namespace spinforge::harness
