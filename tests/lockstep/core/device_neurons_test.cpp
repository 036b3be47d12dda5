// SPDX-License-Identifier: Apache-2.0
// What a device says beyond the paper's network: closed windows.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"

using namespace spinforge;
using test::lanes;

namespace {

/// Plainly, and streamed with pauses while fields and masks change.
void lockstep(std::uint64_t seed,
              const network::Network& network,
              plan::Options options,
              bool pipeline) {
  CAPTURE(seed);
  options.order = test::order_of(seed);
  options.pipeline = pipeline;
  const test::Bench bench(network, options, test::images_for(network, seed, 8));
  test::require_equal(bench.run(), bench.images());
  harness::VerifyOptions changing;
  changing.traffic = {.stream = true, .stall = seed};
  changing.fields = seed;
  test::require_equal(bench.run(changing), bench.images());
}

void dense(std::uint64_t seed, plan::Options options, bool pipeline = false) {
  test::RandomOptions random{.noise = seed % 2 == 1, .device = true, .corners = seed % 3 == 0};
  lockstep(seed, test::random_network(seed, random), options, pipeline);
}

}  // namespace

TEST_CASE("random networks of closed windows run in lockstep") {
  dense(GENERATE(301U, 302U, 303U, 304U), lanes(8, 2));
}

TEST_CASE("random networks of closed windows run in lockstep, pipelined") {
  dense(GENERATE(305U, 306U), lanes(8, 4), true);
}

TEST_CASE("random convolutions of closed windows run in lockstep") {
  const auto seed = GENERATE(307U, 308U);
  const test::RandomOptions random{.steps = 6, .device = true};
  lockstep(seed, test::random_conv_network(seed, random), lanes(8, 2), false);
}
