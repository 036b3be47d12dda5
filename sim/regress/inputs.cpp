// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/inputs.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/process.hpp"
#include "gen/base/text.hpp"
#include "gen/directory/inventory.hpp"
#include "gen/network/network.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/fingerprint.hpp"
#include "sim/harness/reads.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

constexpr const char* kGenerator = "spinforge-gen";

/// Hash of the files that words of `options` name, seen from `folder`.
std::string hash_of_named(const std::string& options, const fs::path& folder) {
  std::string out;
  std::istringstream words(options);
  for (std::string word; words >> word;) {
    // Of "--chip=a=b.json" as of "--chip a=b.json" the file's name may hold an = itself.
    std::size_t begin = 0;
    do {
      std::error_code error;
      const fs::path path = folder / word.substr(begin);
      if (fs::is_regular_file(path, error)) out += harness::content_hash(path);
      begin = word.find('=', begin) + 1;  // 0 where there is none
    } while (begin != 0);
  }
  return out;
}

std::string generator(const std::string& folder) {
  std::error_code error;
  const fs::path beside = fs::path(folder) / kGenerator;
  if (fs::exists(beside, error)) return beside.string();
  if (const auto path = process::on_path(kGenerator)) return fs::absolute(*path).string();
  throw Error(ErrorCode::kTool,
              kGenerator,
              "is neither beside spinforge-sim nor on PATH; install it beside spinforge-sim");
}

void require_as_emitted(const std::string& directory) {
  std::vector<std::string> changed = directory::strangers(directory);
  for (const std::string& file : directory::missing(directory))
    changed.push_back(file + " (missing)");
  if (changed.empty()) return;
  throw Error(
      ErrorCode::kIo,
      directory,
      fmt::format("is no longer as it was emitted; expected what its manifest says, but for {}; "
                  "remove the directory, and it is emitted again, or name an edited core among "
                  "the suite's `cores`",
                  changed.front()));
}

}  // namespace

std::string short_hash(const std::string& text) { return network::sha256(text).substr(0, 32); }

std::string tool_folder() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path().string();
}

Generator::Generator(const std::string& beside)
    : path_(generator(beside)), hash_(harness::content_hash(path_)) {}

std::string Generator::name_of(const Wanted& wanted, const std::string& folder) const {
  const std::string decides = fmt::format("{}\n{}\n{}\n{}",
                                          network::directory_hash(wanted.network),
                                          wanted.emit,
                                          hash_of_named(wanted.emit, folder),
                                          hash_);
  return fmt::format("{}-{:.16}", wanted.name, short_hash(decides));
}

std::string Generator::emit(const Wanted& wanted,
                            const std::string& folder,
                            const std::string& designs) const {
  std::string directory = (fs::path(designs) / name_of(wanted, folder)).string();
  std::error_code error;
  if (fs::exists(directory, error)) {
    require_as_emitted(directory);
    return directory;
  }
  std::vector<std::string> command{path_, "emit", wanted.network, "-o", directory, "--no-vectors"};
  std::istringstream words(wanted.emit);
  for (std::string word; words >> word;) command.push_back(word);
  const process::Exit exit = process::run(command, folder, {}, "install it beside spinforge-sim");
  if (exit.status == 0 && fs::exists(directory, error)) return directory;
  const std::string what = fmt::format("emit {} {}", wanted.network, wanted.emit);
  if (exit.output.empty()) {
    throw Error(ErrorCode::kTool,
                what,
                fmt::format("ended with status {} and without a word, having made nothing; run it "
                            "by hand",
                            exit.status));
  }
  throw Error(ErrorCode::kTool,
              what,
              fmt::format("{}; mend what it says and run again:\n  {}",
                          exit.status == 0 ? "made nothing" : "cannot be done",
                          text::first_line(exit.output)));
}

const std::string& Inputs::core(const std::string& directory) {
  std::string& hash = cores_[directory];
  if (hash.empty()) hash = harness::core_hash(directory, directory::kFilelist);
  return hash;
}

const std::string& Inputs::images(const std::string& directory) {
  std::string& hash = images_[directory];
  if (hash.empty()) hash = harness::images_hash(directory);
  return hash;
}

}  // namespace spinforge::regress
