// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/regress/merge.hpp"

/// A regression for people and for CI systems.
namespace spinforge::regress {

/// What result.json must not hold: this execution of the command.
struct Execution {
  std::string version;    ///< of the tool
  std::string launcher;   ///< "local" or "slurm"
  std::string started;    ///< UTC, 2026-01-31T12:00:00Z
  double wall_s = 0;      ///< all of it
  double build_s = 0;     ///< of that, for models
  double simulate_s = 0;  ///< by all processes together, whenever
  int jobs = 0;           ///< at once, at most
  std::size_t shards = 0, reused = 0;
  std::vector<std::string> slurm_jobs;  ///< ids
  std::string exclude;                  ///< file of exclusions; "": the tool's own only
};

/// run.json.
[[nodiscard]] std::string run_text(const Merged& merged, const Execution& execution);

/// report.md: also what CI systems show of a job.
[[nodiscard]] std::string markdown(const Merged& merged, const Execution& execution);

/// junit.xml: a case for each run, by its name, which no other has.
[[nodiscard]] std::string junit(const Merged& merged, const Execution& execution);

/// "1 h 02 min", "12 min 03 s", "3.4 s".
[[nodiscard]] std::string duration(double seconds);

}  // namespace spinforge::regress
