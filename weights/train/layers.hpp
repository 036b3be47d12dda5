// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "gen/quantize/quantize.hpp"
#include "weights/train/net.hpp"

/// Which parameters a network's layers have, and what they come to.
namespace spinforge::train {

/// Indices into the parameters of one layer; -1 where it has none.
struct LayerIndex {
  int weight = -1, step = -1, bias = -1, gamma = -1, mean = -1, variance = -1;
};

/// Appends the parameters of every layer of `recipe`, at their first values, to `parameters`.
[[nodiscard]] std::vector<LayerIndex> make_layers(const Recipe& recipe,
                                                  std::uint64_t seed,
                                                  std::vector<Parameter>& parameters);

/// The layers for the quantiser, batch norm folded into gain and bias.
[[nodiscard]] std::vector<quantize::RealLayer> real_layers(
    const Recipe& recipe,
    const std::vector<LayerIndex>& layers,
    const std::vector<Parameter>& parameters);

}  // namespace spinforge::train
