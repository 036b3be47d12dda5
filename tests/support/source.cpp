// SPDX-License-Identifier: Apache-2.0
//
// The one place that knows where the source tree lies, so that no other test depends on it.
#include <filesystem>

#include "tests/support.hpp"

std::string spinforge::test::source(std::string_view relative) {
  return (std::filesystem::path(SPINFORGE_SOURCE_DIR) / relative).string();
}
