// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "tests/support.hpp"

namespace spinforge::test {

/// Domain-wall neuron with the register set S of 1 ns steps.
inline network::Neuron wall() {
  network::Neuron neuron;
  neuron.name = "S";
  neuron.model = "dw";
  neuron.kind = network::NeuronKind::kWall;
  neuron.frac_bits = 14;
  neuron.v_min = -32768;
  neuron.ka = 159;
  neuron.sa = 10;
  neuron.be = 164;
  neuron.fields = {{.name = "none", .th_lo = 12288, .th_hi = 32767, .th_rest = 2458}};
  return neuron;
}

/// Leaky neuron, beta 0.95.
inline network::Neuron leaky() {
  network::Neuron neuron;
  neuron.name = "L";
  neuron.model = "leaky";
  neuron.kind = network::NeuronKind::kLeaky;
  neuron.frac_bits = 14;
  neuron.v_min = -32768;
  neuron.beta = 973;
  neuron.sb = 10;
  neuron.threshold = 16384;
  neuron.fields = {{.name = "none"}};
  return neuron;
}

/// A valid network of two layers, 2*2 pixels -> 3 wall neurons -> 2 leaky ones.
inline network::Network small() {
  network::Network net;
  net.name = "small";
  net.input = {{.height = 2, .width = 2, .channels = 1}, network::Coding::kDirect};
  net.steps = 4;
  net.neurons = {wall(), leaky()};
  net.layers.resize(2);
  net.layers[0] = {.inputs = 4,
                   .outputs = 3,
                   .weight_bits = 4,
                   .counter_bits = 14,
                   .weights = {7, -8, 0, 1, 2, 3, -4, 5, 0, 0, 0, 0},
                   .bias = {0, -100, 5},
                   .mul = {25, -25, 1},
                   .shift = 2};
  net.layers[1] = {.inputs = 3,
                   .outputs = 2,
                   .weight_bits = 2,
                   .counter_bits = 8,
                   .weights = {1, -2, 1, 0, 1, -1},
                   .bias = {3, -3},
                   .mul = {1},
                   .neuron = 1};
  net.provenance = R"({"accuracy":0.891,"command":"by hand"})";
  return net;
}

/// A valid convolutional layer with `conv`'s geometry: weights 3, 2, ... of 3 bits, biases 1, 2,
/// ...
inline network::Layer conv_layer(const network::Conv& conv) {
  network::Layer layer;
  layer.conv = conv;
  layer.inputs = conv.input.size();
  layer.outputs = conv.output().size();
  layer.weight_bits = 3;
  layer.counter_bits = 20;
  for (int i = 0; i < layer.filters() * layer.fan_in(); ++i) {
    layer.weights.push_back(static_cast<std::int8_t>(3 - i % 8));
  }
  for (int i = 0; i < layer.filters(); ++i) layer.bias.push_back(i + 1);
  layer.mul = {2};
  layer.shift = 1;
  return layer;
}

/// A valid network: 6x5 pixels, max pool to 3x2x3 neurons, sum pool to 1x1x4, then 2 dense ones.
inline network::Network small_conv() {
  network::Network net = small();
  net.name = "small-conv";
  net.input = {{.height = 6, .width = 5, .channels = 1}, network::Coding::kDirect};
  net.layers[0] = conv_layer({.input = {6, 5, 1},
                              .channels = 3,
                              .kernel = 3,
                              .padding = 1,
                              .pool = network::Pool::kMax,
                              .pool_size = 2});
  net.layers.insert(net.layers.begin() + 1,
                    conv_layer({.input = {3, 2, 3},
                                .channels = 4,
                                .kernel = 2,
                                .stride = 2,
                                .padding = 1,
                                .pool = network::Pool::kSum,
                                .pool_size = 2}));
  net.layers[1].mul = {3, -4, 5, 6};
  net.layers[2].inputs = 4;
  net.layers[2].weights = {1, -2, 1, 0, 1, -1, 0, 1};
  return net;
}

/// A change that makes a network wrong, and what the error must then say.
struct Spoiled {
  std::string where;
  std::string what;
  std::function<void(network::Network&)> change;
  ErrorCode code = ErrorCode::kRange;
};

/// Every change of `sound` is refused, by name, with what was expected.
inline void check_refused(const network::Network& sound, const std::vector<Spoiled>& cases) {
  for (const Spoiled& spoiled : cases) {
    network::Network net = sound;
    spoiled.change(net);
    const Error error = error_of([&] { network::validate(net); });
    INFO(error.what());
    CHECK(error.where() == spoiled.where);
    CHECK(error.code() == spoiled.code);
    CHECK_THAT(error.what(), Catch::Contains(spoiled.what));
    CHECK_THAT(error.what(), Catch::Contains("expected"));
  }
}

}  // namespace spinforge::test
