// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "gen/dataset/dataset.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/filelist.hpp"
#include "sim/harness/reads.hpp"
#include "sim/harness/report.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

/// Regular files below `directory`, relative to it, in order; none that is still being written.
std::vector<std::string> files_below(const fs::path& directory) {
  std::vector<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    const std::string path = entry.path().lexically_relative(directory).string();
    if (entry.is_regular_file() && path.find(".partial-") == std::string::npos) out.push_back(path);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

std::string core_hash(const std::string& directory, const std::string& filelist) {
  std::vector<std::string> paths = files_below(directory);
  for (const std::string& path : read_filelist(directory, filelist).files) {
    if (fs::path(path).is_absolute() || path.starts_with("..")) paths.push_back(path);
  }
  std::string text;
  for (const std::string& path : paths) {
    text += fmt::format("{} {}\n", path, content_hash(fs::path(directory) / path));
  }
  return network::sha256(text);
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
