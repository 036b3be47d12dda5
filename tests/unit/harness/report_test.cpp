// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/report.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "tests/support.hpp"

using namespace spinforge;
using harness::Summary;
using nlohmann::json;

namespace {

/// Two images, one of them classified right.
Summary summary() {
  Summary s;
  s.network = "a<b";
  s.dataset = "data";
  s.lanes = {8};
  s.neuron_lanes = {4};
  s.windows = {"closed"};
  s.classes = 3;
  for (std::uint32_t i = 0; i < 2; ++i) {
    harness::ImageRecord image;
    image.image = i;
    image.predicted = static_cast<int>(i);
    image.cycles = 100 + 20 * i;
    image.layers = {{.first = 10, .last = 59, .bound = 40}};
    image.spikes = {6};
    image.over = {2};
    s.images.push_back(image);
  }
  s.wanted_images = 4;
  s.top = "sf_core";
  s.labels = {0, 2, 4, 9};
  s.filelist = "filelist.f";
  s.rtl_hash = "c0ffee";
  s.commits = 500;
  s.wall_s = 0.5;
  s.jobs = 2;
  s.intervals = {80, 90};
  return s;
}

harness::Mismatch mismatch() {
  return {.image = 3,
          .number = 3,
          .layer = 2,
          .step = 4,
          .neuron = 10,
          .field = "v",
          .expected = "12",
          .got = "13",
          .cycle = 99,
          .commits = {"cycle 98: & so on"}};
}

}  // namespace

TEST_CASE("the JSON has every key of the contract") {
  const json out = json::parse(harness::json_text(summary()));
  CHECK(out["network"] == "a<b");
  CHECK(out["images"] == 2);
  CHECK(out["commits_compared"] == 500);
  CHECK(out["mismatches"] == 0);
  CHECK(out["accuracy"] == 0.5);
  CHECK(out["cycles_per_image"] == json{{"min", 100}, {"mean", 110.0}, {"max", 120}});
  CHECK(out["timing_model_exact"] == true);
  CHECK(out["wall_s"] == 0.5);
  CHECK(out["images_per_s"] == 4.0);
  CHECK(out["jobs"] == 2);
  CHECK(out["lanes"] == json{8});
  CHECK(out["predictions"] == json{0, 1});
  CHECK(out["interval"]["mean"] == 85.0);
  CHECK(out["interval_exact"] == true);
  CHECK(out["layers"][0]["cycles"]["mean"] == 50.0);
  CHECK(out["layers"][0]["lane_utilisation"] == 0.8);
  CHECK(out["layers"][0]["window"] == "closed");
  CHECK(out["layers"][0]["over"] == 2.0);
  CHECK(out["layers"][0]["over_share"] == 0.25);  // of the firings, suppressed ones among them
  CHECK(out["first_mismatch"].is_null());
}

TEST_CASE("intervals are exact or not, or nothing is said where they were not predicted") {
  const auto told = [](const Summary& s) {
    return json::parse(harness::json_text(s))["interval_exact"];
  };
  Summary s = summary();
  s.intervals_exact = false;
  CHECK(told(s) == false);
  s.intervals_predicted = false;
  CHECK(told(s).is_null());
  s = summary();
  s.intervals.clear();
  CHECK(told(s).is_null());
}

TEST_CASE("the confusion matrix counts images by label and the core's class, and is recorded") {
  Summary s = summary();
  s.images.push_back(s.images[1]);  // class 1 again
  s.images.push_back(s.images[0]);
  for (std::uint32_t i = 0; i < 4; ++i) s.images[i].image = i;
  s.labels = {0, 2, 2, 1};
  const json expected = {{1, 0, 0}, {1, 0, 0}, {0, 2, 0}};
  CHECK(json(harness::confusion(s)) == expected);
  CHECK(json::parse(harness::json_text(s))["confusion"] == expected);
  CHECK(json::parse(harness::record_text(s))["confusion"] == expected);
  CHECK_FALSE(json::parse(harness::record_text(s)).contains("predictions"));
}

TEST_CASE("without labels there is no accuracy: null in JSON, a word for people, and no record") {
  Summary s = summary();
  s.labels.clear();
  const json out = json::parse(harness::json_text(s));
  CHECK(out["accuracy"].is_null());
  CHECK(out["confusion"].is_null());
  CHECK_THAT(harness::human_text(s), Catch::Contains("no labels, 110.0 cycles an image"));
  const Error error = test::error_of(ErrorCode::kUsage, [&] { (void)harness::record_text(s); });
  CHECK(error.where() == "--record");
}

TEST_CASE("a summary is equal only if something was compared and nothing differs") {
  CHECK(summary().equal());
  Summary s = summary();
  s.mismatches = 1;
  CHECK_FALSE(s.equal());
  s = summary();
  s.timing_exact = false;
  CHECK_FALSE(s.equal());
  s = summary();
  s.commits = 0;
  CHECK_FALSE(s.equal());
  CHECK_THAT(harness::human_text(s), Catch::Contains("nothing was compared"));
  s = summary();
  s.images.clear();
  CHECK_FALSE(s.equal());
}

TEST_CASE("of the timing no more is told than was asked of it") {
  const auto told = [](const Summary& s) {
    const json out = json::parse(harness::json_text(s));
    return json{out["timing_model_exact"], out["timing_check"]};
  };
  const std::string equals = "\"every cycle count equals the timing model\"";
  Summary s = summary();
  CHECK(harness::timing_word(s) == "exact");
  CHECK(told(s) == json{true, "exact"});
  CHECK_THAT(harness::junit_text(s), Catch::Contains(equals + "/>"));
  s.timing_check = harness::TimingCheck::kBound;
  CHECK(harness::timing_word(s) == "not faster");
  CHECK(told(s) == json{nullptr, "not faster"});
  CHECK_THAT(harness::human_text(s), Catch::Contains("never faster than the timing model: yes"));
  CHECK_THAT(harness::junit_text(s),
             Catch::Contains("\"no image is faster than the timing model\"/>"));
  const Error error = test::error_of(ErrorCode::kUsage, [&] { (void)harness::record_text(s); });
  CHECK_THAT(error.what(), Catch::Contains("expected timing exact, got not faster"));
  s.timing_exact = false;
  CHECK(harness::timing_word(s) == "differs");
  CHECK(told(s) == json{false, "not faster"});
  s = summary();
  s.images.clear();
  CHECK(harness::timing_word(s) == "-");
  CHECK(told(s) == json{nullptr, nullptr});
  CHECK_THAT(harness::human_text(s), Catch::Contains("timing model exact: -"));
  CHECK_THAT(harness::junit_text(s),
             Catch::Contains("failures=\"1\" skipped=\"1\"") &&
                 Catch::Contains(equals + ">\n    <skipped message=\"no image finished\"/>"));
}

TEST_CASE("a mismatch is told with its place, both values, its commits and the command") {
  Summary s = summary();
  s.mismatch = mismatch();
  s.mismatches = 1;
  s.reproduce = "spinforge-sim verify core --first 0 --images 4";
  const std::string text = harness::human_text(s);
  CHECK_THAT(text,
             Catch::Contains("image 3, layer 2, step 4, neuron 10: v: expected 12, got 13") &&
                 Catch::Contains("cycle 98") && Catch::Contains("reproduce: " + s.reproduce));
  const json out = json::parse(harness::json_text(s));
  CHECK(out["first_mismatch"]["neuron"] == 10);
  CHECK(out["first_mismatch"]["expected"] == "12");
  CHECK(out["equal"] == false);
}

TEST_CASE(
    "a mismatch of a neuron is told with its values on both sides, and with the image's classes") {
  Summary s = summary();
  s.mismatch = mismatch();
  s.mismatch->golden_class = 6;
  s.mismatch->update = {{.lane = 2,
                         .before = -5,
                         .threshold = 100,
                         .golden = {.d = 17, .v = 12, .spike = false, .armed = true, .over = false},
                         .core = {.d = 17, .v = 13, .spike = true, .armed = false, .over = false}}};
  const std::string text = harness::human_text(s);
  CHECK_THAT(text,
             Catch::Contains("neuron 10, lane 2 of the commit:\n"
                             "        V before   D   TH   V  spike  armed  over\n") &&
                 Catch::Contains("golden        -5  17  100  12      0      1     0\n") &&
                 Catch::Contains("core              17  100  13      1      0     0\n") &&
                 Catch::Contains("image 3: label 9, class 6 of the golden model\n"));
  CHECK(text.find("neuron 10, lane 2") < text.find("last commits"));
  const json out = json::parse(harness::json_text(s))["first_mismatch"];
  CHECK(out["label"] == 9);
  CHECK(out["golden_class"] == 6);
  CHECK(out["update"] ==
        json{{"lane", 2},
             {"v_before", -5},
             {"th", 100},
             {"golden", {{"d", 17}, {"v", 12}, {"spike", false}, {"armed", true}, {"over", false}}},
             {"core", {{"d", 17}, {"v", 13}, {"spike", true}, {"armed", false}, {"over", false}}}});
  CHECK(out["wave_time"].is_null());
}

TEST_CASE("a waveform is told with the place to look at") {
  Summary s = summary();
  s.mismatch = mismatch();
  s.mismatch->wave_cycle = 99;
  s.wave = "a b.fst";
  s.wave_unit = "ps";
  s.wave_view = "a b.gtkw";
  CHECK_THAT(harness::human_text(s),
             Catch::Contains("waveform: a b.fst\nlook at 198 ps in it\n") &&
                 Catch::Contains("gtkwave 'a b.gtkw'"));
  const json out = json::parse(harness::json_text(s))["first_mismatch"];
  CHECK(out["wave_time"] == 198);
  CHECK(out["wave_unit"] == "ps");
  CHECK(out["wave_view"] == "a b.gtkw");
}

TEST_CASE("JSON and JUnit tell what distinguishes one run from another") {
  Summary s = summary();
  json out = json::parse(harness::json_text(s));
  CHECK(out["first_image"] == 0);
  CHECK(out["part"] == 16);
  CHECK(out["stall_seed"].is_null());
  CHECK(out["stream"] == false);
  CHECK(out["reset_seed"] == 1);
  CHECK(out["fields_seed"].is_null());
  CHECK(out["field_codes"].is_null());
  CHECK(out["filelist"] == "filelist.f");
  CHECK(out["rtl_hash"] == "c0ffee");
  CHECK(harness::configuration(s) == "sf_core from image 0, 4 images");
  std::set<std::string> names{harness::configuration(s)};
  const auto another = [&](const Summary& run, const char* key, const json& value) {
    CAPTURE(key);
    CHECK(names.insert(harness::configuration(run)).second);
    CHECK(json::parse(harness::json_text(run))[key] == value);
    const std::string junit = harness::junit_text(run);
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    CHECK_THAT(
        junit,
        Catch::Contains("<testsuite name=\"verify a&lt;b: " + harness::configuration(run) + "\"") &&
            Catch::Contains("classname=\"a&lt;b: " + harness::configuration(run) + "\"") &&
            Catch::Contains(std::string("<property name=\"") + key + "\" value=\"" + text +
                            "\"/>") &&
            Catch::Contains("<property name=\"rtl_hash\" value=\"c0ffee\"/>") &&
            Catch::Contains("<property name=\"predictions\" value=\"0 1\"/>"));
    for (const char* const left_out : {"rtl_hash", "stall_seed", "reset_seed", "first_image"}) {
      CHECK_FALSE(json::parse(harness::record_text(run)).contains(left_out));
    }
  };
  s.first = 7;
  for (harness::ImageRecord& image : s.images) image.image += s.first;
  another(s, "first_image", 7);
  s.part = 32;
  another(s, "part", 32);
  s.traffic.stall = 3;
  another(s, "stall_seed", 3);
  s.traffic.stream = true;
  another(s, "stream", true);
  s.traffic.broken = 4;
  another(s, "broken_frames_seed", 4);
  s.traffic.resets = 6;
  another(s, "resets_seed", 6);
  s.top = "sf_axi";
  another(s, "top", "sf_axi");
  s.fields = 5;
  another(s, "fields_seed", 5);
  s.field_codes = {2, 3};
  another(s, "field_codes", {2, 3});
  s.reset_seed = 9;
  another(s, "reset_seed", 9);
  s.filelist = "verilog/filelist.f";
  another(s, "filelist", "verilog/filelist.f");
}

TEST_CASE("a timing difference is told with the layer and both counts") {
  Summary s = summary();
  s.difference = harness::TimingDifference{5, 1, "last busy cycle", 70, 71};
  s.timing_exact = false;
  CHECK_THAT(harness::human_text(s),
             Catch::Contains("image 5, layer 1: last busy cycle: predicted 70, measured 71"));
}

TEST_CASE("JUnit XML counts failures and escapes what it quotes") {
  CHECK_THAT(harness::junit_text(summary()),
             Catch::Contains("failures=\"0\"") && Catch::Contains("verify a&lt;b"));
  Summary s = summary();
  s.mismatch = mismatch();
  CHECK_THAT(harness::junit_text(s),
             Catch::Contains("failures=\"1\"") && Catch::Contains("&amp; so on"));
}

TEST_CASE("streamed images have no busy cycles of their own") {
  Summary s = summary();
  s.traffic.stream = true;
  const json out = json::parse(harness::json_text(s));
  CHECK(out["layers"][0]["cycles"].is_null());
  CHECK(out["layers"][0]["bound"]["mean"] == 40.0);
}
