// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/regress.hpp"

#include "sim/regress/ledger.hpp"
#include "tests/unit/regress/rig.hpp"

using namespace spinforge;
using test::error_of;
using test::TwoCores;
namespace fs = std::filesystem;

namespace {

regress::Options options(const TwoCores& cores) {
  regress::Options out;
  out.suite = cores.file;
  out.out = cores.out;
  out.shard = 16;
  out.build_cache = cores.dir / "models";
  return out;
}

}  // namespace

TEST_CASE("a first command that fails leaves no regression to go on with") {
  const TwoCores cores;
  regress::Options o = options(cores);
  o.tags = {"none has it"};
  error_of(ErrorCode::kUsage, "--tag", [&] { (void)regress::prepare_tasks(o, 4); });
  o.tags.clear();
  CHECK(regress::prepare_tasks(o, 4) == 4);
  error_of(ErrorCode::kUsage, "holds a regression", [&] { (void)regress::prepare_tasks(o, 4); });
}

TEST_CASE("to go on without the options of the beginning keeps what is finished") {
  const TwoCores cores;
  regress::Options o = options(cores);
  o.tags = {"b"};
  CHECK(regress::prepare_tasks(o, 9) == 2);
  classify::Sets sets;
  regress::Suite suite = cores.suite();
  regress::restrict_to(suite, o.tags, {});
  const auto shards = regress::shards_of(regress::make_plan(suite, cores.out, 16, sets));
  const regress::Ledger ledger(cores.out);
  regress::ShardResult result;
  result.results.resize(1);
  ledger.write(shards[0], result);
  o.resume = true;
  o.tags.clear();
  o.shard.reset();
  CHECK(regress::prepare_tasks(o, 9) == 1);
  o.images = 16;
  error_of(ErrorCode::kUsage, "--images", [&] { (void)regress::prepare_tasks(o, 9); });
  CHECK(ledger.has(shards[0]));
}

TEST_CASE("reports and waveforms of before do not outlive what is prepared") {
  const TwoCores cores;
  regress::Options o = options(cores);
  CHECK(regress::prepare_tasks(o, 4) == 4);
  fs::create_directories(cores.out + "/waves");
  const std::vector<std::string> old{"/result.json", "/junit.xml", "/waves/slot-1"};
  for (const std::string& name : old) files::write(cores.out + name, "of before");
  o.resume = true;
  CHECK(regress::prepare_tasks(o, 4) == 4);
  for (const std::string& name : old) CHECK_FALSE(fs::exists(cores.out + name));
}

TEST_CASE("a lock alone does not make a directory ours") {
  const TwoCores cores;
  files::write(cores.out + "/.lock", "");
  files::write(cores.out + "/result.json", "mine");
  error_of(ErrorCode::kUsage, "holds something else", [&] {
    (void)regress::prepare_tasks(options(cores), 4);
  });
  CHECK(files::read(cores.out + "/result.json") == "mine");
  fs::remove(cores.out + "/result.json");
  fs::create_directory(cores.out + "/designs");
  CHECK(regress::prepare_tasks(options(cores), 4) == 4);
}

TEST_CASE("a directory that holds something else is left alone") {
  const TwoCores cores;
  files::write(cores.out + "/mine", "");
  error_of(ErrorCode::kUsage, "holds something else", [&] {
    (void)regress::prepare_tasks(options(cores), 4);
  });
  CHECK_FALSE(fs::exists(cores.out + "/.lock"));
}
