// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/base/process.hpp"

namespace spinforge::harness {

using process::Exit;

/// process::run, where the rest of the harness looks for it.
[[nodiscard]] Exit run_program(const std::vector<std::string>& command,
                               const std::string& directory,
                               const std::vector<std::string>& environment,
                               const std::string& advice);

}  // namespace spinforge::harness
