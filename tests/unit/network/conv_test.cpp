// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "gen/base/files.hpp"
#include "gen/base/fixed.hpp"
#include "gen/network/json.hpp"
#include "gen/network/network.hpp"
#include "gen/network/safetensors.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"
#include "tests/unit/network/small.hpp"

using namespace spinforge;
using network::Bounds;
using network::Conv;
using network::Network;
using network::Pool;
using network::Shape;

namespace {

void check(const std::vector<test::Spoiled>& cases, ErrorCode code = ErrorCode::kRange) {
  test::check_refused(test::small_conv(), code, cases);
}

void check_shape(const std::vector<test::Spoiled>& cases) { check(cases, ErrorCode::kShape); }

/// Sets one member of a layer's geometry and nothing that follows from it.
template <typename T>
std::function<void(Network&)> with(T Conv::*member, T value, std::size_t layer = 0) {
  return [=](Network& net) { (*net.layers[layer].conv).*member = value; };
}

Conv square(int side, int channels, int out, int kernel, int padding, int pool) {
  return {.input = {side, side, channels},
          .channels = out,
          .kernel = kernel,
          .padding = padding,
          .pool = pool > 1 ? Pool::kMax : Pool::kNone,
          .pool_size = pool};
}

}  // namespace

TEST_CASE("maps have the sizes of PyTorch's Conv2d and MaxPool2d") {
  const Conv one = square(28, 1, 32, 5, 2, 2);
  CHECK(one.convolved() == Shape{28, 28, 32});
  CHECK(one.output() == Shape{14, 14, 32});
  const Conv two = square(14, 32, 64, 5, 2, 2);
  CHECK(two.output() == Shape{7, 7, 64});
  CHECK(one.output().size() + two.output().size() + 10 == 9418);  // neurons of the padding-2 CSNN
  // The paper's padding of 5: 28 -> 34 -> 17 -> 23 -> 11.
  const Conv wide = square(28, 1, 32, 5, 5, 2);
  CHECK(wide.convolved() == Shape{34, 34, 32});
  CHECK(wide.output() == Shape{17, 17, 32});
  const Conv wider = square(17, 32, 64, 5, 5, 2);
  CHECK(wider.convolved() == Shape{23, 23, 64});
  CHECK(wider.output() == Shape{11, 11, 64});
  CHECK(wider.output().size() == 7744);
  Conv strided = square(7, 1, 1, 3, 1, 1);
  strided.stride = 2;
  CHECK(strided.output() == Shape{4, 4, 1});
  strided.input = {8, 5, 1};
  CHECK(strided.output() == Shape{4, 3, 1});
}

TEST_CASE("a sound convolutional network is accepted") {
  Network net = test::small_conv();
  CHECK_NOTHROW(network::validate(net));
  CHECK(net.layers[1].inputs == 18);
  CHECK(net.layers[1].filters() == 4);
  CHECK(net.layers[1].fan_in() == 12);
}

TEST_CASE("a convolution reads the neurons of a dense layer as any map of that size") {
  Network net = test::small();
  net.layers[0].outputs = 6;
  net.layers[0].weights.resize(24);
  net.layers[0].bias.resize(6);
  net.layers[0].mul = {1};
  const Shape shape = GENERATE(Shape{1, 6, 1}, Shape{2, 3, 1}, Shape{1, 2, 3}, Shape{1, 1, 6});
  net.layers[1] = test::conv_layer({.input = shape, .channels = 2});
  CHECK_NOTHROW(network::validate(net));
  net.layers[1] = test::conv_layer({.input = {2, 2, 1}, .channels = 2});
  const Error error = test::error_of([&] { network::validate(net); });
  CHECK(error.where() == "layer 2 / inputs");
  CHECK_THAT(error.what(), Catch::Contains("expected 6 (outputs of layer 1), got 4"));
}

TEST_CASE("members of a convolution outside their ranges are refused by layer and name") {
  check({
      {"layer 1 / input / height", "got 0", with(&Conv::input, Shape{0, 5, 1})},
      {"layer 1 / input / channels", "got -1", with(&Conv::input, Shape{6, 5, -1})},
      {"layer 1 / input / height * width",
       "1..65535, got 4294836225",
       with(&Conv::input, Shape{65535, 65535, 1})},
      {"layer 1 / input / height * width * channels",
       "got 65536",
       with(&Conv::input, Shape{256, 128, 2})},
      {"layer 1 / channels", "1..65535, got 0", with(&Conv::channels, 0)},
      {"layer 1 / kernel", "1..7, got 8", with(&Conv::kernel, 8)},
      {"layer 1 / stride", "1..2, got 3", with(&Conv::stride, 3)},
      {"layer 1 / padding", "0..6, got 7", with(&Conv::padding, 7)},
      {"layer 1 / padding", "0..6, got -1", with(&Conv::padding, -1)},
      {"layer 1 / pool_size", "2..4, got 5", with(&Conv::pool_size, 5)},
      {"layer 1 / pool_size", "2..4, got 1", with(&Conv::pool_size, 1)},
      {"layer 1 / pool_size", "without a pool; expected 1, got 2", with(&Conv::pool, Pool::kNone)},
      {"layer 1 / neurons (height * width * channels of the output)",
       "1..65535, got 120000",
       with(&Conv::channels, 20000)},
      {"layer 1 / kernel",
       "padded input; expected at most 5, got 7",
       [](Network& n) {
         n.layers[0].conv->padding = 0;
         n.layers[0].conv->kernel = 7;
       }},
      {"layer 2 / pool_size",
       "expected at most the 2x2 of the convolved map, got 3",
       with(&Conv::pool_size, 3, 1)},
  });
}

TEST_CASE("a convolution that does not fit what stands before it is refused with both maps") {
  check_shape({
      {"layer 1 / input",
       "expected 6x5x1 (the input), got 5x6x1",
       with(&Conv::input, Shape{5, 6, 1})},
      {"layer 2 / input",
       "expected 3x2x3 (the map of layer 1), got 2x3x3",
       with(&Conv::input, Shape{2, 3, 3}, 1)},
      {"layer 1 / outputs", "expected 18, got 17", [](Network& n) { n.layers[0].outputs = 17; }},
      {"layer 1 / inputs", "expected 30, got 31", [](Network& n) { n.layers[0].inputs = 31; }},
      {"layer 3 / inputs",
       "expected 4 (outputs of layer 2), got 5",
       [](Network& n) { n.layers[2].inputs = 5; }},
      {"layer 2 / weight",
       "expected 48, got 47",
       [](Network& n) { n.layers[1].weights.pop_back(); }},
      {"layer 2 / bias", "expected 4, got 16", [](Network& n) { n.layers[1].bias.resize(16); }},
      {"layer 2 / mul", "expected 4, got 3", [](Network& n) { n.layers[1].mul.pop_back(); }},
  });
  check({
      // Filter 3, ky 1, kx 0, input channel 2.
      {"layer 2 / weight[3][1][0][2]",
       "expected -4..3, got 4",
       [](Network& n) { n.layers[1].weights[3 * 12 + 6 + 2] = 4; }},
  });
}

TEST_CASE("bounds of a convolution are those of each filter") {
  Network net = test::small_conv();
  // Filter 0 of layer 1: 3 2 1 0 -1 -2 -3 -4 3 and the bias 1; filter 1: 2 1 0 -1 -2 -3 -4 3 2, 2;
  // filter 2: 1 0 -1 -2 -3 -4 3 2 1, 3.
  const Bounds range = network::bounds(net, 0);
  CHECK(range.counter_min == 1 - 10 * 255);
  CHECK(range.counter_max == 1 + 9 * 255);
  net.input.coding = network::Coding::kRate;
  const Bounds rate = network::bounds(net, 0);
  CHECK(rate.counter_min == 1 - 10);
  CHECK(rate.counter_max == 1 + 9);
}

TEST_CASE("a sum pool multiplies a filter's bounds, its bias with them, and a max pool does not") {
  Network net = test::small_conv();
  const Bounds sum = network::bounds(net, 1);
  net.layers[1].conv->pool = Pool::kMax;
  const Bounds max = network::bounds(net, 1);
  CHECK(max.counter_max < 32);
  CHECK(sum.counter_min == 4 * max.counter_min);
  CHECK(sum.counter_max == 4 * max.counter_max);
  // 12 weights 3 2 1 0 -1 -2 -3 -4 3 2 1 0, then the same four places on: filters 0 and 2 are
  // equal, and so are 1 and 3, -1 -2 -3 -4 3 2 1 0 -1 -2 -3 -4.
  CHECK(max.counter_max == 12 + 3);
  CHECK(max.counter_min == 2 - 20);
  CHECK(sum.d0_max ==
        std::max(fixed::round_shift(5 * 4 * 15, 1), fixed::round_shift(4 * 4 * 18, 1)));
  net.layers[1].conv->pool = Pool::kSum;
  net.layers[1].counter_bits = fixed::signed_bits(sum.counter_min, sum.counter_max) - 1;
  const Error error = test::error_of([&] { network::validate(net); });
  CHECK(error.where() == "layer 2 / counter_bits");
  net.layers[1].counter_bits += 1;
  CHECK_NOTHROW(network::validate(net));
}

TEST_CASE("a convolutional network is loaded as it was saved, byte for byte") {
  const test::TempDir dir;
  Network net = test::small_conv();
  net.layers.insert(net.layers.begin() + 2,
                    test::conv_layer({.input = {1, 1, 4}, .channels = 4, .kernel = 1}));
  network::save(net, dir / "one");
  const Network loaded = network::load(dir / "one");
  CHECK(loaded == net);
  network::save(loaded, dir / "two");
  CHECK(network::directory_hash(dir / "one") == network::directory_hash(dir / "two"));
  const auto tensors = network::unpack_tensors(files::read(dir / "one/tensors.safetensors"), "t");
  CHECK(tensors.at("layer2.weight").shape == std::vector<std::size_t>{4, 2, 2, 3});
  CHECK(tensors.at("layer2.bias").shape == std::vector<std::size_t>{4});
  CHECK(tensors.at("layer2.mul").shape == std::vector<std::size_t>{4});
  CHECK(tensors.at("layer1.mul").shape == std::vector<std::size_t>{1});
}

TEST_CASE("random convolutional networks are loaded as they were saved") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const test::TempDir dir;
    const Network net = test::random_conv_network(seed, {.leaky = true, .noise = true});
    network::save(net, dir.path());
    CHECK(network::load(dir.path()) == net);
  }
}

TEST_CASE("keys of a convolution that are missing, unknown or wrong are refused by name") {
  const std::string text = network::to_json(
      test::small_conv(), {{"w1", "b1", "m1"}, {"w2", "b2", "m2"}, {"w3", "b3", ""}});
  test::check_edits(
      text,
      ErrorCode::kParse,
      {
          {"'kind': 'conv2d'", "'kind': 'conv3d'", "layer 1 / kind", "'dense', 'conv2d'"},
          {"'kernel': 3,", "", "layer 1 / kernel", "missing; expected an integer"},
          {"'kernel': 2,", "", "layer 2 / kernel", "missing"},
          {"'pool': 'max'", "'pool': 'avg'", "layer 1 / pool", "'none', 'max'"},
          {"'pool': 'max'", "'pool': 'none'", "layer 1 / pool_size", "unknown"},
          {"'pool_size': 2,", "", "layer 1 / pool_size", "missing"},
          {"'kernel': 3,", "'kernel': 3, 'inputs': 30,", "layer 1 / inputs", "unknown"},
          {"'width': 2,", "", "layer 2 / input / width", "missing"},
      });
  test::check_edits(
      text,
      ErrorCode::kRange,
      {
          {"'kernel': 3,", "'kernel': 9,", "layer 1 / kernel", "1..7, got 9"},
          {"'width': 2,", "'width': 2147483647,", "layer 2 / input / width", "got 2147483647"},
      });
}

TEST_CASE("the committed networks are written again with the bytes that they were read from") {
  const std::string name = GENERATE("weights/models/fmnist-fc-dw",
                                    "weights/models/fmnist-fc-hall180",
                                    "weights/models/mnist-fc-leaky",
                                    "tests/data/three-neurons");
  const test::TempDir dir;
  network::save(network::load(test::source(name)), dir.path());
  for (const char* file : {"network.json", "tensors.safetensors"}) {
    CHECK(files::read(dir / file) == files::read(test::source(name + "/" + file)));
  }
}
