// SPDX-License-Identifier: Apache-2.0
#include "weights/train/lsq.hpp"

#include <algorithm>
#include <cmath>

namespace spinforge::train {
namespace {

/// A learned step size may wander through zero; its magnitude is what counts.
inline float safe(float step) { return std::max(std::fabs(step), 1e-8F); }

}  // namespace

void lsq_forward(const LsqShape& shape, const float* weight, const float* step, float* quantised) {
  const float low = shape.low();
  const float high = shape.high();
#pragma omp parallel for schedule(static)
  for (std::size_t r = 0; r < shape.rows; ++r) {
    const float s = safe(step[shape.steps == 1 ? 0 : r]);
    const float inverse = 1.0F / s;
    const float* w = weight + r * shape.columns;
    float* q = quantised + r * shape.columns;
#pragma omp simd
    for (std::size_t c = 0; c < shape.columns; ++c) {
      q[c] = s * std::nearbyint(std::min(std::max(w[c] * inverse, low), high));
    }
  }
}

void lsq_backward(const LsqShape& shape,
                  const float* weight,
                  const float* step,
                  const float* gradient,
                  float* weight_gradient,
                  float* step_gradient) {
  const float low = shape.low();
  const float high = shape.high();
  std::vector<float> by_row(shape.rows);
#pragma omp parallel for schedule(static)
  for (std::size_t r = 0; r < shape.rows; ++r) {
    const float inverse = 1.0F / safe(step[shape.steps == 1 ? 0 : r]);
    const float* w = weight + r * shape.columns;
    const float* g = gradient + r * shape.columns;
    float* out = weight_gradient + r * shape.columns;
    float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
    for (std::size_t c = 0; c < shape.columns; ++c) {
      const float x = w[c] * inverse;
      const float clamped = std::min(std::max(x, low), high);
      const float inside = x == clamped ? 1.0F : 0.0F;
      out[c] = g[c] * inside;
      sum += g[c] * (std::nearbyint(clamped) - inside * x);
    }
    by_row[r] = sum;
  }
  const std::size_t shared = shape.steps == 1 ? shape.rows * shape.columns : shape.columns;
  const float scale = 1.0F / std::sqrt(static_cast<float>(shared) * high);
  std::fill(step_gradient, step_gradient + shape.steps, 0.0F);
  for (std::size_t r = 0; r < shape.rows; ++r) {
    step_gradient[shape.steps == 1 ? 0 : r] += by_row[r] * scale;
  }
}

std::vector<float> lsq_start(const LsqShape& shape, const float* weight) {
  std::vector<double> sum(shape.steps, 0.0);
  for (std::size_t r = 0; r < shape.rows; ++r) {
    for (std::size_t c = 0; c < shape.columns; ++c) {
      sum[shape.steps == 1 ? 0 : r] +=
          std::fabs(static_cast<double>(weight[r * shape.columns + c]));
    }
  }
  const double shared =
      static_cast<double>(shape.columns) * static_cast<double>(shape.steps == 1 ? shape.rows : 1);
  std::vector<float> steps;
  for (const double total : sum) {
    steps.push_back(
        static_cast<float>(2.0 * total / shared / std::sqrt(static_cast<double>(shape.high()))));
  }
  return steps;
}

}  // namespace spinforge::train
