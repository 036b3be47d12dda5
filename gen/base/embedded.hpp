// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace spinforge {

/// A file of the source tree that the tools carry in themselves, so that they work wherever they
/// are run. Functions that give such files are written during the build, see cmake/embed.cmake.
struct EmbeddedFile {
  std::string_view name;  ///< without folder, e.g. "sf_layer.sv"
  std::string_view content;

  [[nodiscard]] std::string_view stem() const { return name.substr(0, name.rfind('.')); }
};

}  // namespace spinforge
