// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "gen/base/fixed.hpp"
#include "sim/golden/counters.hpp"
#include "sim/golden/golden.hpp"
#include "sim/golden/reference.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"
#include "tests/support/random_network.hpp"
#include "tests/unit/golden/equal.hpp"

using namespace spinforge;

namespace {

/// Walls and leaky neurons, with noise.
network::Network any_network(std::uint64_t seed) {
  return test::random_network(seed,
                              {.leaky = true,
                               .noise = true,
                               .device = seed % 3 == 0,
                               .own = seed % 5 < 2,
                               .corners = seed % 2 == 0});
}

}  // namespace

TEST_CASE("random networks are valid") {
  const auto seed = GENERATE(range<std::uint64_t>(0, 60));
  CAPTURE(seed);
  CHECK_NOTHROW(network::validate(any_network(seed)));
}

TEST_CASE("the vectorised layers equal the scalar definition on random networks") {
  const auto seed = GENERATE(range<std::uint64_t>(0, 150));
  CAPTURE(seed);
  const network::Network net = any_network(seed);
  rng::Sequence random(seed + 1000);
  golden::Golden fast(net);
  for (std::uint32_t image = 0; image < 3; ++image) {
    const auto pixels = test::random_image(net, 3 * seed + image);
    const golden::Control control =
        image == 0 ? golden::Control() : test::random_control(random, net);
    test::require_equal(fast.run(pixels, image, control),
                        golden::reference(net, pixels, image, control));
  }
}

TEST_CASE("convolutions whose neurons have registers of their own equal the scalar definition") {
  const auto seed = GENERATE(range<std::uint64_t>(200, 215));
  CAPTURE(seed);
  const network::Network net = test::random_conv_network(
      seed, {.steps = 5, .leaky = true, .noise = true, .device = true, .own = true});
  golden::Golden fast(net);
  for (std::uint32_t image = 0; image < 2; ++image) {
    const auto pixels = test::random_image(net, 3 * seed + image);
    test::require_equal(fast.run(pixels, image), golden::reference(net, pixels, image));
  }
}

TEST_CASE("arithmetic that does not fit 32 bits is done in 64") {
  network::Network net = test::empty_network("wide", 6, 7, test::neuron_s());
  net.neurons[0].frac_bits = GENERATE(14, 16);
  net.neurons[0].v_min = -(1 << (net.neurons[0].frac_bits + 1));
  rng::Sequence random(5);
  net.layers = {test::random_layer(random, net.input.size(), 37)};
  net.layers[0].mul = {32767};
  net.layers[0].shift = 16;
  net.layers[0].weight_bits = 8;
  for (std::int8_t& w : net.layers[0].weights) w = w < 0 ? -128 : 127;
  network::validate(net);
  golden::Golden fast(net);
  const std::vector<std::uint8_t> pixels(static_cast<std::size_t>(net.input.size()), 255);
  test::require_equal(fast.run(pixels, 0), golden::reference(net, pixels, 0));
}

TEST_CASE("a drive may have all of 32 bits, a wider one on the way to it is refused") {
  network::Network net = test::empty_network("edge", 2, 2, test::neuron_s());
  net.layers = {test::dense(4, 2, [](int) { return 0; })};
  network::Layer& layer = net.layers[0];
  layer.counter_bits = 32;
  layer.bias = {std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::min()};
  network::validate(net);
  const std::vector<std::uint8_t> pixels(4, 255);
  test::require_equal(golden::Golden(net).run(pixels, 0), golden::reference(net, pixels, 0));
  // Weight 127, a pixel of 255 and mul 32767 are 30 bits, GAIN_N 4 times that, GAIN an eighth.
  layer.weight_bits = 8;
  layer.weights[0] = 127;
  layer.bias = {0, 0};
  layer.mul = {32767};
  layer.own.gain = {4096, 1024};
  net.neurons[0].has_gain = true;
  net.neurons[0].fields[0].gain = 16;
  CHECK(network::bounds(net, 0).d_max < std::numeric_limits<std::int32_t>::max() / 4);
  CHECK(test::error_of([&] { network::validate(net); }).where() == "layer 1 / shift");
  CHECK(test::error_of([&] { (void)golden::Golden(net); }).where() == "layer 1 / shift");
}

TEST_CASE("counters add every weight width, number of inputs and pixel") {
  const int bits = GENERATE(2, 3, 4, 5, 6, 7, 8);
  const int inputs = GENERATE(1, 3, 4, 7, 8, 9, 31);
  rng::Sequence random(static_cast<std::uint64_t>(bits * 100 + inputs));
  network::Layer layer = test::random_layer(random, inputs, 19);
  layer.weight_bits = bits;
  for (std::int8_t& w : layer.weights) {
    w = static_cast<std::int8_t>(random.uniform(0, 1) == 0 ? fixed::signed_min(bits)
                                                           : fixed::signed_max(bits));
  }
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(inputs), 255);
  golden::Counters counters(layer);
  const auto expected = [&](std::size_t n, int x) {
    std::int64_t c = layer.bias[n];
    for (std::size_t i = 0; i < pixels.size(); ++i) c += layer.weights[n * pixels.size() + i] * x;
    return c;
  };
  const auto sums = counters.add_pixels(pixels);
  for (std::size_t n = 0; n < 19; ++n) CHECK(sums[n] == expected(n, 255));
  std::fill(pixels.begin(), pixels.end(), std::uint8_t{1});
  const auto spiking = counters.add_spikes(pixels);
  for (std::size_t n = 0; n < 19; ++n) CHECK(spiking[n] == expected(n, 1));
}
