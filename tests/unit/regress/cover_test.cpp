// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/cover.hpp"

#include "sim/regress/merge.hpp"
#include "sim/regress/regress.hpp"
#include "sim/regress/runner.hpp"
#include "tests/unit/regress/rig.hpp"

using namespace spinforge;
using regress::Plan;
using regress::Shard;
using test::error_of;
namespace fs = std::filesystem;

namespace {

/// Two covered runs whose "models" play what golden says.
struct Covered : test::TwoCores {
  Plan plan;
  std::vector<Shard> shards;
  regress::Ledger ledger{out};
  classify::Sets sets;

  explicit Covered(std::uint32_t shard = 16) {
    plan = regress::make_plan(suite(), out, shard, sets, true);
    shards = regress::shards_of(plan);
    one.play();
    for (const regress::Model& model : plan.models) {
      regress::write_build(
          out, model, {.library = test::kFakeLibrary, .simulator = "Verilator 1", .rtl_hash = "r"});
    }
    regress::Runner runner(plan, shards, {.out = out, .build_cache = "", .same_machine = true});
    for (std::size_t i = 0; i < shards.size(); ++i) runner.run(i);
  }
  [[nodiscard]] regress::Merged merged(const coverage::Exclusions& exclusions = {},
                                       const std::map<std::size_t, std::string>& broken = {}) {
    return regress::merge(plan, shards, ledger, out, sets, broken, exclusions);
  }
  [[nodiscard]] std::string list() const {
    return fs::directory_iterator(out + "/coverage")->path().string();
  }
};

}  // namespace

TEST_CASE("a covered regression tells figures, rules, events and runs worth keeping") {
  Covered covered;
  const regress::Merged merged = covered.merged();
  REQUIRE(merged.coverage);
  const coverage::Report& report = *merged.coverage;
  REQUIRE(report.cores.size() == 2);
  CHECK(report.cores[0].name == "core, core");
  CHECK(report.cores[0].figures.lines.hit == 1);
  CHECK(report.cores[0].figures.toggles.hit == 0);  // each part has a model of its own
  CHECK(report.total().lines.total == 2);
  CHECK(report.ranking.size() == 2);
  CHECK(report.ranking.back().share == 1.0);
  const auto count = [&](const std::string& name) -> std::uint64_t {
    for (const coverage::Tally& tally : report.events) {
      if (tally.name == name) return tally.count;
    }
    FAIL(name);
    return 0;
  };
  CHECK(count("result waits") > 0);
  CHECK(count("refused write") == 0);
  CHECK(parse_json(regress::result_text(merged), "r")["coverage"]["lines"]["hit"] == 2);
}

TEST_CASE("what is covered does not depend on how large shards are") {
  Covered small;
  Covered large(1000);
  CHECK(small.shards.size() > large.shards.size());
  const auto told = [](Covered& covered) {
    return coverage::to_json(*covered.merged().coverage).dump();
  };
  CHECK(told(small) == told(large));
}

TEST_CASE("a shard with coverage is another one, and its plan comes back from its file") {
  const test::TwoCores cores;
  classify::Sets sets;
  const Plan plain = cores.plan();
  const Plan covered = regress::make_plan(cores.suite(), cores.out, 16, sets, true);
  CHECK(regress::identity(plain) != regress::identity(covered));
  const Plan read = regress::plan_from(regress::to_text(covered), "p");
  CHECK(read.coverage);
  CHECK(regress::identity(read) == regress::identity(covered));
  CHECK(regress::build_options(read, "c").trace == harness::Trace::kCoverage);
  CHECK(regress::build_options(plain, "c").trace == harness::Trace::kNone);
}

TEST_CASE("shards of other points, and a list that is not what it was, are refused") {
  Covered covered;
  regress::ShardResult other = covered.ledger.read(covered.shards[1]);
  other.coverage->points = "else";
  covered.ledger.write(covered.shards[1], other);
  error_of(ErrorCode::kShape, "expected points", [&] { (void)covered.merged(); });

  Covered damaged;
  files::write(damaged.list(), files::read(damaged.list()) + "C 'x' 0\n");
  error_of(ErrorCode::kParse, "not the list of points", [&] { (void)damaged.merged(); });
  fs::remove_all(damaged.out + "/coverage");
  error_of(ErrorCode::kParse, "is missing", [&] { (void)damaged.merged(); });
}

TEST_CASE("a covered regression is merged the same where its directory has another name by now") {
  Covered covered;
  const auto told = [&](const Plan& plan, const std::string& out) {
    return coverage::to_json(
               *regress::merge(
                    plan, covered.shards, regress::Ledger(out), out, covered.sets, {}, {})
                    .coverage)
        .dump();
  };
  const std::string before = told(covered.plan, covered.out);
  const std::string moved = covered.out + "-moved";
  fs::rename(covered.out, moved);
  Plan plan = covered.plan;
  for (regress::Model& model : plan.models) model.name += "-of-another-path";
  CHECK(told(plan, moved) == before);
}

TEST_CASE("coverage that is no coverage is refused") {
  const Json good = regress::to_json(regress::ShardCoverage{"p", coverage::Hits(5)});
  CHECK(regress::coverage_from(good, "x").hits.size() == 5);
  for (const char* key : {"points", "count", "hits"}) {
    Json bad = good;
    bad[key] = true;
    error_of(ErrorCode::kParse, key, [&] { (void)regress::coverage_from(bad, "x"); });
  }
}

TEST_CASE("exclusions come with coverage, and those of a file match something") {
  Covered covered;
  coverage::Exclusions exclusions;
  exclusions.add(R"({"schema_version": 1, "exclusions": [{"kind": "toggle", "module": "sf_core",
                     "points": ["clk_i"], "reason": "none"}]})",
                 "mine.json");
  error_of(ErrorCode::kUsage, "mine.json / exclusion 1: matches nothing", [&] {
    (void)covered.merged(exclusions);
  });
  // Of a core that could not be run nobody knows.
  const regress::Merged merged = covered.merged(exclusions, {{1, "why"}});
  CHECK(merged.coverage->cores.size() == 1);
  CHECK(merged.coverage->ranking.size() == 1);
  CHECK(merged.coverage->idle.empty());
  const test::TwoCores cores;
  files::write(cores.dir / "mine.json", R"({"schema_version": 1, "exclusions": []})");
  regress::Options options;
  options.suite = cores.file;
  options.out = cores.out;
  options.exclude = cores.dir / "mine.json";
  error_of(ErrorCode::kUsage, "expected --coverage", [&] { (void)regress::regress(options); });
}
