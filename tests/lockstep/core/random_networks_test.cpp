// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"

using namespace spinforge;
using network::Coding;
using network::Network;
using test::Bench;
using test::images_for;
using test::lanes;
using test::random_network;

namespace {

constexpr int kImages = 12;

void lockstep(std::uint64_t seed, const test::RandomOptions& random, plan::Options options) {
  options.order = test::order_of(seed);
  options.pixels_per_beat = test::beat_of(seed);
  CAPTURE(seed);
  const Network network = random_network(seed, random);
  const Bench bench(network, options, images_for(network, seed, kImages));
  test::require_equal(bench, test::every_traffic(seed));
}

void lockstep_of_width(int bits) {
  lockstep(20U + static_cast<std::uint64_t>(bits),
           {.layers = 2, .weight_bits = bits, .corners = true},
           lanes(16));
}

}  // namespace

TEST_CASE("a random network of one layer runs in lockstep") {
  lockstep(GENERATE(1U, 2U), {.layers = 1, .coding = Coding::kDirect}, lanes(8, 2));
}

TEST_CASE("random networks run in lockstep with lanes chosen by the planner") {
  lockstep(GENERATE(2U, 3U, 4U), {}, lanes({}));
}

TEST_CASE("random networks run in lockstep with lanes that divide nothing") {
  lockstep(GENERATE(5U, 6U), {.corners = true}, lanes(7));
  lockstep(7, {.corners = true}, lanes(13, 13));
}

TEST_CASE("a random network runs in lockstep on a single lane") {
  lockstep(GENERATE(8U, 10U), {.corners = true}, lanes(1, 1));
}

TEST_CASE("a random network runs in lockstep with more lanes than neurons") {
  lockstep(GENERATE(9U, 10U), {.corners = true}, lanes(256));
}

TEST_CASE("every even weight width runs in lockstep") { lockstep_of_width(GENERATE(2, 4, 6, 8)); }

TEST_CASE("every odd weight width runs in lockstep") { lockstep_of_width(GENERATE(3, 5, 7)); }

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
  lockstep(GENERATE(37U, 38U), {.layers = 2, .steps = 255, .max_size = 20}, lanes(8));
}

TEST_CASE("walls whose registers are equal, at every place of their range, run in lockstep") {
  const Network network = test::equal_registers_network();
  plan::Options options = lanes(4, 2);
  options.pipeline = GENERATE(false, true);
  const Bench bench(network, options, images_for(network, 3, kImages));
  test::require_equal(bench, test::two_traffics(5));
}

TEST_CASE("the same image gives the same trace wherever it stands in the stream") {
  const Network network = random_network(41, {.layers = 2});
  const auto images = images_for(network, 41, 4);
  // a b a a b: no state may leak from one image into the next.
  const Bench bench(network, lanes(8), {images[3], images[4], images[3], images[3], images[4]});
  const harness::Summary summary = bench.run({.stream = true, .stall = {}});
  CHECK(summary.equal());
  REQUIRE(summary.images.size() == 5);
  CHECK(summary.images[0].predicted == summary.images[2].predicted);
  CHECK(summary.images[2].predicted == summary.images[3].predicted);
  CHECK(summary.images[1].predicted == summary.images[4].predicted);
}
