// SPDX-License-Identifier: Apache-2.0
// Registers inside the neurons: the same updates, later, and never before a neuron's last one.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"
#include "tests/support/random_network.hpp"

namespace {

using spinforge::harness::Summary;
using spinforge::network::Coding;
using spinforge::network::Network;
using spinforge::plan::Options;
using spinforge::test::Bench;
using spinforge::test::images_for;
using spinforge::test::lanes;
using spinforge::test::random_network;
using spinforge::test::RandomOptions;

Options pipelined(Options options) {
  options.pipeline = true;
  return options;
}

void require_equal(const Summary& summary) {
  if (summary.mismatch) FAIL_CHECK(summary.mismatch->layer << ": " << summary.mismatch->field);
  CHECK(summary.mismatches == 0);
  CHECK(summary.commits > 0);
  CHECK(summary.timing_exact);
}

void lockstep(std::uint64_t seed, const RandomOptions& random, const Options& options) {
  CAPTURE(seed);
  const Network network = random_network(seed, random);
  const Bench bench(network, pipelined(options), images_for(network, seed, 8));
  require_equal(bench.run({}, 1));
  require_equal(bench.run({.stream = true, .stall = seed}, 2));
}

}  // namespace

TEST_CASE("random networks with pipelined neurons run in lockstep") {
  lockstep(GENERATE(51U, 52U, 53U), {.corners = true}, lanes(8, 2));
}

TEST_CASE("pipelined neurons whose words are fewer than their stages wait for their state") {
  lockstep(54, {.layers = 2, .max_size = 3}, lanes(4, 4));
  lockstep(55, {.layers = 2, .steps = 1, .coding = Coding::kDirect}, lanes(256, 256));
}
