// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/dataset/dataset.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/filelist.hpp"
#include "sim/harness/reads.hpp"
#include "sim/harness/report.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

/// What a core is made from may be anywhere: then nothing says whether it has changed.
[[noreturn]] void refuse_unknown(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::kUsage,
              where,
              fmt::format("may read files that cannot be told before it is built; expected paths "
                          "as they are, got {}; write them out",
                          what));
}

/// Names of the files that `text`, the source `where`, includes.
std::vector<std::string> included(std::string_view text, const std::string& where) {
  constexpr std::string_view kWord = "`include";
  constexpr std::string_view kBlank = " \t";
  std::vector<std::string> out;
  for (std::size_t at = text.find(kWord); at != std::string_view::npos;
       at = text.find(kWord, at + 1)) {
    const std::size_t line = text.find_last_of('\n', at) + 1;
    if (text.substr(line, at - line).find_first_not_of(kBlank) != std::string_view::npos) continue;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view rest = text.substr(at + kWord.size(), end - at - kWord.size());
    if (!rest.empty() && (std::isalnum(static_cast<unsigned char>(rest[0])) != 0 || rest[0] == '_'))
      continue;  // a macro
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
    const std::size_t close = rest.find_first_of("\">", 1);
    const bool named = rest.starts_with('"') || rest.starts_with('<');
    if (!named || close == std::string_view::npos) {
      refuse_unknown(where, fmt::format("`include {}", rest));
    }
    out.emplace_back(rest.substr(1, close - 1));
  }
  return out;
}

/// Collects the files of a core, by their paths as seen from its directory.
class CoreFiles {
 public:
  CoreFiles(std::string directory, const std::string& filelist)
      : root_(std::move(directory)), list_(read_filelist(root_.string(), filelist)) {
    if (!list_.unknown.empty()) refuse_unknown((root_ / filelist).string(), list_.unknown);
    std::set<fs::path> around;
    for (fs::path path = fs::canonical(root_); around.insert(path).second;) {
      path = path.parent_path();
    }
    add_below("", around);
    for (const std::string& file : list_.files) add_source(file);
    for (const std::string& folder : list_.folders) add_modules(folder);
  }

  [[nodiscard]] std::string hash() const {
    std::string text;
    for (const std::string& path : all_) {
      text += fmt::format("{} {}\n", path, content_hash(root_ / path));
    }
    return network::sha256(text);
  }

 private:
  /// What lies in the directory and in folders that it links to, none that is still being written.
  /// A link to a folder that it is in itself, one of `around`, leads back, not on.
  void add_below(const fs::path& folder, const std::set<fs::path>& around) {
    for (const auto& entry : fs::directory_iterator(root_ / folder)) {
      const fs::path path = folder / entry.path().filename();
      if (path.string().find(".partial-") != std::string::npos) continue;
      if (entry.is_regular_file()) all_.insert(path.string());
      if (!entry.is_directory()) continue;
      std::set<fs::path> inside = around;
      if (inside.insert(fs::canonical(entry.path())).second) add_below(path, inside);
    }
  }

  /// A file of Verilog, wherever it lies, and what it includes.
  void add_source(const std::string& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(root_ / path, ignored) || !sources_.insert(path).second) return;
    all_.insert(path);
    std::set<std::string> folders = list_.folders;
    folders.insert(fs::path(path).parent_path().string());
    for (const std::string& name : included(files::read((root_ / path).string()), path)) {
      for (const std::string& folder : folders) add_source((fs::path(folder) / name).string());
    }
  }

  /// Files of `folder` in which a module is found by its name.
  void add_modules(const std::string& folder) {
    std::error_code ignored;
    if (!fs::is_directory(root_ / folder, ignored)) return;
    for (const auto& entry : fs::directory_iterator(root_ / folder)) {
      const fs::path name = entry.path().filename();
      if (list_.endings.contains(name.extension().string())) {
        add_source((fs::path(folder) / name).string());
      }
    }
  }

  fs::path root_;
  Filelist list_;
  std::set<std::string> all_, sources_;
};

}  // namespace

std::string core_hash(const std::string& directory, const std::string& filelist) {
  return CoreFiles(directory, filelist).hash();
}

std::string images_hash(const std::string& directory) {
  std::vector<std::string> paths = dataset::files_of(directory);
  std::sort(paths.begin(), paths.end());
  std::string text;
  for (const std::string& path : paths) {
    const std::string name = fs::path(path).filename().string();
    if (name.starts_with("t10k")) text += content_hash(path) + "\n";
  }
  return network::sha256(text);
}

std::string tool_hash() { return content_hash("/proc/self/exe"); }

std::string run_hash(const Setup& setup, const Build& build) {
  const Design& design = setup.design;
  return network::sha256(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}",
                                     tool_hash(),
                                     build.simulator,
                                     build.rtl_hash,
                                     core_hash(design.directory, design.filelist),
                                     images_hash(setup.set.directory),
                                     run_json(describe(setup, build)).dump(),
                                     setup.set.count));
}

}  // namespace spinforge::harness
