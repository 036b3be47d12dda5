// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/plan.hpp"

#include "sim/harness/parts.hpp"
#include "tests/unit/regress/rig.hpp"

using namespace spinforge;
using regress::Plan;
using test::TwoCores;

namespace {

/// The key of the first shard of run `run`.
std::string key(const Plan& plan, std::size_t run) {
  for (const regress::Shard& shard : regress::shards_of(plan)) {
    if (shard.run == run) return shard.key;
  }
  return "";
}

}  // namespace

TEST_CASE("cores whose directories have the same name are models with names of their own") {
  const TwoCores cores;
  const Plan plan = cores.plan();
  REQUIRE(plan.models.size() == 2);
  CHECK(plan.models[0].name != plan.models[1].name);
}

TEST_CASE("the key of a shard changes with its core, its images and the simulator alone") {
  const TwoCores cores;
  const Plan before = cores.plan();
  CHECK(regress::identity(before) == regress::identity(cores.plan()));
  files::write(cores.two.core() + "/sf_core.sv", "module sf_core;\n  // edited\nendmodule\n");
  const Plan edited = cores.plan();
  CHECK(key(edited, 0) == key(before, 0));
  CHECK(key(edited, 1) != key(before, 1));
  cores.simulator("Verilator 2");
  CHECK(key(cores.plan(), 0) != key(before, 0));
  cores.simulator("Verilator 1");
  std::string labels = files::read(cores.one.labels());
  labels.back() = '\0';
  files::write(cores.one.labels(), labels);
  CHECK(key(cores.plan(), 0) != key(before, 0));
}

TEST_CASE("a shard is never cut inside a part, however long that is, and its key tells the part") {
  const TwoCores cores;
  const Plan before = cores.plan();
  const auto shards = [](const Plan& plan) {  // of the first run: parts, images of each
    std::vector<std::size_t> out;
    for (const regress::Shard& shard : regress::shards_of(plan)) {
      if (shard.run == 0) out.push_back(shard.count);
    }
    return out;
  };
  CHECK(shards(before) == std::vector<std::size_t>{1, 1, 1});  // the last is streamed
  std::string suite = files::read(cores.file);
  files::write(cores.file, suite.insert(suite.find("\"images\""), "\"part\": 30, "));
  const Plan longer = cores.plan();
  CHECK(shards(longer) == std::vector<std::size_t>{1, 1, 1});  // 30 images, 2, and 16 streamed
  const regress::Run& run = longer.runs.front();
  CHECK(harness::prepare(regress::options_of(longer, run)).parts.front().chunk.count == 30);
  CHECK(key(longer, 0) != key(before, 0));
  CHECK(key(longer, 1) == key(before, 1));
  const Plan read = regress::plan_from(regress::to_text(longer), "p");
  CHECK(regress::options_of(read, read.runs[0]).part == 30);
  CHECK(regress::options_of(read, read.runs[1]).part == harness::VerifyOptions().part);
  CHECK(regress::identity(read) == regress::identity(longer));
}

TEST_CASE("two names for one run are refused, since its results would be counted twice") {
  const TwoCores cores;
  namespace fs = std::filesystem;
  const std::string copy = cores.dir / "copy";
  fs::copy(cores.one.core(), copy, fs::copy_options::recursive);
  const auto refuses = [&](const std::string& run) {
    const std::string suite = files::read(cores.file);
    files::write(cores.file, std::string(suite).insert(suite.rfind("]}"), ", " + run));
    test::error_of(
        ErrorCode::kUsage, "are the same run under two names", [&] { (void)cores.plan(); });
    files::write(cores.file, suite);
  };
  CHECK_NOTHROW(cores.plan());
  refuses(fmt::format(R"({{"cores": ["{}"], "data": ["d"], "images": 32}})", copy));
  refuses(fmt::format(R"({{"cores": ["{}"], "data": ["d"], "images": 32, "part": 16}})", copy));
}

TEST_CASE("without a simulator nothing is planned") {
  const TwoCores cores;
  const test::TempDir empty;
  const test::Variable path("PATH", empty.path());
  test::error_of(ErrorCode::kTool, "apt install verilator", [&] { (void)cores.plan(); });
}

TEST_CASE("a plan comes back from its file with the keys of its shards") {
  const TwoCores cores;
  const Plan plan = cores.plan();
  const Plan read = regress::plan_from(regress::to_text(plan), "p");
  CHECK(regress::identity(read) == regress::identity(plan));
  CHECK(regress::options_of(read, read.runs[1]).traffic.stall == 1U);
  CHECK(read.models[1].name == plan.models[1].name);
  test::error_of(ErrorCode::kParse, [] { (void)regress::plan_from("{}", "p"); });
}

TEST_CASE("what is wrong with images is told of the run and the suite's data set") {
  const TwoCores cores;
  const std::string run = "run \"core, core, d, plain\" / data set d: ";
  std::string suite = files::read(cores.file);
  suite.replace(suite.find("\"images\": 32"), 12, "\"images\": 99");
  files::write(cores.file, suite);
  test::error_of(ErrorCode::kUsage,
                 run + "images: beyond the data set; expected 1..40, got 99",
                 [&] { (void)cores.plan(); });
  std::filesystem::remove_all(cores.one.data());
  test::error_of(ErrorCode::kIo, run + cores.one.data(), [&] { (void)cores.plan(); });
}

TEST_CASE("what has changed since a plan was made is refused by its name") {
  const TwoCores cores;
  const Plan plan = cores.plan();
  const auto refuses = [&](const std::string& words, ErrorCode code = ErrorCode::kIo) {
    test::error_of(code, words, [&] { regress::require_unchanged(plan, cores.suite()); });
  };
  CHECK_NOTHROW(regress::require_unchanged(plan, cores.suite()));
  cores.simulator("Verilator 2");
  refuses("expected Verilator 1, got Verilator 2", ErrorCode::kTool);
  cores.simulator("Verilator 1");
  files::write(cores.one.labels(), "no labels");
  refuses("this data set has changed");
  files::write(cores.two.core() + "/README.md", "edited");
  refuses(cores.two.core() + ": this core has changed");
}
