// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>

#include "gen/dataset/dataset.hpp"
#include "weights/train/net.hpp"
#include "weights/train/options.hpp"

/// The training loop: epochs over a data set, a held-out part of it, a log and checkpoints.
namespace spinforge::train {

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

}  // namespace spinforge::train
