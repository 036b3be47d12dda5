// SPDX-License-Identifier: Apache-2.0
#include "gen/quantize/grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"

namespace spinforge::quantize {
namespace {

/// The integer nearest to w/step that `bits` bits can hold (halves to even, as the trainer rounds).
double nearest(double w, double step, int bits) {
  const auto low = static_cast<double>(fixed::signed_min(bits));
  const auto high = static_cast<double>(fixed::signed_max(bits));
  return std::nearbyint(std::clamp(w / step, low, high));
}

double squared_error(std::span<const float> weights, double step, int bits) {
  double sum = 0.0;
  for (const float weight : weights) {
    const auto w = static_cast<double>(weight);
    const double error = w - step * nearest(w, step, bits);
    sum += error * error;
  }
  return sum;
}

/// Best of 40 step sizes from the one that clips nothing downwards: few weights are large, so it
/// pays to clip them and to have a finer grid for the others.
double best_step(std::span<const float> weights, int bits) {
  double largest = 0.0;
  for (const float weight : weights)
    largest = std::max(largest, std::fabs(static_cast<double>(weight)));
  if (largest == 0.0) return 1.0;
  const double widest = largest / static_cast<double>(fixed::signed_max(bits));
  double best = widest;
  double least = squared_error(weights, widest, bits);
  for (int i = 1; i < 40; ++i) {
    const double step = widest * (1.0 - 0.02 * i);
    const double error = squared_error(weights, step, bits);
    if (error < least) {
      least = error;
      best = step;
    }
  }
  return best;
}

}  // namespace

std::vector<double> choose_steps(const RealLayer& real, int weight_bits, const std::string& where) {
  std::vector<double> steps;
  const auto fan_in = static_cast<std::size_t>(real.fan_in());
  for (std::size_t o = 0; o < static_cast<std::size_t>(real.filters()); ++o) {
    if (real.step.empty()) {
      steps.push_back(best_step(std::span(real.weights).subspan(o * fan_in, fan_in), weight_bits));
      continue;
    }
    const std::size_t index = real.step.size() == 1 ? 0 : o;
    if (real.step[index] <= 0.0F) {
      throw Error(ErrorCode::kRange,
                  fmt::format("{} / step[{}]", where, index),
                  fmt::format("expected a positive step size, got {}", real.step[index]));
    }
    steps.push_back(static_cast<double>(real.step[index]));
  }
  return steps;
}

void round_weights(const RealLayer& real,
                   const std::vector<double>& steps,
                   network::Layer& layer,
                   LayerReport& report) {
  const auto fan_in = static_cast<std::size_t>(real.fan_in());
  const auto [smallest, largest] = std::minmax_element(steps.begin(), steps.end());
  report.step_min = *smallest;
  report.step_max = *largest;
  layer.weights.resize(real.weights.size());
  double squares = 0.0;
  for (std::size_t i = 0; i < real.weights.size(); ++i) {
    const double step = steps[i / fan_in];
    const auto w = static_cast<double>(real.weights[i]);
    const double n = nearest(w, step, layer.weight_bits);
    const double error = std::fabs(w - step * n);
    layer.weights[i] = static_cast<std::int8_t>(n);
    report.weight_error_max = std::max(report.weight_error_max, error);
    if (error > 0.5001 * step) ++report.saturated;
    squares += error * error;
  }
  report.weight_error_rms = std::sqrt(squares / static_cast<double>(real.weights.size()));
}

}  // namespace spinforge::quantize
