// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
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

constexpr std::string_view kBlank = " \t";

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// The line of `text` from `at` on, without blanks at its beginning.
std::string_view rest_of_line(std::string_view text, std::size_t at) {
  std::string_view rest = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlank), rest.size()));
  return rest;
}

/// "name" or <name> at the beginning of `rest`, without the marks; none where there is no such.
std::optional<std::string> quoted(std::string_view rest) {
  if (!rest.starts_with('"') && !rest.starts_with('<')) return {};
  const std::size_t close = rest.find_first_of("\">", 1);
  if (close == std::string_view::npos) return {};
  return std::string(rest.substr(1, close - 1));
}

/// Where the comment or the string that begins at `at` ends; `at` where none does. A string that
/// is not closed ends with its line.
std::size_t behind_text(std::string_view text, std::size_t at) {
  const auto behind = [&](std::string_view mark) {
    const std::size_t end = text.find(mark, at + 2);
    return end == std::string_view::npos ? text.size() : end + mark.size();
  };
  if (text.substr(at, 2) == "//") return behind("\n");
  if (text.substr(at, 2) == "/*") return behind("*/");
  if (text[at] != '"') return at;
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != '"' && text[end] != '\n') {
    end += text[end] == '\\' ? 2U : 1U;
  }
  return std::min(end + 1, text.size());
}

/// Names of the files that `text`, the Verilog `where`, includes.
std::vector<std::string> included(std::string_view text, const std::string& where) {
  constexpr std::string_view kWord = "`include";
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t end = behind_text(text, at); end != at) {
      at = end;
      continue;
    }
    const std::size_t end = at + kWord.size();
    if (text.substr(at, kWord.size()) != kWord || (end < text.size() && is_word(text[end]))) {
      ++at;  // a macro's name may begin so, too
      continue;
    }
    const std::string_view rest = rest_of_line(text, end);
    const auto name = quoted(rest);
    if (!name) refuse_unknown(where, fmt::format("`include {}", rest));
    out.push_back(*name);
    at = end;  // what follows is a string
  }
  return out;
}

/// The same of C++. What stands in a comment counts, too: that costs no more than a look at it.
std::vector<std::string> included_by_cpp(std::string_view text) {
  constexpr std::string_view kWord = "include";
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size()) + 1) {
    std::string_view line = rest_of_line(text, at);
    if (!line.starts_with('#')) continue;
    line = rest_of_line(line, 1);
    if (!line.starts_with(kWord)) continue;
    if (auto name = quoted(rest_of_line(line, kWord.size()))) out.push_back(*std::move(name));
  }
  return out;
}

/// How a file is read.
enum class Language { kVerilog, kCpp };

bool may_be_cpp(const fs::path& path) {
  static const std::set<std::string> kEndings{
      ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx"};
  return kEndings.contains(path.extension().string());
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
    std::set<std::string> roots = all_;
    roots.insert(list_.files.begin(), list_.files.end());
    for (const std::string& file : roots) {
      if (may_be_cpp(file)) add_source(file, Language::kCpp);
    }
    for (const std::string& file : list_.files) add_source(file, Language::kVerilog);
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

  /// A file of sources, wherever it lies, and what it includes.
  void add_source(const std::string& path, Language language) {
    std::error_code ignored;
    if (!fs::is_regular_file(root_ / path, ignored)) return;
    // Files that include each other by way of ".." have any number of paths.
    const fs::path place = fs::canonical((root_ / path).parent_path()) / fs::path(path).filename();
    if (!sources_.emplace(place, language).second) return;
    all_.insert(path);
    const std::string text = files::read((root_ / path).string());
    const bool verilog = language == Language::kVerilog;
    std::set<std::string> folders;
    if (verilog) folders = list_.folders;
    folders.insert(fs::path(path).parent_path().string());
    for (const std::string& name : verilog ? included(text, path) : included_by_cpp(text)) {
      for (const std::string& folder : folders) {
        add_source((fs::path(folder) / name).string(), language);
      }
    }
  }

  /// Files of `folder` in which a module is found by its name.
  void add_modules(const std::string& folder) {
    std::error_code ignored;
    if (!fs::is_directory(root_ / folder, ignored)) return;
    for (const auto& entry : fs::directory_iterator(root_ / folder)) {
      const fs::path name = entry.path().filename();
      if (list_.endings.contains(name.extension().string())) {
        add_source((fs::path(folder) / name).string(), Language::kVerilog);
      }
    }
  }

  fs::path root_;
  Filelist list_;
  std::set<std::string> all_;
  std::set<std::pair<fs::path, Language>> sources_;  ///< looked at
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
  return network::sha256(fmt::format("{}\n{}\n{}\n{}\n{}\n{}",
                                     tool_hash(),
                                     build.simulator,
                                     build.rtl_hash,
                                     core_hash(design.directory, design.filelist),
                                     images_hash(setup.set.directory),
                                     run_json(describe(setup, build)).dump()));
}

}  // namespace spinforge::harness
