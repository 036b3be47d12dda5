// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/models/models.hpp"
#include "sim/plot/figure.hpp"

/// The counterpart of the paper's Fig. 9 for the networks of a directory.
namespace spinforge::models {

/// What some images scored.
struct Score {
  double accuracy = 0;             ///< share, 0..1
  std::vector<double> spike_rate;  ///< spikes per neuron and step. *Shape* [layers]
};

/// One line of a network's training.jsonl, as spinforge-train wrote it.
struct Epoch {
  int number = 0;                        ///< from 1
  Score train;                           ///< images of the epoch, while it changed the weights
  std::optional<Score> held_out{};       ///< images that no epoch sees, with as many steps
  std::optional<Score> held_out_full{};  ///< the same with all steps, where the epoch had fewer
};

/// The log beside the network, or none where there is no training.jsonl.
/// *Errors*: kParse for a line that is none of spinforge-train's.
[[nodiscard]] std::vector<Epoch> load_training(const std::string& directory);

/// The held-out images with all steps, whatever the epoch had; none without such images.
[[nodiscard]] const std::optional<Score>& with_all_steps(const Epoch& epoch);

/// Distance of the tics of so many epochs: whole ones, about ten.
[[nodiscard]] double epoch_step(std::size_t epochs);

/// Accuracy by epoch, with the RTL's where it was recorded, and spikes by epoch below. A line
/// stands where the epochs began to have all time steps. Expects at least one epoch.
[[nodiscard]] plot::Figure training_figure(const TrainedNetwork& model,
                                           const std::vector<Epoch>& epochs);

}  // namespace spinforge::models
