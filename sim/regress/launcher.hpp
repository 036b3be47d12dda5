// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sim/regress/ledger.hpp"
#include "sim/regress/plan.hpp"

/// Ways to get shards run. Each builds the models that are needed, and leaves the results in the
/// ledger.
namespace spinforge::regress {

struct LaunchOptions {
  std::string out;          ///< DIR
  std::string build_cache;  ///< of models
  int jobs = 1;             ///< processes, or Slurm jobs, at once
  int waves = 0;            ///< see RunnerOptions
  bool quiet = false;
  std::string sbatch;  ///< more options for sbatch, blanks between them
  /// Until a shared file system shows what another machine wrote.
  std::chrono::milliseconds shared{5000};
  std::function<void()> on_fork;  ///< in each child process
};

/// What a launcher has to tell.
struct Launched {
  double build_s = 0;                           ///< wall time of building models
  std::map<std::size_t, std::string> given_up;  ///< runs, by index, that cannot be done, and why
  std::vector<std::string> slurm_jobs;          ///< ids
};

/// Why `shard` cannot be run.
[[nodiscard]] std::string sentence(const Shard& shard, const std::string& why);

/// Gives up the runs of `model`, which cannot be built.
void give_up_model(Launched& launched, const Plan& plan, std::size_t model, const std::string& why);

/// Indices of the shards that `ledger` does not have.
[[nodiscard]] std::vector<std::size_t> missing(const std::vector<Shard>& shards,
                                               const Ledger& ledger);

/// In child processes on this machine. *Errors*: those of run_pool.
[[nodiscard]] Launched launch_local(const Plan& plan,
                                    const std::vector<Shard>& shards,
                                    const LaunchOptions& options);

/// As array jobs of Slurm, see slurm.cpp. *Errors*: kTool.
[[nodiscard]] Launched launch_slurm(const Plan& plan,
                                    const std::vector<Shard>& shards,
                                    const LaunchOptions& options);

/// Waits for jobs of this DIR, if it may have left any, that are still there and run shards of
/// `plan`, and ends those of another plan. *Errors*: kTool.
void settle_slurm(const Plan& plan, const std::string& out, bool quiet);

}  // namespace spinforge::regress
