// SPDX-License-Identifier: Apache-2.0
#include "weights/train/integers.hpp"

#include <fmt/format.h>

#include <utility>

namespace spinforge::train {

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
    result.reports.push_back(report);
  }
  return result;
}

}  // namespace spinforge::train
