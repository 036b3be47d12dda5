// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

/// suites/*.json, which the tool carries in itself. The definition is written by embed.cmake during
/// the build.
namespace spinforge::regress {

struct EmbeddedSuite {
  std::string_view name;  ///< of the file, without .json
  std::string_view content;
};

/// All of them, by name.
[[nodiscard]] std::span<const EmbeddedSuite> embedded_suites();

}  // namespace spinforge::regress
