// SPDX-License-Identifier: Apache-2.0
// Registers of single neurons, and faults, in a memory beside the lanes.
#include <catch2/catch.hpp>

#include "gen/chip/chip.hpp"
#include "tests/lockstep/core/bench.hpp"

using namespace spinforge;
using test::lanes;

namespace {

/// Plainly, and streamed with pauses while fields and masks change.
void lockstep_own(std::uint64_t seed,
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

void dense_own(std::uint64_t seed, plan::Options options, bool pipeline = false) {
  const test::RandomOptions random{.leaky = true,
                                   .noise = seed % 2 == 1,
                                   .device = seed % 4 >= 2,
                                   .own = true,
                                   .corners = seed % 3 == 0};
  lockstep_own(seed, test::random_network(seed, random), options, pipeline);
}

}  // namespace

TEST_CASE("random chips run in lockstep") {
  dense_own(GENERATE(501U, 502U, 503U, 504U, 505U, 506U), lanes(8, 2));
}

TEST_CASE("random chips run in lockstep, with lanes that divide nothing") {
  dense_own(GENERATE(507U, 508U), lanes(7));
}

TEST_CASE("random chips run in lockstep, pipelined") {
  dense_own(GENERATE(509U, 510U, 511U), lanes(8, 4), true);
}

TEST_CASE("random chips of convolutions run in lockstep") {
  const auto seed = GENERATE(513U, 514U, 516U, 518U);
  const test::RandomOptions random{.steps = 6, .leaky = true, .device = true, .own = true};
  lockstep_own(seed, test::random_conv_network(seed, random), lanes(8, 2), false);
}

TEST_CASE("a drawn chip of a network runs in lockstep") {
  const auto seed = GENERATE(520U, 521U);
  const network::Network net =
      test::random_network(seed, {.leaky = seed == 521U, .noise = false, .own = false});
  const chip::Spread spread{
      .th = 0.1, .gain = 0.05, .leak = 0.2, .dead = 0.1, .stuck = 0.05, .frozen = 0.05};
  lockstep_own(seed, chip::apply(net, chip::draw(net, 7, spread)), lanes(8, 2), false);
}
