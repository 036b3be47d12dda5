// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/classify/images.hpp"
#include "sim/device/device.hpp"

/// A network whose neurons are the devices in double precision, in the place of the integer ones:
/// what the step costs, and the rounding.
namespace spinforge::chain {

/// How a neuron gets through a step. Weights, counters and drives are the network's integers in
/// all of them.
enum class Walk {
  kInteger,  ///< the golden model
  kStep,     ///< the same step in double precision
  kDevice,   ///< dw: the exact flow; hall: leak slot by slot. The comparator looks once a step
  kFine      ///< dw: the exact flow, and the comparator looks `looks` times a step
};
[[nodiscard]] std::string name_of(Walk walk);

struct Options {
  int looks = 20;   ///< of kFine, a step
  int threads = 0;  ///< 0: a thread for each core
  bool quiet = false;
};

/// One layer under one walk. Neurons of all images are counted.
struct LayerCounts {
  double spikes = 0;        ///< an image, mean
  double other = 0;         ///< share of the neurons with another spike count than the integer ones
  double other_active = 0;  ///< of those that spike under either
};

struct WalkResult {
  Walk walk = Walk::kInteger;
  std::vector<LayerCounts> layers;
  std::optional<double> accuracy;  ///< none without labels
  double same_class = 0;           ///< share of the images with the class of the integers
};

struct Walks {
  std::string network, dataset;
  std::uint32_t images = 0;
  int looks = 0;
  std::vector<WalkResult> results;
};

/// Runs the chosen images of `set` under each walk; `devices` has one a layer. The result is the
/// same for any number of threads. *Errors*: kRange for a network that is not made of `dw` or of
/// `hall` neurons of those devices alone, or that has noise, random rest or registers of single
/// neurons.
[[nodiscard]] Walks compare_walks(const network::Network& network,
                                  const std::vector<const device::Device*>& devices,
                                  const classify::TestSet& set,
                                  const Options& options);

[[nodiscard]] std::string table_text(const Walks& walks);
/// sim/device/README.md lists the keys.
[[nodiscard]] std::string json_text(const Walks& walks);

}  // namespace spinforge::chain
