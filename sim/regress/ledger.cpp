// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/ledger.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>
#include <thread>
#include <utility>

#include "gen/base/descriptor.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/staged.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/wire.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnding = ".shard";
constexpr const char* kShards = "shards";

[[noreturn]] void refuse_file(const std::string& path, const std::string& what) {
  throw Error(ErrorCode::kParse, path, what + "; remove it and run again with --resume");
}

/// Checksum of the rest, key, and what that holds.
std::string sealed(const std::string& key, const std::string& body) {
  const std::string rest = key + "\n" + body;
  return network::sha256(rest) + " " + rest;
}

/// The body of a file whose name says `key`.
std::string opened(const std::string& path, const std::string& key) {
  const std::string text = files::read(path);
  constexpr std::size_t kSum = 64;
  if (text.size() <= kSum || network::sha256(std::string_view(text).substr(kSum + 1)) !=
                                 std::string_view(text).substr(0, kSum)) {
    refuse_file(path, "is not whole: its content is not what its checksum says");
  }
  const std::size_t line = text.find('\n');
  if (text.substr(kSum + 1, line - kSum - 1) != key) {
    refuse_file(path,
                fmt::format("holds the result of another shard: expected {}, got {}",
                            key,
                            text.substr(kSum + 1, line - kSum - 1)));
  }
  return text.substr(line + 1);
}

}  // namespace

Ledger::Ledger(const std::string& out) : folder_((fs::path(out) / kShards).string()) {}

std::string Ledger::path(const std::string& key) const {
  // In folders of their own, since no file system likes 10,000 files in one.
  return (fs::path(folder_) / key.substr(0, 2) / (key + std::string(kEnding))).string();
}

bool Ledger::has(const Shard& shard) const {
  std::error_code error;
  return fs::exists(path(shard.key), error);
}

bool Ledger::any() const {
  std::error_code error;
  const fs::recursive_directory_iterator entries(folder_, error);
  return std::any_of(begin(entries), end(entries), [](const fs::directory_entry& entry) {
    return !entry.is_directory();
  });
}

void Ledger::write(const Shard& shard, const ShardResult& result) const {
  Json results = Json::array();
  for (const harness::ChunkResult& part : result.results) results.push_back(harness::to_json(part));
  const Json body = {{"first", shard.first},
                     {"count", shard.count},
                     {"rtl_hash", result.rtl_hash},
                     {"simulator", result.simulator},
                     {"host", result.host},
                     {"seconds", result.seconds},
                     {"coverage", result.coverage ? to_json(*result.coverage) : Json()},
                     {"results", std::move(results)}};
  const std::string at = path(shard.key);
  files::make_directory("--out", fs::path(at).parent_path().string());
  files::write(at, sealed(shard.key, body.dump() + "\n"));
}

ShardResult Ledger::read(const Shard& shard) const {
  const std::string at = path(shard.key);
  const Json json = parse_json(opened(at, shard.key), at);
  Reader reader(json, at, "remove it and run again with --resume");
  const auto expected = [&](const char* key, std::size_t value) {
    const std::int64_t got = reader.whole(key, 0, std::int64_t{1} << 53);
    if (std::cmp_equal(got, value)) return;
    refuse_file(at, fmt::format("{}: expected {}, got {}", key, value, got));
  };
  expected("first", shard.first);
  expected("count", shard.count);
  ShardResult out;
  out.rtl_hash = reader.text("rtl_hash");
  out.simulator = reader.text("simulator");
  out.host = reader.text("host");
  out.seconds = reader.real("seconds", 0, 1e12);
  if (!reader.null("coverage")) out.coverage = coverage_from(reader.object("coverage"), at);
  for (const Json& part : reader.array("results")) {
    out.results.push_back(harness::chunk_from_json(part, at));
  }
  reader.finish();
  if (out.results.size() == shard.count) return out;
  refuse_file(at,
              fmt::format("results: expected {} parts, got {}", shard.count, out.results.size()));
}

template <class Visit>
void Ledger::each_file(const Visit& visit) const {
  std::error_code error;
  if (!fs::exists(folder_, error)) return;
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (!entry.is_directory()) paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  for (const std::string& at : paths) {
    const std::string name = fs::path(at).filename().string();
    // Somebody is writing, or was killed.
    if (name.find(".partial-") != std::string::npos) continue;
    const std::string key = name.substr(0, name.find('.'));
    if (key.size() < 2 || at != path(key)) refuse_file(at, "is no shard's result");
    visit(at, key);
  }
}

Cleaned Ledger::clean(const std::vector<Shard>& shards) const {
  std::map<std::string_view, std::size_t> wanted;  // runs of equal cores share their shards' keys
  for (const Shard& shard : shards) ++wanted[shard.key];
  Cleaned out;
  each_file([&](const std::string& at, const std::string& key) {
    (void)opened(at, key);
    std::error_code error;
    if (const auto found = wanted.find(key); found != wanted.end()) {
      out.there += found->second;
    } else if (fs::remove(at, error)) {
      ++out.removed;
    } else {
      files::fail(at, "remove", error.value());
    }
  });
  return out;
}

void Ledger::require_only(const std::vector<Shard>& shards) const {
  std::set<std::string_view> wanted;
  for (const Shard& shard : shards) wanted.insert(shard.key);
  each_file([&](const std::string& at, const std::string& key) {
    if (!wanted.contains(key))
      refuse_file(at, "is the result of a shard that is none of this plan");
  });
}

std::string build_note(const std::string& out, const Model& model) {
  return (fs::path(out) / "builds" / (model.name + ".json")).string();
}

void write_build(const std::string& out, const Model& model, const harness::Build& build) {
  const std::string at = build_note(out, model);
  files::make_directory("--out", fs::path(at).parent_path().string());
  files::write(at,
               Json{{"library", build.library},
                    {"seconds", build.seconds},
                    {"simulator", build.simulator},
                    {"rtl_hash", build.rtl_hash}}
                       .dump(1) +
                   "\n");
}

std::optional<harness::Build> read_build(const std::string& out, const Model& model) {
  const std::string at = build_note(out, model);
  std::error_code error;
  if (!fs::exists(at, error)) return {};
  const Json json = parse_json(files::read(at), at);
  Reader reader(json, at, "remove it and run again with --resume");
  harness::Build build;
  build.library = reader.text("library");
  build.seconds = reader.real("seconds", 0, 1e12);
  build.simulator = reader.text("simulator");
  build.rtl_hash = reader.text("rtl_hash");
  reader.finish();
  return build;
}

DirLock::DirLock(const std::string& out)
    : file_(::open((fs::path(out) / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
  if (file_ < 0) files::fail(out, "write", errno);
  // A command that was killed holds it until its children are gone, too.
  constexpr int kTries = 20;
  for (int i = 0; ::flock(file_, LOCK_EX | LOCK_NB) != 0; ++i) {
    if (errno != EWOULDBLOCK && errno != EINTR) files::fail(out, "lock", errno);
    if (i == kTries) {
      ::close(file_);
      throw Error(ErrorCode::kIo,
                  out,
                  "another command is running this regression; wait for that, or choose another "
                  "--out");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

DirLock::~DirLock() { let_go(); }

void DirLock::let_go() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

}  // namespace spinforge::regress
