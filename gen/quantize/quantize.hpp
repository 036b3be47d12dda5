// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "gen/network/network.hpp"

/// From real numbers to the integers of a network, with a report of what that cost.
namespace spinforge::quantize {

/// A trained layer, dense or convolutional, *before* the neurons. The drive of a dense neuron is
/// I = gain * (sum of w*x) + bias, with x the spikes (0 or 1), or pixel/255 where the layer reads
/// pixels; 1.0 is 2^F in hardware. That of a convolution's neuron is
/// I = P(gain * (sum of w*x)) + bias, with P the largest, the sum or the average over the window of
/// its pool, and gain and bias of its channel. The bias is thus the pooled drive's own: for the
/// largest and the average it is also the bias of each position; a model that sums drives which
/// have a bias each gives size^2 times that bias.
struct RealLayer {
  /// A convolution and its pool. Its sum pool stands for an average where `average` is set.
  std::optional<network::Conv> conv = {};
  bool average = false;        ///< P averages: 1/size^2 goes into mul. Only with a sum pool
  int inputs = 0;              ///< of a dense layer; a convolution's follow from `conv`
  int outputs = 0;             ///< of a dense layer; a convolution's follow from `conv`
  std::vector<float> weights;  ///< *Shape* [outputs][inputs], row-major, or
                               ///< [channels][kernel y][kernel x][input channels]
  std::vector<float> bias;     ///< *Shape* [filters]; empty: none
  std::vector<float> gain;     ///< *Shape* [filters] (a folded batch norm, either sign); empty: 1
  /// Learned grid of the weights, *Shape* [1] or [filters], > 0. Empty: for each filter the grid
  /// with the smallest squared error.
  std::vector<float> step;
  /// Sets of weights.
  [[nodiscard]] int filters() const { return conv ? conv->channels : outputs; }
  /// Weights of one filter.
  [[nodiscard]] int fan_in() const { return conv ? conv->fan_in() : inputs; }
  /// Counters that are summed to one drive.
  [[nodiscard]] int summed() const { return conv ? conv->summed() : 1; }
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
  std::vector<double> factors;  ///< mul before it was rounded, as many
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
/// positive, a convolution has no map, or the bias does not fit a 32-bit counter. `where` names the
/// layer in the sentence.
[[nodiscard]] Result quantize(const RealLayer& real,
                              const Options& options,
                              const std::string& where);

/// Brings the layer's counter_bits and the report's figures of mul, counter and drive up to date
/// with its weights, bias and mul. `options` are those of quantize().
void update(const Options& options, network::Layer& layer, LayerReport& report);

/// The report as JSON, one object a layer.
[[nodiscard]] nlohmann::json to_json(const std::vector<LayerReport>& reports);

/// The report as a table for people.
[[nodiscard]] std::string to_text(const std::vector<LayerReport>& reports);

}  // namespace spinforge::quantize
