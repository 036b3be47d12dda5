// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_network.hpp"

#include <utility>

#include "tests/support/random_parts.hpp"

namespace spinforge::test {

using network::Layer;
using network::Network;

Network random_network(std::uint64_t seed, const RandomOptions& options) {
  Draw draw(seed);
  Network out = random_frame(draw, seed, options);
  out.input.height = 1;
  out.input.width = draw.size(options.max_size);
  out.neurons = random_neurons(draw, options);
  const int layers = options.layers.value_or(draw.between(1, 3));
  int inputs = out.input.size();
  for (int k = 0; k < layers; ++k) {
    Layer layer;
    layer.inputs = inputs;
    layer.outputs = draw.size(options.max_size);
    inputs = layer.outputs;
    add_layer(draw, out, std::move(layer), options, k + 1 == layers);
  }
  network::validate(out);
  return out;
}

std::vector<std::uint8_t> random_image(const Network& network, std::uint64_t seed) {
  Draw draw(seed);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(network.input.size()));
  const int kind = draw.between(0, 9);
  const int density = kind == 0 ? 0 : kind == 1 ? 100 : draw.between(1, 100);
  for (std::uint8_t& pixel : pixels) {
    if (draw.chance(density)) {
      pixel = static_cast<std::uint8_t>(kind == 1 ? 255 : draw.between(1, 255));
    }
  }
  return pixels;
}

}  // namespace spinforge::test
