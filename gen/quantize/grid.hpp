// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/quantize/quantize.hpp"

/// The weights' grid: which step size, and what rounding to it costs.
namespace spinforge::quantize {

/// One step size for each filter: the learned ones, or those of the smallest squared error.
/// *Errors*: kRange where a learned step is not positive.
[[nodiscard]] std::vector<double> choose_steps(const RealLayer& real,
                                               int weight_bits,
                                               const std::string& where);

/// Fills layer.weights and the report's weight figures.
void round_weights(const RealLayer& real,
                   const std::vector<double>& steps,
                   network::Layer& layer,
                   LayerReport& report);

}  // namespace spinforge::quantize
