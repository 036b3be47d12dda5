// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

/// style.css and script.js, which the tools carry in themselves. The definitions are written by
/// embed.cmake during the build.
namespace spinforge::page {

[[nodiscard]] std::string_view embedded_style();
[[nodiscard]] std::string_view embedded_script();

}  // namespace spinforge::page
