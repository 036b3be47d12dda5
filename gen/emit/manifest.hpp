// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "gen/emit/features.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::emit {

inline constexpr int kManifestVersion = 1;

/// What an emitted directory says about itself besides its plan.
struct Identity {
  std::string network_hash;  ///< network::directory_hash of the input
  std::string target;        ///< "generic"
  std::string command;       ///< the command line without paths
  Features features = {};
  bool verilog = false;  ///< verilog/ is there, see verilog_text
};

/// The plan, one object per layer: sizes, lanes, widths, memory bits, bounds.
[[nodiscard]] nlohmann::ordered_json plan_json(const network::Network& network,
                                               const plan::Plan& plan);

/// Text of manifest.json; `files` are the other files of the directory, sorted.
[[nodiscard]] std::string manifest_text(const network::Network& network,
                                        const plan::Plan& plan,
                                        const Identity& identity,
                                        const std::vector<std::string>& files);

}  // namespace spinforge::emit
