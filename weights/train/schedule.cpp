// SPDX-License-Identifier: Apache-2.0
#include "weights/train/schedule.hpp"

#include <cmath>
#include <numbers>

namespace spinforge::train {

Stage stage_of(const FitOptions& options, int epoch) {
  Stage stage{.first = 1,
              .epochs = options.epochs,
              .steps = options.short_steps > 0 ? options.short_steps : options.recipe.steps,
              .rate = options.learning_rate,
              .warm_up = options.warm_up};
  if (epoch <= options.epochs) return stage;
  stage.first = options.epochs + 1;
  stage.epochs = options.full_epochs;
  stage.steps = options.recipe.steps;
  stage.rate = options.full_learning_rate;
  stage.warm_up = 0;
  if (options.full_images > 0) stage.images = static_cast<std::size_t>(options.full_images);
  return stage;
}

double rate_at(const FitOptions& options, double epoch) {
  const Stage stage = stage_of(options, static_cast<int>(epoch) + 1);
  const double done = epoch - (stage.first - 1);
  double rate = stage.rate;
  if (done < stage.warm_up) rate *= (done + 0.02) / stage.warm_up;
  if (options.cosine) rate *= 0.5 * (1.0 + std::cos(std::numbers::pi * done / stage.epochs));
  return rate;
}

}  // namespace spinforge::train
