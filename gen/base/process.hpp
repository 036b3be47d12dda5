// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

/// Running other programs.
namespace spinforge::process {

/// What became of a program.
struct Exit {
  int status = 0;      ///< exit code; 128 + signal where one ended it
  std::string output;  ///< stdout and stderr together
};

/// Path of the program of that name that PATH finds, or nothing.
[[nodiscard]] std::optional<std::string> on_path(const std::string& program);

/// Runs `command` (its first word is searched on PATH) in `directory`, waits, and returns what it
/// printed. `environment` entries ("NAME=value") are added to ours; standard input is empty. When
/// we die, the program and all that it started die, too. *Errors*: kTool where it cannot be
/// started; `advice` says what to do then.
[[nodiscard]] Exit run(const std::vector<std::string>& command,
                       const std::string& directory,
                       const std::vector<std::string>& environment,
                       const std::string& advice);

}  // namespace spinforge::process
