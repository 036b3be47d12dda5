// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_network.hpp"

#include <algorithm>
#include <string>
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
  if (options.corners) draw_corners(draw, out);
  network::validate(out);
  return out;
}

Network equal_registers_network() {
  Network out = random_network(166, {.layers = 5, .steps = 8, .max_size = 12});
  constexpr int kFracBits = 6;
  constexpr int kLow = -(2 << kFracBits), kHigh = (2 << kFracBits) - 1;
  struct Registers {
    int v_min, v_rest, th_lo, th_hi, th_rest;
  };
  constexpr Registers kAll[] = {{kLow, 0, 40, 60, 0},
                                {0, 0, 40, 60, 0},
                                {kLow, -20, 30, 30, -20},
                                {kLow, kLow, kLow, kLow, kLow},
                                {kLow, kHigh, kHigh, kHigh, kHigh}};
  const std::vector<network::Neuron> drawn = std::exchange(out.neurons, {});
  for (Layer& layer : out.layers) {
    const Registers& registers = kAll[out.neurons.size()];
    const int was = drawn[static_cast<std::size_t>(layer.neuron)].frac_bits;
    layer.shift = std::clamp(layer.shift + was - kFracBits, 0, 31);  // drives to the scale of V
    layer.neuron = static_cast<int>(out.neurons.size());
    layer.field_code = 0;
    network::Neuron neuron;
    neuron.name = "N" + std::to_string(layer.neuron);
    neuron.model = layer.neuron % 2 == 0 ? "dw" : "hall";
    neuron.frac_bits = kFracBits;
    neuron.ka = 159;
    neuron.sa = 10;
    neuron.be = 2;
    neuron.v_min = registers.v_min;
    neuron.v_rest = registers.v_rest;
    neuron.fields = {{.name = "on",
                      .gate_en = true,
                      .gain = 128,
                      .th_lo = registers.th_lo,
                      .th_hi = registers.th_hi,
                      .th_rest = registers.th_rest}};
    out.neurons.push_back(std::move(neuron));
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
