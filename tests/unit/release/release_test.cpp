// SPDX-License-Identifier: Apache-2.0
#include "sim/release/release.hpp"

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using Catch::Matchers::Contains, Catch::Matchers::StartsWith;

namespace {

/// As ctest writes it: a case of Catch2 that passed, and a script.
std::string junit(const std::string& failures, int tests = 2) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite "
         "name=\"(empty)\"\n\ttests=\"" +
         std::to_string(tests) + "\"\n\tfailures=\"" + failures +
         "\"\n\tdisabled=\"0\"\n\tskipped=\"1\"\n\ttimestamp=\"2026-11-29T18:34:12\"\n\t>\n"
         "\t<testcase name=\"a\" tests=\"9\"><system-out>All tests passed (6 assertions in 1 test "
         "case)</system-out></testcase>\n"
         "\t<testcase name=\"b\"><system-out>All tests passed (1,5 assertions)\nAll tests passed "
         "(5 "
         "assertions in 2 test cases)</system-out><skipped "
         "message=\"SKIP_RETURN_CODE=77\"/></testcase>\n</testsuite>\n";
}

constexpr const char* kResult =
    R"({"suite":"nightly","equal":true,"runs_total":31,"runs_failed":0,"images":992,
        "commits_compared":17202,"mismatches":0,
        "coverage":{"lines":{"hit":998,"total":1000,"excluded":1},
                    "branches":{"hit":0,"total":0,"excluded":0},
                    "toggles":{"hit":49,"total":50,"excluded":0}}})";

}  // namespace

TEST_CASE("a tier of the tests is read from the JUnit file of ctest") {
  const test::TempDir dir;
  files::write(dir / "unit.xml", junit("0"));
  const release::Tier tier = release::read_tier(dir / "unit.xml");
  CHECK(tier.name == "unit");
  CHECK(tier.tests == 2);
  CHECK(tier.failures == 0);
  CHECK(tier.skipped == 1);
  CHECK(tier.assertions == 11);
  CHECK(tier.begun == "2026-11-29T18:34:12");
}

TEST_CASE("a file that is no tier of the tests is refused") {
  const test::TempDir dir;
  const auto refused = [&](const std::string& text) {
    files::write(dir / "unit.xml", text);
    return std::string(test::error_of(ErrorCode::kParse, [&] {
                         (void)release::read_tier(dir / "unit.xml");
                       }).what());
  };
  CHECK_THAT(refused("<testsuites/>"), Contains("holds no <testsuite>"));
  CHECK_THAT(refused(junit("-1")), Contains("failures is \"-1\""));
  CHECK_THAT(refused("<testsuite ntests=\"1\">"), Contains("has no tests"));
  CHECK_THAT(refused("<testsuite tests=\"0\" failures=\"0\" skipped=\"0\" timestamp=\"\">"),
             Contains("has no test;"));
  CHECK_THAT(refused(junit("0", 3)), Contains("tests is 3, but it holds 2"));
  CHECK_THAT(refused(junit("1")), Contains("failures is 1, but it holds 0"));
  const std::string whole = junit("0");
  CHECK_THAT(refused(whole.substr(0, whole.rfind("</testsuite>"))), Contains("ends in the middle"));
  CHECK_THAT(refused(whole + "<more/>"), Contains("goes on behind its end"));
  std::string failed = whole;
  failed.replace(failed.find("<testcase name=\"b\""), 19, "<testcase name=\"b\" status=\"fail\"");
  CHECK_THAT(refused(failed), Contains("failures is 0, but it holds 1"));
}

TEST_CASE("a regression's totals and coverage are read from its directory or its file") {
  const test::TempDir dir;
  files::write(dir / "result.json", kResult);
  for (const std::string& path : {dir.path(), dir / "result.json"}) {
    const release::Regression run = release::read_regression(path);
    CHECK(run.suite == "nightly");
    CHECK(run.equal);
    CHECK(run.runs == 31);
    CHECK(run.commits == 17202);
    CHECK(run.coverage ==
          std::vector<std::string>{"99.90 % of lines but 1 excluded", "98.00 % of toggles"});
  }
}

TEST_CASE("the page of a release has every figure, and says what was not run") {
  const std::string empty = release::page("v 1", {}, {}, {});
  CHECK_THAT(empty,
             Contains("v 1. **No release**: not run: unit, snapshot, lint, lockstep, formal, slow, "
                      "table, nightly."));
  CHECK_THAT(empty, Contains("| lint     | not run |") && Contains("| nightly | not run |"));

  models::TrainedNetwork good, bad;
  good.network.name = "good";
  good.record = models::Verified{.images = 10000, .commits = 252500000};
  bad.network.name = "bad";
  const std::string page =
      release::page("v 1",
                    {{.name = "unit", .tests = 1234, .assertions = 0, .begun = "today"}},
                    {{.suite = "table", .equal = true, .runs = 20, .images = 200000}},
                    {good, bad});
  CHECK_THAT(page, Contains("1,234") && Contains("table") && Contains("200,000"));
  CHECK_THAT(page, Contains("not measured"));
  CHECK_THAT(page, Contains("1 of 2 committed networks") && Contains("252,500,000"));
  CHECK_THAT(page, Contains("None: bad."));
  CHECK_THAT(
      page,
      Contains("not run: snapshot, lint, lockstep, formal, slow, nightly; without a record: bad."));
}

TEST_CASE("the page of a run with every tier and suite says no release only where one failed") {
  std::vector<release::Tier> tiers;
  for (const char* const name : {"unit", "snapshot", "lint", "lockstep", "formal", "slow"}) {
    tiers.push_back({.name = name, .tests = 1});
  }
  const std::vector<release::Regression> suites{{.suite = "table", .equal = true},
                                                {.suite = "nightly", .equal = true}};
  CHECK_THAT(release::page("v 1", tiers, suites, {}), StartsWith("v 1.\n\n"));
  CHECK(release::lacking(tiers, suites, {}).empty());
  tiers.back().failures = 1;
  CHECK_THAT(release::page("v 1", tiers, suites, {}),
             StartsWith("v 1. **No release**: something failed.\n"));
  CHECK_THAT(release::page("v 1", tiers, {suites.front()}, {}),
             StartsWith("v 1. **No release**: something failed; not run: nightly.\n"));
}

TEST_CASE("a failed test, an unequal run and what was not run are why there is no release") {
  const release::Tier tier{.name = "unit", .tests = 3};
  release::Tier failed = tier;
  failed.failures = 1;
  const release::Regression equal{.equal = true};
  const auto why = [](const std::vector<release::Tier>& tiers,
                      const std::vector<release::Regression>& suites) {
    return release::lacking(tiers, suites, {}).front();
  };
  CHECK_THAT(why({tier}, {equal}), StartsWith("not run: snapshot, "));
  CHECK(why({tier, failed}, {equal}) == "something failed");
  CHECK(why({tier}, {equal, {.equal = false}}) == "something failed");
}

TEST_CASE(
    "a network without a record, or with one of RTL that was not equal, makes it no release") {
  std::vector<release::Tier> tiers;
  for (const char* const name : {"unit", "snapshot", "lint", "lockstep", "formal", "slow"}) {
    tiers.push_back({.name = name, .tests = 1});
  }
  const std::vector<release::Regression> suites{{.suite = "table", .equal = true},
                                                {.suite = "nightly", .equal = true}};
  models::TrainedNetwork network;
  network.network.name = "own";
  const auto why = [&] { return release::lacking(tiers, suites, {network}); };
  CHECK(why() == std::vector<std::string>{"without a record: own"});
  network.record = models::Verified{.images = 10000, .commits = 252500000};
  CHECK(why().empty());
  network.record->mismatches = 5;
  CHECK_THAT(why().at(0), StartsWith("a record of RTL that was not equal"));
  network.record->mismatches = 0;
  network.record->timing_exact = false;
  CHECK_THAT(why().at(0), StartsWith("a record of RTL that was not equal"));
}

TEST_CASE("a test that ctest could not start has failed, and a tier that skipped all is none") {
  const test::TempDir dir;
  const auto tier = [&](const std::string& message) {
    files::write(dir / "unit.xml",
                 "<testsuite name=\"u\" tests=\"1\" failures=\"0\" skipped=\"1\" timestamp=\"t\">\n"
                 "<testcase name=\"a\" status=\"notrun\">\n<skipped message=\"" +
                     message + "\"/>\n</testcase>\n</testsuite>\n");
    return release::read_tier(dir / "unit.xml");
  };
  CHECK(tier("Unable to find executable").failures == 1);
  CHECK(tier("Unable to find executable").skipped == 0);
  const release::Tier skipped = tier("SKIP_RETURN_CODE=77");
  CHECK(skipped.failures == 0);
  CHECK(skipped.skipped == 1);
  CHECK(release::lacking({skipped}, {}, {}).front() == "all skipped: unit");
}

TEST_CASE("a result that says equal beside mismatches, or of nothing, is refused") {
  const test::TempDir dir;
  const std::string result = kResult;
  for (const auto& [before, after] : std::vector<std::pair<std::string, std::string>>{
           {"\"mismatches\":0", "\"mismatches\":7"},
           {"\"commits_compared\":17202", "\"commits_compared\":0"}}) {
    std::string other = result;
    REQUIRE(other.find(before) != std::string::npos);
    other.replace(other.find(before), before.size(), after);
    files::write(dir / "result.json", other);
    CHECK_THAT(
        test::error_of(ErrorCode::kParse, [&] { (void)release::read_regression(dir.path()); })
            .what(),
        Contains("contradicts itself"));
  }
}

TEST_CASE("the figures of a release are written between their markers") {
  CHECK(
      release::with_page("a\n<!-- figures: written by spinforge-sim release -->\nold\n<!-- end of "
                         "figures -->\nb\n",
                         "new\n",
                         "page") ==
      "a\n<!-- figures: written by spinforge-sim release -->\n\nnew\n\n<!-- end of figures "
      "-->\nb\n");
  CHECK_THAT(
      test::error_of(ErrorCode::kParse, [] { (void)release::with_page("a", "b", "page"); }).what(),
      Contains("no place for a table"));
}
