// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/process.hpp"
#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/filelist.hpp"
#include "sim/harness/reads.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

/// Changes when shards mean something else than before.
constexpr int kShardVersion = 1;

/// The generator that was built with this tool.
std::string generator() {
  std::error_code error;
  const fs::path beside = fs::read_symlink("/proc/self/exe", error).parent_path() / "spinforge-gen";
  return fs::exists(beside, error) ? beside.string() : "spinforge-gen";
}

/// Regular files below `directory`, relative to it, in order.
std::vector<std::string> files_below(const fs::path& directory) {
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const std::string path = entry.path().lexically_relative(directory).string();
    if (entry.is_regular_file() && path.find(".partial-") == std::string::npos) out.push_back(path);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// Hash of the files that words of `options` name, seen from `folder`.
std::string hash_of_named(const std::string& options, const fs::path& folder) {
  std::string out;
  std::istringstream words(options);
  for (std::string word; words >> word;) {
    std::error_code error;
    const fs::path path = folder / word.substr(word.find('=') + 1);
    if (fs::is_regular_file(path, error)) out += harness::content_hash(path);
  }
  return out;
}

}  // namespace

std::string short_hash(const std::string& text) { return network::sha256(text).substr(0, 32); }

std::string emit(const Wanted& wanted, const std::string& folder, const std::string& designs) {
  const std::string gen = generator();
  const std::string decides = fmt::format("{}\n{}\n{}\n{}",
                                          network::directory_hash(wanted.network),
                                          wanted.emit,
                                          hash_of_named(wanted.emit, folder),
                                          harness::content_hash(gen));
  const std::string directory =
      (fs::path(designs) / fmt::format("{}-{:.8}", wanted.name, short_hash(decides))).string();
  std::error_code error;
  if (fs::exists(directory, error)) return directory;
  std::vector<std::string> command{gen, "emit", wanted.network, "-o", directory, "--no-vectors"};
  std::istringstream words(wanted.emit);
  for (std::string word; words >> word;) command.push_back(word);
  const process::Exit exit = process::run(command, folder, {}, "install it beside spinforge-sim");
  if (exit.status == 0) return directory;
  throw Error(ErrorCode::kTool,
              fmt::format("emit {} {}", wanted.network, wanted.emit),
              fmt::format("cannot be done; mend what it says and run again:\n  {}",
                          first_line(exit.output)));
}

std::string core_hash(const std::string& directory) {
  std::string text;
  for (const std::string& path : files_below(directory)) {
    text += fmt::format("{} {}\n", path, harness::content_hash(fs::path(directory) / path));
  }
  const harness::Filelist list = harness::read_filelist(directory, directory::kFilelist);
  for (const std::string& path : list.files) {
    if (fs::path(path).is_absolute() || path.starts_with("..")) {
      text += fmt::format("{} {}\n", path, harness::content_hash(fs::path(directory) / path));
    }
  }
  return network::sha256(text);
}

const std::string& Inputs::images(const std::string& directory) {
  std::string& hash = images_[directory];
  if (!hash.empty()) return hash;
  std::string text;
  std::vector<std::string> paths = dataset::files_of(directory);
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    const std::string name = fs::path(path).filename().string();
    if (name.starts_with("t10k")) text += harness::content_hash(path) + "\n";
  }
  hash = network::sha256(text);
  return hash;
}

std::string Inputs::key(const Model& model,
                        const std::string& core,
                        const Run& run,
                        const harness::Setup& setup) {
  if (tool_.empty()) {
    tool_ = harness::content_hash("/proc/self/exe");
    if (process::on_path("verilator")) {
      tool_ += " " + first_line(process::run({"verilator", "--version"}, "/", {}, "").output);
    }
  }
  const Wanted& wanted = run.wanted;
  return network::sha256(fmt::format("{}\n{}\n{} {}\n{}\n{} {}\n{} {} {}",
                                     kShardVersion,
                                     tool_,
                                     core,
                                     model.top,
                                     images(run.dataset),
                                     wanted.first,
                                     setup.set.count,
                                     wanted.traffic,
                                     wanted.seed,
                                     wanted.simulator));
}

}  // namespace spinforge::regress
