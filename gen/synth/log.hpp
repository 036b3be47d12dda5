// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>

#include "gen/base/error.hpp"
#include "gen/base/last_lines.hpp"
#include "gen/base/process.hpp"

namespace spinforge::synth {

/// Advice where Yosys says what we cannot read.
inline constexpr const char* kNewerYosys = "install a Yosys of version 0.23 or later";

/// What to throw where a tool has failed; `where` goes behind its exit code.
[[nodiscard]] inline Error failure(const std::string& tool,
                                   const process::Exit& exit,
                                   const std::string& where = "") {
  return Error(ErrorCode::kTool,
               tool,
               fmt::format("failed with exit code {}{}:\n{}\nmend what it names and run again",
                           exit.status,
                           where,
                           text::last_lines(exit.output)));
}

}  // namespace spinforge::synth
