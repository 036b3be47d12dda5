// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gen/network/json.hpp"
#include "gen/network/network.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"
#include "tests/support/text.hpp"

namespace spinforge::test {

/// A valid network of two layers, 2*2 pixels -> 3 wall neurons -> 2 leaky ones.
inline network::Network small() {
  network::Network net;
  net.name = "small";
  net.input = {{.height = 2, .width = 2, .channels = 1}, network::Coding::kDirect};
  net.steps = 4;
  net.neurons = {neuron_s(), neuron_leaky()};
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
};

/// Every change of `sound` is refused with `code`, by name, with what was expected.
inline void check_refused(const network::Network& sound,
                          ErrorCode code,
                          const std::vector<Spoiled>& cases) {
  for (const Spoiled& spoiled : cases) {
    network::Network net = sound;
    spoiled.change(net);
    const Error error = error_of(code, spoiled.what, [&] { network::validate(net); });
    INFO(error.what());
    CHECK(error.where() == spoiled.where);
    CHECK_THAT(error.what(), Catch::Contains("expected"));
  }
}

/// A change of a file's text, and what reading it must then say.
struct Edit {
  std::string from, to, where, what;
};

/// Every edit of the JSON `text`, ' standing for ", is refused with `code`, by name.
inline void check_edits(const std::string& text, ErrorCode code, const std::vector<Edit>& edits) {
  const auto quoted = [](std::string words) {
    std::replace(words.begin(), words.end(), '\'', '"');
    return words;
  };
  for (const Edit& edit : edits) {
    const std::string edited = replaced(text, quoted(edit.from), quoted(edit.to));
    const Error error =
        error_of(code, quoted(edit.what), [&] { (void)network::from_json(edited, "n.json"); });
    INFO(error.what());
    CHECK(error.where() == "n.json / " + edit.where);
  }
}

}  // namespace spinforge::test
