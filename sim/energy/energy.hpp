// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/classify/images.hpp"
#include "sim/energy/drives.hpp"
#include "sim/energy/toggles.hpp"

namespace spinforge::energy {

/// What `spinforge-sim energy` is asked for.
struct Options : classify::Selection {
  std::string directory;             ///< a network, or one written by spinforge-gen emit
  std::vector<std::string> devices;  ///< names or files, for neurons that no device of ours is
  std::string build_cache;           ///< "": harness::default_cache()
  int threads = 0;                   ///< of the golden model; 0: a thread for each core
  bool quiet = false;                ///< no progress on stderr
};

/// Neurons of one layer, as devices.
struct LayerEnergy {
  std::string neuron, model;           ///< its name, and "dw", "hall" or "leaky"
  double spikes = 0;                   ///< an image, mean
  std::optional<double> stated_joule;  ///< spikes times what the paper states for one, an image
  std::optional<DeviceEnergy> device;  ///< none where no device is behind the neuron
};

/// An estimate in two halves that are never added: joules of the devices that the neurons stand
/// for, and toggles of the digital core that computes them.
struct Report {
  std::string network, network_hash, dataset;
  std::uint32_t images = 0;
  std::vector<LayerEnergy> layers;
  std::vector<std::string> notes;  ///< on the images, see classify::TestSet
  // Of a core only; `simulator` is "" for a network.
  std::string simulator;
  double cycles = 0;        ///< an image, mean: first pixel to last result beat
  std::vector<Part> parts;  ///< summed over the images
};

/// The devices from the golden model's drives: of all images, or of those chosen. Of an emitted
/// directory also the core: the images (5 unless chosen) one by one, each from a reset, through the
/// core and the golden model. Toggles of an image depend a little on the one before, whose values
/// registers and memories still hold.
/// *Errors*: kRange for images that are not there and where core and golden model differ, those of
/// the harness, of device::load_device and of device::devices_of.
[[nodiscard]] Report measure(const Options& options);

[[nodiscard]] std::string human_text(const Report& report);

/// The report as JSON, means of an image; sim/energy/README.md lists its keys.
[[nodiscard]] std::string json_text(const Report& report);

}  // namespace spinforge::energy
