// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/classify/images.hpp"
#include "sim/energy/toggles.hpp"

namespace spinforge::energy {

/// What `spinforge-sim energy` is asked for.
struct Options : classify::Selection {
  Options() { images = 5; }
  std::string directory;    ///< written by spinforge-gen emit
  std::string build_cache;  ///< "": harness::default_cache()
  bool quiet = false;       ///< no progress on stderr
};

/// Neurons of one layer, as devices.
struct LayerEnergy {
  std::string model;                   ///< "dw", "hall" or "leaky"
  double spikes = 0;                   ///< an image, mean
  std::optional<double> device_joule;  ///< an image; absent where the paper states none for a spike
};

/// An estimate in two halves that are never added: joules of the devices that the neurons stand
/// for, and toggles of the digital core that computes them.
struct Report {
  std::string network, network_hash, dataset, simulator;
  std::uint32_t images = 0;
  double cycles = 0;  ///< an image, mean: first pixel to last result beat
  std::vector<LayerEnergy> layers;
  std::vector<Part> parts;         ///< summed over the images
  std::vector<std::string> notes;  ///< on the images, see classify::TestSet
};

/// Runs the images one by one, each from a reset, through the core and the golden model. Toggles of
/// an image depend a little on the one before, whose values registers and memories still hold.
/// *Errors*: kRange for images
/// that are not there and where core and golden model differ, those of the harness.
[[nodiscard]] Report measure(const Options& options);

[[nodiscard]] std::string human_text(const Report& report);

/// The report as JSON, means of an image; sim/energy/README.md lists its keys.
[[nodiscard]] std::string json_text(const Report& report);

}  // namespace spinforge::energy
