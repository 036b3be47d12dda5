// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/exclude.hpp"

#include <filesystem>

#include "tests/unit/coverage/rig.hpp"

using namespace spinforge;
using coverage::Exclusions;
using coverage::Kind;

namespace {

std::string file(const std::string& entry) {
  return "{\"schema_version\": 1, \"exclusions\": [" + entry + "]}";
}

const char* const kBits =
    R"({"kind": "toggle", "module": "sf_spike_*", "points": ["full_q[*]"], "reason": "why"})";

}  // namespace

TEST_CASE("an exclusion excuses what was never hit, and counts it") {
  Exclusions exclusions;
  exclusions.add(file(kBits), "mine.json");
  const test::Cut cut;
  const coverage::Core core = cut.measured(exclusions);
  CHECK(core.figures.toggles.total == 6);
  CHECK(core.figures.toggles.hit == 1);
  CHECK(core.figures.toggles.excused == 3);
  CHECK(core.figures.toggles.missed() == 2);
  CHECK(core.figures.toggles.share() == Approx(1.0 / 3));
  CHECK(exclusions.all()[0].matches == 4);
  CHECK(exclusions.all()[0].excused == 3);
  exclusions.require_used();
}

TEST_CASE("an exclusion takes bits of a signal as coverage.txt writes them") {
  Exclusions exclusions;
  exclusions.add(
      file(
          R"({"kind": "toggle", "module": "sf_spike_*", "points": ["full_q[1:0]"], "reason": "why"})"),
      "mine.json");
  const test::Cut cut;
  CHECK(cut.measured(exclusions).figures.toggles.excused == 3);
  CHECK(exclusions.all()[0].matches == 4);
}

TEST_CASE("an exclusion of whole signals leaves those alone that moved in some bit") {
  Exclusions exclusions;
  exclusions.add(
      file(R"({"kind": "toggle", "module": "*", "points": ["*"], "whole": true, "reason": "r"})"),
      "mine.json");
  const test::Cut cut;
  const coverage::Core core = cut.measured(exclusions);
  // of the pixels full_q[1:0] and wr_bank_q, of the spikes wr_bank_q; full_q[0] moved there
  CHECK(core.figures.toggles.excused == 4);
  CHECK(core.instances[1].figures.toggles.missed() == 1);
}

TEST_CASE("an exclusion may be of one instance, and of lines and arms by their text") {
  Exclusions exclusions;
  exclusions.add(file(R"({"kind": "line", "module": "*", "instance": "*u_pixels*",
                          "points": ["text 100"], "reason": "a"},
                         {"kind": "branch", "module": "*", "instance": "*u_pixels*",
                          "points": ["else: text 1*"], "reason": "b"})"),
                 "mine.json");
  const test::Cut cut;
  const coverage::Core core = cut.measured(exclusions);
  CHECK(core.figures.lines.excused == 1);
  CHECK(core.figures.branches.excused == 1);
}

TEST_CASE("an exclusion of a file that matches nothing is refused") {
  Exclusions exclusions;
  exclusions.add(file(kBits), "mine.json");
  exclusions.add(
      file(R"({"kind": "toggle", "module": "sf_spike_buffer", "points": ["wr_bank_q", "full_d"],
               "reason": "typed wrong"})"),
      "other.json");
  const test::Cut cut;
  (void)cut.measured(exclusions);
  test::error_of(ErrorCode::kUsage, "other.json / exclusion 1: matches nothing", [&] {
    exclusions.require_used();
  });
}

TEST_CASE("a file that is none of exclusions is refused") {
  const auto refuses = [](ErrorCode code, const std::string& entry, const std::string& words) {
    Exclusions exclusions;
    test::error_of(code, words, [&] { exclusions.add(file(entry), "f.json"); });
  };
  refuses(
      ErrorCode::kParse, R"({"kind": "bit", "module": "m", "points": [], "reason": "r"})", "kind");
  refuses(ErrorCode::kRange,
          R"({"kind": "line", "module": "m", "points": ["a"], "reason": ""})",
          "f.json / exclusion 1 / reason");
  refuses(ErrorCode::kRange,
          R"({"kind": "line", "module": "m", "points": ["a"], "reason": " "})",
          "f.json / exclusion 1 / reason");
  refuses(ErrorCode::kRange,
          R"({"kind": "line", "module": "m", "points": [], "reason": "r"})",
          "f.json / exclusion 1 / points");
  refuses(ErrorCode::kParse, R"({"kind": "line", "module": "m", "points": ["a"]})", "reason");
  refuses(ErrorCode::kParse,
          R"({"kind": "line", "module": "m", "points": [3], "reason": "r"})",
          "exclusion 1 / points");
  refuses(ErrorCode::kParse,
          R"({"kind": "line", "module": "m", "points": ["a"], "reason": "r", "line": 7})",
          "line");
}

TEST_CASE("the tool's own exclusions are of lines and signals that the macros have") {
  std::string sources;
  for (const char* folder : {"rtl/macros", "rtl/targets"}) {
    for (const auto& entry : std::filesystem::directory_iterator(test::source(folder))) {
      if (entry.path().extension() == ".sv") sources += files::read(entry.path().string());
    }
  }
  const Exclusions own = Exclusions::embedded();
  for (const coverage::Exclusion& one : own.all()) {
    INFO(one.module << ": " << one.point);
    CHECK(one.reason.size() > 20);
    std::string point = one.point;
    if (one.kind == Kind::kBranch) point = point.substr(point.find(": ") + 2);
    const std::size_t begin = point.find_first_not_of('*');
    REQUIRE(begin != std::string::npos);
    CHECK(sources.find(point.substr(begin, point.find_first_of("*[", begin) - begin)) !=
          std::string::npos);
  }
}
