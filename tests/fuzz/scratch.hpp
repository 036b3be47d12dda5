// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "gen/base/temporary.hpp"

/// A directory in memory, for parsers that open their files themselves.
namespace spinforge::fuzz {

class Scratch {
 public:
  /// *Returns* the path.
  std::string put(std::string_view name, std::string_view content) const {
    std::string path = directory_ / name;
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    return path;
  }
  [[nodiscard]] const std::string& path() const { return directory_.path(); }

 private:
  files::TemporaryDirectory directory_{"/dev/shm"};
};

}  // namespace spinforge::fuzz
