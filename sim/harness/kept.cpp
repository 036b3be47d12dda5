// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/kept.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <exception>
#include <filesystem>
#include <sstream>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/text.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/cache.hpp"
#include "sim/harness/fingerprint.hpp"
#include "sim/harness/wire.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

constexpr auto kYoung = std::chrono::seconds(1);

std::string checksum(const std::string& text) { return network::sha256(text).substr(0, 16); }

/// A part as a line: checksum, index, result.
std::string line_of(std::size_t part, const ChunkResult& result) {
  const std::string text = fmt::format("{} {}", part, to_json(result).dump());
  return checksum(text) + " " + text + "\n";
}

/// The parts in `text`; lines that are not whole are left out.
std::map<std::size_t, ChunkResult> parts_in(const std::string& text, const Setup& setup) {
  std::map<std::size_t, ChunkResult> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t sum = line.find(' ');
    const std::size_t number = line.find(' ', sum + 1);
    if (sum == std::string::npos || number == std::string::npos) continue;
    if (checksum(line.substr(sum + 1)) != line.substr(0, sum)) continue;
    const auto part = text::number<std::size_t>(line.substr(sum + 1, number - sum - 1));
    if (!part || *part >= setup.parts.size()) continue;
    out.emplace(*part, chunk_from_json(json_or_null(line.substr(number + 1)), "kept"));
  }
  return out;
}

}  // namespace

Kept::Kept(const Setup& setup, const Build& build, bool resume) : setup_(setup), build_(build) {
  if (setup.options.schedule) given_up_ = true;  // nobody knows what it draws
  if (!resume || given_up_) return;
  open();
  if (!path_.empty()) former_ = parts_in(files::read(path_), setup_);
}

std::map<std::size_t, ChunkResult> Kept::take_former() { return std::move(former_); }

void Kept::open() {
  if (file_.open() || given_up_) return;
  given_up_ = true;
  try {
    const std::string cache = cache_path(setup_.options.build_cache);
    open_cache(cache);
    const fs::path folder = fs::path(cache) / "kept";
    files::make_directory("--build-dir", folder.string());
    const std::string path =
        (folder / fmt::format("{:.32}.parts", run_hash(setup_, build_))).string();
    file_.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file_.open() || ::flock(file_.number(), LOCK_EX | LOCK_NB) != 0) return;
    path_ = path;
    given_up_ = false;
  } catch (const std::exception&) {
    // A cache that cannot be written, for example: nothing is kept.
  }
}

void Kept::write(const std::string& lines) {
  if (given_up_) return;
  given_up_ = files::write_all(file_.number(), lines) != 0;
}

void Kept::keep(std::size_t part, const ChunkResult& result) {
  if (given_up_ || result.mismatches > 0 || !result.first_difference.empty()) return;
  const std::string line = line_of(part, result);
  if (file_.open()) return write(line);
  waiting_ += line;
  if (std::chrono::steady_clock::now() - begin_ < kYoung) return;
  open();
  if (!given_up_) given_up_ = ::ftruncate(file_.number(), 0) != 0;  // of a former run
  write(std::exchange(waiting_, {}));
}

void Kept::end() {
  if (path_.empty()) return;
  ::unlink(path_.c_str());
  path_.clear();
  file_.reset(-1);
  given_up_ = true;
}

}  // namespace spinforge::harness
