// SPDX-License-Identifier: Apache-2.0
//
// Convolutions and pools in lockstep: random networks, as they are and under control.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"
#include "tests/support/random_network.hpp"

namespace {

using spinforge::harness::VerifyOptions;
using spinforge::network::Coding;
using spinforge::network::Network;
using spinforge::plan::Options;
using spinforge::plan::Order;
using spinforge::test::Bench;
using spinforge::test::images_for;
using spinforge::test::lanes;
using spinforge::test::random_conv_network;
using spinforge::test::RandomOptions;
using spinforge::test::require_equal;

constexpr int kImages = 6;

/// One image at a time with exact timing, and several in flight with gaps and back-pressure.
void lockstep(std::uint64_t seed, const RandomOptions& random, Options options) {
  options.order = GENERATE(Order::kStep, Order::kTime);
  CAPTURE(seed, options.order == Order::kTime);
  const Network network = random_conv_network(seed, random);
  const Bench bench(network, options, images_for(network, seed, kImages));
  require_equal(kImages, bench.run({}, 1));
  require_equal(kImages, bench.run({.stream = true, .stall = seed}, 2));
}

/// The same under random field codes and masks.
void lockstep_under_control(std::uint64_t seed, const RandomOptions& random, Options options) {
  options.order = GENERATE(Order::kStep, Order::kTime);
  CAPTURE(seed, options.order == Order::kTime);
  const Network network = random_conv_network(seed, random);
  const Bench bench(network, options, images_for(network, seed, kImages));
  VerifyOptions control;
  control.fields = seed;
  require_equal(kImages, bench.run(control));
  control.traffic = {.stream = true, .stall = seed};
  control.reset_seed = 2;
  require_equal(kImages, bench.run(control));
}

}  // namespace

TEST_CASE("random convolutional networks run in lockstep with lanes chosen by the planner") {
  lockstep(GENERATE(1U, 2U, 3U, 4U, 5U, 6U), {}, lanes({}));
}

TEST_CASE("random convolutional networks run in lockstep with lanes that divide no channels") {
  lockstep(GENERATE(7U, 8U, 9U), {.corners = true}, lanes(7));
  lockstep(10, {}, lanes(4, 3));
}

TEST_CASE("a random convolutional network runs in lockstep on a single lane") {
  lockstep(11, {.steps = 6}, lanes(1, 1));
}

TEST_CASE("rate-coded convolutional networks run in lockstep") {
  lockstep(GENERATE(12U, 13U), {.coding = Coding::kRate}, lanes(12));
}

TEST_CASE("convolutions with leaky and noisy neurons run in lockstep") {
  lockstep(GENERATE(14U, 15U), {.leaky = true, .noise = true}, lanes({}));
}

TEST_CASE("convolutional networks run in lockstep under random field codes and masks") {
  lockstep_under_control(GENERATE(1U, 2U, 3U, 4U), {}, lanes({}));  // cores that are built already
}

TEST_CASE("unlike convolutional networks run in lockstep under random control") {
  lockstep_under_control(8, {}, lanes(7));
  lockstep_under_control(12, {.coding = Coding::kRate}, lanes(12));
  lockstep_under_control(14, {.leaky = true, .noise = true}, lanes({}));
}
