// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "weights/train/cell.hpp"
#include "weights/train/lsq.hpp"

namespace at {
class Tensor;
}

/// The operators of the training graph that Torch does not have, or not with the same bits for any
/// number of threads. Each is one node, forward and backward, over cell.hpp, lsq.hpp, norm.hpp and
/// gemm.hpp.
namespace spinforge::train {

struct Spiking {
  at::Tensor& spikes;           ///< [steps, batch, neurons], 0 or 1
  at::Tensor& final_potential;  ///< [batch, neurons]
  at::Tensor& rate;  ///< [] spikes per neuron and step; its gradient is a penalty on the rate
};

/// Runs all time steps. *Shape*: drive [batch, neurons], the same at every step, or
/// [steps, batch, neurons]; numbers [4, neurons of all chips] as in CellRow, or undefined.
void spike(
    const Cell& cell, int steps, const at::Tensor& drive, const at::Tensor& numbers, Spiking out);

/// Weights on their learned grid. *Shape*: weight [rows, columns], step [1] or [rows].
[[nodiscard]] at::Tensor lsq(const at::Tensor& weight, const at::Tensor& step, int bits);

/// Normalised by column over the batch. *Shape*: in [batch, columns], gamma and beta [columns].
/// `mean` and `inverse` [columns] are what it used: the batch's mean and 1/sqrt(variance +
/// epsilon).
struct Normed {
  at::Tensor& out;
  at::Tensor& mean;
  at::Tensor& inverse;
};
void batch_norm(const at::Tensor& in,
                const at::Tensor& gamma,
                const at::Tensor& beta,
                float epsilon,
                Normed result);

/// in * weight^T over the last dimension. *Shape*: in [..., inputs], weight [outputs, inputs].
[[nodiscard]] at::Tensor linear(const at::Tensor& in, const at::Tensor& weight);

}  // namespace spinforge::train
