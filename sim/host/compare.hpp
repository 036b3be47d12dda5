// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/classify/classify.hpp"

/// A board against the golden model, over its serial port.
namespace spinforge::host {

struct Board {
  std::string port;  ///< "/dev/ttyUSB1"
  int baud = 1'000'000;
  int timeout_ms = 1000;  ///< for an answer
};

struct Comparison {
  std::string network, port;
  std::vector<int> predictions;    ///< of the board
  std::optional<double> accuracy;  ///< of the board; none without labels
  std::size_t mismatches = 0;
  std::string first_mismatch;
  int repeated = 0;  ///< frames sent again
  double wall_s = 0;

  [[nodiscard]] double images_per_s() const {
    return static_cast<double>(predictions.size()) / wall_s;
  }
};

/// *Errors*: kUsage, naming `directory`, for a rate coded network: its random bits depend on the
/// image's number, which the serial line shortens.
void require_comparable(const network::Network& network, const std::string& directory);

/// Sends the chosen images of `set`. *Errors*: those of Port and Session.
[[nodiscard]] Comparison compare(const Board& board,
                                 const network::Network& network,
                                 const classify::TestSet& set,
                                 bool quiet);

[[nodiscard]] std::string human_text(const Comparison& comparison);
[[nodiscard]] std::string json_text(const Comparison& comparison);

}  // namespace spinforge::host
