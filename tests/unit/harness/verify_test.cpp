// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/verify.hpp"

#include "sim/golden/golden.hpp"
#include "sim/harness/all.hpp"
#include "sim/harness/parts.hpp"
#include "sim/harness/report.hpp"
#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using harness::Summary;
using harness::VerifyOptions;
using test::Emitted;
using test::error_of;
using test::Fault;
using test::options_of;

namespace {

/// The JSON without what differs from run to run.
nlohmann::json lasting(const Summary& summary) {
  nlohmann::json out = nlohmann::json::parse(harness::json_text(summary));
  for (const char* key : {"wall_s", "images_per_s", "jobs"}) out.erase(key);
  return out;
}

}  // namespace

TEST_CASE("verify compares every image and reports them in order") {
  const Emitted emitted;
  emitted.play();
  const Summary summary = harness::verify(options_of(emitted));
  CHECK(summary.equal());
  CHECK(summary.commits == 40 * test::kCommitsAnImage);
  REQUIRE(summary.images.size() == 40);
  for (std::uint32_t i = 0; i < 40; ++i) CHECK(summary.images[i].image == i);
  CHECK(summary.labels == emitted.images.labels);
  CHECK(summary.intervals.size() == 15);
  CHECK(summary.lanes == std::vector<int>{8, 8});
  CHECK(summary.classes == 11);
}

TEST_CASE("the outcome does not depend on the number of processes") {
  const Emitted emitted(70);
  emitted.play(GENERATE(Fault::kNone, Fault::kV, Fault::kNoResult), 37);
  const nlohmann::json one = lasting(harness::verify(options_of(emitted, 1)));
  CHECK(one == lasting(harness::verify(options_of(emitted, 3))));
  CHECK(one == lasting(harness::verify(options_of(emitted, 7))));
}

TEST_CASE("a mismatch gives the command that shows it again") {
  const Emitted emitted;
  emitted.play(Fault::kSpike, 21);
  const Summary summary = harness::verify(options_of(emitted));
  CHECK_FALSE(summary.equal());
  REQUIRE(summary.mismatch);
  CHECK(summary.mismatch->image == 21);
  CHECK(summary.images.size() == 32);  // up to the end of that part
  CHECK_THAT(summary.reproduce,
             Catch::StartsWith("spinforge-sim verify " + emitted.core()) &&
                 Catch::Contains("--first 16 --images 6"));
  CHECK_THAT(summary.reproduce, !Catch::Contains("--build-dir"));
  VerifyOptions again = options_of(emitted, 1);
  again.build_cache = emitted.dir / "my models";
  CHECK_THAT(harness::verify(again).reproduce,
             Catch::EndsWith(" --build-dir '" + again.build_cache + "'"));
  again.first = 16;
  again.images = 6;
  CHECK(harness::verify(again).mismatch->image == 21);
}

TEST_CASE("a mismatch of a streamed image is told with the number that its commits have") {
  const Emitted emitted;
  emitted.play(Fault::kV, 21);
  VerifyOptions o = options_of(emitted);
  CHECK_THAT(
      harness::human_text(harness::verify(o)),
      Catch::Contains("mismatch at image 21, layer ") && Catch::Contains(": image 21, step"));
  o.traffic.stream = true;
  const Summary streamed = harness::verify(o);
  CHECK_THAT(harness::human_text(streamed),
             Catch::Contains("mismatch at image 21 (sent as image 4294901773), layer ") &&
                 Catch::Contains(": image 4294901773, step"));
  CHECK(nlohmann::json::parse(harness::json_text(streamed))["first_mismatch"]["number"] ==
        4294901773);
}

TEST_CASE("a run that a mismatch ended says how many of how many images were run") {
  const Emitted emitted;
  const std::string early = "ended with the part of the first mismatch: 32 of 40 images were run";
  emitted.play(Fault::kSpike, 21);
  const Summary summary = harness::verify(options_of(emitted));
  CHECK_THAT(harness::human_text(summary), Catch::Contains("\n" + early + "\n"));
  CHECK_THAT(
      harness::junit_text(summary),
      Catch::Contains(early) && Catch::Contains("<property name=\"wanted_images\" value=\"40\"/>"));
  CHECK_THAT(harness::verdict_text({.runs = {{.name = "plain", .summary = summary}},
                                    .rules = {},
                                    .counts = {},
                                    .not_exercised = {}}),
             Catch::Contains(early));
  const auto json = nlohmann::json::parse(harness::json_text(summary));
  CHECK(json["images"] == 32);
  CHECK(json["wanted_images"] == 40);
  emitted.play(Fault::kSpike, 39);  // in the last part
  CHECK(harness::ended_early(harness::verify(options_of(emitted))).empty());
  emitted.play(Fault::kSlow, 5);  // timing ends nothing
  CHECK(harness::ended_early(harness::verify(options_of(emitted))).empty());
}

TEST_CASE("a mismatch of a neuron comes with what the golden model has there") {
  const Emitted emitted;
  emitted.play(Fault::kV, 21);
  const Summary summary = harness::verify(options_of(emitted));
  REQUIRE(summary.mismatch);
  const harness::Mismatch& m = *summary.mismatch;
  REQUIRE(m.field == "v");
  REQUIRE(m.update.size() == 1);
  golden::Golden golden(emitted.net);
  const golden::Trace& trace = golden.run(emitted.images.image(21), 21);
  const golden::LayerTrace& layer = trace.layers[static_cast<std::size_t>(m.layer - 1)];
  const std::size_t neurons = layer.flags.size() / layer.field_code.size();
  const std::size_t cell =
      static_cast<std::size_t>(m.step - 1) * neurons + static_cast<std::size_t>(m.neuron);
  const harness::Update& update = m.update.front();
  CHECK(update.lane == m.neuron % 4);  // four lanes
  CHECK(update.golden.v == layer.potential[cell]);
  CHECK(std::to_string(update.golden.v) == m.expected);
  CHECK(std::to_string(update.core.v) == m.got);
  CHECK(update.golden.d == layer.drive[cell]);
  CHECK(update.core.d == layer.drive[cell]);
  CHECK(update.before ==
        (m.step == 1 ? emitted.net.neurons[0].v_rest : layer.potential[cell - neurons]));
  CHECK(update.threshold == emitted.net.neurons[0].fields[0].th_lo);
  CHECK(m.golden_class == trace.predicted);
  CHECK(harness::label_of(summary, 21) == emitted.images.labels[21]);
  CHECK(harness::label_of(summary, 40) == -1);
}

TEST_CASE("a mismatch is told even where its waveform cannot be had") {
  const Emitted emitted;
  emitted.play(Fault::kV);
  VerifyOptions o = options_of(emitted);
  o.wave_on_mismatch = true;
  o.build_cache = emitted.core() + "/manifest.json/cache";
  const Summary summary = harness::verify(o);
  REQUIRE(summary.mismatch);
  CHECK(summary.wave.empty());
  CHECK_THAT(harness::human_text(summary), Catch::Contains("no waveform: "));
}

TEST_CASE("a core that is a cycle off is not equal although no value differs") {
  const Emitted emitted;
  emitted.play(Fault::kSlow, 5);
  const Summary summary = harness::verify(options_of(emitted));
  CHECK(summary.mismatches == 0);
  CHECK_FALSE(summary.timing_exact);
  CHECK_FALSE(summary.equal());
  CHECK(summary.images.size() == 40);
  CHECK(summary.difference->image == 5);
}

TEST_CASE("a run that compares nothing is not equal") {
  const Emitted emitted;
  emitted.play(Fault::kNoCommits);
  const Summary summary = harness::verify(options_of(emitted));
  CHECK(summary.commits == 0);
  CHECK_FALSE(summary.equal());
}

TEST_CASE("streamed runs are held against the prediction, stalled ones as a bound") {
  const Emitted emitted;
  emitted.play();
  VerifyOptions o = options_of(emitted);
  o.traffic.stall = 9;
  Summary summary = harness::verify(o);
  CHECK(summary.equal());
  CHECK(summary.timing_check == harness::TimingCheck::kBound);
  CHECK(summary.intervals.empty());
  o.traffic = {.stream = true, .stall = {}};
  summary = harness::verify(o);
  CHECK(summary.equal());
  CHECK(summary.timing_check == harness::TimingCheck::kExact);
  CHECK(summary.intervals_predicted);
  CHECK(summary.intervals_exact);
  CHECK(summary.intervals.size() == 40 - 3);  // the first of each of three chunks has none
  // A frame among the images is more than the prediction knows.
  o.traffic.broken = 1;
  summary = harness::verify(o);
  CHECK(summary.equal());
  CHECK(summary.timing_check == harness::TimingCheck::kBound);
  CHECK_FALSE(summary.intervals_predicted);
}

TEST_CASE("a streamed image that is a cycle off is not equal, among the images or once more") {
  const Emitted emitted;
  emitted.play(GENERATE(Fault::kSlow, Fault::kFast), 5);
  VerifyOptions o = options_of(emitted);
  o.traffic.stream = true;
  const Summary streamed = harness::verify(o);
  CHECK_FALSE(streamed.equal());
  CHECK_FALSE(streamed.intervals_exact);
  CHECK(streamed.difference->image == 5);
  CHECK(streamed.difference->what == "cycles");
  CHECK_FALSE(harness::verify(options_of(emitted)).intervals_exact);
}

TEST_CASE("images are chosen by first and number, and refused beyond the data set") {
  const Emitted emitted;
  emitted.play();
  VerifyOptions o = options_of(emitted);
  o.first = 38;
  CHECK(harness::verify(o).images.size() == 2);
  o.images = 3;
  const Error images = error_of(ErrorCode::kUsage, [&] { (void)harness::verify(o); });
  CHECK(images.where() == "--images");
  o.first = 40;
  CHECK(error_of([&] { (void)harness::verify(o); }).where() == "--first");
}

TEST_CASE("a core that crashes is an error and not a mismatch") {
  const Emitted emitted;
  emitted.play(Fault::kCrash);
  const Error error =
      error_of(ErrorCode::kTool, [&] { (void)harness::verify(options_of(emitted)); });
  CHECK(error.where() == "worker");
}

TEST_CASE("a run says what it says nothing about") {
  Emitted emitted;
  emitted.play();
  VerifyOptions o = options_of(emitted);
  const Summary plain = harness::verify(o);
  const std::vector<std::string> all{"more than 16 images from one reset to the next (--part)",
                                     "broken frames (--broken-frames)",
                                     "resets within images (--resets)",
                                     "stalls (--stall)",
                                     "the configuration port (--fields)"};
  CHECK(plain.not_exercised == all);
  CHECK(nlohmann::json::parse(harness::json_text(plain))["not_exercised"] == nlohmann::json(all));
  CHECK_THAT(harness::human_text(plain),
             Catch::Contains("(--part), broken frames (--broken-frames), resets"));
  o.traffic.broken = 2;
  o.traffic.stall = 2;
  CHECK(harness::verify(o).not_exercised ==
        std::vector<std::string>{"more than 16 images from one reset to the next (--part)",
                                 "resets within images (--resets)",
                                 "images in flight together, large image numbers (--stream)",
                                 "the configuration port (--fields)"});
  emitted.text["wrapper"] = {{"name", "axi"}, {"top", "my_axi"}};
  emitted.save_manifest();
  CHECK(harness::verify(options_of(emitted)).not_exercised.front() == "the wrapper (--top my_axi)");
}

TEST_CASE("parts are cut by the number of images from one reset to the next, streamed ones too") {
  const Emitted emitted(70);
  VerifyOptions o = options_of(emitted);
  o.first = 3;
  o.images = 66;
  const auto cut = [&](const harness::Traffic& traffic, std::uint32_t part) {
    o.traffic = traffic;
    o.part = part;
    std::vector<std::uint32_t> counts;
    std::uint32_t next = o.first;
    bool counted = true;
    for (const harness::Part& each : harness::prepare(o).parts) {
      if (counted && !each.counted) next = o.first;  // once more, streamed
      counted = each.counted;
      CHECK(each.traffic.stream == (traffic.stream || !each.counted));
      CHECK(each.chunk.first == next);
      next += each.chunk.count;
      counts.push_back(each.chunk.count);
    }
    return counts;
  };
  using Counts = std::vector<std::uint32_t>;
  CHECK(cut({}, VerifyOptions().part) == Counts{16, 16, 16, 16, 2, 16});
  CHECK(cut({}, 40) == Counts{40, 26, 16});
  CHECK(cut({}, 10) == Counts{10, 10, 10, 10, 10, 10, 6, 10, 6});
  CHECK(cut({.stream = true, .stall = {}}, 66) == Counts{66});
  CHECK(cut({.stall = 1}, 4'000'000'000) == Counts{66});
  CHECK(cut({.stall = {}, .resets = 1}, 66) == Counts(33, 2));
}

TEST_CASE("a run in longer parts is equal, and says how far it looks and how it is shown again") {
  const Emitted emitted(70);
  emitted.play();
  VerifyOptions o = options_of(emitted);
  o.part = 60;
  const Summary longer = harness::verify(o);
  CHECK(longer.equal());
  CHECK(longer.images.size() == 70);
  CHECK(longer.not_exercised.front() == "more than 60 images from one reset to the next (--part)");
  o.part = 70;
  CHECK(harness::verify(o).not_exercised.front() == "broken frames (--broken-frames)");
  emitted.play(Fault::kV, 41);
  CHECK_THAT(harness::verify(o).reproduce,
             Catch::Contains("--first 0 --images 42 --jobs 1 --part 70"));
  o.traffic.resets = 1;  // whose parts are what they are
  CHECK(harness::verify(o).reproduce.find("--part") == std::string::npos);
}

TEST_CASE("all ways together say how many images none of them saw in a row") {
  const Emitted emitted(70);
  emitted.play();
  VerifyOptions o = options_of(emitted);
  const auto said = [&](std::uint32_t part) {
    o.part = part;
    const auto out = harness::verify_all(o, {}).not_exercised;
    return out.empty() ? "" : out.back();
  };
  CHECK(said(VerifyOptions().part) == "more than 16 images from one reset to the next (--part)");
  CHECK(said(65) == "more than 65 images from one reset to the next (--part)");
  CHECK(said(70) == "");
}

TEST_CASE("every way to run a core is told by itself, with one verdict") {
  const Emitted emitted(70);
  VerifyOptions o = options_of(emitted);
  o.images = 66;
  // The fake has no configuration port.
  std::vector<std::string> names;
  emitted.play(Fault::kFrameErrorLost);
  const harness::AllRuns all =
      harness::verify_all(o, [&](const harness::NamedRun& run) { names.push_back(run.name); });
  CHECK_FALSE(all.equal());
  REQUIRE(all.runs.size() == 8);
  CHECK(names.front() == "plain");
  CHECK(all.runs[0].summary.equal());
  CHECK(all.runs[0].summary.images.size() == 66);
  CHECK(all.runs[1].name == "stall");
  CHECK(all.runs[1].summary.equal());
  CHECK(all.runs[1].summary.images.size() == 64);
  CHECK(all.runs[5].name == "broken frames");
  CHECK_FALSE(all.runs[5].summary.equal());
  CHECK_THAT(harness::run_line(all.runs[0]),
             Catch::Contains("timing exact ") && Catch::Contains("equal"));
  CHECK_THAT(harness::run_line(all.runs[5]), Catch::Contains("DIFFERS"));
  const std::string verdict = harness::verdict_text(all);
  CHECK_THAT(verdict,
             Catch::Contains("broken frames:\nmismatch at image") &&
                 Catch::Contains("--broken-frames 1") && Catch::Contains("; never: ") &&
                 Catch::Contains("of 8 runs differ\n"));
  const auto json = nlohmann::json::parse(harness::json_text(all));
  CHECK(json["equal"] == false);
  CHECK(json["runs"].size() == 8);
  CHECK(json["runs"][0]["name"] == "plain");
  CHECK(json["runs"][0]["images"] == 66);
  CHECK(json["rules"]["spike"].get<int>() > 0);
  CHECK(json["rules_never"].size() == all.idle_rules().size());
  const std::string junit = harness::junit_text(all);
  std::size_t suites = 0;
  for (std::size_t at = 0; (at = junit.find("<testsuite name=", at)) != std::string::npos; ++at)
    ++suites;
  CHECK(suites == 8);
  CHECK_THAT(junit,
             Catch::Contains("images, stream, broken frames 1") &&
                 Catch::Contains("<failure>mismatch at image") &&
                 Catch::Contains("<property name=\"broken_frames_seed\" value=\"1\"/>"));
}
