// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gen/network/network.hpp"

namespace spinforge::network {

/// Names of the files that a network came from, for errors; empty where it came from none.
struct Origin {
  std::string description;  ///< network.json
  std::string tensors;      ///< tensors.safetensors
};

/// validate() that also names the file at fault.
void validate(const Network& network, const Origin& origin);

}  // namespace spinforge::network
