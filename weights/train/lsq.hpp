// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// Learned step size quantisation (LSQ; S. Esser et al., 2020) as plain loops over memory.
namespace spinforge::train {

/// A weight matrix and its grid: row r takes the values step[r]*n (or step[0]*n) with integers n of
/// `bits` bits, two's complement.
struct LsqShape {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t steps = 1;  ///< 1: one step size for the matrix; rows: one for each row
  int bits = 4;
  [[nodiscard]] float low() const { return -static_cast<float>(1 << (bits - 1)); }
  [[nodiscard]] float high() const { return static_cast<float>((1 << (bits - 1)) - 1); }
};

/// quantised = step * round(clamp(weight / step, low, high)). *Shape* [rows][columns].
void lsq_forward(const LsqShape& shape, const float* weight, const float* step, float* quantised);

/// Gradients of weight (zero where it was clamped) and of the step sizes (scaled as in the paper,
/// by 1/sqrt(weights that share the step * high)).
void lsq_backward(const LsqShape& shape,
                  const float* weight,
                  const float* step,
                  const float* gradient,
                  float* weight_gradient,
                  float* step_gradient);

/// Step sizes to start from: 2*mean(|w|)/sqrt(high), by row or for the matrix.
[[nodiscard]] std::vector<float> lsq_start(const LsqShape& shape, const float* weight);

}  // namespace spinforge::train
