// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/memory.hpp"

#include "gen/emit/checksum.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"

using namespace spinforge;

namespace {

/// Three neurons of two inputs; two lanes, so that the second block has an empty one.
network::Layer three_neurons() {
  return {.inputs = 2,
          .outputs = 3,
          .weight_bits = 4,
          .weights = {1, -1, 7, -8, 5, 0},
          .bias = {1, -2, 3},
          .mul = {10, -1, 300}};
}

plan::LayerPlan two_lanes() {
  return {
      .lanes = 2, .neuron_lanes = 1, .blocks = 2, .block_words = 2, .words = 3, .counter_bits = 6};
}

}  // namespace

TEST_CASE("emit: weight rows are blocks of inputs, lane 0 lowest, lanes without a neuron 0") {
  CHECK(emit::weight_image(three_neurons(), two_lanes()) == "71\n8f\n05\n00\n");
}

TEST_CASE(
    "emit: with parity a bit on top of each weight row makes its ones even, and of no other") {
  plan::LayerPlan plan = two_lanes();
  plan.parity = true;
  CHECK(emit::weight_image(three_neurons(), plan) == "071\n18f\n005\n000\n");
  CHECK(emit::bias_image(three_neurons(), plan) == emit::bias_image(three_neurons(), two_lanes()));
  CHECK(emit::mul_image(three_neurons(), plan) == emit::mul_image(three_neurons(), two_lanes()));
  CHECK(emit::memory_bits(three_neurons(), plan).weights == 4 * (2 * 4 + 1));
}

TEST_CASE("emit: a bias row is a block, a multiplier row a word") {
  CHECK(emit::bias_image(three_neurons(), two_lanes()) == "f81\n003\n");
  CHECK(emit::mul_image(three_neurons(), two_lanes()) == "000a\nffff\n012c\n");
}

TEST_CASE("emit: fields that straddle 64-bit words keep every bit") {
  network::Layer layer = test::dense(1, 40, [](int n) { return n % 2 == 0 ? -1 : 0; });
  layer.weight_bits = 7;
  const plan::LayerPlan plan{.lanes = 40, .blocks = 1};
  // 280 bits: 1111111 in every second field of seven.
  std::string bits;
  for (int n = 39; n >= 0; --n) bits += n % 2 == 0 ? "1111111" : "0000000";
  std::string expected;
  for (std::size_t at = 0; at < bits.size(); at += 4) {
    expected += "0123456789abcdef"[std::stoul(bits.substr(at, 4), nullptr, 2)];
  }
  CHECK(emit::weight_image(layer, plan) == expected + "\n");
}

TEST_CASE("emit: memory bits count lanes without a neuron, and multipliers where there are many") {
  network::Layer layer = three_neurons();
  const emit::MemoryBits bits = emit::memory_bits(layer, two_lanes());
  CHECK(bits.weights == 4 * 2 * 4);
  CHECK(bits.biases == 4 * 6);
  CHECK(bits.muls == 3 * 16);
  layer.mul = {5};
  CHECK(emit::memory_bits(layer, two_lanes()).muls == 0);
}

// The expected checksums were worked out apart from the code, from what checksum.hpp says.
TEST_CASE("emit: the checksum of an image folds its words and goes from the last to the first") {
  CHECK(emit::checksum("") == 0xffffffff);
  CHECK(emit::checksum("00\n00\n") == 0xf2bcd925);
  CHECK(emit::checksum("71\n8f\n05\n00\n") == 0xc7b04336);
  std::string wide;
  for (int i = 0; i < 20; ++i) {
    wide += "0123456789abcdef01\nfedcba98765432100f\n800000000000000000\n";
  }
  CHECK(emit::checksum(wide) == 0xe693b72d);
}

TEST_CASE("emit: the checksum of a core takes all its memories, each in its own place") {
  network::Network network;
  plan::Plan plan;
  network.layers = {three_neurons()};
  plan.layers = {two_lanes()};
  CHECK(emit::core_checksum(emit::memories_of(network, plan)).rows == 4);
  CHECK(emit::core_checksum(emit::memories_of(network, plan)).sum == 0xc7b7b128);
  network.layers.push_back(three_neurons());
  plan.layers.push_back(two_lanes());
  CHECK(emit::core_checksum(emit::memories_of(network, plan)).sum == 0xc7882a00);
}
