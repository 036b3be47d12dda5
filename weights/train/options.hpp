// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "gen/dataset/dataset.hpp"
#include "weights/train/augment.hpp"
#include "weights/train/net.hpp"

/// What a training is asked to do.
namespace spinforge::train {

struct FitOptions {
  Recipe recipe;
  Augment augment;
  int epochs = 10;
  /// Time steps of these epochs, for a network whose own Recipe::steps would take long; 0: its own.
  int short_steps = 0;
  int full_epochs = 0;               ///< epochs with the network's own steps after those
  int full_images = 0;               ///< images of such an epoch; 0: all
  double full_learning_rate = 5e-4;  ///< of them; it falls to zero like the other
  int batch = 128;
  std::uint64_t seed = 1;
  double learning_rate = 1e-3;
  bool cosine = true;      ///< the rate falls to zero as half a cosine; false: it is constant
  int warm_up = 0;         ///< epochs over which the rate first rises
  int validation = 5000;   ///< the last images of the training split are held out, never learned
  std::string start;       ///< network directory whose weights to begin with; empty: random ones
  std::string checkpoint;  ///< file written after every epoch; empty: none
  bool resume = false;     ///< go on from the checkpoint where there is one
  bool quiet = false;      ///< no progress on stderr
};

/// Everything of the options that shapes the result, for logs, provenance and checkpoints.
[[nodiscard]] nlohmann::json to_json(const FitOptions& options);

/// Refuses options that make no sense. *Errors*: kRange; kShape where the images do not fit the
/// network.
void check(const FitOptions& options, const dataset::Images& train);

}  // namespace spinforge::train
