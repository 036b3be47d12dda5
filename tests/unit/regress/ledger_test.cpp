// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/ledger.hpp"

#include <filesystem>

#include "gen/base/files.hpp"
#include "sim/harness/wire.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using regress::Ledger;
using regress::Shard;
using regress::ShardResult;
namespace fs = std::filesystem;

namespace {

harness::ChunkResult part() {
  harness::ChunkResult result;
  result.commits = 18'446'744'073'709'551'615ULL;
  harness::ImageRecord& image = result.images.emplace_back();
  image.image = 3;
  image.cycles = -5;
  image.timing_check = harness::TimingCheck::kBound;
  image.timing_exact = false;
  image.layers = {{1, 2, 3}, {4, 5, 6}};
  image.spikes = {7};
  harness::Mismatch& mismatch = result.first_mismatch.emplace_back();
  mismatch.image = 3;
  mismatch.field = "v";
  mismatch.expected = "1";
  mismatch.commits = {"a", "b"};
  harness::Update& update = mismatch.update.emplace_back();
  update.golden.d = -7;
  update.golden.spike = true;
  result.first_difference.emplace_back().what = "cycles";
  result.rules.counts[4] = 9;
  result.events.counts[5] = 8;
  return result;
}

/// Of `parts` parts, the first of which is part().
ShardResult shard_of(std::size_t parts) {
  ShardResult result;
  result.rtl_hash = "r";
  result.seconds = 1.5;
  result.results.resize(parts);
  result.results.front() = part();
  return result;
}

struct Out {
  test::TempDir dir;
  Ledger ledger{dir.path()};
  std::vector<Shard> shards{{0, 0, 2, "aa11"}, {0, 2, 1, "ab22"}};

  Out() { ledger.write(shards[0], shard_of(2)); }
  [[nodiscard]] std::string file(const std::string& key) const {
    return dir / ("shards/" + key.substr(0, 2) + "/" + key + ".shard");
  }
};

}  // namespace

TEST_CASE("what lockstep reports is the same as bytes and as JSON") {
  const harness::ChunkResult result = part();
  const std::string bytes = harness::to_bytes(result);
  CHECK(harness::to_bytes(harness::chunk_from_bytes(bytes)) == bytes);
  const Json json = parse_json(harness::to_json(result).dump(), "here");
  CHECK(harness::to_bytes(harness::chunk_from_json(json, "here")) == bytes);
}

TEST_CASE("JSON that is no result is refused") {
  Json json = harness::to_json(part());
  const auto refuses = [](const Json& wrong) {
    test::error_of(ErrorCode::kParse, [&] { (void)harness::chunk_from_json(wrong, "here"); });
  };
  refuses(nullptr);
  refuses(Json::array());
  Json longer = json;
  longer.push_back(1);
  refuses(longer);
  json[1] = -1;
  refuses(json);
  json[1] = "1";
  refuses(json);
}

TEST_CASE("the ledger gives a shard's result back") {
  const Out out;
  CHECK(out.ledger.has(out.shards[0]));
  CHECK_FALSE(out.ledger.has(out.shards[1]));
  const ShardResult got = out.ledger.read(out.shards[0]);
  CHECK(got.rtl_hash == "r");
  CHECK(got.seconds == 1.5);
  REQUIRE(got.results.size() == 2);
  CHECK(harness::to_bytes(got.results[0]) == harness::to_bytes(part()));
  CHECK(out.ledger.clean(out.shards).there == 1);
  test::error_of(ErrorCode::kIo, [&] { (void)out.ledger.read(out.shards[1]); });
}

TEST_CASE("a shard that is short, damaged, another one's or there twice is an error") {
  const Out out;
  const std::string path = out.file("aa11"), text = files::read(path);
  const auto refused = [&](const std::string& words) {
    test::error_of(ErrorCode::kParse, words, [&] { (void)out.ledger.clean(out.shards); });
  };
  files::write(path, text.substr(0, text.size() - 9));
  refused("is not whole");
  files::write(path, "");
  refused("is not whole");
  files::write(path, text);
  CHECK(out.ledger.clean(out.shards).there == 1);
  fs::create_directories(fs::path(out.file("ab22")).parent_path());
  fs::copy_file(path, out.file("ab22"));
  refused("holds the result of another shard: expected ab22, got aa11");
  fs::remove(out.file("ab22"));
  fs::copy_file(path, out.dir / "shards/aa/copy.shard");
  refused("is no shard's result");
  fs::remove(out.dir / "shards/aa/copy.shard");
  test::error_of(ErrorCode::kParse, "count: expected 1, got 2", [&] {
    (void)out.ledger.read({0, 0, 1, "aa11"});
  });
}

TEST_CASE("shards whose inputs have changed are removed, and what is being written is left") {
  const Out out;
  files::write(out.dir / "shards/aa/x.shard.partial-1", "half");
  const regress::Cleaned cleaned = out.ledger.clean({out.shards[1]});
  CHECK(cleaned.there == 0);
  CHECK(cleaned.removed == 1);
  CHECK_FALSE(fs::exists(out.file("aa11")));
  out.ledger.write(out.shards[0], shard_of(2));
  test::error_of(
      ErrorCode::kParse, "none of this plan", [&] { out.ledger.require_only({out.shards[1]}); });
}

TEST_CASE("a result that shards of two runs have in common is there for both") {
  const Out out;
  Shard same = out.shards[0];
  same.run = 1;
  CHECK(out.ledger.clean({out.shards[0], same}).there == 2);
}

TEST_CASE("a ledger in a directory with .partial- in its name is looked at as any other") {
  const test::TempDir dir;
  const std::string out = dir / "a.partial-7";
  fs::create_directory(out);
  const Ledger ledger(out);
  const Shard shard{0, 0, 2, "aa11"};
  ledger.write(shard, shard_of(2));
  CHECK(ledger.clean({shard}).there == 1);
  CHECK(ledger.clean({}).removed == 1);
  CHECK_FALSE(ledger.has(shard));
}

TEST_CASE("of two commands on one directory the second is refused") {
  const test::TempDir dir;
  const regress::DirLock first(dir.path());
  test::error_of(ErrorCode::kIo, "another command is running", [&] {
    const regress::DirLock second(dir.path());
  });
}
