// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/suite.hpp"

#include <filesystem>
#include <set>

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using regress::Suite;

namespace {

Suite parsed(const std::string& runs) {
  return regress::parse_suite(
      "{\"schema_version\": 1, \"runs\": [" + runs + "]}", "s.json", "s", test::source("."));
}

}  // namespace

TEST_CASE("a suite stands for the product of its lists, in their order") {
  const Suite suite = parsed(R"({"networks": ["fmnist-fc196-dw", "mnist-fc196-dw"],
                                 "emit": ["--lanes 8", "--lanes 16"], "images": 10,
                                 "tops": ["core", "axi"], "traffic": ["plain", "stall fields"],
                                 "seeds": [1, 7], "tags": ["quick"], "minutes": 5})");
  REQUIRE(suite.runs.size() == 2 * 2 * 2 * 2 * 2);
  CHECK(suite.runs.front().id() == "fmnist-fc196-dw --lanes 8, core, fmnist-sample, plain");
  CHECK(suite.runs.back().id() ==
        "mnist-fc196-dw --lanes 16, axi, fmnist-sample, stall fields, seed 7");
  CHECK(suite.runs.back().images == 10U);
  CHECK(suite.runs.back().minutes == 5);
  std::set<std::string> ids;
  for (const regress::Wanted& run : suite.runs) ids.insert(run.id());
  CHECK(ids.size() == suite.runs.size());
}

TEST_CASE("a run may go in longer parts, but for resets, which have their own") {
  const Suite suite = parsed(R"({"networks": ["fmnist-fc-dw"], "seeds": [2], "traffic": ["plain"]},
                                {"networks": ["fmnist-fc-dw"], "seeds": [2], "part": 96})");
  CHECK_FALSE(suite.runs.front().part);
  CHECK(suite.runs.back().part == 96U);
  CHECK(suite.runs.back().id() == "fmnist-fc-dw, core, fmnist-sample, plain, seed 2, part 96");
  test::error_of(ErrorCode::kUsage,
                 "s.json / run 1 / part: resets within images have parts of their own; expected "
                 "traffic without reset, got \"stall reset\"",
                 [] {
                   (void)parsed(R"({"networks": ["fmnist-fc-dw"], "part": 96,
                                    "traffic": ["plain", "stall reset"]})");
                 });
  test::error_of(ErrorCode::kRange, "part", [] {
    (void)parsed(R"({"networks": ["fmnist-fc-dw"], "part": 0})");
  });
}

TEST_CASE("networks are directories seen from the suite, or committed ones by name and pattern") {
  CHECK(parsed(R"({"networks": ["weights/models/fmnist-fc-dw"]})").runs.front().name ==
        "fmnist-fc-dw");
  const Suite all = parsed(R"({"networks": ["fmnist-fc*"]})");
  std::set<std::string> there, found;
  for (const auto& entry : std::filesystem::directory_iterator(test::source("weights/models"))) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("fmnist-fc")) there.insert(name);
  }
  for (const regress::Wanted& run : all.runs) found.insert(run.name);
  CHECK(found == there);
  CHECK(all.runs.front().name == "fmnist-fc-dw");
}

TEST_CASE("ways to drive a core are the same in whatever order they stand") {
  const std::string suite = R"({"networks": ["fmnist-fc-dw"], "traffic": )";
  test::error_of(
      ErrorCode::kUsage,
      "s.json: \"fmnist-fc-dw, core, fmnist-sample, stall stream\" and \"fmnist-fc-dw, core, "
      "fmnist-sample, stream stall\" are the same run",
      [&] { (void)parsed(suite + R"(["stall stream", "stream stall"]})"); });
  test::error_of(
      ErrorCode::kUsage, "asks twice", [&] { (void)parsed(suite + R"(["stall", "stall"]})"); });
  CHECK(parsed(suite + R"(["stall stream", "stream", "stall"]})").runs.size() == 3);
}

TEST_CASE("a key that no run has is answered with those that it may have") {
  test::error_of(ErrorCode::kParse,
                 "trafic: unknown key; expected none but cores, data, emit, first, images, "
                 "minutes, networks, part, seeds, simulators, tags, tops, traffic; ",
                 [] { (void)parsed(R"({"networks": ["fmnist-fc-dw"], "trafic": ["stall"]})"); });
}

TEST_CASE("a pattern takes as long as its letters, however many stars it has") {
  CHECK(parsed(R"({"networks": ["*c196-d*"]})").runs.size() ==
        parsed(R"({"networks": ["**fc196-dw"]})").runs.size());
  const std::string stars(40, '*');
  test::error_of(ErrorCode::kUsage, "no such network", [&] {
    (void)parsed(R"({"networks": [")" + stars + "-no\"]}");
  });
}

TEST_CASE("names that are no text are refused, since results and reports could not hold them") {
  const test::TempDir dir;
  const auto refuses = [](const std::string& path) {
    test::error_of(ErrorCode::kUsage, "expected UTF-8 without control characters, got", [&] {
      (void)regress::read_suite(path);
    });
  };
  const std::string text = R"({"schema_version": 1, "runs": [{"cores": ["core"]}]})";
  files::write(dir / "\xff.json", text);
  refuses(dir / "\xff.json");
  std::filesystem::create_directory(dir / "\xff");
  std::filesystem::create_directory_symlink("\xff", dir / "core");
  files::write(dir / "s.json", text);
  refuses(dir / "s.json");
  test::error_of(ErrorCode::kUsage, "expected UTF-8 without control characters, got", [&] {
    (void)regress::data_sets({"d=/\xff"});
  });
}

TEST_CASE("names with control characters are refused, and blanks between options mean nothing") {
  const std::string run = R"({"networks": ["fmnist-fc-dw"], )";
  for (const char* const names :
       {R"("data": ["a\nb"]})", R"("data": ["\u001b[31m"]})", R"("emit": ["--lanes\u0001"]})"}) {
    CAPTURE(names);
    test::error_of(
        ErrorCode::kUsage, "without control characters, got", [&] { (void)parsed(run + names); });
  }
  test::error_of(ErrorCode::kUsage, "asks twice", [&] {
    (void)parsed(run + R"("emit": ["--lanes 8", " --lanes \t 8"]})");
  });
  test::error_of(
      ErrorCode::kUsage, "no such network", [] { (void)parsed(R"({"networks": [""]})"); });
}

TEST_CASE("a data set that no run uses is refused with the names of those that are used") {
  const Suite suite = parsed(R"({"networks": ["fmnist-fc-dw"], "data": ["mine", "fmnist"]})");
  CHECK_NOTHROW(regress::require_used({{"mine", "/data/mine"}}, suite));
  test::error_of(ErrorCode::kUsage, "expected one of fmnist, mine, got mein", [&] {
    regress::require_used({{"mein", "/data/mine"}}, suite);
  });
}

TEST_CASE("a data set is named once") {
  test::error_of(ErrorCode::kUsage, "names d twice; expected one PATH, got d=/b", [] {
    (void)regress::data_sets({"d=/a", "d=/b"});
  });
}

TEST_CASE("every suite with a name is one") {
  for (const std::string& name : regress::preset_names()) {
    INFO(name);
    CHECK_FALSE(regress::read_suite(name).runs.empty());
  }
  CHECK(regress::preset_names() == std::vector<std::string>{"nightly", "smoke", "soak", "table"});
}

TEST_CASE("a suite with a name is the same wherever it is asked for") {
  const std::filesystem::path before = std::filesystem::current_path();
  const test::TempDir dir;
  std::filesystem::create_directory(dir / "fmnist-fc196-dw");
  std::filesystem::current_path(dir.path());
  const Suite suite = regress::read_suite("smoke");
  std::filesystem::current_path(before);
  CHECK(suite.file == "smoke");
  CHECK(suite.runs.front().network == test::source("weights/models/fmnist-fc196-dw"));
}

TEST_CASE("smoke needs no data but what lies in the repository") {
  const Suite suite = regress::read_suite("smoke");
  for (const regress::Wanted& run : suite.runs) {
    const std::filesystem::path place =
        std::filesystem::canonical(regress::data_directory(suite, run.data));
    CHECK_THAT(place.string(),
               Catch::Matchers::StartsWith(
                   std::filesystem::canonical(test::source("weights/data")).string()));
  }
}

TEST_CASE("a suite that is none is refused with its place and what to do") {
  using test::error_of;
  const auto refuses = [](ErrorCode code, const std::string& words, const std::string& runs) {
    error_of(code, words, [&] { (void)parsed(runs); });
  };
  refuses(ErrorCode::kUsage,
          "s.json / run 1 / networks: no such network",
          R"({"networks": ["nowhere"]})");
  refuses(ErrorCode::kUsage, "nothing to run", "{}");
  refuses(ErrorCode::kParse,
          "seeds: expected at least one",
          R"({"networks": ["fmnist-fc-dw"], "seeds": []})");
  refuses(
      ErrorCode::kUsage, "got \"stal\"", R"({"networks": ["fmnist-fc-dw"], "traffic": ["stal"]})");
  refuses(ErrorCode::kUsage,
          "plain, or ways that go together",
          R"({"networks": ["fmnist-fc-dw"], "traffic": ["plain stall"]})");
  refuses(ErrorCode::kUsage,
          "asks twice for \"fmnist-fc-dw, core, fmnist-sample, plain\"",
          R"({"networks": ["fmnist-fc-dw", "fmnist-fc-dw"]})");
  refuses(ErrorCode::kUsage,
          "cores are emitted already",
          R"({"cores": ["core"], "emit": ["--lanes 8"]})");
  refuses(ErrorCode::kParse, "s.json / run 1", R"({"networks": ["fmnist-fc-dw"], "lanes": 8})");
  refuses(ErrorCode::kUsage, "has no runs", "");
  error_of(ErrorCode::kUsage, "one of nightly, smoke, soak, table", [] {
    (void)regress::read_suite("smok");
  });
}

TEST_CASE("tags and images restrict a suite, data sets are added by name") {
  Suite suite = parsed(R"({"networks": ["fmnist-fc-dw"], "tags": ["a"]},
                          {"networks": ["fmnist-fc196-dw"], "tags": ["b"], "images": 5,
                           "data": ["mine"]})");
  Suite both = suite;
  regress::restrict_to(both, {}, 20);
  CHECK(both.runs[0].images == 20U);
  CHECK(both.runs[1].images == 5U);
  regress::restrict_to(suite, {"b"}, {});
  REQUIRE(suite.runs.size() == 1);
  const auto where = [&] { return regress::data_directory(suite, suite.runs[0].data); };
  test::error_of(ErrorCode::kUsage, "give --data mine=DIRECTORY", where);
  suite.data = regress::data_sets({"mine=/data/mine"});
  CHECK(where() == "/data/mine");
  test::error_of(
      ErrorCode::kUsage, "expected NAME=PATH", [&] { (void)regress::data_sets({"=x"}); });
  test::error_of(
      ErrorCode::kUsage, "no run of s has it", [&] { regress::restrict_to(suite, {"c"}, {}); });
}
