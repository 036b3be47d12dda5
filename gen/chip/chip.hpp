// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gen/chip/spread.hpp"
#include "gen/network/network.hpp"

namespace spinforge::chip {

/// One drawn set of devices for a network: registers of all its neurons.
struct Chip {
  std::string network;                        ///< its name
  std::string network_hash;                   ///< network::directory_hash, or "": of any
  std::uint32_t seed = 0;                     ///< the chip's number
  Spread spread;                              ///< that it was drawn with
  std::vector<network::OwnRegisters> layers;  ///< one for each layer, in the place of its own
  std::size_t clipped = 0;                    ///< registers that ended at the end of their range
  friend bool operator==(const Chip&, const Chip&) = default;
};

/// Chip number `seed` of `network`. What a neuron has depends on the seed, its layer's number, its
/// own number and the spread of that quantity, and on nothing else. Where the network has registers
/// of single neurons, the spread is around these; a neuron of it that is faulty stays so.
[[nodiscard]] Chip draw(const network::Network& network, std::uint32_t seed, const Spread& spread);

/// The network on that chip; its provenance names the chip. `file` names the chip in errors.
/// *Errors*: kShape, kRange where the chip does not fit the network.
[[nodiscard]] network::Network apply(const network::Network& network,
                                     const Chip& chip,
                                     const std::string& file = "");

/// The chip as a file, see gen/chip/README.md: a function of `chip` alone.
[[nodiscard]] std::string to_json(const Chip& chip);

/// Reads `text`, the content of `file`. Whether it fits a network is apply()'s business.
/// *Errors*: kParse, kRange.
[[nodiscard]] Chip from_json(const std::string& text, const std::string& file);

/// A network and the bytes of its two files.
struct Loaded {
  network::Network network;
  network::Files files;
};

/// The files that load() reads, for usage::prepare().
[[nodiscard]] std::vector<std::string> files_of(const std::string& directory,
                                                const std::string& chip);

/// The network of `directory`, on the chip of the file `chip` where that is not "".
/// *Errors*: those of network::load, from_json and apply; kUsage for another network's chip.
[[nodiscard]] Loaded load(const std::string& directory, const std::string& chip);

}  // namespace spinforge::chip
