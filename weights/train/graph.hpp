// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "weights/train/layers.hpp"
#include "weights/train/net.hpp"

namespace at {
class Tensor;
}

/// The inside of Net: its parameters as leaves of a Torch graph, and the forward pass.
namespace spinforge::train {

/// What the forward pass made.
struct Forward {
  std::vector<at::Tensor> read_out;  ///< spike counts and final potentials, each [batch, classes]
  std::vector<at::Tensor> rates;     ///< [] of every layer
  [[nodiscard]] const at::Tensor& counts() const { return read_out.front(); }
  [[nodiscard]] const at::Tensor& potential() const { return read_out.back(); }
};

struct Net::Graph {
  std::vector<LayerIndex> layers;
  std::vector<at::Tensor> leaves;  ///< one a parameter, over the same memory

  /// What the batch norm of every layer sees is added up here where it is not null.
  std::vector<SumStatistics>* statistics = nullptr;

  Forward run(const Recipe& recipe, at::Tensor pixels, bool learning, std::int64_t count);

 private:
  at::Tensor leaf(int index) const;
  at::Tensor weights(const Recipe& recipe, const LayerIndex& index) const;
  at::Tensor drive(const Recipe& recipe, std::size_t layer, const at::Tensor& in, bool learning);
  /// drive = gain * sum + offset, by filter; gain is undefined where it is 1.
  struct Drive {
    at::Tensor drive, gain, offset;
  };
  Drive normalised(const LayerIndex& index, const at::Tensor& sums, int window, bool learning);
  Drive unlimited(const Recipe& recipe,
                  std::size_t layer,
                  const at::Tensor& in,
                  const at::Tensor& weight,
                  bool learning);
};

}  // namespace spinforge::train
