// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/terms.hpp"

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using regress::Terms;

namespace {

Terms full() {
  return {.suite = "/a/s.json",
          .shard = 16,
          .images = 96,
          .tags = {"a", "b"},
          .data = {{"mnist", "/data/mnist"}},
          .tool = "t",
          .simulator = "s"};
}

}  // namespace

TEST_CASE("what a directory was begun with is kept in it") {
  const test::TempDir dir;
  CHECK_FALSE(regress::read_terms(dir.path()));
  for (const Terms& terms : {full(),
                             Terms{.suite = "smoke",
                             .shard = {},
                             .images = {},
                             .tags = {},
                             .data = {},
                             .tool = {},
                             .simulator = {}}}) {
    regress::write_terms(dir.path(), terms);
    const auto read = regress::read_terms(dir.path());
    REQUIRE(read);
    CHECK(read->suite == terms.suite);
    CHECK(read->shard == terms.shard);
    CHECK(read->images == terms.images);
    CHECK(read->tags == terms.tags);
    CHECK(read->data == terms.data);
    CHECK(read->tool == terms.tool);
    CHECK(read->simulator == terms.simulator);
  }
}

TEST_CASE("a tag that is no text is refused") {
  const test::TempDir dir;
  regress::write_terms(dir.path(), full());
  std::string text = files::read(dir / "regress.json");
  text.replace(text.find("\"a\""), 3, "1");
  files::write(dir / "regress.json", text);
  test::error_of(ErrorCode::kParse, "tags[0]", [&] { (void)regress::read_terms(dir.path()); });
}

TEST_CASE("coverage is measured from the beginning, or never") {
  const test::TempDir dir;
  Terms covered = full();
  covered.coverage = true;
  regress::write_terms(dir.path(), covered);
  CHECK(regress::read_terms(dir.path())->coverage);
  CHECK(regress::go_on(covered, full()).coverage);
  test::error_of(ErrorCode::kUsage, "--coverage: ", [&] { (void)regress::go_on(full(), covered); });
}

TEST_CASE("who goes on may leave everything out but the suite") {
  const Terms given{.suite = "/a/s.json",
                    .shard = {},
                    .images = {},
                    .tags = {},
                    .data = {},
                    .tool = {},
                    .simulator = {}};
  const Terms got = regress::go_on(full(), given);
  CHECK(got.shard == 16U);
  CHECK(got.images == 96U);
  CHECK(got.tags == full().tags);
  CHECK(got.data == full().data);
  CHECK(regress::go_on(full(), full()).tags == full().tags);
  Terms more = given;
  more.data["own"] = "/data/own";
  CHECK(regress::go_on(full(), more).data.size() == 2);
}

TEST_CASE("who goes on with something else is refused") {
  const auto refuses = [](const std::string& words, auto change) {
    Terms given = full();
    change(given);
    test::error_of(ErrorCode::kUsage, words, [&] { (void)regress::go_on(full(), given); });
  };
  refuses("SUITE: ", [](Terms& given) { given.suite = "/b/s.json"; });
  refuses("--shard: ", [](Terms& given) { given.shard = 32; });
  refuses("expected 96, got 48", [](Terms& given) { given.images = 48; });
  refuses("expected a, b, got a", [](Terms& given) { given.tags = {"a"}; });
  refuses("--data: ", [](Terms& given) { given.data["mnist"] = "/data/other"; });
  Terms none = full();
  none.images.reset();
  test::error_of(
      ErrorCode::kUsage, "expected none, got 96", [&] { (void)regress::go_on(none, full()); });
}
