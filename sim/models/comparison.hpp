// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/models/portrait.hpp"
#include "sim/plot/figure.hpp"

/// The counterpart of the paper's Fig. 9a-c: the neurons together.
namespace spinforge::models {

/// Networks whose names differ in the last part, the neuron's: "mnist-fc-dw" and "mnist-fc-leaky".
struct Family {
  std::string name;  ///< "mnist-fc"
  std::vector<const Portrait*> members;
};

/// Families with two or more trainings, from z to a: MNIST before Fashion-MNIST and dense before
/// convolutional networks, as in the paper. Left out are variants, whose name goes on after that of
/// another network: "mnist-fc-dw-dead".
[[nodiscard]] std::vector<Family> families(const std::vector<Portrait>& portraits);

/// A panel a family: accuracy by epoch, a colour a neuron, solid on the held-out images and dashed
/// on those of the training, down to the lowest of the held-out. Expects a family.
[[nodiscard]] plot::Figure comparison_figure(const std::vector<Family>& families);

}  // namespace spinforge::models
