// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/inputs.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/process.hpp"
#include "gen/network/network.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/fingerprint.hpp"
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

const std::string& Inputs::images(const std::string& directory) {
  std::string& hash = images_[directory];
  if (hash.empty()) hash = harness::images_hash(directory);
  return hash;
}

std::string Inputs::key(const Model& model,
                        const std::string& core,
                        const Run& run,
                        const harness::Setup& setup) {
  if (tool_.empty()) {
    tool_ = harness::tool_hash();
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
