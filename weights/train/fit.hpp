// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "gen/dataset/dataset.hpp"
#include "weights/train/augment.hpp"
#include "weights/train/net.hpp"

/// The training loop: epochs over a data set, a held-out part of it, a log and checkpoints.
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

/// Figures of one epoch as one line of the log: epoch, loss, accuracy, validation, spike rates,
/// rate.
using EpochSink = std::function<void(const nlohmann::json&)>;

struct Fitted {
  Net net;             ///< holds the averaged parameters, ready for evaluate() and export_layers()
  nlohmann::json log;  ///< one object an epoch, those before a resume included
};

/// Trains on `train` less its held-out part. The result is a function of the options and images
/// only: not of the number of threads, and not of whether it was interrupted and resumed.
/// *Errors*: kRange for options that make no sense, kShape where the images do not fit the network,
/// kParse or kUsage for a checkpoint that is damaged or was made with other options. Those of the
/// epochs with all steps may still be others while none of them is done.
[[nodiscard]] Fitted fit(const FitOptions& options,
                         const dataset::Images& train,
                         const EpochSink& sink);

/// Loss and accuracy over images [first, last), without augmentation.
[[nodiscard]] Outcome score(Net& net,
                            const dataset::Images& images,
                            std::size_t first,
                            std::size_t last);

}  // namespace spinforge::train
