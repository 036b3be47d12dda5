// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "weights/train/ops.hpp"

/// The operators of convolutional layers: nodes of the graph over conv.hpp and pool.hpp.
namespace spinforge::train {

/// *Shape*: in [maps, height, width, inputs], weight [outputs, kernel, kernel, inputs]; the result
/// is [maps, height + 2*padding - kernel + 1, ..., outputs]. The gradient of `in` is a dense
/// product, made with 16-bit factors (bfloat16) where the processor has instructions for them.
[[nodiscard]] at::Tensor convolve(const at::Tensor& in, const at::Tensor& weight, int padding);

/// Batch norm by channel and the largest of every window. *Shape*: in [maps, height, width,
/// channels], out [maps, height/window, width/window, channels]; mean and inverse as in
/// batch_norm(), over all maps and places.
void norm_pool(const at::Tensor& in,
               const at::Tensor& gamma,
               const at::Tensor& beta,
               float epsilon,
               int window,
               Normed result);

/// The same with a given mean and inverse = 1/sqrt(variance + epsilon), without a gradient.
[[nodiscard]] at::Tensor norm_pool_fixed(const at::Tensor& in,
                                         const at::Tensor& gamma,
                                         const at::Tensor& beta,
                                         const at::Tensor& mean,
                                         const at::Tensor& inverse,
                                         int window);

}  // namespace spinforge::train
