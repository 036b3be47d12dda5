// SPDX-License-Identifier: Apache-2.0
#include "weights/train/integers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "gen/base/error.hpp"
#include "weights/train/current.hpp"

namespace spinforge::train {
namespace {

/// The network with layer `index` alone, its neuron with the register set alone that it works with.
network::Network at_its_field(const network::Network& network, std::size_t index) {
  network::Network alone = network;
  network::Layer& layer = alone.layers[index];
  network::Neuron& neuron = alone.neuron_of(layer);
  neuron.fields = {neuron.fields[static_cast<std::size_t>(layer.field_code)]};
  layer.field_code = 0;
  return alone;
}

/// Makes the factors of layer `index` smaller until no image can drive a neuron beyond `limit`:
/// what rounding added, a part in thousands.
void hold_to(network::Network& network, std::size_t index, std::int64_t limit) {
  network::Layer& layer = network.layers[index];
  while (drive_bound(network, index) > limit) {
    network::Network alone = at_its_field(network, index);
    network::Layer& one = alone.layers[index];
    const bool shared = layer.mul.size() == 1;
    const auto fan_in = static_cast<std::size_t>(layer.fan_in());
    bool moved = false;
    for (std::size_t n = 0; n < layer.mul.size(); ++n) {
      if (!shared) {
        // The bounds of this filter alone.
        one.conv = {};
        one.inputs = static_cast<int>(fan_in);
        one.outputs = 1;
        one.weights.assign(layer.weights.begin() + static_cast<std::ptrdiff_t>(n * fan_in),
                           layer.weights.begin() + static_cast<std::ptrdiff_t>((n + 1) * fan_in));
        one.bias = {layer.bias[n]};
        one.mul = {layer.mul[n]};
      }
      const network::Bounds bounds = network::bounds(alone, index);
      if (std::max(-bounds.d_min, bounds.d_max) <= limit || std::abs(layer.mul[n]) <= 1) continue;
      layer.mul[n] = static_cast<std::int16_t>(layer.mul[n] - (layer.mul[n] > 0 ? 1 : -1));
      moved = true;
    }
    if (moved) continue;
    throw Error(ErrorCode::kRange,
                fmt::format("layer {} / mul", index + 1),
                fmt::format("cannot hold the drive to {} LSB: a bias alone is beyond; use a larger "
                            "--max-current or --frac-bits",
                            limit));
  }
}

}  // namespace

std::int64_t drive_bound(const network::Network& network, std::size_t index) {
  const network::Bounds bounds = network::bounds(at_its_field(network, index), index);
  return std::max(-bounds.d_min, bounds.d_max);
}

Integers to_integers(const Net& net,
                     const std::string& name,
                     const NeuronChoice& choice,
                     const dataset::Images& images) {
  Integers result;
  network::Network& network = result.network;
  network.name = name;
  network.input = {{.height = images.height, .width = images.width}};
  network.steps = net.recipe().steps;
  network.neurons = {choice.neuron};
  quantize::Options options{
      .weight_bits = net.recipe().weight_bits > 0 ? net.recipe().weight_bits : 8,
      .frac_bits = choice.neuron.frac_bits,
      .drive_scale = choice.drive_scale};
  for (const quantize::RealLayer& real : net.export_layers()) {
    options.pixels = network.layers.empty();
    auto [layer, report] =
        quantize::quantize(real, options, fmt::format("layer {}", network.layers.size() + 1));
    layer.field_code = choice.field_code;
    network.layers.push_back(std::move(layer));
    if (net.recipe().max_drive > 0.0F) {
      hold_to(network,
              network.layers.size() - 1,
              whole_lsb(net.recipe().max_drive, choice.neuron.frac_bits));
      quantize::update(options, network.layers.back(), report);
    }
    result.reports.push_back(report);
  }
  return result;
}

}  // namespace spinforge::train
