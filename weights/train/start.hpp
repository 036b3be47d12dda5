// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"
#include "weights/train/net.hpp"

/// Training that goes on from a network which is already integers.
namespace spinforge::train {

/// Gives `net` the weights and biases of `integers` as real numbers, whatever neurons either has.
/// Batch norm was folded away on export; its statistics are taken anew from the first 2000 images,
/// and the network computes the same drives as before.
/// *Errors*: kShape where the layers differ, kRange where the weights have another width or cannot
/// lie on one grid.
void start_from(Net& net, const network::Network& integers, const dataset::Images& images);

}  // namespace spinforge::train
