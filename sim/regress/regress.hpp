// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/regress/report.hpp"

/// `spinforge-sim regress`: from a suite to its reports.
namespace spinforge::regress {

struct Options {
  std::string version;                  ///< of the tool
  std::string suite;                    ///< preset or file
  std::string out;                      ///< DIR
  std::vector<std::string> data;        ///< "NAME=PATH"
  std::vector<std::string> tags;        ///< runs with one of them only
  std::vector<std::string> history;     ///< results of before, for the page: see read_history
  std::optional<std::uint32_t> images;  ///< of a run, at most
  std::optional<std::uint32_t> shard;   ///< images of a shard
  std::string launcher = "local";       ///< or "slurm"
  std::string sbatch;                   ///< options for sbatch
  std::string build_cache;              ///< of models
  int jobs = 0;                         ///< at once; 0: one for each core, or kSlurmJobs
  int waves = 4;                        ///< failing shards that leave a waveform
  bool coverage = false;                ///< is measured
  std::string exclude;                  ///< file of exclusions; "": the tool's own only
  bool resume = false;
  bool quiet = false;
};

/// Runs the suite and writes the reports into DIR. *Errors*: kUsage for a DIR that holds something
/// already, without `resume`; kTool where shards were not run and nothing says why: what is
/// finished is kept.
[[nodiscard]] Merged regress(const Options& options);

/// Cuts what is missing into `tasks` for other launchers, and writes DIR/tasks.json; gives how many
/// there are. *Errors*: likewise.
[[nodiscard]] std::size_t prepare_tasks(const Options& options, std::size_t tasks);

}  // namespace spinforge::regress
