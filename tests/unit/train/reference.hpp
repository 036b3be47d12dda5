// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "weights/train/cell.hpp"
#include "weights/train/lsq.hpp"

/// The fused operators and the same mathematics written as a plain Torch graph, side by side.
namespace spinforge::test {

struct CellCase {
  int steps = 0, batch = 0, neurons = 0;
  bool constant_drive = false;
  std::vector<float> drive;
  // The loss is the sum of these times what the cell returns.
  std::vector<float> spike_weight, potential_weight;
  float rate_weight = 0.0F;
};

struct CellResult {
  std::vector<float> spikes, potential, drive_gradient;
  float rate = 0.0F;
};

[[nodiscard]] CellResult fused_cell(const train::Cell& cell, const CellCase& input);
[[nodiscard]] CellResult plain_cell(const train::Cell& cell, const CellCase& input);

struct LsqResult {
  std::vector<float> quantised, weight_gradient, step_gradient;
};

/// `loss_weight` has the shape of the weights; the loss is the sum of its products with the result.
[[nodiscard]] LsqResult plain_lsq(const train::LsqShape& shape,
                                  const std::vector<float>& weight,
                                  const std::vector<float>& step,
                                  const std::vector<float>& loss_weight);

struct NormResult {
  std::vector<float> out, in_gradient, gamma_gradient, beta_gradient;
};

/// The fused batch norm and Torch's own. The loss is the sum of `loss_weight` times the result.
[[nodiscard]] NormResult normed(bool fused,
                                int rows,
                                int columns,
                                const std::vector<float>& in,
                                const std::vector<float>& gamma,
                                const std::vector<float>& beta,
                                const std::vector<float>& loss_weight);

/// A convolution and, where `window` is not 0, batch norm and the largest of every window. Maps are
/// [maps][height][width][channels], weights [outputs][kernel][kernel][inputs].
struct ConvCase {
  int maps = 0, height = 0, width = 0, inputs = 0, outputs = 0, kernel = 1, padding = 0, window = 0;
  std::vector<float> in, weight, gamma, beta;
  std::vector<float> loss_weight;  ///< the loss is the sum of these times what comes out
};

struct ConvResult {
  std::vector<float> out, in_gradient, weight_gradient, gamma_gradient, beta_gradient;
};

/// Our operators and Torch's own.
[[nodiscard]] ConvResult convolved(bool ours, const ConvCase& input);

}  // namespace spinforge::test
