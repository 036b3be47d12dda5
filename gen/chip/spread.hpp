// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gen/network/network.hpp"

/// Chips: one network on drawn sets of imperfect devices. gen/chip/README.md says what is drawn.
namespace spinforge::chip {

/// How far devices lie from what they were designed to be, and how many do not work. 0: not at all.
struct Spread {
  double th = 0.0;      ///< of the thresholds, share of TH_LO of the layer's field, or of TH
  double gain = 0.0;    ///< of the drive's gain, share
  double leak = 0.0;    ///< of KA and BE, or of 1 - BETA, share
  double dead = 0.0;    ///< share of silent neurons
  double stuck = 0.0;   ///< share of neurons that fire at every step
  double frozen = 0.0;  ///< share of neurons whose state never changes
  /// The last layer has no faulty neuron: chips where it has are sorted out.
  bool sound_outputs = false;
  /// Whether any neuron may be faulty.
  [[nodiscard]] bool has_faults() const { return dead != 0.0 || stuck != 0.0 || frozen != 0.0; }
  friend bool operator==(const Spread&, const Spread&) = default;
};

/// A number of Spread, 0..1.
struct Quantity {
  const char* key;  ///< in options and in files
  double Spread::*member;
  const char* meaning;                            ///< for people
  network::Fault fault = network::Fault::kSound;  ///< what it is the share of; kSound: of none
};

/// In the order of their random bits, which is also that of files.
[[nodiscard]] std::span<const Quantity> quantities();

/// The one called `key`, or null.
[[nodiscard]] const Quantity* find_quantity(std::string_view key);

/// "th, gain, leak, dead, stuck, frozen", for messages.
[[nodiscard]] std::string quantity_keys();

/// "th=0.10,gain=0.05", the value of `option`. *Errors*: kUsage for what is no such list, kRange
/// for a number beyond 0..1.
[[nodiscard]] Spread parse_spread(const std::string& option, std::string_view text);

/// The reverse, without what is 0: "" for none.
[[nodiscard]] std::string spread_text(const Spread& spread);

/// Normal deviates, mean 0 and standard deviation 1, of the first `count` neurons of a layer:
/// z = (sum of 16 S(h)) / 591.2, S of gen/network/README.md 4.4, a function of their arguments
/// alone. No deviate is beyond 13.8. `layer` counts from 1. `quantity`: &Spread::th, gain or leak.
[[nodiscard]] std::vector<double> deviates(std::uint32_t seed,
                                           std::size_t layer,
                                           double Spread::*quantity,
                                           std::size_t count);

/// What is wrong with each of the first `count` neurons of a layer, drawn likewise: each fault for
/// itself, and of several the last in the order of Spread counts. `last`: of the last layer.
[[nodiscard]] std::vector<network::Fault> faults(
    std::uint32_t seed, std::size_t layer, bool last, const Spread& spread, std::size_t count);

}  // namespace spinforge::chip
