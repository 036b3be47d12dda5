// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"
#include "tests/support/random_network.hpp"

namespace {

using spinforge::harness::Summary;
using spinforge::harness::Traffic;
using spinforge::network::Coding;
using spinforge::network::Network;
using spinforge::plan::Options;
using spinforge::plan::Order;
using spinforge::test::Bench;
using spinforge::test::images_for;
using spinforge::test::lanes;
using spinforge::test::random_network;
using spinforge::test::RandomOptions;
using spinforge::test::require_equal;

constexpr int kImages = 12;

/// One image at a time with exact timing; with random gaps and back-pressure; several in flight.
/// Each from other register contents before the reset.
void lockstep(std::uint64_t seed, const RandomOptions& random, Options options) {
  options.order = GENERATE(Order::kStep, Order::kTime);
  CAPTURE(seed, options.order == Order::kTime);
  const Network network = random_network(seed, random);
  const Bench bench(network, options, images_for(network, seed, kImages));
  require_equal(kImages, bench.run({}, 1));
  require_equal(kImages, bench.run({.stream = false, .stall = seed}, 2));
  require_equal(kImages, bench.run({.stream = true, .stall = {}}, 3));
  require_equal(kImages, bench.run({.stream = true, .stall = seed + 1}, 4));
}

}  // namespace

TEST_CASE("a random network of one layer runs in lockstep") {
  lockstep(1, {.layers = 1, .coding = Coding::kDirect}, lanes(8, 2));
}

TEST_CASE("random networks run in lockstep with lanes chosen by the planner") {
  lockstep(GENERATE(2U, 3U, 4U), {}, lanes({}));
}

TEST_CASE("random networks run in lockstep with lanes that divide nothing") {
  lockstep(GENERATE(5U, 6U), {.corners = true}, lanes(7));
  lockstep(7, {.corners = true}, lanes(13, 13));
}

TEST_CASE("a random network runs in lockstep on a single lane") {
  lockstep(8, {.corners = true}, lanes(1, 1));
}

TEST_CASE("a random network runs in lockstep with more lanes than neurons") {
  lockstep(9, {.corners = true}, lanes(256));
}

TEST_CASE("every even weight width runs in lockstep") {
  const int bits = GENERATE(2, 4, 6, 8);
  lockstep(20U + static_cast<std::uint64_t>(bits),
           {.layers = 2, .weight_bits = bits, .corners = true},
           lanes(16));
}

TEST_CASE("every odd weight width runs in lockstep") {
  const int bits = GENERATE(3, 5, 7);
  lockstep(20U + static_cast<std::uint64_t>(bits),
           {.layers = 2, .weight_bits = bits, .corners = true},
           lanes(16));
}

TEST_CASE("a network of one step runs in lockstep") {
  lockstep(31, {.layers = 3, .steps = 1, .coding = Coding::kDirect}, lanes(4));
  lockstep(32, {.layers = 2, .steps = 1, .coding = Coding::kRate}, lanes(4));
}

TEST_CASE("layers of one neuron run in lockstep") {
  lockstep(33, {.max_size = 1}, lanes({}));
  lockstep(34, {.layers = 3, .max_size = 3}, lanes(2));
}

TEST_CASE("rate-coded random networks run in lockstep") {
  lockstep(GENERATE(35U, 36U), {.coding = Coding::kRate, .corners = true}, lanes(12));
}

TEST_CASE("255 steps run in lockstep") {
  lockstep(37, {.layers = 2, .steps = 255, .max_size = 20}, lanes(8));
}

TEST_CASE("walls whose registers are equal, at every place of their range, run in lockstep") {
  const Network network = spinforge::test::equal_registers_network();
  const bool pipelined = GENERATE(false, true);
  Options options = lanes(4, 2);
  options.pipeline = pipelined;
  const Bench bench(network, options, images_for(network, 3, kImages));
  require_equal(kImages, bench.run({}, 1));
  require_equal(kImages, bench.run({.stream = true, .stall = 5}, 2));
}

TEST_CASE("the same image gives the same trace wherever it stands in the stream") {
  const Network network = random_network(41, {.layers = 2});
  const auto images = images_for(network, 41, 4);
  // a b a a b: no state may leak from one image into the next.
  const Bench bench(network, lanes(8), {images[3], images[4], images[3], images[3], images[4]});
  const Summary summary = bench.run({.stream = true, .stall = {}});
  CHECK(summary.equal());
  REQUIRE(summary.images.size() == 5);
  CHECK(summary.images[0].predicted == summary.images[2].predicted);
  CHECK(summary.images[2].predicted == summary.images[3].predicted);
  CHECK(summary.images[1].predicted == summary.images[4].predicted);
}
