// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

/// Convolution of sparse maps as plain loops. Both loops go from one input that is not zero to the
/// next, so that the 95 in 100 neurons which do not spike cost nothing. Maps are
/// [images][height][width][channels]. The bits do not depend on the number of threads.
namespace spinforge::train {

/// Stride 1, zeros around the map.
struct ConvShape {
  std::size_t images = 0;
  std::size_t height = 0, width = 0, inputs = 0;  ///< of a map that is read
  std::size_t outputs = 0;                        ///< channels
  std::size_t kernel = 1;                         ///< side
  std::size_t padding = 0;                        ///< on every side
  [[nodiscard]] std::size_t out_height() const { return height + 2 * padding - kernel + 1; }
  [[nodiscard]] std::size_t out_width() const { return width + 2 * padding - kernel + 1; }
  [[nodiscard]] std::size_t in_size() const { return height * width * inputs; }
  [[nodiscard]] std::size_t out_size() const { return out_height() * out_width() * outputs; }
  [[nodiscard]] std::size_t weights() const { return outputs * kernel * kernel * inputs; }
};

/// out[y][x][o] = sum of in[y + ky - padding][x + kx - padding][i] * weight[o][ky][kx][i].
void conv_forward(const ConvShape& shape, const float* in, const float* weight, float* out);

/// Gradient of the weights, [outputs][kernel][kernel][inputs], from that of out.
void conv_weight_gradient(const ConvShape& shape,
                          const float* in,
                          const float* gradient,
                          float* weight_gradient);

}  // namespace spinforge::train
