// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/lockstep.hpp"

#include "sim/harness/model.hpp"
#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using harness::ChunkResult;
using harness::Traffic;
using test::FakeConfig;
using test::Fault;
using test::kCommitsAnImage;
using test::lanes;

namespace {

/// Everything a run with the fake needs.
struct Rig {
  network::Network net = test::small_network();
  plan::Plan plan = plan::make_plan(net, lanes(8, 4));
  dataset::Images images = test::random_images(net, 8);
  FakeConfig config{.network = &net, .plan = &plan, .images = &images};

  ChunkResult run(const Traffic& traffic = {}, harness::Chunk chunk = {0, 8}) {
    test::configure_fake(config);
    harness::CoreModel model(test::kFakeLibrary, ".", 1);
    return harness::Lockstep(model, net, plan, traffic).run(images, chunk);
  }

  /// Runs with `fault` in the second layer's 9th commit of image 3: step 4, neuron 10 at lane 2.
  ChunkResult spoiled(Fault fault) {
    config.fault = fault;
    config.image = 3;
    config.layer = 1;
    config.commit = 3 * 3 + 2;
    config.lane = 2;
    return run();
  }
};

/// The mismatch that is told, of one at least.
const harness::Mismatch& told(const ChunkResult& result) {
  CHECK(result.mismatches >= 1);
  REQUIRE(result.first_mismatch.size() == 1);
  return result.first_mismatch[0];
}

}  // namespace

TEST_CASE("a core that plays the golden model is found equal, cycles included") {
  Rig rig;
  const ChunkResult result = rig.run();
  CHECK(result.mismatches == 0);
  CHECK(result.commits == 8 * kCommitsAnImage);
  REQUIRE(result.images.size() == 8);
  for (const auto& image : result.images) {
    CHECK(image.timing_exact);
    CHECK(image.cycles == image.predicted_cycles);
    CHECK(image.commits == kCommitsAnImage);
  }
}

TEST_CASE("random networks are found equal, layers that their field gates off included") {
  const auto seed = GENERATE(range<std::uint64_t>(0, 25));
  CAPTURE(seed);
  Rig rig;
  rig.net = test::random_network(seed);
  for (network::Layer& layer : rig.net.layers) layer.field_code = 0;
  for (network::Neuron& neuron : rig.net.neurons) neuron.fields[0].gate_en = seed % 4 != 0;
  rig.plan = plan::make_plan(rig.net, lanes(1 + static_cast<int>(seed)));
  rig.images = test::random_images(rig.net, 2);
  const ChunkResult result = rig.run({}, {0, 2});
  CHECK(result.mismatches == 0);
  CHECK(result.images.size() == 2);
}

TEST_CASE("a wrong value in one commit is found, named and counted once") {
  const auto [fault, field] = GENERATE(table<Fault, std::string>({
      {Fault::kV, "v"},
      {Fault::kD, "d"},
      {Fault::kSpike, "spike"},
      {Fault::kArmed, "armed"},
      {Fault::kOver, "over"},
  }));
  Rig rig;
  const ChunkResult result = rig.spoiled(fault);
  CHECK(result.mismatches == 1);
  CHECK(result.commits == 8 * kCommitsAnImage);
  const harness::Mismatch& m = told(result);
  CHECK(m.image == 3);
  CHECK(m.layer == 2);
  CHECK(m.step == 4);
  CHECK(m.neuron == 10);
  CHECK(m.field == field);
  CHECK(m.expected != m.got);
  CHECK(m.commits.size() == 6);
  REQUIRE(result.images.size() == 8);
  CHECK(result.images[3].mismatches == 1);
}

TEST_CASE("a wrong field code makes every neuron of the commit differ") {
  Rig rig;
  const ChunkResult result = rig.spoiled(Fault::kCode);
  CHECK(result.mismatches == 3);
  CHECK(told(result).field == "field code");
}

TEST_CASE("commits out of order end the run at that image") {
  const auto [fault, field] = GENERATE(table<Fault, std::string>({
      {Fault::kStep, "step"},
      {Fault::kImage, "image"},
      {Fault::kBase, "commit"},
      {Fault::kLostLane, "commit"},
      {Fault::kEmptyMask, "mask"},
      {Fault::kLostCommit, "commit"},
      {Fault::kTwice, "commit"},
      {Fault::kExtraLane, "commit"},
  }));
  CAPTURE(static_cast<int>(fault));
  Rig rig;
  const ChunkResult result = rig.spoiled(fault);
  CHECK(told(result).image == 3);
  CHECK(told(result).layer == 2);
  CHECK(told(result).field == field);
  CHECK(result.images.size() == 3);
}

TEST_CASE("a commit after the layer's last is found") {
  Rig rig;
  const ChunkResult result = rig.spoiled(Fault::kOneTooMany);
  CHECK_THAT(told(result).expected, Catch::Contains("has finished the image"));
}

TEST_CASE("a commit while no image is in the core is found") {
  Rig rig;
  rig.config.fault = Fault::kCommitWithoutImage;
  const ChunkResult result = rig.run();
  CHECK(result.mismatches > 0);
  CHECK(result.images.empty());
}

TEST_CASE("a core without commits is not found equal") {
  Rig rig;
  rig.config.fault = Fault::kNoCommits;
  const ChunkResult result = rig.run();
  CHECK(result.commits == 0);
  CHECK_THAT(told(result).got, Catch::Contains("none of 23 neurons at step 1 of 6"));
}

TEST_CASE("a wrong result beat is found and named") {
  const auto [fault, field] = GENERATE(table<Fault, std::string>({
      {Fault::kClass, "class of result beat 0"},
      {Fault::kCount, "count of result beat 0"},
      {Fault::kResultImage, "image of result beat 0"},
      {Fault::kLastMissing, "last of result beat 10"},
  }));
  Rig rig;
  const ChunkResult result = rig.spoiled(fault);
  CHECK(told(result).image == 3);
  CHECK(told(result).field == field);
  CHECK(result.images.at(3).mismatches == result.mismatches);
}

TEST_CASE("the class reported is the core's own, not the golden model's") {
  Rig rig;
  const ChunkResult right = rig.run();
  const ChunkResult wrong = rig.spoiled(Fault::kClass);
  CHECK(wrong.images.at(3).predicted == right.images.at(3).predicted + 1);
}

TEST_CASE("a second commit of a neuron at one step is found") {
  Rig rig;
  rig.config.fault = Fault::kTwice;
  const ChunkResult result = rig.run();
  CHECK(told(result).neuron == 0);
  CHECK(told(result).got == "a second one");
}

TEST_CASE("a second result for one image is found, at the next image or at the end") {
  Rig rig;
  const ChunkResult early = rig.spoiled(Fault::kSecondResult);
  CHECK(told(early).field == "image of result beat 0");
  CHECK(told(early).image == 4);
  rig.config.image = 7;
  const ChunkResult late = rig.run();
  CHECK(told(late).field == "result");
  CHECK(told(late).expected == "none");
}

TEST_CASE("a cycle more or less of an image is a timing difference and no mismatch") {
  const auto [fault, by] = GENERATE(table<Fault, int>({{Fault::kSlow, 1}, {Fault::kFast, -1}}));
  Rig rig;
  const ChunkResult result = rig.spoiled(fault);
  CHECK(result.mismatches == 0);
  REQUIRE(result.images.size() == 8);
  CHECK_FALSE(result.images[3].timing_exact);
  CHECK(result.images[4].timing_exact);
  REQUIRE(result.first_difference.size() == 1);
  CHECK(result.first_difference[0].image == 3);
  CHECK(result.first_difference[0].layer == 0);
  CHECK(result.first_difference[0].got == result.first_difference[0].expected + by);
}

TEST_CASE("a layer that starts or ends a cycle late is a timing difference") {
  const auto [fault, what] = GENERATE(table<Fault, std::string>(
      {{Fault::kLateStart, "first busy cycle"}, {Fault::kLateEnd, "last busy cycle"}}));
  Rig rig;
  const ChunkResult result = rig.spoiled(fault);
  CHECK(result.mismatches == 0);
  REQUIRE(result.first_difference.size() == 1);
  CHECK(result.first_difference[0].layer == 2);
  CHECK(result.first_difference[0].what == what);
}

TEST_CASE("a core that never answers is a deadlock, with what it owes") {
  Rig rig;
  const ChunkResult silent = rig.spoiled(Fault::kNoResult);
  CHECK(told(silent).field == "deadlock");
  CHECK(told(silent).image == 3);
  CHECK(silent.images.size() == 3);
  const ChunkResult deaf = rig.spoiled(Fault::kNeverReady);
  CHECK(told(deaf).field == "deadlock");
  CHECK_THAT(told(deaf).got, Catch::Contains("0 of 20 pixels taken"));
  const ChunkResult busy = rig.spoiled(Fault::kBusyForever);
  CHECK(told(busy).field == "busy");
}

TEST_CASE("stalled streams change no result and make no image faster") {
  Rig rig;
  const ChunkResult plain = rig.run();
  const auto seed = GENERATE(range<std::uint64_t>(0, 10));
  const ChunkResult stalled = rig.run({.stream = false, .stall = seed});
  CHECK(stalled.mismatches == 0);
  CHECK(stalled.commits == plain.commits);
  REQUIRE(stalled.images.size() == 8);
  bool slower = false;
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(stalled.images[i].predicted == plain.images[i].predicted);
    CHECK(stalled.images[i].cycles >= plain.images[i].cycles);
    CHECK(stalled.images[i].timing_exact);
    slower = slower || stalled.images[i].cycles > plain.images[i].cycles;
  }
  CHECK(slower);
}

TEST_CASE("with stalls an image faster than predicted is a timing difference") {
  Rig rig;
  rig.config.fault = Fault::kFast;
  rig.config.image = 3;
  // Pauses that delay neither the pixels nor the results of image 3: a few seeds in a hundred.
  bool found = false;
  for (std::uint64_t seed = 0; seed < 400 && !found; ++seed) {
    found = !rig.run({.stream = false, .stall = seed}, {3, 1}).first_difference.empty();
  }
  CHECK(found);
}

TEST_CASE("an image stalls alike whether it runs alone or after others") {
  Rig rig;
  const Traffic traffic{.stream = false, .stall = 5};
  const ChunkResult all = rig.run(traffic);
  const ChunkResult alone = rig.run(traffic, {6, 1});
  CHECK(alone.images.at(0).cycles == all.images.at(6).cycles);
}

TEST_CASE("broken frames must be reported as such, and nothing else") {
  Rig rig;
  const Traffic broken{.stream = false, .stall = {}, .broken = 3};
  const ChunkResult right = rig.run(broken);
  CHECK(right.mismatches == 0);
  REQUIRE(right.images.size() == 8);
  for (const auto& image : right.images) CHECK(image.timing_exact);
  rig.config.fault = Fault::kFrameErrorLost;
  CHECK(rig.run().mismatches == 0);
  const ChunkResult lost = rig.run(broken);
  CHECK(told(lost).field == "frame_error_o");
  CHECK(told(lost).got == "0");
  rig.config.fault = Fault::kFrameErrorStuck;
  CHECK(told(rig.run()).field == "frame_error_o");
}

TEST_CASE("a reset within images changes nothing of what follows") {
  Rig rig;
  const ChunkResult plain = rig.run();
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const ChunkResult reset = rig.run({.stream = false, .stall = {}, .resets = seed}, {2, 2});
    CHECK(reset.mismatches == 0);
    REQUIRE(reset.images.size() == 2);
    CHECK(reset.images[0].cycles == plain.images[2].cycles);
    CHECK(reset.images[0].commits == kCommitsAnImage);
    CHECK(reset.commits == 2 * kCommitsAnImage);
    CHECK(reset.images[1].timing_exact);
  }
}

TEST_CASE("broken frames are of every wrong length, and resets fall into the image") {
  bool little = false, much = false, one_less = false, one_more = false, twice = false;
  for (std::uint32_t image = 0; image < 200; ++image) {
    for (const auto& frame : harness::draw_broken_frames(5, image, 20)) {
      CHECK(frame.size() != 20);
      CHECK_FALSE(frame.empty());
      little = little || frame.size() < 19;
      one_less = one_less || frame.size() == 19;
      one_more = one_more || frame.size() == 21;
      twice = twice || frame.size() == 40;
      much = much || frame.size() > 41;
    }
    const std::int64_t at = harness::draw_reset(5, image, 100);
    CHECK(at >= 1);
    CHECK(at <= 150);
  }
  CHECK((little && much && one_less && one_more && twice));
  for (const auto& frame : harness::draw_broken_frames(5, 0, 1)) CHECK(frame.size() > 1);
  // With several pixels a beat one of the right length too, which lacks a pixel.
  const auto torn = [](std::size_t beat) {
    int count = 0;
    for (std::uint32_t image = 0; image < 200; ++image) {
      for (const auto& frame : harness::draw_broken_frames(5, image, 20, beat)) {
        count += frame.size() == 20 ? 1 : 0;
      }
    }
    return count;
  };
  CHECK(torn(1) == 0);
  CHECK(torn(4) > 20);
}

TEST_CASE("streamed images report the interval between results") {
  Rig rig;
  const ChunkResult result = rig.run({.stream = true, .stall = {}});
  CHECK(result.mismatches == 0);
  REQUIRE(result.images.size() == 8);
  CHECK(result.images[0].interval == 0);
  for (std::size_t i = 1; i < 8; ++i) {
    const harness::ImageRecord& image = result.images[i];
    CHECK(image.timing_exact);
    CHECK(image.timing_check == harness::TimingCheck::kExact);
    CHECK(image.cycles == image.predicted_cycles);
    CHECK(image.interval < image.cycles);
  }
}

TEST_CASE("what happens at the ports is counted, where the traffic makes it happen") {
  using harness::Event;
  Rig rig;
  const harness::EventCounts plain = rig.run().events;
  CHECK(plain[Event::kStarved] > 0);
  for (const Event event : {Event::kPixelGap,
                            Event::kResultStall,
                            Event::kTwoImages,
                            Event::kShortFrame,
                            Event::kLongFrame,
                            Event::kResetBusy,
                            Event::kFieldNow}) {
    INFO(harness::event_name(event));
    CHECK(plain[event] == 0);
  }
  const harness::EventCounts stall = rig.run({.stream = false, .stall = 1}).events;
  CHECK(stall[Event::kPixelGap] > 0);
  CHECK(stall[Event::kResultStall] > 0);
  const harness::EventCounts stream = rig.run({.stream = true, .stall = {}}).events;
  CHECK(stream[Event::kTwoImages] > 0);
  const harness::EventCounts broken = rig.run({.stream = false, .stall = {}, .broken = 3}).events;
  CHECK(broken[Event::kShortFrame] > 0);
  CHECK(broken[Event::kLongFrame] > 0);
  CHECK(broken[Event::kBrokenBeat] == 0);
  harness::EventCounts reset;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    reset += rig.run({.stream = false, .stall = {}, .resets = seed}, {2, 2}).events;
  }
  CHECK(reset[Event::kResetBusy] > 0);
}

TEST_CASE("a core is not asked for events that it cannot have") {
  using harness::Event;
  const auto has = [](const std::vector<Event>& events, Event event) {
    return std::find(events.begin(), events.end(), event) != events.end();
  };
  const auto core = harness::events_of(1, 1, false);
  CHECK_FALSE(has(core, Event::kAllBusy));
  CHECK_FALSE(has(core, Event::kBrokenBeat));
  CHECK_FALSE(has(core, Event::kAxiInterrupt));
  CHECK(has(core, Event::kRefusedWrite));
  CHECK(harness::events_of(2, 4, true).size() == harness::kEvents);
}

TEST_CASE("a model with another number of layers is refused") {
  Rig rig;
  test::configure_fake(rig.config);
  harness::CoreModel model(test::kFakeLibrary, ".", 1);
  network::Network one = rig.net;
  one.layers.pop_back();
  const plan::Plan plan = plan::make_plan(one, {});
  test::error_of(ErrorCode::kTool, "expected 1, got 2", [&] {
    harness::Lockstep lockstep(model, one, plan, {});
  });
}

TEST_CASE("a file that is no model is refused with its path") {
  const test::TempDir dir;
  const std::string path = dir / "absent.so";
  const Error error =
      test::error_of(ErrorCode::kTool, [&] { harness::CoreModel model(path, dir / "", 1); });
  CHECK(error.where() == path);
}

TEST_CASE("waveforms of a model built without them are refused") {
  Rig rig;
  test::configure_fake(rig.config);
  harness::CoreModel model(test::kFakeLibrary, ".", 1);
  CHECK(test::error_of([&] { model.open_trace("a.fst"); }).code() == ErrorCode::kTool);
}
