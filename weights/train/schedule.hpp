// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>

#include "weights/train/options.hpp"

/// Time steps and learning rate over a training.
namespace spinforge::train {

/// The part of a training with one number of time steps.
struct Stage {
  int first = 1;   ///< epoch, counted from 1 over the whole training
  int epochs = 0;  ///< of the stage
  int steps = 0;
  double rate = 0.0;
  int warm_up = 0;
  std::size_t images = std::numeric_limits<std::size_t>::max();  ///< of an epoch, at most
};

[[nodiscard]] Stage stage_of(const FitOptions& options, int epoch);

/// Learning rate. `epoch` counts from 0 over the whole training, parts of one included.
[[nodiscard]] double rate_at(const FitOptions& options, double epoch);

}  // namespace spinforge::train
