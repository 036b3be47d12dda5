// SPDX-License-Identifier: Apache-2.0
// Registers inside the neurons: the same updates, later, and never before a neuron's last one.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"

using namespace spinforge;
using test::lanes;

namespace {

void lockstep(std::uint64_t seed, const test::RandomOptions& random, plan::Options options) {
  CAPTURE(seed);
  options.pipeline = true;
  options.order = test::order_of(seed);
  const network::Network network = test::random_network(seed, random);
  const test::Bench bench(network, options, test::images_for(network, seed, 8));
  test::require_equal(bench, test::two_traffics(seed));
}

}  // namespace

TEST_CASE("random networks with pipelined neurons run in lockstep") {
  lockstep(GENERATE(51U, 52U, 53U), {.corners = true}, lanes(8, 2));
}

TEST_CASE("pipelined neurons whose words are fewer than their stages wait for their state") {
  lockstep(54, {.layers = 2, .max_size = 3}, lanes(4, 4));
  lockstep(55, {.layers = 2, .steps = 1, .coding = network::Coding::kDirect}, lanes(256, 256));
}
