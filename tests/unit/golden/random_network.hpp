// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "gen/base/fixed.hpp"
#include "gen/base/rng.hpp"
#include "gen/network/network.hpp"
#include "sim/golden/golden.hpp"

/// Seeded random networks, images and controls, valid by construction.
namespace spinforge::test {

/// Register set S of the domain-wall neuron at F = 14.
inline network::Neuron neuron_s() {
  network::Neuron n;
  n.name = "S";
  n.model = "dw";
  n.ka = 159;
  n.sa = 10;
  n.be = 164;
  n.v_min = -32768;
  n.fields = {{.name = "on", .th_lo = 12288, .th_hi = 32767, .th_rest = 2458}};
  return n;
}

/// snnTorch's Leaky with beta 0.95 at F = 14.
inline network::Neuron neuron_leaky() {
  network::Neuron n;
  n.name = "L";
  n.model = "leaky";
  n.kind = network::NeuronKind::kLeaky;
  n.v_min = -32768;
  n.beta = 973;
  n.threshold = 1 << 14;
  n.fields = {{.name = "on"}};
  return n;
}

/// A wall neuron with every register drawn at random; F in [4, 16].
inline network::Neuron random_wall(rng::Sequence& random) {
  network::Neuron n;
  const auto draw = [&](std::int64_t low, std::int64_t high) {
    return static_cast<int>(random.uniform(low, high));
  };
  n.name = "W";
  n.model = draw(0, 1) == 0 ? "dw" : "hall";
  n.frac_bits = draw(4, 16);
  const int top = 1 << (n.frac_bits + 1);
  n.v_min = draw(0, 1) == 0 ? 0 : -draw(0, top);
  n.ka = draw(0, 255);
  n.sa = draw(0, 14);
  n.be = draw(0, top / 64);
  n.v_rest = draw(0, 1) == 0 ? 0 : draw(n.v_min, top / 2);
  n.reset = draw(0, 3) != 0;
  n.refractory = draw(0, 1) == 0 ? 0 : draw(1, 4);
  n.leak_gated = draw(0, 1) == 0;
  n.has_gain = draw(0, 1) == 0;
  if (draw(0, 2) == 0) {
    n.noise_ns = draw(1, 65535);
    n.noise_sn = draw(4, 24);
  }
  for (int i = draw(1, 4); i > 0; --i) {
    const int low = draw(0, top / 2);
    n.fields.push_back({.name = "f" + std::to_string(i),
                        .gate_en = draw(0, 3) != 0,
                        .gain = n.has_gain ? draw(-256, 255) : 128,
                        .th_lo = low,
                        .th_hi = draw(low, top - 1),
                        .th_rest = draw(-top, top / 4)});
  }
  return n;
}

inline network::Layer random_layer(rng::Sequence& random, int inputs, int outputs) {
  network::Layer layer;
  layer.inputs = inputs;
  layer.outputs = outputs;
  layer.weight_bits = static_cast<int>(random.uniform(2, 8));
  layer.counter_bits = 32;
  const std::int64_t low = fixed::signed_min(layer.weight_bits);
  const std::int64_t high = fixed::signed_max(layer.weight_bits);
  for (int i = 0; i < inputs * outputs; ++i) {
    layer.weights.push_back(static_cast<std::int8_t>(random.uniform(low, high)));
  }
  for (int i = 0; i < outputs; ++i) {
    layer.bias.push_back(static_cast<std::int32_t>(random.uniform(-50, 50)));
  }
  const std::int64_t scale = random.uniform(1, 2000);
  for (int i = random.uniform(0, 1) == 0 ? 1 : outputs; i > 0; --i) {
    const std::int64_t mul = random.uniform(-scale, scale);
    layer.mul.push_back(static_cast<std::int16_t>(mul == 0 ? 1 : mul));
  }
  layer.shift = static_cast<int>(random.uniform(0, 8));
  return layer;
}

/// One to three layers of 1..70 neurons, each with a neuron model of its own.
inline network::Network random_network(std::uint64_t seed) {
  rng::Sequence random(seed);
  network::Network net;
  net.name = "random";
  const auto height = static_cast<int>(random.uniform(1, 10));
  const auto width = static_cast<int>(random.uniform(1, 7));
  const bool direct = random.uniform(0, 1) == 0;
  net.input = {{height, width}, direct ? network::Coding::kDirect : network::Coding::kRate};
  net.steps = static_cast<int>(random.uniform(1, 12));
  net.seed = static_cast<std::uint32_t>(random.next());
  int size = net.input.size();
  for (std::int64_t k = random.uniform(1, 3); k > 0; --k) {
    const int outputs = static_cast<int>(random.uniform(1, 70));
    network::Layer layer = random_layer(random, size, outputs);
    net.neurons.push_back(random.uniform(0, 3) == 0 ? neuron_leaky() : random_wall(random));
    net.neurons.back().name += std::to_string(k);
    layer.neuron = static_cast<int>(net.neurons.size()) - 1;
    const auto fields = static_cast<std::int64_t>(net.neurons.back().fields.size());
    layer.field_code = static_cast<int>(random.uniform(0, fields - 1));
    net.layers.push_back(layer);
    size = outputs;
  }
  return net;
}

inline std::vector<std::uint8_t> random_image(rng::Sequence& random, int size) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size));
  const std::int64_t kind = random.uniform(0, 4);
  for (std::uint8_t& p : pixels) {
    p = static_cast<std::uint8_t>(kind == 0   ? 0
                                  : kind == 1 ? 255
                                              : random.uniform(0, 1) * random.uniform(0, 255));
  }
  return pixels;
}

/// Random field codes and masks for some of the layers.
inline golden::Control random_control(rng::Sequence& random, const network::Network& net) {
  golden::Control control;
  const auto steps = static_cast<std::size_t>(net.steps);
  for (const network::Layer& layer : net.layers) {
    auto& codes = control.field_code.emplace_back();
    auto& masks = control.mask.emplace_back();
    const auto fields = static_cast<std::int64_t>(net.neuron_of(layer).fields.size());
    if (random.uniform(0, 1) == 0) {
      for (std::size_t t = 0; t < steps; ++t) {
        codes.push_back(static_cast<std::uint8_t>(random.uniform(0, fields - 1)));
      }
    }
    if (random.uniform(0, 1) == 0) {
      masks.resize(steps, std::vector<std::uint8_t>(static_cast<std::size_t>(layer.outputs)));
      for (auto& row : masks) {
        for (std::uint8_t& bit : row) bit = static_cast<std::uint8_t>(random.uniform(0, 1));
      }
    }
  }
  return control;
}

}  // namespace spinforge::test
