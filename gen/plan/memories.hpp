// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/memory_map.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::plan {

/// Every memory of the core, those of the input first, then layer by layer. The network's values
/// matter: a bit that a ROM has the same in all its words is no memory.
[[nodiscard]] std::vector<Memory> memories(const network::Network& network, const Plan& plan);

}  // namespace spinforge::plan
