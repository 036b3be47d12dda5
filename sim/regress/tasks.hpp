// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/regress/plan.hpp"

/// Work for processes elsewhere: lists of models to build or shards to run, in a file that they all
/// read.
namespace spinforge::regress {

struct Tasks {
  std::string plan;         ///< file of the plan; in a file of tasks as seen from there
  std::string build_cache;  ///< of models
  int waves = 0;
  bool build = false;                           ///< models are built, else shards are run
  std::vector<std::vector<std::size_t>> lists;  ///< of Plan::models or shards_of(), by index
};

/// `which` in at most `most` lists of neighbours, all about as long.
[[nodiscard]] std::vector<std::vector<std::size_t>> cut(const std::vector<std::size_t>& which,
                                                        std::size_t most);

/// Writes the plan into `out`/plans, under its identity; gives the path.
[[nodiscard]] std::string write_plan(const std::string& out, const Plan& plan);

[[nodiscard]] std::string to_text(const Tasks& tasks);
/// *Errors*: kParse, kRange.
[[nodiscard]] Tasks tasks_from(const std::string& text, const std::string& file);

/// Writes them into the file `path`, so that its directory may be copied or moved.
void write_tasks(const std::string& path, Tasks tasks);

/// Does list `index` of the file `path`, for the DIR in which it lies. *Errors*: kUsage where it
/// has no such list; those of require_tool and Runner.
void do_task(const std::string& path, std::size_t index);

}  // namespace spinforge::regress
