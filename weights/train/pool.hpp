// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

/// Batch normalisation of maps by channel, then the largest of every window, as one pair of passes
/// over memory. Maps are [maps][height][width][channels]; windows do not overlap, and rows and
/// columns that do not fill one are dropped. The bits do not depend on the number of threads.
namespace spinforge::train {

struct PoolShape {
  std::size_t maps = 0, height = 0, width = 0, channels = 0;
  std::size_t window = 1;  ///< side, 1..15
  [[nodiscard]] std::size_t out_height() const { return height / window; }
  [[nodiscard]] std::size_t out_width() const { return width / window; }
  [[nodiscard]] std::size_t rows() const { return maps * height * width; }
  [[nodiscard]] std::size_t in_size() const { return height * width * channels; }
  [[nodiscard]] std::size_t out_size() const { return out_height() * out_width() * channels; }
};

/// What the normalisation is. *Shape*: each [channels].
struct NormView {
  const float* gamma;
  const float* beta;
  const float* mean;
  const float* inverse;  ///< 1/sqrt(variance + epsilon)
};

/// Mean and variance of every channel over all maps and places, before the pool.
void channel_statistics(const PoolShape& shape, const float* x, float* mean, float* variance);

/// out = the largest gamma*normal + beta of the window, normal = (x - mean)*inverse.
/// `normal` and `choice` may be null, or get the normal and the index in the window (rows first) of
/// the number that was taken, the first of equals. *Shape* of all three: as out.
void norm_pool_forward(const PoolShape& shape,
                       const NormView& norm,
                       const float* x,
                       float* out,
                       float* normal,
                       std::uint8_t* choice);

/// Gradients of x, gamma and beta, where mean and inverse were those of x itself.
void norm_pool_backward(const PoolShape& shape,
                        const NormView& norm,
                        const float* x,
                        const float* normal,
                        const std::uint8_t* choice,
                        const float* gradient,
                        float* x_gradient,
                        float* gamma_gradient,
                        float* beta_gradient);

}  // namespace spinforge::train
