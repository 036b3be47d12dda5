// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gen/base/json.hpp"
#include "sim/coverage/report.hpp"
#include "sim/harness/verify.hpp"
#include "sim/regress/failures.hpp"
#include "sim/regress/ledger.hpp"
#include "sim/regress/plan.hpp"

/// The results of all shards as one: in the order of the plan, so that it is the same whoever ran
/// which shard when, and however large shards were.
namespace spinforge::regress {

/// One run, all of its shards.
struct Outcome {
  std::string id;
  std::string network;  ///< its name, for CI systems
  std::string design;   ///< Wanted::design(), for tables
  std::uint64_t images = 0, commits = 0, mismatches = 0;
  std::uint64_t wanted = 0;       ///< images that were to be run
  std::uint64_t ended_early = 0;  ///< parts whose last image nothing came of
  std::optional<double> accuracy;
  double cycles = 0;    ///< mean of an image
  std::string timing;   ///< harness::timing_word
  bool broken = false;  ///< it could not be done, and counts nothing
  bool equal = false;
  double seconds = 0;  ///< of simulation, by all processes together
  Json record;         ///< what `verify --json` says, less what a machine or a time changes

  /// "pass", "FAIL" or "BROKEN".
  [[nodiscard]] std::string word() const;
  /// "200", or "108 of 200, 9 parts ended early".
  [[nodiscard]] std::string images_text() const;
};

/// Runs that could not be done, for the same reason.
struct Broken {
  std::string core;               ///< directory
  std::string why;                ///< lines for people: of a compiler, of a process
  std::vector<std::string> runs;  ///< ids, in order
};

/// All runs of a core by the same top.
struct Driven {
  std::string design;   ///< Wanted::design()
  std::string core;     ///< directory
  std::string wrapper;  ///< how it says that the wrapper was not driven; "" where it was
  harness::NotExercised idle;
};

/// All of them.
struct Merged {
  std::string suite;
  std::vector<Outcome> runs;
  std::vector<Broken> broken;
  Buckets failures;
  std::vector<Shown> waves;
  std::map<std::size_t, Driven> driven;  ///< by Plan::models, those of which a run was done
  std::set<std::string> machines, simulators;
  std::optional<coverage::Report> coverage;  ///< where it was measured

  [[nodiscard]] std::size_t failed() const;  ///< runs, broken ones too
  [[nodiscard]] std::size_t runs_broken() const;
  /// Designs, in order, each with what none of its runs drove.
  [[nodiscard]] std::vector<std::pair<std::string, std::vector<std::string>>> not_exercised() const;
  [[nodiscard]] std::uint64_t images() const;
  /// As Outcome has it, of all runs.
  [[nodiscard]] std::string images_text() const;
  [[nodiscard]] std::uint64_t commits() const;
  [[nodiscard]] std::uint64_t mismatches() const;
  [[nodiscard]] bool equal() const { return !runs.empty() && failed() == 0; }
};

/// Reads every shard of `plan` from `ledger`, and labels through `sets`. Runs of `broken`, by index
/// and with why, count nothing, whatever there is of them: that depends on shards. *Errors*: those
/// of Ledger::read; kIo for a shard that is not there; kShape for shards of one run that were made
/// from different RTL; those of CoverageMerger::finish.
[[nodiscard]] Merged merge(const Plan& plan,
                           const std::vector<Shard>& shards,
                           const Ledger& ledger,
                           const std::string& out,
                           classify::Sets& sets,
                           const std::map<std::size_t, std::string>& broken = {},
                           const coverage::Exclusions& exclusions = {});

/// result.json: nothing in it depends on the machine, the time, the launcher or the shards.
[[nodiscard]] std::string result_text(const Merged& merged);

/// "PASS: 12 runs, ..." or "FAIL: ...".
[[nodiscard]] std::string verdict(const Merged& merged);

}  // namespace spinforge::regress
