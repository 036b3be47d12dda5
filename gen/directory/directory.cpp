// SPDX-License-Identifier: Apache-2.0
#include "gen/directory/directory.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"

namespace spinforge::directory {

std::string probe_file(std::string_view top) { return fmt::format("sim/{}_probe.sv", top); }

std::vector<std::string> vector_files(std::size_t layers) {
  std::vector<std::string> out{"pixels", "results"};
  for (std::size_t number = 1; number <= layers; ++number) {
    out.push_back(fmt::format("layer{}", number));
  }
  for (std::string& file : out) file = fmt::format("{}/{}.hex", kVectors, file);
  return out;
}

std::string filelist_text(const std::vector<std::string>& sources) {
  return fmt::format("{}\n", fmt::join(sources, "\n"));
}

std::vector<std::string> sources(const std::string& directory, const std::string& filelist) {
  const std::string path = (std::filesystem::path(directory) / filelist).string();
  std::vector<std::string> out;
  std::istringstream lines(files::read(path));
  for (std::string line; std::getline(lines, line);) {
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos) continue;
    line = line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
    if (!line.starts_with("//") && !line.starts_with("#")) out.push_back(line);
  }
  if (!out.empty()) return out;
  throw Error(ErrorCode::kParse, path, fmt::format("expected sources, got none; {}", kEmitAgain));
}

}  // namespace spinforge::directory
