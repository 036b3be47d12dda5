// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/models/verified.hpp"

/// The networks of a directory, with what was recorded of their training and of their RTL.
namespace spinforge::models {

/// Images of the test set of MNIST, and of Fashion-MNIST.
inline constexpr std::int64_t kTestImages = 10000;

/// A network and NAME/verified.json beside it (`spinforge-sim verify --record`).
struct TrainedNetwork {
  std::string directory;
  network::Network network;
  std::optional<Verified> record;  ///< none too where it is of another version of the network
};

/// Every folder of `directory` with a network.json, by name.
/// *Errors*: kIo where there is none; those of network::load and read_verified;
/// kShape for a record with other layers than the network that it names.
[[nodiscard]] std::vector<TrainedNetwork> load_models(const std::string& directory);

/// Text that tells the layers apart: "784-1000-10" for dense ones; "28x28-32c5-p2-10" begins with a
/// map of pixels, 32 channels of a 5x5 kernel and a pool of 2x2. sim/models/README.md has the
/// rest.
[[nodiscard]] std::string shape(const network::Network& network);

/// The neurons of the first layer.
[[nodiscard]] const network::Neuron& first_neuron(const network::Network& network);

/// A share in percent with two digits.
[[nodiscard]] std::string percent(double share);

/// Share in percent that the network's provenance states as results / `split` / `key`, e.g. "test"
/// and "accuracy_integer"; "-" where it states none.
/// *Errors*: kParse and kRange, naming the file and the key, where it is no share of 0..1.
[[nodiscard]] std::string trained(const TrainedNetwork& model,
                                  const std::string& split,
                                  const std::string& key);

}  // namespace spinforge::models
