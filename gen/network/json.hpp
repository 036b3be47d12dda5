// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gen/network/network.hpp"

namespace spinforge::network {

/// Where a layer's numbers lie in tensors.safetensors. `mul` and those of `own`, one for each of
/// own_registers(), are empty where the layer has none.
struct TensorNames {
  std::string weight, bias, mul;
  std::vector<std::string> own = {};
};

/// network.json: everything but the tensors, and their names, one entry per layer.
struct Description {
  Network network;
  std::vector<TensorNames> tensors;
};

/// Text of network.json, a function of the two alone.
[[nodiscard]] std::string to_json(const Network& network, const std::vector<TensorNames>& tensors);

/// True where `text` is JSON, and an object.
[[nodiscard]] bool is_json_object(std::string_view text);

/// Reads `text`, the content of `file`: keys and types; ranges are validate()'s business, except a
/// convolution's, from which its inputs and outputs follow.
/// *Errors*: kParse; kRange for an integer that no int holds and for a convolution that has no map.
[[nodiscard]] Description from_json(std::string_view text, const std::string& file);

}  // namespace spinforge::network
