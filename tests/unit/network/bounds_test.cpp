// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "gen/base/fixed.hpp"
#include "gen/base/rng.hpp"
#include "gen/network/network.hpp"
#include "tests/unit/network/small.hpp"

using namespace spinforge;
using network::Bounds;
using network::Network;

TEST_CASE("bounds of a directly coded layer follow from its weights and 8-bit pixels") {
  const Bounds range = network::bounds(test::small(), 0);
  // Neuron 0: 7 + 1 and -8 times 255; neuron 1: -100, +10 and -4 times 255; neuron 2: 5.
  CHECK(range.counter_min == -8 * 255);
  CHECK(range.counter_max == 10 * 255 - 100);
  // Neuron 1 has the factor -25, so its largest counter gives the least drive.
  CHECK(range.d0_min == fixed::round_shift(-25 * (10 * 255 - 100), 2));
  CHECK(range.d0_max == fixed::round_shift(25 * 8 * 255, 2));
  CHECK(range.d_min == range.d0_min);
  CHECK(range.d_max == range.d0_max);
}

TEST_CASE("bounds of a spiking layer take inputs of 0 and 1, and so does rate coding") {
  Network net = test::small();
  Bounds range = network::bounds(net, 1);
  CHECK(range.counter_min == -3 - 1);
  CHECK(range.counter_max == 3 + 2);
  net.input.coding = network::Coding::kRate;
  range = network::bounds(net, 0);
  CHECK(range.counter_min == -100 - 4);
  CHECK(range.counter_max == 8);
}

TEST_CASE("the counter's bounds hold 0 even where the bias keeps the sum away from it") {
  Network net = test::small();
  net.layers[1].bias = {50, 60};
  const Bounds range = network::bounds(net, 1);
  CHECK(range.counter_min == 0);
  CHECK(range.counter_max == 61);
  CHECK(range.d0_min == 48);
}

TEST_CASE("gains widen the drive over all register sets whose gate is open") {
  Network net = test::small();
  net.neurons[0].has_gain = true;
  net.neurons[0].fields = {{.name = "a", .gain = 64},
                           {.name = "b", .gain = -256},
                           {.name = "c", .gate_en = false, .gain = 255}};
  const Bounds range = network::bounds(net, 0);
  CHECK(range.d_min == fixed::round_shift(range.d0_max * -256, 7));
  CHECK(range.d_max == fixed::round_shift(range.d0_min * -256, 7));
}

TEST_CASE("noise adds its extremes, rounded as the noise itself is") {
  Network net = test::small();
  net.neurons[0].noise_ns = 1001;
  net.neurons[0].noise_sn = 4;
  const Bounds range = network::bounds(net, 0);
  CHECK(range.d_min == range.d0_min + fixed::round_shift(-510 * 1001, 4));
  CHECK(range.d_max == range.d0_max + fixed::round_shift(510 * 1001, 4));
}

TEST_CASE("every partial sum in any order lies within the counter's bounds") {
  rng::Sequence random(11);
  for (int round = 0; round < 200; ++round) {
    Network net = test::small();
    network::Layer& layer = net.layers[0];
    for (auto& w : layer.weights) w = static_cast<std::int8_t>(random.uniform(-8, 7));
    for (auto& b : layer.bias) b = static_cast<std::int32_t>(random.uniform(-900, 900));
    const Bounds range = network::bounds(net, 0);
    for (std::size_t n = 0; n < 3; ++n) {
      std::vector<std::size_t> order(4);
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::int64_t sum = layer.bias[n];
      do {
        sum = layer.bias[n];
        for (const std::size_t i : order) {
          sum += layer.weights[n * 4 + i] * random.uniform(0, 255);
          REQUIRE(sum >= range.counter_min);
          REQUIRE(sum <= range.counter_max);
        }
      } while (std::next_permutation(order.begin(), order.end()));
    }
  }
}
