// SPDX-License-Identifier: Apache-2.0
#include "weights/train/start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gen/base/error.hpp"
#include "weights/train/gemm.hpp"

namespace spinforge::train {
namespace {

constexpr std::size_t kImages = 2000;

/// The parameters of one layer by their last name: "weight" for "layer1.weight".
class LayerParameters {
 public:
  LayerParameters(Net& net, std::size_t layer)
      : all_(net.parameters()), prefix_(fmt::format("layer{}.", layer + 1)) {}

  [[nodiscard]] Parameter* find(std::string_view name) const {
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const Parameter& parameter) {
      return parameter.name == fmt::format("{}{}", prefix_, name);
    });
    return found == all_.end() ? nullptr : &*found;
  }

  /// In place: the graph looks at the same memory.
  void set(std::string_view name, const std::vector<float>& numbers) const {
    Parameter* const parameter = find(name);
    expects(parameter != nullptr && parameter->size() == numbers.size(), "a parameter's numbers");
    std::copy(numbers.begin(), numbers.end(), parameter->value.begin());
    parameter->average = parameter->value;
  }

  /// A step size learns in proportion to where it starts.
  void set_step(float step) const {
    Parameter* const parameter = find("step");
    if (parameter == nullptr) return;
    parameter->rate *= step / parameter->value[0];
    set("step", {step});
  }

 private:
  std::vector<Parameter>& all_;
  std::string prefix_;
};

void check(const Recipe& recipe, const network::Network& integers) {
  std::vector<int> widths{integers.input.size()};
  for (const network::Layer& layer : integers.layers) widths.push_back(layer.outputs);
  if (widths != recipe.widths) {
    throw Error(ErrorCode::kShape,
                "--start",
                fmt::format("another network; expected layers of {}, got {}; choose one that fits",
                            fmt::join(recipe.widths, "-"),
                            fmt::join(widths, "-")));
  }
  for (const network::Layer& layer : integers.layers) {
    if (recipe.weight_bits == 0 || layer.weight_bits == recipe.weight_bits) continue;
    throw Error(ErrorCode::kRange,
                "--start",
                fmt::format("other weights; expected {} bits, got {}; give --weight-bits {}",
                            recipe.weight_bits,
                            layer.weight_bits,
                            layer.weight_bits));
  }
}

/// The drive that one count of each output stands for, with x as in training: pixels in [0, 1].
std::vector<float> count_values(const network::Network& integers, std::size_t index) {
  const network::Layer& layer = integers.layers[index];
  const network::Neuron& neuron = integers.neurons[static_cast<std::size_t>(layer.neuron)];
  const auto code = static_cast<std::size_t>(layer.field_code);
  const double gain = neuron.has_gain ? neuron.fields[code].gain / 128.0 : 1.0;
  std::vector<float> values;
  for (std::size_t o = 0; o < static_cast<std::size_t>(layer.outputs); ++o) {
    const int mul = layer.mul.size() == 1 ? layer.mul[0] : layer.mul[o];
    values.push_back(static_cast<float>(std::ldexp(mul * gain, -layer.shift - neuron.frac_bits)));
  }
  return values;
}

std::vector<float> weights_on_grid(const network::Layer& layer, float step) {
  std::vector<float> weights;
  for (const std::int8_t n : layer.weights) weights.push_back(step * static_cast<float>(n));
  return weights;
}

/// A layer whose counts need no normalising: its grid is the value of a count.
void start_plain(const LayerParameters& parameters,
                 const network::Layer& layer,
                 const std::vector<float>& values,
                 double input_scale) {
  const bool one_grid = std::all_of(
      values.begin(), values.end(), [&](float value) { return value == values.front(); });
  if (!one_grid || values.front() <= 0.0F) {
    throw Error(ErrorCode::kRange,
                "--start",
                "the outputs of a layer have scales of their own, which only a layer with batch "
                "norm can take over; give --norm 1");
  }
  const float step = values.front() * static_cast<float>(input_scale);
  std::vector<float> bias;
  for (const std::int32_t b : layer.bias) bias.push_back(values.front() * static_cast<float>(b));
  parameters.set("weight", weights_on_grid(layer, step));
  parameters.set("bias", bias);
  parameters.set_step(step);
}

/// Means and variances of the sums over the first images. *Shape*: [outputs].
struct Statistics {
  std::vector<float> mean, variance;
};

Statistics measure(const std::vector<float>& weights,
                   std::size_t outputs,
                   const dataset::Images& images) {
  const std::size_t inputs = weights.size() / outputs;
  const std::size_t rows = std::min(images.count, kImages);
  std::vector<float> pixels;
  for (std::size_t i = 0; i < rows * inputs; ++i) {
    pixels.push_back(static_cast<float>(images.pixels[i]) / 255.0F);
  }
  std::vector<float> sums(rows * outputs);
  gemm(Lay::kPlain,
       Lay::kTransposed,
       static_cast<std::int64_t>(rows),
       static_cast<std::int64_t>(outputs),
       static_cast<std::int64_t>(inputs),
       pixels.data(),
       weights.data(),
       sums.data());
  Statistics result;
  for (std::size_t o = 0; o < outputs; ++o) {
    double sum = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < rows; ++i) {
      const auto value = static_cast<double>(sums[i * outputs + o]);
      sum += value;
      squares += value * value;
    }
    const double mean = sum / static_cast<double>(rows);
    result.mean.push_back(static_cast<float>(mean));
    result.variance.push_back(
        static_cast<float>(std::max(squares / static_cast<double>(rows) - mean * mean, 0.0)));
  }
  return result;
}

/// drive = gain*(sum - mean)/deviation + bias: the grid's own scale cancels, and stays as it is.
void start_normalised(const LayerParameters& parameters,
                      const network::Layer& layer,
                      const std::vector<float>& values,
                      double input_scale,
                      const dataset::Images& images) {
  const Parameter* const step_of = parameters.find("step");
  const float step =
      step_of != nullptr ? step_of->value[0] : 0.3F / std::sqrt(static_cast<float>(layer.inputs));
  const std::vector<float> weights = weights_on_grid(layer, step);
  const Statistics found = measure(weights, static_cast<std::size_t>(layer.outputs), images);
  std::vector<float> gamma, bias;
  for (std::size_t o = 0; o < values.size(); ++o) {
    const float gain = values[o] * static_cast<float>(input_scale) / step;
    gamma.push_back(gain * std::sqrt(found.variance[o] + kNormEpsilon));
    bias.push_back(values[o] * static_cast<float>(layer.bias[o]) + gain * found.mean[o]);
  }
  parameters.set("weight", weights);
  parameters.set("gamma", gamma);
  parameters.set("bias", bias);
  parameters.set("mean", found.mean);
  parameters.set("variance", found.variance);
}

}  // namespace

void start_from(Net& net, const network::Network& integers, const dataset::Images& images) {
  check(net.recipe(), integers);
  for (std::size_t k = 0; k < integers.layers.size(); ++k) {
    const LayerParameters parameters(net, k);
    const std::vector<float> values = count_values(integers, k);
    const bool pixels = k == 0 && integers.input.coding == network::Coding::kDirect;
    const double input_scale = pixels ? 255.0 : 1.0;
    if (parameters.find("gamma") != nullptr) {
      start_normalised(parameters, integers.layers[k], values, input_scale, images);
    } else {
      start_plain(parameters, integers.layers[k], values, input_scale);
    }
  }
}

}  // namespace spinforge::train
