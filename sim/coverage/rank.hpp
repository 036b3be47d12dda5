// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "sim/coverage/hits.hpp"

/// Which runs are worth keeping.
namespace spinforge::coverage {

/// What a run hit, by model.
using Reach = std::map<std::size_t, Hits>;

struct Ranked {
  std::size_t run = 0;
  std::size_t adds = 0;  ///< points that no run before it hit; at least 1
};

/// Takes again and again the run that adds most, the first of those that add as much, until none
/// adds anything: together they hit what all hit.
[[nodiscard]] std::vector<Ranked> rank(const std::vector<Reach>& runs);

}  // namespace spinforge::coverage
