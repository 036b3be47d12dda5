// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "gen/emit/features.hpp"
#include "gen/emit/names.hpp"
#include "gen/inventory/inventory.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::emit {

/// What an emitted directory says about itself besides its plan.
struct Identity {
  std::string network_hash;  ///< network::directory_hash of the input
  std::string target;        ///< "generic"
  std::string command;       ///< the command line without paths
  Features features = {};
  std::string prefix = std::string(kPrefix);  ///< of every global name, see Names
};

/// The plan, one object per layer: sizes, lanes, widths, memory bits, bounds.
[[nodiscard]] nlohmann::ordered_json plan_json(const network::Network& network,
                                               const plan::Plan& plan);

/// Text of manifest.json; `files` are the other files of the directory.
[[nodiscard]] std::string manifest_text(const network::Network& network,
                                        const plan::Plan& plan,
                                        const Identity& identity,
                                        const std::vector<inventory::File>& files);

}  // namespace spinforge::emit
