// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/filelist.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "gen/base/files.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

/// Words that begin so change what is made of the files, but not which files there are.
constexpr std::array<std::string_view, 7> kNoPath{
    "+define+", "+timescale", "-D", "-G", "-U", "-W", "-sv"};

/// What a shell, a quotation or a variable makes of a word is not known.
constexpr std::string_view kSpecial = "\"'`$\\";

std::string without_comments(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool line = text.compare(at, 2, "//") == 0;
    if (!line && text.compare(at, 2, "/*") != 0) {
      out += text[at++];
      continue;
    }
    const std::size_t end = line ? text.find('\n', at) : text.find("*/", at + 2);
    at = end == std::string::npos ? text.size() : end + (line ? 0 : 2);
    out += ' ';
  }
  return out;
}

/// Reads one list after the other.
class ListReader {
 public:
  ListReader(Filelist& to, fs::path directory) : to_(to), directory_(std::move(directory)) {}

  /// `base`: what the paths of the list are relative to.
  void read(const std::string& list, const fs::path& base) {
    std::error_code ignored;
    if (!to_.files.insert(list).second || !fs::is_regular_file(directory_ / list, ignored)) return;
    std::istringstream words(without_comments(files::read((directory_ / list).string())));
    for (std::string word; words >> word;) take(word, words, base);
  }

 private:
  void take(const std::string& word, std::istream& words, const fs::path& base) {
    std::string next;
    if (word.find_first_of(kSpecial) != std::string::npos) {
      to_.unknown = word;
    } else if (word == "-f" && words >> next) {
      read(path(base, next), "");
    } else if (word == "-F" && words >> next) {
      const std::string list = path(base, next);
      read(list, fs::path(list).parent_path());
    } else if (word == "-y" && words >> next) {
      to_.folders.insert(path(base, next));
    } else if (word == "-v" && words >> next) {
      to_.files.insert(path(base, next));
    } else if (word.starts_with("+incdir+")) {
      for (const std::string& part : parts(word)) to_.folders.insert(path(base, part));
    } else if (word.starts_with("+libext+")) {
      for (const std::string& part : parts(word)) to_.endings.insert(part);
    } else if (word.starts_with("-I")) {
      to_.folders.insert(path(base, word.substr(2)));
    } else if (!word.starts_with('-') && !word.starts_with('+')) {
      to_.files.insert(path(base, word));
    } else if (std::none_of(kNoPath.begin(), kNoPath.end(), [&](std::string_view known) {
                 return word.starts_with(known);
               })) {
      to_.unknown = word;
    }
    if (next.find_first_of(kSpecial) != std::string::npos) to_.unknown = next;
  }

  /// "./a/b" is "a/b". Where there is a ".." it may follow a link, and the path stays as it is.
  static std::string path(const fs::path& base, const std::string& word) {
    const fs::path whole = base / word;
    const bool plain = whole.string().find("..") == std::string::npos;
    return (plain ? whole.lexically_normal() : whole).string();
  }

  /// "+libext+.v+.sv" without its name, at the plus signs.
  static std::vector<std::string> parts(const std::string& word) {
    std::vector<std::string> out;
    std::istringstream in(word.substr(8));
    for (std::string part; std::getline(in, part, '+');) out.push_back(part);
    return out;
  }

  Filelist& to_;
  fs::path directory_;
};

}  // namespace

Filelist read_filelist(const std::string& directory, const std::string& filelist) {
  Filelist out;
  ListReader(out, directory).read(filelist, "");
  return out;
}

}  // namespace spinforge::harness
