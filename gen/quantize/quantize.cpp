// SPDX-License-Identifier: Apache-2.0
#include "gen/quantize/quantize.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"
#include "gen/network/part.hpp"
#include "gen/quantize/grid.hpp"

namespace spinforge::quantize {
namespace {

constexpr int kMulBits = 16;
constexpr int kMaxShift = 31;

void check_sizes(const RealLayer& real, const Options& options, const std::string& where) {
  const auto fits = [&](std::size_t size, std::size_t expected, std::string_view field) {
    if (size == expected) return;
    throw Error(ErrorCode::kShape,
                fmt::format("{} / {}", where, field),
                fmt::format("wrong size; expected {} numbers, got {}", expected, size));
  };
  if (real.conv) network::check_conv(network::Part(where, ""), *real.conv);
  expects(!real.average || real.summed() > 1, "an average pool is told as a sum pool");
  if (real.filters() < 1 || real.fan_in() < 1) {
    throw Error(ErrorCode::kShape, where, "a layer needs at least one input and one output");
  }
  if (options.weight_bits < 2 || options.weight_bits > 8) {
    throw Error(ErrorCode::kRange,
                where + " / weight_bits",
                fmt::format("out of range; expected 2..8, got {}", options.weight_bits));
  }
  const auto filters = static_cast<std::size_t>(real.filters());
  fits(real.weights.size(), filters * static_cast<std::size_t>(real.fan_in()), "weights");
  if (!real.bias.empty()) fits(real.bias.size(), filters, "bias");
  if (!real.gain.empty()) fits(real.gain.size(), filters, "gain");
  if (real.step.size() > 1) fits(real.step.size(), filters, "step");
}

void check_finite(const std::vector<float>& numbers,
                  const std::string& where,
                  std::string_view field) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (std::isfinite(numbers[i])) continue;
    throw Error(ErrorCode::kRange,
                fmt::format("{} / {}[{}]", where, field, i),
                "not a finite number; the training diverged, lower its learning rate");
  }
}

double at_or(const std::vector<float>& numbers, std::size_t index, double fallback) {
  if (numbers.empty()) return fallback;
  return static_cast<double>(numbers.size() == 1 ? numbers[0] : numbers[index]);
}

/// Scale factors of the filters: the drive, in units of 2^-F, that one count stands for.
std::vector<double> count_values(const RealLayer& real,
                                 const std::vector<double>& steps,
                                 const Options& options) {
  std::vector<double> values;
  const double share = real.average ? 1.0 / real.summed() : 1.0;
  const double unit = std::ldexp(options.pixels ? 1.0 / 255.0 : 1.0, options.frac_bits) *
                      options.drive_scale * share;
  for (std::size_t o = 0; o < static_cast<std::size_t>(real.filters()); ++o) {
    values.push_back(at_or(real.gain, o, 1.0) * steps[o] * unit);
  }
  return values;
}

/// An output whose gain is (nearly) zero is its bias alone: it keeps no weights, and takes a scale
/// that the others use, so that the bias can be expressed.
void mend_silent_outputs(std::vector<double>& values, network::Layer& layer) {
  double largest = 0.0;
  for (const double value : values) largest = std::max(largest, std::fabs(value));
  if (largest == 0.0) largest = 1.0;
  const auto fan_in = static_cast<std::size_t>(layer.fan_in());
  for (std::size_t o = 0; o < values.size(); ++o) {
    if (std::fabs(values[o]) * std::ldexp(1.0, kMulBits - 2) >= largest) continue;
    values[o] = largest;
    std::fill_n(layer.weights.begin() + static_cast<std::ptrdiff_t>(o * fan_in), fan_in, 0);
  }
}

void choose_multipliers(const std::vector<double>& values,
                        network::Layer& layer,
                        LayerReport& report) {
  double largest = 0.0;
  for (const double value : values) largest = std::max(largest, std::fabs(value));
  const double limit = static_cast<double>(fixed::signed_max(kMulBits));
  layer.shift = 0;
  while (layer.shift < kMaxShift && std::ldexp(largest, layer.shift + 1) < limit) ++layer.shift;
  const bool shared = std::all_of(
      values.begin(), values.end(), [&](double value) { return value == values.front(); });
  layer.mul.clear();
  for (std::size_t o = 0; o < (shared ? 1 : values.size()); ++o) {
    report.factors.push_back(std::ldexp(values[o], layer.shift));
    const double rounded = std::clamp(std::nearbyint(report.factors.back()), -limit, limit);
    layer.mul.push_back(static_cast<std::int16_t>(rounded));
  }
}

void round_bias(const RealLayer& real,
                const std::vector<double>& values,
                const Options& options,
                const std::string& where,
                network::Layer& layer,
                LayerReport& report) {
  const double one = std::ldexp(1.0, options.frac_bits) * options.drive_scale;
  const int window = real.summed();  // the counter's bias comes in once for each of them
  for (std::size_t o = 0; o < values.size(); ++o) {
    const double exact = at_or(real.bias, o, 0.0) * one / values[o] / window;
    const double rounded = std::nearbyint(exact);
    if (std::fabs(rounded) * window > 0.5 * std::numeric_limits<std::int32_t>::max()) {
      throw Error(ErrorCode::kRange,
                  fmt::format("{} / bias[{}]", where, o),
                  fmt::format("{:.3g} counts do not fit the 32-bit counter", exact));
    }
    layer.bias.push_back(static_cast<std::int32_t>(rounded));
    const double error = std::fabs(rounded - exact) * window * std::fabs(values[o]) / one;
    report.bias_error_max = std::max(report.bias_error_max, error);
  }
}

}  // namespace

void update(const Options& options, network::Layer& layer, LayerReport& report) {
  const auto [low, high] = std::minmax_element(layer.mul.begin(), layer.mul.end());
  report.mul_min = *low;
  report.mul_max = *high;
  report.shift = layer.shift;
  report.mul_error_max = 0.0;
  for (std::size_t o = 0; o < layer.mul.size(); ++o) {
    report.mul_error_max =
        std::max(report.mul_error_max, std::fabs(layer.mul[o] / report.factors[o] - 1.0));
  }
  // By the rule that loading will check it with.
  network::Network alone;
  alone.input = {{1, layer.inputs, 1},
                 options.pixels ? network::Coding::kDirect : network::Coding::kRate};
  network::Neuron neuron;  // only F counts here
  neuron.frac_bits = options.frac_bits;
  neuron.fields.resize(1);
  alone.neurons = {neuron};
  alone.layers = {layer};
  report.bounds = network::bounds(alone, 0);
  layer.counter_bits = fixed::signed_bits(report.bounds.counter_min, report.bounds.counter_max);
  report.counter_bits = layer.counter_bits;
}

Result quantize(const RealLayer& real, const Options& options, const std::string& where) {
  check_sizes(real, options, where);
  expects(options.drive_scale > 0.0, "a positive factor on the drive");
  check_finite(real.weights, where, "weights");
  check_finite(real.bias, where, "bias");
  check_finite(real.gain, where, "gain");
  check_finite(real.step, where, "step");
  Result result;
  result.layer.conv = real.conv;
  result.layer.inputs = real.conv ? real.conv->input.size() : real.inputs;
  result.layer.outputs = real.conv ? real.conv->output().size() : real.outputs;
  result.layer.weight_bits = options.weight_bits;
  result.report.weight_bits = options.weight_bits;
  const std::vector<double> steps = choose_steps(real, options.weight_bits, where);
  round_weights(real, steps, result.layer, result.report);
  std::vector<double> values = count_values(real, steps, options);
  mend_silent_outputs(values, result.layer);
  choose_multipliers(values, result.layer, result.report);
  round_bias(real, values, options, where, result.layer, result.report);
  update(options, result.layer, result.report);
  return result;
}

}  // namespace spinforge::quantize
