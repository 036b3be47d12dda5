// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/emit/manifest.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::emit {

/// Everything that follows from the network, the plan and the command line: the whole directory but
/// for network/, which is copied, and manifest.json, which lists all the rest. A pure function;
/// sorted by path.
[[nodiscard]] std::vector<File> render(const network::Network& network,
                                       const plan::Plan& plan,
                                       const Identity& identity);

/// Names of the macros that a core of this network is made of, dependencies first.
[[nodiscard]] std::vector<std::string> macros_of(const network::Network& network,
                                                 plan::Order order);

}  // namespace spinforge::emit
