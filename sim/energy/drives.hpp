// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/classify/images.hpp"
#include "sim/device/device.hpp"
#include "sim/golden/golden.hpp"

/// What the devices of a network take, from every drive that the golden model gives them.
namespace spinforge::energy {

/// How often each |D| came: exact, of one size whatever the number of images, and the same in any
/// order of adding.
class DriveCounts {
 public:
  void add(std::int64_t drive);
  void add(const DriveCounts& other);
  /// Calls `function(size, times)` for each |D| that came, by rising size.
  void each(const std::function<void(std::int64_t, std::uint64_t)>& function) const;

 private:
  std::vector<std::uint64_t> small_;             // by |D|
  std::map<std::int64_t, std::uint64_t> large_;  // those from kSmall on
};

/// One layer over all images.
struct LayerDrives {
  DriveCounts drives;         ///< of every update that is not gated off
  std::uint64_t updates = 0;  ///< of those
  std::uint64_t spikes = 0;
};

/// Adds an image.
void add(const golden::LayerTrace& trace, LayerDrives& to);

/// Every drive of the chosen images of `set`, one entry a layer. `threads`: 0 is one for each core;
/// the result is the same for any number.
[[nodiscard]] std::vector<LayerDrives> count_drives(const network::Network& network,
                                                    const classify::TestSet& set,
                                                    unsigned threads,
                                                    bool quiet);

/// Devices of one layer. Joules and numbers are means of an image.
struct DeviceEnergy {
  std::string device;  ///< its name
  double updates = 0;  ///< neurons times steps, without those gated off
  // Each by itself, none added to another; none where the device's file does not tell it.
  std::optional<double> drives, reads, resets, field;
  std::string unit;                          ///< of the two below: "A/m2" or "mA"
  double strongest = 0;                      ///< largest current of any drive
  std::optional<double> known;               ///< strongest at which the device is known
  std::optional<double> share_above;         ///< of the updates, those with a current above `known`
  std::optional<double> share_energy_above;  ///< of `drives`, what these take
  std::vector<std::string> assumptions, missing;
};

/// The devices of layer `index`, of `drives` over `images` images, as `device` has them.
/// *Errors*: those of device::Writing.
[[nodiscard]] DeviceEnergy device_energy(const network::Network& network,
                                         std::size_t index,
                                         const device::Device& device,
                                         const LayerDrives& drives,
                                         std::uint32_t images);

}  // namespace spinforge::energy
