// SPDX-License-Identifier: Apache-2.0
#include "weights/train/layers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "weights/train/lsq.hpp"

namespace spinforge::train {
namespace {

/// Share of its own starting value by which a step size moves per unit of learning rate.
constexpr float kStepPace = 0.3F;

/// Names, shapes and first values of one layer's parameters, and how fast each learns.
class LayerMaker {
 public:
  LayerMaker(const Recipe& recipe, std::size_t layer, std::vector<Parameter>& parameters)
      : recipe_(recipe),
        layer_(layer),
        prefix_(fmt::format("layer{}.", layer + 1)),
        parameters_(parameters) {}

  LayerIndex make(rng::Sequence& random) {
    const bool conv = layer_ < recipe_.convs.size();
    const bool normed = recipe_.normalise && (layer_ == 0 || conv);
    const std::vector<std::int64_t> shape = weight_shape();
    const std::int64_t filters = shape[0];
    std::int64_t fan_in = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) fan_in *= shape[i];
    const float bound = 1.0F / std::sqrt(static_cast<float>(fan_in));
    LayerIndex index;
    index.weight = add("weight", shape, true, 0.0F);
    fill_uniform(parameters_.back(), bound, random);
    parameters_.back().decay = recipe_.weight_decay;
    // Nothing rescales what these layers learn, so their small weights must move in small steps
    // or they all end at the ends of their grid.
    if (!normed) parameters_.back().rate = recipe_.later_pace;
    index.bias = add("bias", {filters}, true, 0.0F);
    if (normed) {
      index.gamma = add("gamma", {filters}, true, 0.5F);
      index.mean = add("mean", {filters}, false, 0.0F);
      index.variance = add("variance", {filters}, false, 1.0F);
    } else {
      fill_uniform(parameters_.back(), bound, random);
    }
    if (recipe_.weight_bits > 0) index.step = add_step(index.weight, filters, fan_in);
    return index;
  }

 private:
  std::vector<std::int64_t> weight_shape() const {
    if (layer_ < recipe_.convs.size()) {
      const network::Conv& conv = recipe_.convs[layer_];
      return {conv.channels, conv.kernel, conv.kernel, conv.input.channels};
    }
    return {recipe_.widths[layer_ + 1], recipe_.widths[layer_]};
  }

  int add(const char* name, std::vector<std::int64_t> shape, bool trained, float initial) {
    parameters_.push_back(make_parameter(prefix_ + name, std::move(shape), trained, initial));
    return static_cast<int>(parameters_.size()) - 1;
  }

  int add_step(int weight, std::int64_t filters, std::int64_t fan_in) {
    const bool own = recipe_.channel_steps && layer_ < recipe_.convs.size();
    const int index = add("step", {own ? filters : 1}, true, 0.0F);
    const LsqShape shape{.rows = static_cast<std::size_t>(filters),
                         .columns = static_cast<std::size_t>(fan_in),
                         .steps = own ? static_cast<std::size_t>(filters) : 1,
                         .bits = recipe_.weight_bits};
    Parameter& step = parameters_.back();
    step.value = lsq_start(shape, parameters_[static_cast<std::size_t>(weight)].value.data());
    step.average = step.value;
    // Adam moves every number by about the learning rate; a step size is far smaller than 1.
    step.rate = kStepPace * step.value[0];
    return index;
  }

  const Recipe& recipe_;
  std::size_t layer_;
  std::string prefix_;
  std::vector<Parameter>& parameters_;
};

/// Scales gain and bias of each filter so that its drive stays within the recipe's limit for all
/// inputs of 0 to 1, with the weights on their grid: what the graph does while it learns.
void limit_drive(const Recipe& recipe, quantize::RealLayer& layer) {
  const auto filters = static_cast<std::size_t>(layer.filters());
  const auto fan_in = static_cast<std::size_t>(layer.fan_in());
  std::vector<float> weights = layer.weights;
  if (!layer.step.empty()) {
    lsq_forward({.rows = filters,
                 .columns = fan_in,
                 .steps = layer.step.size(),
                 .bits = recipe.weight_bits},
                layer.weights.data(),
                layer.step.data(),
                weights.data());
  }
  if (layer.gain.empty()) layer.gain.assign(filters, 1.0F);
  const auto limit = static_cast<double>(recipe.max_drive);
  for (std::size_t o = 0; o < filters; ++o) {
    double high = static_cast<double>(layer.bias[o]);
    double low = high;
    for (std::size_t i = 0; i < fan_in; ++i) {
      const double part =
          static_cast<double>(layer.gain[o]) * static_cast<double>(weights[o * fan_in + i]);
      (part > 0.0 ? high : low) += part;
    }
    const double factor = limit / std::max({limit, high, -low});
    layer.gain[o] *= static_cast<float>(factor);
    layer.bias[o] *= static_cast<float>(factor);
  }
}

}  // namespace

std::vector<LayerIndex> make_layers(const Recipe& recipe,
                                    std::uint64_t seed,
                                    std::vector<Parameter>& parameters) {
  rng::Sequence random(seed);
  std::vector<LayerIndex> layers;
  for (std::size_t k = 0; k + 1 < recipe.widths.size(); ++k) {
    layers.push_back(LayerMaker(recipe, k, parameters).make(random));
  }
  return layers;
}

std::vector<quantize::RealLayer> real_layers(const Recipe& recipe,
                                             const std::vector<LayerIndex>& layers,
                                             const std::vector<Parameter>& parameters) {
  std::vector<quantize::RealLayer> real;
  const auto numbers = [&](int index) {
    return index < 0 ? std::vector<float>{} : parameters[static_cast<std::size_t>(index)].value;
  };
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const LayerIndex& index = layers[k];
    quantize::RealLayer& layer = real.emplace_back();
    layer.inputs = recipe.widths[k];
    layer.outputs = recipe.widths[k + 1];
    if (k < recipe.convs.size()) layer.conv = recipe.convs[k];
    layer.weights = numbers(index.weight);
    layer.bias = numbers(index.bias);
    layer.gain = numbers(index.gamma);
    layer.step = numbers(index.step);
    for (float& step : layer.step) step = std::fabs(step);
    const std::vector<float> mean = numbers(index.mean);
    const std::vector<float> variance = numbers(index.variance);
    for (std::size_t o = 0; o < layer.gain.size(); ++o) {
      layer.gain[o] /= std::sqrt(variance[o] + kNormEpsilon);
      layer.bias[o] -= layer.gain[o] * mean[o];
    }
    if (recipe.max_drive > 0.0F) limit_drive(recipe, layer);
  }
  return real;
}

}  // namespace spinforge::train
