// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"
#include "gen/quantize/quantize.hpp"
#include "weights/train/net.hpp"
#include "weights/train/neurons.hpp"

/// What a trained network becomes in hardware.
namespace spinforge::train {

struct Integers {
  network::Network network;
  std::vector<quantize::LayerReport> reports;  ///< one a layer
};

/// The largest |D| that any image can give a neuron of layer `index` (from 0), with the register
/// set that the layer works with. *Units*: LSB of V.
[[nodiscard]] std::int64_t drive_bound(const network::Network& network, std::size_t index);

/// `net` rounded, 8 bits a weight where it learned real ones, for images as `images` and with the
/// neurons of `choice`. With Recipe::max_drive no drive_bound() is larger. *Errors*: those of
/// quantize::quantize(); kRange where that limit cannot be held.
[[nodiscard]] Integers to_integers(const Net& net,
                                   const std::string& name,
                                   const NeuronChoice& choice,
                                   const dataset::Images& images);

}  // namespace spinforge::train
