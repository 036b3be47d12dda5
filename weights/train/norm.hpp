// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

/// Batch normalisation (S. Ioffe, C. Szegedy, 2015) of a [rows][columns] matrix by column, as plain
/// loops. Every column is summed in the order of the rows, so the bits do not depend on the number
/// of threads (Torch's do).
namespace spinforge::train {

struct NormShape {
  std::size_t rows = 0;
  std::size_t columns = 0;
  float epsilon = 1e-5F;
};

/// out = gamma*(x - mean)*inverse + beta with the batch's own mean and inverse = 1/sqrt(variance +
/// epsilon); both are written, [columns].
void norm_forward(const NormShape& shape,
                  const float* x,
                  const float* gamma,
                  const float* beta,
                  float* out,
                  float* mean,
                  float* inverse);

/// Gradients of x, gamma and beta from that of out.
void norm_backward(const NormShape& shape,
                   const float* x,
                   const float* gamma,
                   const float* mean,
                   const float* inverse,
                   const float* gradient,
                   float* x_gradient,
                   float* gamma_gradient,
                   float* beta_gradient);

}  // namespace spinforge::train
