// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

/// Work in child processes of this one, which end with it, however it ends.
namespace spinforge::regress {

struct PoolOptions {
  int jobs = 1;
  int attempts = 3;  ///< at an item whose process dies
  std::string logs;  ///< directory for what the children print
  /// Seconds that item may take; 0: as long as it likes.
  std::function<double(std::size_t item)> limit;
  /// Called in a child before anything else.
  std::function<void()> on_start;
  /// Called here for every item that is done.
  std::function<void(std::size_t item)> on_done;
};

/// What a child does with an item.
using Work = std::function<void(std::size_t item)>;

/// Items that were given up, and why.
struct GivenUp {
  std::size_t item = 0;
  std::string why;
};

/// Runs all items of all `groups` in `jobs` children, each of which calls `start` once. Items of
/// one group share what is loaded, so a child stays with its group, and goes to where most is left
/// to do for each child. The items of a child that dies are run by others; the one that it died at
/// is given up after some attempts. One that throws is given up at once, and what its group has
/// left is not begun, since that would throw, too. *Errors*: kIo and kBug, which are no item's,
/// ends all.
[[nodiscard]] std::vector<GivenUp> run_pool(const std::vector<std::vector<std::size_t>>& groups,
                                            const PoolOptions& options,
                                            const std::function<Work()>& start);

}  // namespace spinforge::regress
