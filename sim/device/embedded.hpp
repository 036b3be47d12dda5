// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

/// devices/*.json, which the tools carry in themselves. The definition is written by embed.cmake
/// during the build.
namespace spinforge::device {

struct EmbeddedDevice {
  std::string_view name;  ///< of the file, without .json
  std::string_view content;
};

/// All of them, by name.
[[nodiscard]] std::span<const EmbeddedDevice> embedded_devices();

}  // namespace spinforge::device
