// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <source_location>
#include <string>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/process.hpp"

/// Programs as a user runs them.
namespace spinforge::test {

/// Whether one of `programs` is not installed; the running test is then marked as skipped.
[[nodiscard]] bool missing(std::initializer_list<const char*> programs);

/// Runs a line of shell in `directory`; `environment` entries ("NAME=value") are added to ours.
process::Exit shell(const std::string& line,
                    const std::string& directory = "/",
                    const std::vector<std::string>& environment = {});

/// Checks that a program ended with `code` and said `words` among others, and gives its output.
std::string check_exit(const process::Exit& exit,
                       int code,
                       const std::string& words = "",
                       std::source_location at = std::source_location::current());
std::string check_exit(const process::Exit& exit,
                       ErrorCode code,
                       const std::string& words = "",
                       std::source_location at = std::source_location::current());

}  // namespace spinforge::test
