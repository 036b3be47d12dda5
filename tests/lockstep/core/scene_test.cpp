// SPDX-License-Identifier: Apache-2.0
//
// What a page shows of an image is what its run compared.
#include "sim/harness/scene.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"

using namespace spinforge;
using test::Bench;

TEST_CASE("a scene has the field codes, masks and image numbers of its run, and so its updates") {
  const auto seed = GENERATE(102U, 105U);
  plan::Options lanes = test::lanes({});
  lanes.order = test::order_of(seed);
  lanes.pixels_per_beat = test::beat_of(seed);
  const network::Network net = test::random_network(seed, {.leaky = true, .noise = true});
  const Bench bench(net, lanes, test::images_for(net, seed, 20));
  harness::VerifyOptions options;
  const std::string control = GENERATE("none", "a code, written after reset", "random");
  if (control == "random") options.fields = 7;
  if (control == "a code, written after reset") {
    // The last one that every neuron of the network has.
    std::size_t codes = 16;
    for (const network::Neuron& neuron : net.neurons) codes = std::min(codes, neuron.fields.size());
    options.field_codes = {{.layer = {}, .code = static_cast<int>(codes) - 1}};
  }
  options.traffic.stream = GENERATE(false, true);
  CAPTURE(seed, control, options.traffic.stream);
  const harness::Summary summary = bench.run(options);
  test::require_equal(summary, bench.images());
  const harness::Setup setup = bench.prepare(options);
  golden::Golden model(net);
  for (const harness::ImageRecord& record : summary.images) {
    const harness::Scene scene =
        harness::scene_of(setup, model, record.image, options.traffic.stream);
    CAPTURE(record.image);
    CHECK(scene.trace.predicted == record.predicted);
    std::uint64_t commits = 0;
    for (std::size_t k = 0; k < net.layers.size(); ++k) {
      const auto count = [&](std::uint8_t flag) {
        const std::vector<std::uint8_t>& flags = scene.trace.layers[k].flags;
        return static_cast<std::uint64_t>(std::count_if(
            flags.begin(), flags.end(), [&](std::uint8_t f) { return (f & flag) != 0; }));
      };
      commits += count(golden::kCommitted);
      CHECK(count(golden::kSpike) == record.spikes[k]);
      CHECK(count(golden::kOver) == record.over[k]);
      if (!options.traffic.stream) {
        CHECK(scene.timing.layers[k].first == record.layers[k].first);
        CHECK(scene.timing.layers[k].last == record.layers[k].last);
      }
    }
    CHECK(commits == record.commits);
  }
}
