// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/stream.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include "gen/plan/choose.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;
using plan::Order;

namespace {

/// A directly coded layer of one block, all its neurons updated in a cycle, and black images.
struct Alone {
  network::Network net;
  plan::Plan plan;

  Alone(int pixels, int classes, int steps, Order order, int beat = 1)
      : net(test::empty_network("alone", 1, pixels, test::neuron_s())) {
    net.steps = steps;
    net.layers = {test::dense(pixels, classes, [](int) { return 1; })};
    network::validate(net);
    plan::Options options = test::lanes(classes, classes);
    options.order = order;
    options.pixels_per_beat = beat;
    plan = plan::make_plan(net, options);
  }

  /// Cycles of the first pixel and of the last result beat of the first images.
  [[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> images(int count) const {
    const std::vector<std::uint8_t> black(static_cast<std::size_t>(net.input.size()));
    const std::vector<std::uint8_t> silent(
        static_cast<std::size_t>(net.steps * net.layers[0].outputs));
    const plan::Work work(net, plan, {.pixels = black, .spikes = {silent}, .input_spikes = {}});
    plan::Stream stream(net, plan);
    std::vector<std::pair<std::int64_t, std::int64_t>> out;
    for (int i = 0; i < count; ++i) {
      const plan::Timing timing = stream.next(work);
      out.emplace_back(timing.begin, timing.result());
    }
    return out;
  }
};

/// A random network with a plan.
struct Drawn {
  network::Network net;
  plan::Plan plan;

  Drawn(std::uint64_t seed, Order order)
      : net(seed % 2 == 0 ? test::random_network(seed) : test::random_conv_network(seed)) {
    plan::Options options = test::lanes(1 + static_cast<int>(seed % 9));
    options.order = order;
    options.pipeline = seed % 5 == 0;
    options.pixels_per_beat = seed % 2 == 0 ? 1 << seed % 3 : 1;  // channels might not go into more
    plan = plan::make_plan(net, options);
  }
};

/// Random activity, as of a network.
struct Image {
  std::vector<std::uint8_t> pixels, inputs;
  std::vector<std::vector<std::uint8_t>> spikes;
  plan::Activity activity;

  Image(const network::Network& net, std::uint64_t seed) {
    rng::Sequence random(seed);
    const auto drawn = [&](int count) {
      std::vector<std::uint8_t> out(static_cast<std::size_t>(count));
      for (std::uint8_t& value : out) value = random.uniform(0, 3) == 0 ? 1 : 0;
      return out;
    };
    pixels = drawn(net.input.size());
    inputs = drawn(net.steps * net.input.size());
    for (const network::Layer& layer : net.layers) {
      spikes.push_back(drawn(net.steps * layer.outputs));
    }
    activity.pixels = pixels;
    activity.input_spikes = inputs;
    activity.spikes.assign(spikes.begin(), spikes.end());
  }
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
};

using Images = std::vector<std::pair<std::int64_t, std::int64_t>>;

}  // namespace

// The latencies behind these numbers: pixels complete -> walk 1, walk of a silent block 1, close ->
// drives 6, drives -> first step 1, a step 2, its start -> update 2, update -> first result 3.

TEST_CASE("stream: what is faster than the pixels gives an image as often as they come") {
  CHECK(Alone(20, 2, 3, Order::kStep).images(4) == Images{{0, 38}, {20, 58}, {40, 78}, {60, 98}});
  // Five beats of four; what the layer needs is 14 cycles an image from its walk to its replay's
  // end.
  CHECK(Alone(20, 2, 3, Order::kStep, 4).images(4) == Images{{0, 23}, {5, 37}, {10, 51}, {21, 65}});
}

TEST_CASE("stream: in step order a walk waits for the replay of the image before") {
  // Walk to replay 8 cycles, replay 25 steps of 2: 58. Pixels wait for a bank: the walk returns one
  // a cycle after its start, and it is free in the next.
  CHECK(Alone(20, 2, 25, Order::kStep).images(5) ==
        Images{{0, 82}, {20, 140}, {40, 198}, {80, 256}, {138, 314}});
}

TEST_CASE("stream: the output layer waits for the results of the image before") {
  // 100 beats, then the first step: 9 cycles from there to the next image's first beat.
  CHECK(Alone(2, 100, 3, Order::kStep).images(3) == Images{{0, 118}, {2, 227}, {4, 336}});
  // In time order it does not begin its walk before: all steps are looked at, 26 cycles, then come
  // 25 of 2, and 12 around them.
  CHECK(Alone(20, 2, 25, Order::kTime).images(3) == Images{{0, 107}, {20, 195}, {47, 283}});
}

TEST_CASE("stream: the first image has the core to itself, and none is faster than that") {
  const auto seed = GENERATE(range<std::uint64_t>(0, 30));
  const Drawn drawn(seed, GENERATE(Order::kStep, Order::kTime));
  CAPTURE(seed, drawn.plan.order == Order::kTime);
  plan::Stream stream(drawn.net, drawn.plan);
  std::int64_t result = -1;
  for (std::uint64_t i = 0; i < 5; ++i) {
    const Image image(drawn.net, seed + i);
    const plan::Timing alone = plan::predict(drawn.net, drawn.plan, image.activity);
    const std::int64_t begin = stream.next_begin();
    const plan::Timing streamed = stream.next({drawn.net, drawn.plan, image.activity});
    CHECK(alone.begin == 0);
    CHECK(streamed.begin == begin);
    CHECK(streamed.image_cycles >= alone.image_cycles);
    CHECK(streamed.result() >= result + drawn.net.layers.back().outputs);
    if (i == 0) {
      CHECK(streamed.begin == 0);
      CHECK(streamed.image_cycles == alone.image_cycles);
      CHECK(streamed.layers == alone.layers);
    }
    result = streamed.result();
  }
}

TEST_CASE("stream: images that are alike settle into their interval after eight of them") {
  const auto seed = GENERATE(range<std::uint64_t>(0, 60));
  const Drawn drawn(seed, GENERATE(Order::kStep, Order::kTime));
  CAPTURE(seed, drawn.plan.order == Order::kTime);
  const plan::Work work(drawn.net, drawn.plan, Image(drawn.net, seed).activity);
  plan::Stream stream(drawn.net, drawn.plan);
  std::vector<std::int64_t> results;
  for (int i = 0; i < 60; ++i) results.push_back(stream.next(work).result());
  CHECK(results[11] - results[7] == results[59] - results[55]);
}

TEST_CASE("stream: the interval of typical images is what a core gives once it is full") {
  CHECK(plan::typical_interval(
            Alone(20, 2, 25, Order::kStep).net, Alone(20, 2, 25, Order::kStep).plan, 0, 0) == 58);
  CHECK(plan::typical_interval(
            Alone(20, 2, 3, Order::kTime).net, Alone(20, 2, 3, Order::kTime).plan, 0, 0) == 22);
}

TEST_CASE(
    "stream: the pieces of an image fill its layers from their first busy cycle to their last") {
  const auto seed = GENERATE(range<std::uint64_t>(0, 40));
  const Order order = GENERATE(Order::kStep, Order::kTime);
  const Drawn drawn(seed, order);
  CAPTURE(seed, order == Order::kTime);
  plan::Stream stream(drawn.net, drawn.plan);
  std::vector<plan::Piece> pieces;
  stream.on_piece([&](const plan::Piece& piece) { pieces.push_back(piece); });
  for (std::uint64_t i = 0; i < 3; ++i) {
    pieces.clear();
    const plan::Timing timing =
        stream.next({drawn.net, drawn.plan, Image(drawn.net, seed + i).activity});
    const auto of = [&](int layer, plan::Stage stage) {
      std::vector<plan::Piece> out;
      for (const plan::Piece& piece : pieces) {
        if (piece.layer == layer && piece.stage == stage) out.push_back(piece);
      }
      return out;
    };
    const std::vector<plan::Piece> pixels = of(0, plan::Stage::kPixels);
    REQUIRE(pixels.size() == 1);
    CHECK(pixels[0].first == 0);
    CHECK(pixels[0].last == drawn.plan.beats(drawn.net.input.size()) - 1);
    CHECK(of(0, plan::Stage::kEncoder).empty() ==
          (drawn.net.input.coding != network::Coding::kRate));
    for (std::size_t k = 0; k < timing.layers.size(); ++k) {
      const int layer = static_cast<int>(k) + 1;
      const auto visits = of(layer, plan::Stage::kVisits),
                 updates = of(layer, plan::Stage::kUpdates);
      REQUIRE_FALSE(visits.empty());
      REQUIRE_FALSE(updates.empty());
      CHECK(visits.front().first == timing.layers[k].first);
      CHECK(updates.back().last == timing.layers[k].last);
      if (order == Order::kStep) {
        CHECK(static_cast<int>(updates.size()) == drawn.net.steps);
      } else {
        CHECK(updates.size() == visits.size());
      }
      for (const auto* list : {&visits, &updates}) {
        for (std::size_t j = 0; j < list->size(); ++j) {
          const plan::Piece& piece = (*list)[j];
          CHECK(piece.first <= piece.last);
          CHECK(piece.last <= timing.layers[k].last);
          if (j > 0) CHECK(piece.number == (*list)[j - 1].number + 1);
          if (j > 0) CHECK(piece.first > (*list)[j - 1].first);
        }
      }
      for (std::size_t j = 1; j < visits.size(); ++j) CHECK(visits[j].first > visits[j - 1].last);
    }
  }
}
