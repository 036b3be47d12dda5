// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "gen/base/files.hpp"
#include "gen/emit/names.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::emit {

using files::File;  ///< its path is relative to the directory

/// What may be added to a core; nothing is by default.
struct Features {
  bool thresholds = false;  ///< thresholds are registers, written through the configuration port
  bool axi = false;         ///< the top module sf_axi around the core, and its register map

  /// Whether the thresholds of `neuron` can be written; a leaky neuron's is no register.
  [[nodiscard]] bool writes_thresholds(const network::Neuron& neuron) const {
    return thresholds && neuron.kind == network::NeuronKind::kWall;
  }
};

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
                                        const std::vector<File>& files);

}  // namespace spinforge::emit
