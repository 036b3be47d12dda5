// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gen/directory/directory.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::directory {

/// manifest.json.
struct Manifest {
  std::string top;      ///< the core's top module
  std::string wrapper;  ///< the top module sf_axi around it; "": there is none
  std::string network, network_hash;
  plan::Order order = plan::Order::kStep;
  int pixels_per_beat = 1;
  std::vector<int> lanes, neuron_lanes;  ///< *Shape* [layers]
  bool pipeline = false;
  bool parity = false;
  bool thresholds = false;  ///< they can be written
  // What only people and other programs read:
  std::string generator, command, target;
  nlohmann::ordered_json plan;
  Hashes files;  ///< all but the manifest
};

[[nodiscard]] std::string to_text(const Manifest& manifest);

/// The manifest of `directory`, what only others read left out. *Errors*: kIo where there is none;
/// kParse and kRange, naming the key, for one that is not as emission writes it.
[[nodiscard]] Manifest read_manifest(const std::string& directory);

}  // namespace spinforge::directory
