// SPDX-License-Identifier: Apache-2.0
#include "weights/train/start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gen/base/error.hpp"
#include "weights/train/score.hpp"

namespace spinforge::train {
namespace {

constexpr std::size_t kImages = 2000;
constexpr std::size_t kTogether = 50;

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
    set("step", std::vector<float>(parameter->size(), step));
  }

 private:
  std::vector<Parameter>& all_;
  std::string prefix_;
};

/// "784-1000-10", or "28x28x1 conv5x32-..." where there are convolutions.
std::string describe(const std::vector<network::Conv>& convs, const std::vector<int>& widths) {
  std::string text;
  for (const network::Conv& conv : convs) {
    text += fmt::format(
        "{}x{} filters on {} channels, ", conv.channels, conv.kernel, conv.input.channels);
  }
  return fmt::format("{}layers of {}", text, fmt::join(widths, "-"));
}

bool same_filters(const network::Conv& a, const network::Conv& b) {
  return a.channels == b.channels && a.kernel == b.kernel && a.input.channels == b.input.channels;
}

/// A convolutional network may be started from one with maps of another size: filters fit all.
void check(const Recipe& recipe, const network::Network& integers) {
  std::vector<int> widths{integers.input.size()};
  std::vector<network::Conv> convs;
  for (const network::Layer& layer : integers.layers) {
    widths.push_back(layer.outputs);
    if (layer.conv) convs.push_back(*layer.conv);
  }
  const bool fits = convs.empty()
                        ? recipe.convs.empty() && widths == recipe.widths
                        : widths.size() == recipe.widths.size() && std::equal(convs.begin(),
                                                                              convs.end(),
                                                                              recipe.convs.begin(),
                                                                              recipe.convs.end(),
                                                                              same_filters);
  if (!fits) {
    throw Error(ErrorCode::kShape,
                "--start",
                fmt::format("another network; expected {}, got {}; choose one that fits",
                            describe(recipe.convs, recipe.widths),
                            describe(convs, widths)));
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
  const network::Neuron& neuron = integers.neuron_of(layer);
  const auto code = static_cast<std::size_t>(layer.field_code);
  const double gain = neuron.has_gain ? neuron.fields[code].gain / 128.0 : 1.0;
  std::vector<float> values;
  for (std::size_t o = 0; o < static_cast<std::size_t>(layer.filters()); ++o) {
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

/// Mean and variance of every column.
struct Statistics {
  std::vector<float> mean, variance;
};

Statistics moments(const SumStatistics& sums) {
  Statistics result;
  const auto rows = static_cast<double>(sums.rows);
  for (std::size_t c = 0; c < sums.sum.size(); ++c) {
    const double mean = sums.sum[c] / rows;
    result.mean.push_back(static_cast<float>(mean));
    result.variance.push_back(
        static_cast<float>(std::max(sums.square[c] / rows - mean * mean, 0.0)));
  }
  return result;
}

/// drive = gain*sum + bias: batch norm with no mean and a deviation of one. The grid's own scale
/// cancels, and stays as it is.
void start_normalised(const LayerParameters& parameters,
                      const network::Layer& layer,
                      const std::vector<float>& values,
                      double input_scale) {
  const Parameter* const steps = parameters.find("step");
  const auto fan_in = static_cast<std::size_t>(layer.fan_in());
  const float plain = 0.3F / std::sqrt(static_cast<float>(fan_in));
  std::vector<float> weights, gamma, bias;
  for (std::size_t o = 0; o < values.size(); ++o) {
    const float step = steps == nullptr ? plain : steps->value[steps->size() > 1 ? o : 0];
    for (std::size_t i = 0; i < fan_in; ++i) {
      weights.push_back(step * static_cast<float>(layer.weights[o * fan_in + i]));
    }
    gamma.push_back(values[o] * static_cast<float>(input_scale) / step);
    bias.push_back(values[o] * static_cast<float>(layer.bias[o]));
  }
  parameters.set("weight", weights);
  parameters.set("gamma", gamma);
  parameters.set("bias", bias);
  parameters.set("mean", std::vector<float>(values.size(), 0.0F));
  parameters.set("variance", std::vector<float>(values.size(), 1.0F - kNormEpsilon));
}

/// The same drives with the mean and the deviation that batch norm will see.
void renormalise(const LayerParameters& parameters, const Statistics& found) {
  std::vector<float> gamma = parameters.find("gamma")->value;
  std::vector<float> bias = parameters.find("bias")->value;
  for (std::size_t o = 0; o < gamma.size(); ++o) {
    bias[o] += gamma[o] * found.mean[o];
    gamma[o] *= std::sqrt(found.variance[o] + kNormEpsilon);
  }
  parameters.set("gamma", gamma);
  parameters.set("bias", bias);
  parameters.set("mean", found.mean);
  parameters.set("variance", found.variance);
}

std::vector<SumStatistics> measure(Net& net, const dataset::Images& images) {
  std::vector<SumStatistics> total(net.recipe().widths.size() - 1);
  const std::size_t last = std::min(images.count, kImages);
  for (std::size_t first = 0; first < last; first += kTogether) {
    const std::size_t count = std::min(kTogether, last - first);
    const std::vector<SumStatistics> part =
        net.statistics(real_pixels(images, first, count), count);
    for (std::size_t k = 0; k < total.size(); ++k) total[k].add(part[k]);
  }
  return total;
}

}  // namespace

void start_from(Net& net, const network::Network& integers, const dataset::Images& images) {
  check(net.recipe(), integers);
  for (std::size_t k = 0; k < integers.layers.size(); ++k) {
    const network::Layer& layer = integers.layers[k];
    const LayerParameters parameters(net, k);
    // The read-out of maps of another size learns from the beginning.
    if (parameters.find("weight")->size() != layer.weights.size()) continue;
    const std::vector<float> values = count_values(integers, k);
    const bool pixels = k == 0 && integers.input.coding == network::Coding::kDirect;
    const double input_scale = pixels ? 255.0 : 1.0;
    if (parameters.find("gamma") != nullptr) {
      start_normalised(parameters, layer, values, input_scale);
    } else {
      start_plain(parameters, layer, values, input_scale);
    }
  }
  const std::vector<SumStatistics> found = measure(net, images);
  for (std::size_t k = 0; k < found.size(); ++k) {
    if (found[k].rows > 0) renormalise(LayerParameters(net, k), moments(found[k]));
  }
}

}  // namespace spinforge::train
