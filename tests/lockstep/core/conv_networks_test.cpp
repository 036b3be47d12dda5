// SPDX-License-Identifier: Apache-2.0
//
// Convolutions and pools in lockstep: random networks, as they are and under control.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"

using namespace spinforge;
using network::Coding;
using test::lanes;
using test::RandomOptions;

namespace {

void lockstep(std::uint64_t seed,
              const RandomOptions& random,
              plan::Options options,
              const harness::VerifyOptions& control = {}) {
  options.order = test::order_of(seed);
  CAPTURE(seed);
  const network::Network network = test::random_conv_network(seed, random);
  const test::Bench bench(network, options, test::images_for(network, seed, 6));
  test::require_equal(bench, test::two_traffics(seed), control);
}

/// The same under random field codes and masks.
void lockstep_under_control(std::uint64_t seed,
                            const RandomOptions& random,
                            const plan::Options& options) {
  harness::VerifyOptions control;
  control.fields = seed;
  lockstep(seed, random, options, control);
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
  lockstep(GENERATE(11U, 12U), {.steps = 6}, lanes(1, 1));
}

TEST_CASE("rate-coded convolutional networks run in lockstep") {
  lockstep(GENERATE(12U, 14U), {.coding = Coding::kRate}, lanes(12));
}

TEST_CASE("convolutions with leaky and noisy neurons run in lockstep") {
  lockstep(GENERATE(13U, 14U), {.leaky = true, .noise = true}, lanes({}));
}

TEST_CASE("convolutional networks run in lockstep under random field codes and masks") {
  lockstep_under_control(GENERATE(1U, 2U, 3U, 4U), {}, lanes({}));  // cores that are built already
}

TEST_CASE("unlike convolutional networks run in lockstep under random control") {
  lockstep_under_control(8, {}, lanes(7));
  lockstep_under_control(12, {.coding = Coding::kRate}, lanes(12));
  lockstep_under_control(14, {.leaky = true, .noise = true}, lanes({}));
}
