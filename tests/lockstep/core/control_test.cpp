// SPDX-License-Identifier: Apache-2.0
//
// Field codes and masks that change while a core runs.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"
#include "tests/lockstep/core/eventful.hpp"

using namespace spinforge;
using harness::ImageControl;
using harness::Select;
using harness::Summary;
using harness::VerifyOptions;
using network::Network;
using test::Bench;
using test::images_for;
using test::lanes;

namespace {

/// Random control, another for each seed of the network.
void lockstep(std::uint64_t seed, const test::RandomOptions& random, plan::Options options) {
  options.order = test::order_of(seed);
  options.pixels_per_beat = test::beat_of(seed);
  CAPTURE(seed);
  const Network network = test::random_network(seed, random);
  const Bench bench(network, options, images_for(network, seed, 12));
  VerifyOptions control;
  control.fields = seed;
  test::require_equal(bench, test::every_traffic(seed), control);
}

std::vector<std::uint8_t> all_but(const Network& net, int layer, std::size_t off) {
  std::vector<std::uint8_t> mask(
      static_cast<std::size_t>(net.layers[static_cast<std::size_t>(layer - 1)].outputs), 1);
  mask[off % mask.size()] = 0;
  return mask;
}

}  // namespace

TEST_CASE("random networks run in lockstep under random field codes and masks") {
  lockstep(GENERATE(102U, 105U), {.leaky = true, .noise = true}, lanes({}));
}

TEST_CASE("networks that run in lockstep do so under random control too") {
  lockstep(GENERATE(3U, 4U), {}, lanes({}));  // cores of random_networks_test.cpp, already built
  lockstep(6, {.corners = true}, lanes(7));
  lockstep(8, {.corners = true}, lanes(1, 1));
}

TEST_CASE("random networks run in lockstep under random control on lanes that divide nothing") {
  lockstep(111, {.leaky = true, .noise = true}, lanes(7));
}

TEST_CASE("rate-coded random networks run in lockstep under random control") {
  lockstep(121, {.coding = network::Coding::kRate, .leaky = true, .noise = true}, lanes(12));
}

TEST_CASE("tiny networks run in lockstep under random control") {
  lockstep(131, {.layers = 3, .max_size = 3, .noise = true}, lanes(2));
  lockstep(132, {.layers = 2, .steps = 1, .noise = true}, lanes(4));
}

TEST_CASE("every rule of the neuron comes to bear under random control, in lockstep") {
  const Network net = test::eventful_network();
  using golden::Rule;
  const golden::RuleCounts census = test::census_of(net);
  CHECK(census[Rule::kSpike] > 1000);
  CHECK(census[Rule::kOver] > 500);
  CHECK(census[Rule::kOver] < census[Rule::kSpike]);
  CHECK(census[Rule::kUnarmed] > 1000);
  CHECK(census[Rule::kWithheld] > 1000);
  CHECK(census[Rule::kRefractory] > 500);
  CHECK(census[Rule::kRestedGated] > 200);
  CHECK(census[Rule::kGated] > 5000);
  CHECK(census[Rule::kGatedLeak] > 1000);
  CHECK(census[Rule::kDelayedReset] > 500);
  CHECK(census[Rule::kCodeChange] > 50);
  for (const Rule rule : golden::rules_of(net)) {
    CAPTURE(golden::rule_name(rule));
    CHECK(census[rule] > 0);
  }
  const Bench bench(net, test::eventful_lanes(), test::eventful_images(net));
  VerifyOptions control;
  control.fields = test::kControlSeed;
  test::require_equal(bench, test::every_traffic(60), control);
}

TEST_CASE("a select holds in later images too, and a rewritten page where it is selected") {
  const Network net = test::eventful_network();
  const Bench bench(net, test::eventful_lanes(), images_for(net, 61, 13));
  VerifyOptions options;
  options.schedule = [&](std::uint32_t image, bool) {
    ImageControl out;
    switch (image) {
      case 1:  // from step 9 on, and all through image 2
        out.pages.push_back({.layer = 1, .page = 2, .enabled = all_but(net, 1, 0)});
        out.selects.push_back({.layer = 1, .step = 9, .code = 2, .page = 2});
        out.selects.push_back({.layer = 2, .step = 3, .code = 3, .page = 0});
        break;
      case 3:  // no select: the page in use changes
        out.pages.push_back({.layer = 1, .page = 2, .enabled = all_but(net, 1, 5)});
        break;
      case 5:  // while the core is empty
        out.selects.push_back({.layer = 1, .step = Select::kNow, .code = 0, .page = 0});
        out.selects.push_back({.layer = 3, .step = Select::kNow, .code = 1, .page = 0});
        break;
      case 7:  // now, and again within the image
        out.selects.push_back({.layer = 3, .step = Select::kNow, .code = 2, .page = 0});
        out.selects.push_back({.layer = 3, .step = 2, .code = 0, .page = 0});
        break;
      case 9:  // more than the queue holds
        for (int step = 1; step <= net.steps; ++step) {
          out.selects.push_back({.layer = 1, .step = step, .code = step % 4, .page = 0});
          out.selects.push_back({.layer = 3, .step = step, .code = step % 3, .page = 0});
        }
        break;
      default:
        break;
    }
    return out;
  };
  test::require_equal(bench, test::every_traffic(61), options);
}

TEST_CASE("a fixed field code holds from the first image on") {
  const Network net = test::eventful_network();
  const Bench bench(net, test::eventful_lanes(), images_for(net, 62, 20));
  VerifyOptions options;
  options.field_codes = {{.layer = {}, .code = 2}, {.layer = 3, .code = 0}};
  const Summary summary = bench.run(options);
  test::require_equal(summary, 23);
  CHECK(summary.field_codes == std::vector<int>{2, 2, 0});
  // Code 1 closes every gate: nothing is left to compare, and that is no success.
  options.field_codes = {{.layer = {}, .code = 1}};
  const Summary closed = bench.run(options);
  CHECK(closed.commits == 0);
  CHECK(closed.mismatches == 0);
  CHECK(closed.timing_exact);
  CHECK_FALSE(closed.equal());
}

TEST_CASE("the outcome under random control does not depend on the first image or the processes") {
  const Network net = test::eventful_network();
  const Bench bench(net, test::eventful_lanes(), images_for(net, 63, 40));
  VerifyOptions options;
  options.fields = 9;
  const Summary whole = bench.run(options);
  test::require_equal(whole, 43);
  options.first = 21;  // within a chunk of the run above
  const Summary part = bench.run(options);
  test::require_equal(part, 22);
  for (std::size_t i = 0; i < part.images.size(); ++i) {
    CHECK(part.images[i].commits == whole.images[21 + i].commits);
    CHECK(part.images[i].cycles == whole.images[21 + i].cycles);
    CHECK(part.images[i].spikes == whole.images[21 + i].spikes);
  }
}
