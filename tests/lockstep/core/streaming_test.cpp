// SPDX-License-Identifier: Apache-2.0
//
// Images that follow each other: the slowest part of the core sets the pace, nothing waits in
// between, and every result comes in its cycle.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "tests/lockstep/core/bench.hpp"
#include "tests/support/neurons.hpp"

namespace {

using namespace spinforge;
using harness::ImageRecord;
using harness::Summary;
using network::Coding;
using network::Network;
using test::Bench;
using test::lanes;

constexpr int kImages = 10;

/// Cycles from the last update of an image to the end of its results, less one for each class:
/// until then the output layer does not begin the next image.
constexpr std::int64_t kReadout = 4;

/// Cycles between successive results once the core is full, the largest of them; and the most that
/// the core may take: those of its slowest part when an image has the core to itself.
struct Pace {
  std::int64_t interval = 0, slowest = 0, alone = 0, least = 0;
};

/// Busy cycles of a layer count from its first step on, waits for the layer before included, so
/// they bound what it needs when it never waits.
void add(Pace& pace, const ImageRecord& record, std::int64_t classes) {
  for (std::size_t k = 0; k < record.layers.size(); ++k) {
    const bool last = k + 1 == record.layers.size();
    const std::int64_t results = last ? classes + kReadout : 0;
    pace.slowest = std::max(pace.slowest, record.layers[k].cycles() + results);
    pace.least = std::max(pace.least, record.layers[k].bound);
  }
  pace.alone = std::max(pace.alone, record.cycles);
}

/// The same image over and over. (With rate coding its spikes still differ: they follow its
/// number.)
Pace pace_of(const Network& network, const plan::Options& options, std::uint64_t seed) {
  const auto images = std::vector(kImages, test::random_image(network, seed));
  const Bench bench(network, options, images);
  const Summary alone = bench.run();
  const Summary streamed = bench.run({.stream = true, .stall = {}});
  REQUIRE(alone.equal());
  REQUIRE(streamed.equal());
  REQUIRE(streamed.images.size() == kImages);
  Pace pace{.slowest = network.input.size(), .least = network.input.size()};
  for (const ImageRecord& record : alone.images) {
    add(pace, record, network.layers.back().outputs);
  }
  for (int i = kImages / 2; i < kImages; ++i) {
    const ImageRecord& record = streamed.images[static_cast<std::size_t>(i)];
    pace.interval = std::max(pace.interval, record.interval);
    if (network.input.coding == Coding::kDirect) CHECK(record.interval == pace.interval);
  }
  UNSCOPED_INFO(pace.interval << " a result; slowest part " << pace.slowest << ", its bound "
                              << pace.least << ", alone " << pace.alone);
  return pace;
}

/// Its first layer is the slowest part by far.
Network wide_first_layer() {
  rng::Sequence random(12);
  Network net = test::empty_network("wide", 5, 4, test::neuron_s());
  net.steps = 10;
  net.layers = {test::random_layer(random, 20, 60), test::random_layer(random, 60, 3)};
  network::validate(net);
  return net;
}

}  // namespace

TEST_CASE("a streamed network takes an image as often as its slowest part can") {
  const Network network = test::random_network(2);  // a core that other tests build too
  const Pace pace = pace_of(network, lanes({}), 4242);
  CHECK(pace.interval <= pace.slowest);
  CHECK(pace.interval >= pace.least);
  CHECK(pace.interval < pace.alone);
}

TEST_CASE("images that are streamed take the cycles that are predicted, in every kind of core") {
  const auto seed = GENERATE(range<std::uint64_t>(60, 72));
  plan::Options options = lanes(1 + static_cast<int>(seed * 7 % 19));
  options.order = seed % 4 < 2 ? plan::Order::kStep : plan::Order::kTime;  // dense and convolution
  options.pixels_per_beat =
      seed % 2 == 0 ? test::beat_of(seed) : 1;  // channels might not go into more
  options.pipeline = seed % 5 == 1;
  CAPTURE(seed, options.order == plan::Order::kTime);
  const test::RandomOptions random{.steps = static_cast<int>(1 + seed * seed % 11),
                                   .coding = seed % 3 == 0 ? Coding::kRate : Coding::kDirect};
  const Network network =
      seed % 2 == 0 ? test::random_network(seed, random) : test::random_conv_network(seed, random);
  const Bench bench(network, options, test::images_for(network, seed, 13));
  const Summary streamed = bench.run({.stream = true, .stall = {}});
  test::require_equal(streamed, bench.images());
  CHECK(streamed.timing_check == harness::TimingCheck::kExact);
  CHECK(streamed.intervals.size() == bench.images() - 1);
  CHECK(streamed.intervals_predicted);
  CHECK(streamed.intervals_exact);
}

TEST_CASE("a core that is slower only while images follow each other is found") {
  const auto [order, text] = GENERATE(table<plan::Order, const char*>({
      {plan::Order::kStep, R"(
sf_pixel_buffer.sv: takes no pixel while an image waits
- claimed_q || free
+ claimed_q || (free && !rd_valid_o)
)"},
      {plan::Order::kTime, R"(
sf_layer.sv: begins no image before the last update of the one before
- images_q != 2'd2
+ images_q == 2'd0
)"},
  }));
  plan::Options options = lanes(8);
  options.order = order;
  const Network network = wide_first_layer();
  const Bench bench(network, options, test::images_for(network, 2, 4));
  for (const test::Mutant& mutant : test::mutants(text)) {
    CAPTURE(mutant.name);
    bench.mutate(mutant);
    const Summary summary = bench.run();
    CHECK(summary.mismatches == 0);
    for (const ImageRecord& alone : summary.images) CHECK(alone.timing_exact);
    CHECK(summary.intervals_predicted);
    CHECK_FALSE(summary.intervals_exact);
    CHECK_FALSE(summary.equal());
  }
}
