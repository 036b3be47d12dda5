// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "gen/base/fixed.hpp"
#include "sim/golden/golden.hpp"
#include "sim/golden/reference.hpp"
#include "tests/support/neurons.hpp"
#include "tests/support/random_network.hpp"
#include "tests/unit/golden/equal.hpp"

using namespace spinforge;
using network::Conv;
using network::Layer;
using network::Network;
using network::Pool;
using network::Shape;

namespace {

using Bytes = std::vector<std::uint8_t>;
using Drives = std::vector<std::int32_t>;

/// Convolution and pool as a framework has them: channel first, over an image that really is
/// surrounded by zeros.
class Planes {
 public:
  Planes(int channels, int height, int width)
      : height_(height),
        width_(width),
        values_(static_cast<std::size_t>(channels * height * width)) {}

  std::int64_t& at(int c, int y, int x) {
    return values_[static_cast<std::size_t>((c * height_ + y) * width_ + x)];
  }

 private:
  int height_, width_;
  std::vector<std::int64_t> values_;
};

Planes padded(const Conv& conv, std::span<const std::uint8_t> map) {
  const Shape& in = conv.input;
  Planes out(in.channels, in.height + 2 * conv.padding, in.width + 2 * conv.padding);
  std::size_t index = 0;
  for (int y = 0; y < in.height; ++y) {
    for (int x = 0; x < in.width; ++x) {
      for (int c = 0; c < in.channels; ++c) {
        out.at(c, y + conv.padding, x + conv.padding) = map[index++];
      }
    }
  }
  return out;
}

/// Every D0 before the pool, or C where a pool sums.
Planes convolved(const Layer& layer, std::span<const std::uint8_t> map) {
  const Conv& conv = *layer.conv;
  Planes in = padded(conv, map);
  const Shape size = conv.convolved();
  Planes out(size.channels, size.height, size.width);
  for (int c = 0; c < size.channels; ++c) {
    const auto filter = static_cast<std::size_t>(c);
    for (int y = 0; y < size.height; ++y) {
      for (int x = 0; x < size.width; ++x) {
        std::int64_t sum = layer.bias[filter];
        for (int i = 0; i < layer.fan_in(); ++i) {
          const int tap = i / conv.input.channels;
          sum += layer.weights[filter * static_cast<std::size_t>(layer.fan_in()) +
                               static_cast<std::size_t>(i)] *
                 in.at(i % conv.input.channels,
                       y * conv.stride + tap / conv.kernel,
                       x * conv.stride + tap % conv.kernel);
        }
        out.at(c, y, x) = sum;
      }
    }
  }
  return out;
}

/// D0 of every neuron, in the order of their indices.
Drives naive(const Layer& layer, std::span<const std::uint8_t> map) {
  const Conv& conv = *layer.conv;
  Planes before = convolved(layer, map);
  const Shape size = conv.output();
  Drives out;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      for (int c = 0; c < size.channels; ++c) {
        const std::int64_t mul = layer.mul[layer.mul.size() == 1 ? 0 : static_cast<std::size_t>(c)];
        std::vector<std::int64_t> window;
        for (int k = 0; k < conv.pool_size * conv.pool_size; ++k) {
          window.push_back(before.at(
              c, y * conv.pool_size + k / conv.pool_size, x * conv.pool_size + k % conv.pool_size));
        }
        if (conv.pool == Pool::kSum) {
          for (std::size_t k = 1; k < window.size(); ++k) window[0] += window[k];
          window.resize(1);
        }
        for (std::int64_t& d0 : window) d0 = fixed::round_shift(d0 * mul, layer.shift);
        out.push_back(static_cast<std::int32_t>(*std::max_element(window.begin(), window.end())));
      }
    }
  }
  return out;
}

/// One convolutional layer whose D is its C: no gain, no noise, a factor of 1.
Network plain(const Conv& conv, std::vector<std::int8_t> weights, std::vector<std::int32_t> bias) {
  Network net = test::empty_network("plain", conv.input.height, conv.input.width, test::neuron_s());
  net.input.channels = conv.input.channels;
  net.steps = 1;
  Layer layer;
  layer.conv = conv;
  layer.inputs = conv.input.size();
  layer.outputs = conv.output().size();
  layer.weight_bits = 8;
  layer.counter_bits = 32;
  layer.weights = std::move(weights);
  layer.bias = std::move(bias);
  layer.mul = {1};
  net.layers = {layer};
  network::validate(net);
  return net;
}

/// D of the only layer at the only step; the reference must agree.
Drives drives(const Network& net, const Bytes& image) {
  golden::Golden model(net);
  const golden::Trace& trace = model.run(image, 0);
  test::require_equal(trace, golden::reference(net, image, 0));
  return trace.layers[0].drive;
}

const Bytes kNine{1, 2, 3, 4, 5, 6, 7, 8, 9};
const Conv kTwoByTwo{.input = {3, 3, 1}, .channels = 1, .kernel = 2};

}  // namespace

TEST_CASE("a convolution has the values of PyTorch's Conv2d") {
  // The kernel [[1, -1], [2, 0]] is laid over the image as it stands, not turned.
  Network net = plain(kTwoByTwo, {1, -1, 2, 0}, {0});
  CHECK(drives(net, kNine) == Drives{7, 9, 13, 15});
  net.layers[0].bias = {-100};
  CHECK(drives(net, kNine) == Drives{-93, -91, -87, -85});
  Conv padded = kTwoByTwo;
  padded.padding = 1;
  padded.stride = 2;
  CHECK(drives(plain(padded, {1, -1, 2, 0}, {0}), kNine) == Drives{0, 4, -4, 15});
}

TEST_CASE("channels are the fastest index of a map, before and after") {
  // Two pixels of two channels; filter 0 takes channel 0, filter 1 ten times channel 1.
  const Conv conv{.input = {1, 2, 2}, .channels = 2};
  const Network net = plain(conv, {1, 0, 0, 10}, {0, 0});
  CHECK(drives(net, {1, 2, 3, 4}) == Drives{1, 20, 3, 40});
}

TEST_CASE("positions beyond the image see only the bias") {
  Conv conv{.input = {1, 1, 1}, .channels = 1, .kernel = 3, .padding = 4};
  const Drives out = drives(plain(conv, {1, 2, 3, 4, 5, 6, 7, 8, 9}, {50}), {10});
  REQUIRE(out.size() == 49);
  for (int y = 0; y < 7; ++y) {
    for (int x = 0; x < 7; ++x) {
      const bool sees = y >= 2 && y <= 4 && x >= 2 && x <= 4;
      const int weight = 9 - (y - 2) * 3 - (x - 2);
      CHECK(out[static_cast<std::size_t>(y * 7 + x)] == (sees ? 50 + 10 * weight : 50));
    }
  }
}

TEST_CASE("a max pool takes the largest drive and a sum pool all of them with their biases") {
  Conv conv = kTwoByTwo;
  conv.pool = Pool::kMax;
  conv.pool_size = 2;
  Network net = plain(conv, {1, -1, 2, 0}, {0});
  CHECK(drives(net, kNine) == Drives{15});
  net.layers[0].mul = {-3};  // the smallest C has the largest drive
  CHECK(drives(net, kNine) == Drives{-21});
  net.layers[0].shift = 1;
  CHECK(drives(net, kNine) == Drives{-10});
  net.layers[0].bias = {-30};  // C of -23 -21 -17 -15
  CHECK(drives(net, kNine) == Drives{35});
  net.layers[0].mul = {1};
  CHECK(drives(net, kNine) == Drives{-7});
  net.layers[0].conv->pool = Pool::kSum;
  net.layers[0].shift = 0;
  CHECK(drives(net, kNine) == Drives{44 - 4 * 30});
  net.layers[0].shift = 3;  // -76 / 8, rounded once
  CHECK(drives(net, kNine) == Drives{-9});
}

TEST_CASE("a pool drops the rows and columns that do not fill a window") {
  Conv conv{.input = {3, 5, 1}, .channels = 1, .pool = Pool::kMax, .pool_size = 2};
  const Bytes image{1, 2, 3, 4, 99, 5, 6, 7, 8, 99, 99, 99, 99, 99, 99};
  CHECK(drives(plain(conv, {1}, {0}), image) == Drives{6, 8});
  conv.pool = Pool::kSum;
  CHECK(drives(plain(conv, {1}, {0}), image) == Drives{14, 22});
}

TEST_CASE("channels of either sign of mul are pooled beside each other") {
  Conv conv{.input = {2, 2, 1}, .channels = 3, .pool = Pool::kMax, .pool_size = 2};
  Network net = plain(conv, {1, 1, -128}, {0, 5, 0});
  net.layers[0].mul = {2, -2, -1};
  CHECK(drives(net, {10, 20, 30, 40}) == Drives{80, -30, 5120});
}

TEST_CASE("convolutions and pools equal a naive one, channel first") {
  const auto seed = GENERATE(range<std::uint64_t>(0, 80));
  CAPTURE(seed);
  Network net = test::random_conv_network(seed);
  for (network::Neuron& neuron : net.neurons) {
    neuron.has_gain = false;
    for (auto& field : neuron.fields) field.gain = 128, field.gate_en = true;
  }
  network::validate(net);
  golden::Golden model(net);
  const Bytes image = test::random_image(net, seed);
  const golden::Trace& trace = model.run(image, 5);
  for (std::size_t k = 0; k < net.layers.size(); ++k) {
    const Layer& layer = net.layers[k];
    if (!layer.conv) continue;
    const auto inputs = static_cast<std::size_t>(layer.inputs);
    const auto outputs = static_cast<std::size_t>(layer.outputs);
    const bool direct = k == 0 && net.input.coding == network::Coding::kDirect;
    for (std::size_t t = 0; t < static_cast<std::size_t>(net.steps); ++t) {
      const auto& spikes = k == 0 ? trace.input_spikes : trace.layers[k - 1].spike;
      const auto map = direct ? std::span(image) : std::span(spikes).subspan(t * inputs, inputs);
      const Drives expected = naive(layer, map);
      REQUIRE(expected.size() == outputs);
      const auto got = trace.layers[k].drive.begin() + static_cast<std::ptrdiff_t>(t * outputs);
      REQUIRE(std::equal(expected.begin(), expected.end(), got));
    }
  }
}

TEST_CASE("fast convolutional networks equal the definition, whatever their neurons and control") {
  const auto seed = GENERATE(range<std::uint64_t>(0, 120));
  CAPTURE(seed);
  const Network net = test::random_conv_network(seed, {.leaky = seed % 2 == 0, .noise = true});
  rng::Sequence random(seed + 1000);
  golden::Golden fast(net);
  for (std::uint32_t image = 0; image < 2; ++image) {
    const auto pixels = test::random_image(net, 2 * seed + image);
    const golden::Control control =
        image == 0 ? golden::Control() : test::random_control(random, net);
    test::require_equal(fast.run(pixels, image, control),
                        golden::reference(net, pixels, image, control));
  }
}

TEST_CASE("sums of spikes that do not fit 16 bits are made in 32") {
  const int bias = GENERATE(32767 - 9 * 127, 32768 - 9 * 127, -40000, 1 << 20);
  const int sign = GENERATE(1, -1);
  Conv conv{.input = {4, 4, 1}, .channels = 2, .kernel = 3, .padding = 1};
  conv.pool = GENERATE(Pool::kMax, Pool::kSum);
  conv.pool_size = 2;
  std::vector<std::int8_t> weights(18, 127);
  Network net = plain(conv, weights, {0, sign * bias});
  for (std::size_t i = 9; i < 18; ++i) {
    net.layers[0].weights[i] = static_cast<std::int8_t>(127 * sign);
  }
  net.layers[0].mul = {1, static_cast<std::int16_t>(-sign)};
  net.input.coding = network::Coding::kRate;
  net.steps = 4;
  const Drives out = drives(net, Bytes(16, 255));
  CHECK(*std::max_element(out.begin(), out.end()) > 0);
}

TEST_CASE("a counter at the ends of 32 bits is pooled, whichever way") {
  Conv conv{.input = {2, 2, 1}, .channels = 2, .pool = Pool::kMax, .pool_size = 2};
  Network net = plain(conv, {-128, 127}, {INT32_MIN + 128 * 255, INT32_MAX - 127 * 255});
  net.layers[0].mul = {-1, 1};
  net.layers[0].shift = 1;
  CHECK(drives(net, {255, 0, 1, 2}) == Drives{1 << 30, 1 << 30});
}

TEST_CASE("noise of a pooled neuron is that of its index in the pooled map") {
  Conv conv{.input = {4, 6, 1}, .channels = 3, .pool = Pool::kMax, .pool_size = 2};
  Network net = plain(conv, {0, 0, 0}, {0, 0, 0});
  net.neurons[0].noise_ns = 256;
  const Drives out = drives(net, Bytes(24, 0));
  REQUIRE(out.size() == 18);
  for (std::uint32_t y = 0; y < 2; ++y) {
    for (std::uint32_t x = 0; x < 3; ++x) {
      for (std::uint32_t c = 0; c < 3; ++c) {
        const std::uint32_t index = (y * 3 + x) * 3 + c;
        const std::uint32_t h = rng::hash(net.seed, 0, 1, 1, index);
        const int bytes =
            static_cast<int>((h & 255) + ((h >> 8) & 255) + ((h >> 16) & 255) + (h >> 24));
        CHECK(out[index] == (bytes - 510) * 256);
      }
    }
  }
}

TEST_CASE("random convolutional networks hold everything that a core has to cope with") {
  int layers[3][2] = {};  // by pool and stride
  int dense_before = 0, dense_after = 0, in_a_row = 0, one_channel = 0, far = 0, dropped = 0;
  int kernels[8] = {};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Network net = test::random_conv_network(seed);
    int convolutional = 0;
    for (std::size_t k = 0; k < net.layers.size(); ++k) {
      const Layer& layer = net.layers[k];
      const bool after_conv = k > 0 && net.layers[k - 1].conv.has_value();
      if (!layer.conv) {
        dense_after += after_conv ? 1 : 0;
        continue;
      }
      ++convolutional;
      const Conv& conv = *layer.conv;
      ++layers[static_cast<int>(conv.pool)][conv.stride - 1];
      ++kernels[conv.kernel];
      in_a_row += after_conv ? 1 : 0;
      dense_before += k > 0 && !after_conv ? 1 : 0;
      one_channel += conv.channels == 1 ? 1 : 0;
      far += conv.padding >= conv.kernel ? 1 : 0;
      dropped += conv.convolved().height % conv.pool_size != 0 ? 1 : 0;
      CHECK(layer.outputs <= 300);
    }
    CHECK(convolutional > 0);
  }
  for (const auto& pool : layers) CHECK((pool[0] >= 10 && pool[1] >= 5));
  for (int kernel = 1; kernel <= 7; ++kernel) CHECK(kernels[kernel] >= 5);
  for (const int seen : {dense_before, dense_after, in_a_row, one_channel, far, dropped}) {
    CHECK(seen >= 10);
  }
}
