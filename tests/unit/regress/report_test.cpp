// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/report.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "gen/base/files.hpp"
#include "sim/regress/page.hpp"
#include "tests/support.hpp"
#include "tests/support/html.hpp"
#include "tests/support/text.hpp"

using namespace spinforge;
using regress::Failure;
using regress::Merged;
using regress::Outcome;

namespace {

Failure failure(const std::string& run, int step) {
  return {.module = "sf_core / layer 2",
          .signal = "v",
          .step = step,
          .run = run,
          .image = 7,
          .story = "image 7: v is <4>\n",
          .reproduce = "spinforge-sim verify x"};
}

Outcome outcome(const std::string& id, std::uint64_t mismatches) {
  Outcome out;
  out.id = id;
  out.network = "net";
  out.images = out.wanted = 10;
  out.commits = 1000;
  out.mismatches = mismatches;
  out.timing = mismatches == 0 ? "exact" : "not faster";
  out.equal = mismatches == 0;
  out.record = {{"run", id}};
  return out;
}

Merged merged() {
  Merged out;
  out.suite = "s";
  out.runs = {outcome("net, core, plain", 0), outcome("net, core, \"stall\"", 3)};
  return out;
}

}  // namespace

TEST_CASE("failures with the same module, signal and step are one bucket") {
  regress::Buckets buckets;
  for (const char* run : {"a", "a", "b"}) buckets.add(failure(run, 5));
  buckets.add(failure("a", 6));
  REQUIRE(buckets.all().size() == 2);
  CHECK(buckets.all()[0].parts == 3);
  CHECK(buckets.all()[0].runs == std::vector<std::string>{"a", "b"});
  CHECK(buckets.all()[0].commands.size() == 2);
  CHECK(buckets.all()[0].first.run == "a");
  CHECK(buckets.all()[1].first.step == 6);
  CHECK(buckets.all()[0].size_text() == "3 parts of 2 runs");
  CHECK(buckets.all()[1].size_text() == "1 part of 1 run");
}

TEST_CASE("the verdict, the result and every report tell what failed") {
  Merged m = merged();
  m.failures.add(failure("net, core, \"stall\"", 5));
  regress::Execution run;
  run.shards = 4;
  run.reused = 1;
  CHECK(regress::verdict(m) ==
        "FAIL: 1 of 2 runs, 20 images, 2,000 updates compared, 3 mismatches\n");
  const Json result = parse_json(regress::result_text(m), "result.json");
  CHECK(result["commits_compared"] == 2000);
  CHECK(result["mismatches"] == 3);
  CHECK(result["equal"] == false);
  CHECK(result["failures"][0]["module"] == "sf_core / layer 2");
  CHECK(result["failures"][0]["first_image"] == 7);
  const std::string junit = regress::junit(m, run);
  CHECK_THAT(junit,
             Catch::Contains("tests=\"2\" failures=\"1\"") &&
                 Catch::Contains("name=\"net, core, &quot;stall&quot;\"") &&
                 Catch::Contains("v is &lt;4&gt;"));
  CHECK_THAT(regress::markdown(m, run),
             Catch::Contains("### sf_core / layer 2, v, step 5") && Catch::Contains("**FAIL**") &&
                 Catch::Contains("| not faster |"));
  CHECK(parse_json(regress::run_text(m, run), "run.json")["shards_reused"] == 1);
}

TEST_CASE(
    "every report has the command that shows any of the failing runs, and the waveform again") {
  Merged m = merged();
  Failure other = failure("net, core, plain", 5);
  other.reproduce = "spinforge-sim verify y";
  m.failures.add(failure("net, core, \"stall\"", 5));
  m.failures.add(other);
  m.runs[0].equal = false;
  regress::Shown wave;
  wave.wave = "a.fst";
  wave.view = "a.gtkw";
  wave.reproduce = "spinforge-sim verify z --wave a.fst";
  m.waves.push_back(wave);
  for (const std::string& report : {regress::markdown(m, {}), regress::page(m, {})}) {
    CHECK_THAT(report,
               Catch::Contains("spinforge-sim verify x") &&
                   Catch::Contains("spinforge-sim verify y") && Catch::Contains("a.gtkw") &&
                   Catch::Contains("spinforge-sim verify z --wave a.fst"));
  }
  CHECK_THAT(regress::junit(m, {}),
             Catch::Contains("reproduce: spinforge-sim verify x\n") &&
                 Catch::Contains("reproduce: spinforge-sim verify y\n"));
}

TEST_CASE("reports say what no run of a design drove, the wrapper where it was not") {
  Merged m = merged();
  const auto drive = [&](std::size_t model,
                         std::vector<std::string> left,
                         std::uint32_t part = 16,
                         std::size_t images = 10) {
    regress::Driven& driven = m.driven[model];
    driven.design = model == 0 ? "net --wrapper axi, core" : "net --wrapper axi, axi";
    driven.core = "/net";
    if (model == 0) driven.wrapper = "the wrapper";
    harness::Summary run;
    run.not_exercised = std::move(left);
    run.part = part;
    run.wanted_images = images;
    if (const auto more = harness::more_not_exercised(part, images)) {
      run.not_exercised.push_back(*more);
    }
    driven.idle.add(run);
  };
  using Left = std::vector<std::pair<std::string, std::vector<std::string>>>;
  drive(0, {"the wrapper", "stalls", "fields"});
  drive(0, {"the wrapper", "resets", "fields"});
  CHECK(m.not_exercised() == Left{{"net --wrapper axi, core", {"the wrapper", "fields"}}});
  CHECK_THAT(regress::markdown(m, {}), Catch::Contains("axi, core: the wrapper, fields\n"));
  CHECK_THAT(regress::page(m, {}), Catch::Contains("<td>the wrapper, fields</td>"));
  drive(1, {});
  CHECK(m.not_exercised() == Left{{"net --wrapper axi, core", {"fields"}}});
  drive(0, {"fields"}, 16, 100);
  drive(0, {"fields"}, 2, 100);
  const std::string more = "more than 16 images from one reset to the next (--part)";
  CHECK(m.not_exercised() == Left{{"net --wrapper axi, core", {"fields", more}}});
  drive(0, {"fields"}, 100, 100);
  CHECK(m.not_exercised() == Left{{"net --wrapper axi, core", {"fields"}}});
}

TEST_CASE("the page of a regression has its matrix, failures, times and runs, and loads nothing") {
  Merged m = merged();
  m.runs[0].design = "net --lanes 16, core";
  m.runs[1].seconds = 90;
  m.runs[0].record["traffic"] = "plain";
  m.runs[1].record["traffic"] = "stall";
  m.failures.add(failure("net, core, \"stall\"", 5));
  regress::Shown wave;
  wave.run = "r";
  wave.wave = "a.fst";
  wave.time = 12;
  wave.unit = "ps";
  m.waves.push_back(wave);
  const std::string html = regress::page(m, {});
  CHECK(test::external(html) == "");
  CHECK(test::lacking(html,
                      {"FAIL: 1 of 2 runs",
                       "<h3>sf_core / layer 2, v, step 5</h3>",
                       "v is &lt;4&gt;",
                       "<pre tabindex=\"0\">spinforge-sim verify x</pre>",
                       "<th scope=\"row\">net --lanes 16, core</th>",
                       "<b class=\"bad\">FAIL 1 of 1</b>",
                       "3 mismatches",
                       "<td>not faster</td>",
                       "1 min 30 s",
                       "12 ps"}) == std::vector<std::string>{});
  CHECK_THAT(test::figure_of(html, "Simulation of the 2 runs"), Catch::Contains("<rect"));
  CHECK_THAT(html, !Catch::Contains("Coverage") && !Catch::Contains("Before"));
}

TEST_CASE(
    "the page shows coverage where it was measured, and results of before where they are given") {
  Merged m = merged();
  coverage::Core core;
  core.name = "net --lanes 16";
  core.figures.lines = {.hit = 9, .total = 12};
  m.coverage.emplace().cores.push_back(core);
  regress::Execution execution;
  CHECK_THAT(regress::markdown(m, execution), !Catch::Contains("exclusions"));
  execution.exclude = "mine.json";
  CHECK_THAT(regress::markdown(m, execution),
             Catch::Contains("exclusions those of `mine.json` hold"));
  CHECK_THAT(regress::page(m, execution), Catch::Contains("mine.json"));
  CHECK(parse_json(regress::run_text(m, execution), "run.json")["exclude"] == "mine.json");
  const test::TempDir dir;
  std::filesystem::create_directory(dir / "monday");
  m.runs[1].record["equal"] = true;
  for (Outcome& run : m.runs) {
    run.record["equal"] = run.equal;
    run.record["cycles_per_image"] = {{"mean", 77.5}};
    run.record["images"] = 10;
  }
  files::write(dir / "monday/result.json", regress::result_text(m));
  const auto history = regress::read_history({dir / "monday", dir / "monday/result.json"});
  REQUIRE(history.size() == 2);
  CHECK(history[0].name == "monday");
  CHECK(history[1].runs.at("net, core, plain").cycles == 77.5);
  m.runs[0].id = "a new one";
  m.runs[1].cycles = 80;
  const std::string html = regress::page(m, {}, history);
  CHECK(test::lacking(html,
                      {"75.00 %",
                       "<th scope=\"col\">monday</th>",
                       "<td class=\"bad\">FAIL, 77.5</td>",
                       "FAIL, 80.0 (+3.2 %)",
                       "<td>-</td>"}) == std::vector<std::string>{});
  m.runs[1].images = 6;
  const std::string of_less = regress::page(m, {}, history);
  CHECK_THAT(of_less, Catch::Contains("FAIL, 80.0") && !Catch::Contains("+3.2 %"));
  m.runs[1].wanted = 6;
  CHECK_THAT(regress::page(m, {}, history), !Catch::Contains("+3.2 %"));
  files::write(dir / "other.json", "{\"runs\": [{}]}");
  const Error error =
      test::error_of(ErrorCode::kParse, [&] { (void)regress::read_history({dir / "other.json"}); });
  CHECK_THAT(error.what(), Catch::Contains("runs[0]"));
}

TEST_CASE("a name that means something to Markdown stands in the table as it is") {
  Merged all = merged();
  all.runs = {outcome("a|b <i> *c*, core, plain", 0)};
  CHECK_THAT(regress::markdown(all, {}), Catch::Contains(R"(| a\|b &lt;i> \*c\*, core, plain )"));
}

TEST_CASE("images that no part came to are told wherever images are") {
  Merged m = merged();
  CHECK(m.runs[0].images_text() == "10");
  m.runs[1].wanted = 1'200;
  m.runs[1].ended_early = 1;
  CHECK(m.runs[1].images_text() == "10 of 1,200, 1 part ended early");
  m.runs[1].ended_early = 2;
  const std::string told = "10 of 1,200, 2 parts ended early";
  CHECK(regress::verdict(m) ==
        "FAIL: 1 of 2 runs, 20 of 1,210 images, 2,000 updates compared, 3 mismatches\n");
  CHECK(parse_json(regress::result_text(m), "r")["wanted_images"] == 1'210);
  CHECK_THAT(regress::markdown(m, {}), Catch::Contains(told));
  CHECK(test::lacking(regress::page(m, {}), {told, "20 of 1,210"}) == std::vector<std::string>{});
}

TEST_CASE("a run that could not be done is an error with its reason, and no failure") {
  Merged m = merged();
  m.runs[1].broken = true;
  m.runs[1].images = m.runs[1].commits = m.runs[1].mismatches = 0;
  m.runs[1].cycles = 0;
  m.runs[1].record = {{"run", m.runs[1].id}, {"broken", true}, {"equal", false}};
  m.broken.push_back({.core = "/c<1>", .why = "line 7: no `<", .runs = {m.runs[1].id}});
  CHECK(
      regress::verdict(m) ==
      "FAIL: 1 of 2 runs, 1 of them could not be done, 10 of 20 images, 1,000 updates compared, 0 "
      "mismatches\n");
  const Json result = parse_json(regress::result_text(m), "result.json");
  CHECK(result["runs_broken"] == 1);
  CHECK(result["runs_failed"] == 1);
  CHECK(result["equal"] == false);
  CHECK_THAT(result.dump(), !Catch::Contains("line 7"));  // it has paths of this machine
  CHECK(parse_json(regress::run_text(m, {}), "run.json")["broken"][0]["why"] == "line 7: no `<");
  CHECK_THAT(regress::junit(m, {}),
             Catch::Contains("failures=\"0\" errors=\"1\"") &&
                 Catch::Contains("<error message=\"could not be done\">line 7: no `&lt;</error>"));
  CHECK_THAT(regress::markdown(m, {}),
             Catch::Contains("**BROKEN**") && Catch::Contains("### /c&lt;1>") &&
                 Catch::Contains("line 7: no `<"));
  const test::TempDir dir;
  m.runs.erase(m.runs.begin());
  files::write(dir / "result.json", regress::result_text(m));
  const std::string html = regress::page(m, {}, regress::read_history({dir.path()}));
  CHECK(test::lacking(html, {"<h3>/c&lt;1&gt;</h3>", "line 7: no `&lt;"}) ==
        std::vector<std::string>{});
  CHECK(test::count_of(html, "<td class=\"bad\">BROKEN</td>") == 3);  // before, now, its row
}

TEST_CASE("the page of a huge regression is bounded, and says what it leaves out") {
  Merged m;
  m.suite = "huge";
  for (int i = 0; i < 10'000; ++i) {
    m.runs.push_back(
        outcome(fmt::format("network-{}, --lanes 64 --order step, core, plain", i), 3));
    m.failures.add(failure(m.runs.back().id, i % 60));
  }
  m.waves.resize(101);
  const std::string html =
      regress::page(m, {}, std::vector<regress::Former>(13, {.name = "monday", .runs = {}}));
  CHECK(html.size() < 2'000'000);
  CHECK(test::lacking(html,
                      {"the first 100 of 167 runs",
                       "the first 50 of 60 kinds of failure",
                       "the last 12 of 13 results",
                       "the first 100 of 101 waveforms; run.json has"}) ==
        std::vector<std::string>{});
  // Below the runs, and below what they were before.
  CHECK(test::count_of(html, "the first 1,000 of 10,000 runs") == 2);
}

TEST_CASE("results of before are called after the directory in which they lie") {
  const test::TempDir dir;
  const std::string monday = dir / "monday";
  std::filesystem::create_directory(monday);
  files::write(monday + "/result.json", regress::result_text({}));
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(monday);
  const auto history = regress::read_history({".", "result.json", monday + "/", "../monday/."});
  std::filesystem::current_path(before);
  REQUIRE(history.size() == 4);
  for (const regress::Former& former : history) CHECK(former.name == "monday");
}

TEST_CASE("all equal is a pass, nothing at all is none") {
  Merged m = merged();
  m.runs.pop_back();
  CHECK(regress::verdict(m) == "PASS: 1 run, 10 images, 1,000 updates compared, 0 mismatches\n");
  CHECK(m.equal());
  CHECK_FALSE(Merged{}.equal());
}
