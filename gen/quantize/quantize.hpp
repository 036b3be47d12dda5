// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "gen/network/network.hpp"

/// From real numbers to the integers of a network, with a report of what that cost.
namespace spinforge::quantize {

/// A trained dense layer. Its drive is I = gain * (sum of w*x) + bias, with x the spikes (0 or 1),
/// or pixel/255 where the layer reads pixels; 1.0 is 2^F in hardware.
struct RealLayer {
  int inputs = 0;
  int outputs = 0;
  std::vector<float> weights;  ///< *Shape* [outputs][inputs], row-major
  std::vector<float> bias;     ///< *Shape* [outputs]; empty: none
  std::vector<float> gain;     ///< *Shape* [outputs] (a folded batch norm, either sign); empty: 1
  /// Learned grid of the weights, *Shape* [1] or [outputs], > 0. Empty: for each output the grid
  /// with the smallest squared error.
  std::vector<float> step;
};

struct Options {
  int weight_bits = 4;  ///< 2..8
  int frac_bits = 14;   ///< F of the neuron
  bool pixels = false;  ///< the layer reads 8-bit pixels: x = pixel/255
  /// Factor on the drive, > 0, that the neuron's gain takes back: 128 / GAIN of the register set
  /// that the layer was trained for.
  double drive_scale = 1.0;
};

/// What rounding did to one layer. *Units*: weights and drives as in RealLayer.
struct LayerReport {
  int weight_bits = 0;
  double step_min = 0.0, step_max = 0.0;  ///< weight of one integer step
  double weight_error_max = 0.0;          ///< max |w - step*n|
  double weight_error_rms = 0.0;
  std::int64_t saturated = 0;   ///< weights beyond the grid's ends by more than half a step
  double bias_error_max = 0.0;  ///< as a drive
  double mul_error_max = 0.0;   ///< relative error of the scale factor
  int mul_min = 0, mul_max = 0;
  int shift = 0;
  network::Bounds bounds;  ///< of the counter and the drive
  int counter_bits = 0;
};

struct Result {
  network::Layer layer;
  LayerReport report;
};

/// Rounds one layer. The counter is given the fewest bits that hold its proven bounds.
/// *Errors*: kShape where sizes do not agree, kRange where a number is not finite, a step is not
/// positive, or the bias does not fit a 32-bit counter. `where` names the layer in the sentence.
[[nodiscard]] Result quantize(const RealLayer& real,
                              const Options& options,
                              const std::string& where);

/// The registers of parameter set S (network neuron "DW": 1 ns steps, kappa 0.1549, b 0.01,
/// threshold 0.75) with `frac_bits` fractional bits.
[[nodiscard]] network::Neuron wall_neuron(int frac_bits);

/// The report as JSON, one object a layer.
[[nodiscard]] nlohmann::json to_json(const std::vector<LayerReport>& reports);

/// The report as a table for people.
[[nodiscard]] std::string to_text(const std::vector<LayerReport>& reports);

}  // namespace spinforge::quantize
