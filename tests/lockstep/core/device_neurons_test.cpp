// SPDX-License-Identifier: Apache-2.0
// What a device says beyond the paper's network: closed windows, noise on the drive,
// a rest potential that is drawn.
#include <algorithm>
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

TEST_CASE("random networks of such neurons run in lockstep") {
  dense(GENERATE(301U, 302U, 303U, 304U), lanes(8, 2));
}

TEST_CASE("random networks of such neurons run in lockstep, pipelined") {
  dense(GENERATE(305U, 306U), lanes(8, 4), true);
}

TEST_CASE("random convolutions of such neurons run in lockstep") {
  const auto seed = GENERATE(307U, 308U);
  const test::RandomOptions random{.steps = 6, .device = true};
  lockstep(seed, test::random_conv_network(seed, random), lanes(8, 2), false);
}

// Every way of dead time and rest potential: kept in V, or beside it; regular trains of any
// interval, and trains that a drawn rest makes irregular.
TEST_CASE("dead times with and without a drawn rest run in lockstep in both orders") {
  const int refractory = GENERATE(1, 2, 5, 255);
  const bool drawn = refractory != 255 && refractory != 1;
  const bool odd = refractory == 2 || refractory == 5;
  network::Network net = test::random_network(
      static_cast<std::uint64_t>(400 + refractory),
      {.layers = 3, .steps = 24, .coding = network::Coding::kDirect, .max_size = 24});
  for (network::Neuron& neuron : net.neurons) {
    neuron.refractory = refractory;
    neuron.reset = refractory != 5;
    neuron.leak_gated = odd;
    neuron.rest_rs = drawn ? 500 : 0;
    neuron.rest_sr = std::max(0, 18 - neuron.frac_bits);
  }
  for (const std::uint64_t seed : {400U, 402U}) lockstep(seed, net, lanes(6, 2), false);
}
