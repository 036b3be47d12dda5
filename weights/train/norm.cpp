// SPDX-License-Identifier: Apache-2.0
#include "weights/train/norm.hpp"

#include <algorithm>
#include <cmath>

namespace spinforge::train {
namespace {

/// Columns that one thread takes at a time; their sums stay in registers.
constexpr std::size_t kBlock = 64;

/// Calls work(first, count) for every block of columns.
template <typename Work>
void by_blocks(std::size_t columns, const Work& work) {
#pragma omp parallel for schedule(static)
  for (std::size_t first = 0; first < columns; first += kBlock) {
    work(first, std::min(kBlock, columns - first));
  }
}

}  // namespace

void norm_forward(const NormShape& shape,
                  const float* x,
                  const float* gamma,
                  const float* beta,
                  float* out,
                  float* mean,
                  float* inverse) {
  const float scale = 1.0F / static_cast<float>(shape.rows);
  by_blocks(shape.columns, [&](std::size_t first, std::size_t count) {
    float sum[kBlock] = {};
    float square[kBlock] = {};
    for (std::size_t r = 0; r < shape.rows; ++r) {
      const float* row = x + r * shape.columns + first;
      for (std::size_t c = 0; c < count; ++c) sum[c] += row[c];
    }
    for (std::size_t c = 0; c < count; ++c) sum[c] *= scale;
    for (std::size_t r = 0; r < shape.rows; ++r) {
      const float* row = x + r * shape.columns + first;
      for (std::size_t c = 0; c < count; ++c) square[c] += (row[c] - sum[c]) * (row[c] - sum[c]);
    }
    for (std::size_t c = 0; c < count; ++c) {
      mean[first + c] = sum[c];
      inverse[first + c] = 1.0F / std::sqrt(square[c] * scale + shape.epsilon);
    }
    for (std::size_t r = 0; r < shape.rows; ++r) {
      const std::size_t at = r * shape.columns + first;
      for (std::size_t c = 0; c < count; ++c) {
        out[at + c] =
            gamma[first + c] * (x[at + c] - sum[c]) * inverse[first + c] + beta[first + c];
      }
    }
  });
}

void norm_backward(const NormShape& shape,
                   const float* x,
                   const float* gamma,
                   const float* mean,
                   const float* inverse,
                   const float* gradient,
                   float* x_gradient,
                   float* gamma_gradient,
                   float* beta_gradient) {
  const float scale = 1.0F / static_cast<float>(shape.rows);
  by_blocks(shape.columns, [&](std::size_t first, std::size_t count) {
    float along[kBlock] = {};  // sum of gradient * normalised x
    float plain[kBlock] = {};  // sum of gradient
    for (std::size_t r = 0; r < shape.rows; ++r) {
      const std::size_t at = r * shape.columns + first;
      for (std::size_t c = 0; c < count; ++c) {
        const float normal = (x[at + c] - mean[first + c]) * inverse[first + c];
        along[c] += gradient[at + c] * normal;
        plain[c] += gradient[at + c];
      }
    }
    for (std::size_t c = 0; c < count; ++c) {
      gamma_gradient[first + c] = along[c];
      beta_gradient[first + c] = plain[c];
    }
    for (std::size_t r = 0; r < shape.rows; ++r) {
      const std::size_t at = r * shape.columns + first;
      for (std::size_t c = 0; c < count; ++c) {
        const float normal = (x[at + c] - mean[first + c]) * inverse[first + c];
        x_gradient[at + c] = gamma[first + c] * inverse[first + c] *
                             (gradient[at + c] - scale * (plain[c] + normal * along[c]));
      }
    }
  });
}

}  // namespace spinforge::train
