// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gen/network/network.hpp"

/// The networks of a directory, with what was recorded of their training and of their RTL.
namespace spinforge::harness {

/// Images of the test set of MNIST, and of Fashion-MNIST.
inline constexpr std::int64_t kTestImages = 10000;

/// A network and NAME/verified.json beside it (`spinforge-sim verify --record`).
struct Model {
  std::string directory;
  network::Network network;
  nlohmann::json provenance;  ///< the network's, parsed
  nlohmann::json record;      ///< null where there is none, or it is of another version of the network
};

/// Every folder of `directory` with a network.json, by name.
/// *Errors*: kIo where there is none; those of network::load; kParse for a bad record.
[[nodiscard]] std::vector<Model> load_models(const std::string& directory);

/// Text that tells the layers apart: "784-1000-10" for dense ones; "28x28-32c5-p2-10" begins with a
/// map of pixels, 32 channels of a 5x5 kernel and a pool of 2x2. sim/harness/README.md has the
/// rest.
[[nodiscard]] std::string shape(const network::Network& network);

/// The neurons of the first layer.
[[nodiscard]] const network::Neuron& first_neuron(const network::Network& network);

/// Share in percent at `pointer`, e.g. "/results/test/accuracy_integer", with two digits; "-" where
/// there is none.
[[nodiscard]] std::string percent(const nlohmann::json& from, const std::string& pointer);

/// Images by true class (row) and class of the RTL (column); empty where the record keeps none.
/// *Errors*: kParse where it is no square, or does not count the record's images.
[[nodiscard]] std::vector<std::vector<std::int64_t>> recorded_confusion(const Model& model);

}  // namespace spinforge::harness
