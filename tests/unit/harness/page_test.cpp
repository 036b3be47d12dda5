// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/harness/report.hpp"
#include "sim/harness/scene.hpp"
#include "tests/support/html.hpp"
#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using Catch::Contains;
using harness::Setup;
using harness::Summary;
using harness::VerifyOptions;
using test::Emitted;
using test::Fault;
using test::figure_of;
using test::options_of;

namespace {

std::string page_of(const VerifyOptions& options) {
  return harness::html_text(harness::prepare(options), harness::verify(options));
}

/// A run of `count` images on a core that was never built: what a page of it would be made from.
struct Unbuilt {
  Setup setup;
  Summary summary;

  Unbuilt(const network::Network& net, plan::Order order, std::size_t count) {
    setup.design.network = net;
    setup.design.network_hash = summary.network_hash = "c0ffee";
    plan::Options options = test::lanes(4);
    options.order = order;
    setup.design.plan = plan::make_plan(net, options);
    setup.set.images = test::random_images(net, count);
    setup.parts = {{.chunk = {0, static_cast<std::uint32_t>(count)}, .traffic = {}}};
    summary.network = net.name;
    summary.labels = setup.set.images.labels;
    summary.wanted_images = count;
    summary.classes = net.layers.back().outputs;
    for (const plan::LayerPlan& layer : setup.design.plan.layers) {
      summary.lanes.push_back(layer.lanes);
      summary.neuron_lanes.push_back(layer.neuron_lanes);
      summary.windows.emplace_back("open");
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      harness::ImageRecord record;
      record.image = i;
      record.predicted = static_cast<int>(i * 7 % 11);
      record.cycles = 1000 + i * 7919 % 1013;
      record.layers.resize(net.layers.size(), {.first = 10, .last = 59, .bound = 40});
      record.spikes.resize(net.layers.size());
      record.over.resize(net.layers.size());
      summary.images.push_back(record);
    }
    summary.commits = 1;
  }
};

}  // namespace

TEST_CASE("the page of a run has every figure, loads nothing and is the same whoever ran it") {
  const Emitted emitted;
  emitted.play();
  const std::string html = page_of(options_of(emitted, 1));
  CHECK(html == page_of(options_of(emitted, 3)));
  CHECK(test::external(html) == "");
  CHECK(test::lacking(html,
                      {"Core and golden model are equal: 40 images",
                       "The core did the same: of every update, V after it, D, spike, armed and "
                       "over"}) == std::vector<std::string>{});
  for (const char* const caption : {"Images by their label",
                                    "The image, 5 x 4",
                                    "Spikes of the outputs",
                                    "Layer 1: ",
                                    "Layer 2: ",
                                    "Layer 1, neuron ",
                                    "Layer 2, neuron ",
                                    "Images by their cycles",
                                    "Busy cycles of each layer"}) {
    CAPTURE(caption);
    const std::string figure = figure_of(html, caption);
    CHECK_THAT(figure, Contains("<svg class=\""));
    CHECK((figure.find("<path") != figure.npos || figure.find("<rect") != figure.npos));
  }
  const Summary summary = harness::verify(options_of(emitted));
  const std::vector<std::uint32_t> shown = harness::shown_images(summary);
  CHECK(test::count_of(html, "<div data-image=") == shown.size());
  CHECK(test::lacking(html,
                      {"cycles from the first pixel to the last result",
                       "compared with the core and are equal",
                       "<dt>network_hash</dt>",
                       summary.network_hash,
                       "<th scope=\"row\">xc7</th>",
                       "no neuron was gated off",
                       "layer 1 weights"}) == std::vector<std::string>{});
}

TEST_CASE(
    "the images of a page are that of the mismatch, the first wrong ones and the first right "
    "ones") {
  Unbuilt run(test::small_network(), plan::Order::kStep, 40);
  for (harness::ImageRecord& record : run.summary.images) {
    record.predicted = run.summary.labels[record.image];
  }
  for (const std::uint32_t wrong : {5U, 9U, 20U, 30U}) run.summary.images[wrong].predicted = 99;
  CHECK(harness::shown_images(run.summary) == std::vector<std::uint32_t>{5, 9, 20, 0, 1, 2});
  run.summary.mismatch = harness::Mismatch{
      .image = 9, .layer = 1, .field = "v", .expected = {}, .got = {}, .commits = {}};
  CHECK(harness::shown_images(run.summary) == std::vector<std::uint32_t>{9, 5, 20, 0, 1, 2});
  run.summary.labels.clear();
  run.summary.mismatch.reset();
  CHECK(harness::shown_images(run.summary) == std::vector<std::uint32_t>{0, 1, 2});
}

TEST_CASE("the page of a run that differs says where, and shows that neuron") {
  const Emitted emitted;
  emitted.play(Fault::kV, 21);
  const VerifyOptions options = options_of(emitted);
  const Summary summary = harness::verify(options);
  REQUIRE(summary.mismatch);
  const std::string html = harness::html_text(harness::prepare(options), summary);
  CHECK(test::lacking(html,
                      {"Core and golden model differ",
                       "32 of 40</",
                       "ended with the part of the first mismatch: 32 of 40 images were run.",
                       "The first difference",
                       fmt::format("Layer {}, neuron {} (core and golden model differ)",
                                   summary.mismatch->layer,
                                   summary.mismatch->neuron),
                       "--first 16",
                       "data-image=\"21\""}) == std::vector<std::string>{});
  emitted.play(Fault::kSlow, 5);
  CHECK(test::lacking(page_of(options), {"Values are equal, cycles differ", "are not all equal"}) ==
        std::vector<std::string>{});
  emitted.play(Fault::kNoCommits);
  CHECK(test::lacking(page_of(options), {"Nothing was compared"}) == std::vector<std::string>{});
}

TEST_CASE("a page shows field codes and masks by step where there are any") {
  Unbuilt run(test::small_network(), plan::Order::kStep, 20);
  run.setup.options.fields = run.summary.fields = 3;
  const std::string html = harness::html_text(run.setup, run.summary);
  const std::string figure = figure_of(html, "Field code of each layer");
  CHECK(test::lacking(figure, {"layer 2 code", "gated off", "<rect"}) ==
        std::vector<std::string>{});
}

TEST_CASE("where a window is closed, a page tells suppressed firings from spikes") {
  network::Network net = test::small_network();
  for (network::Neuron& neuron : net.neurons) {
    neuron.closed = true;
    for (network::FieldRegisters& field : neuron.fields) field.th_hi = field.th_lo;
  }
  const Unbuilt run(net, plan::Order::kStep, 3);
  const std::string html = harness::html_text(run.setup, run.summary);
  CHECK_THAT(figure_of(html, "Layer 1: "),
             Contains("over TH_HI suppressed") && Contains("class=\"run suppressed\"") &&
                 !Contains("class=\"run over\""));
  CHECK(test::lacking(html, {"over TH_HI, suppressed: no spike"}) == std::vector<std::string>{});
}

TEST_CASE("the silent neuron that came closest is a sound one, by its own threshold") {
  network::Network net = test::empty_network("own", 5, 4, test::neuron_s());
  net.steps = 6;
  net.layers = {test::dense(20, 4, [](int) { return 0; }),
                test::dense(4, 3, [](int) { return 0; })};
  // V stays at its start for all of them, neuron 1 has the lowest threshold of the sound ones.
  net.layers[0].own.th_offset = {0, -10, -20, 0};
  net.layers[0].own.fault = {
      0, 0, static_cast<int>(network::Fault::kSilent), static_cast<int>(network::Fault::kStuck)};
  network::validate(net);
  const Unbuilt run(net, plan::Order::kStep, 1);
  const std::string html = harness::html_text(run.setup, run.summary);
  CHECK(test::lacking(html,
                      {"Layer 1, neuron 1 (silent, comes closest): 0 spikes",
                       "Layer 1, neuron 3 (fires most; faulty: fires at every step): 6 spikes"}) ==
        std::vector<std::string>{});
}

TEST_CASE("a neuron that was never updated has not come close") {
  Unbuilt run(test::small_network(), plan::Order::kStep, 1);
  run.setup.options.schedule = [](std::uint32_t, bool) {
    harness::ImageControl none;
    for (int layer = 1; layer <= 2; ++layer) {
      const auto neurons = static_cast<std::size_t>(layer == 1 ? 23 : 11);
      none.pages.push_back({layer, 1, std::vector<std::uint8_t>(neurons, 0)});
      none.selects.push_back({.layer = layer, .step = 1, .code = 0, .page = 1});
    }
    return none;
  };
  const std::string html = harness::html_text(run.setup, run.summary);
  CHECK(test::count_of(html, "(silent, comes closest)") == 0);
}

TEST_CASE("a page says whose cycles it draws where the wrapper's result comes later") {
  Unbuilt run(test::small_network(), plan::Order::kStep, 1);
  const std::string alone = " cycles from the first pixel to the last result";
  CHECK(test::lacking(harness::html_text(run.setup, run.summary), {alone}) ==
        std::vector<std::string>{});
  run.setup.design.is_wrapper = true;
  CHECK(test::lacking(harness::html_text(run.setup, run.summary),
                      {" cycles of the core, without its wrapper, from the first pixel to its last "
                       "result"}) == std::vector<std::string>{});
}

TEST_CASE("what was not compared is neither good nor bad, and no cycles are said to be equal") {
  Unbuilt run(test::small_network(), plan::Order::kStep, 3);
  run.summary.images.clear();
  run.summary.commits = 0;
  run.summary.mismatch = harness::Mismatch{
      .image = 1, .layer = 1, .field = "v", .expected = {}, .got = {}, .commits = {}};
  const std::string html = harness::html_text(run.setup, run.summary);
  CHECK(test::lacking(html,
                      {"<span>cycles as predicted</span><b>-</b>",
                       "<span>mismatches</span><b>0</b>",
                       "This image was not finished"}) == std::vector<std::string>{});
  CHECK(test::count_of(html, "are equal; the bars") == 0);
}

TEST_CASE("an image that differed once more, streamed, is drawn as it was then") {
  const network::Network net = test::random_network(102, {.coding = network::Coding::kRate});
  Unbuilt run(net, plan::Order::kStep, 2);
  run.setup.parts.push_back(
      {.chunk = {0, 2}, .traffic = {.stream = true, .stall = {}}, .counted = false});
  golden::Golden model(net), other(net);
  for (const bool streamed : {false, true}) {
    const harness::Scene scene = harness::scene_of(run.setup, model, 1, streamed);
    const std::uint32_t number = harness::number_of({.stream = streamed, .stall = {}}, 1);
    CHECK(scene.trace == other.run(scene.pixels, number));
  }

  harness::ChunkResult result;
  result.mismatches = 1;
  result.first_mismatch = {
      {.image = 1, .layer = 1, .field = "v", .expected = {}, .got = {}, .commits = {}}};
  harness::add(run.summary, run.setup.parts.back(), result);
  const std::string html = harness::html_text(run.setup, run.summary);
  CHECK(test::lacking(html,
                      {"data-image=\"1\"",
                       "here, run once more and streamed, core and golden model differ first",
                       "images were streamed, and share the layers"}) ==
        std::vector<std::string>{});
  CHECK(test::count_of(html, "compared with the core and are equal") == 1);
}

TEST_CASE("what was run holds the notes on its images") {
  Unbuilt run(test::small_network(), plan::Order::kStep, 3);
  run.summary.notes = {"the images are those of fewer files"};
  CHECK(test::lacking(harness::html_text(run.setup, run.summary),
                      {"the images are those of fewer files"}) == std::vector<std::string>{});
}

TEST_CASE("a page stays within its bound, for 10,000 images and for layers and steps without end") {
  const Unbuilt many(test::small_network(), plan::Order::kTime, 10'000);
  const std::string html = harness::html_text(many.setup, many.summary);
  CHECK(html.size() < 200'000);
  CHECK(test::lacking(html, {"The first 200 of 9,090 images that were taken for another class"}) ==
        std::vector<std::string>{});

  rng::Sequence random(3);
  network::Network net = test::empty_network("large", 40, 40, test::neuron_s());
  net.steps = 255;
  for (int k = 0; k < 24; ++k)
    net.layers.push_back(test::random_layer(random, k == 0 ? 1600 : 300, 300));
  for (network::Layer& layer : net.layers) layer.shift = 0;
  network::validate(net);
  const plan::Order order = GENERATE(plan::Order::kStep, plan::Order::kTime);
  const Unbuilt large(net, order, 12);
  const std::string page = harness::html_text(large.setup, large.summary);
  CHECK(page.size() < harness::kPageBytes);
  const std::size_t shown = test::count_of(page, "<div data-image=");
  REQUIRE(shown > 0);
  const std::size_t wanted = harness::shown_images(large.summary).size();
  REQUIRE(shown < wanted);
  CHECK(
      test::lacking(page, {fmt::format("{} of {} images are left out", wanted - shown, wanted)}) ==
      std::vector<std::string>{});
}

TEST_CASE("a page is not made of a directory that holds another network by now") {
  Unbuilt run(test::small_network(), plan::Order::kStep, 3);
  run.setup.design.network_hash = "beef";
  run.setup.options.directory = "core";
  CHECK(test::error_of(ErrorCode::kRange, "another network", [&] {
          (void)harness::html_text(run.setup, run.summary);
        }).where() == "core");
}
