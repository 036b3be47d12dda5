// SPDX-License-Identifier: Apache-2.0
#include "gen/dataset/sample.hpp"

#include <filesystem>
#include <system_error>

namespace spinforge::dataset {

std::string sample_directory() {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path bin = fs::read_symlink("/proc/self/exe", error).parent_path();
  const fs::path installed = bin.parent_path() / SPINFORGE_SAMPLE_INSTALLED;
  return fs::exists(installed, error) ? installed.string() : SPINFORGE_SAMPLE_SOURCE;
}

}  // namespace spinforge::dataset
