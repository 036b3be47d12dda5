// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <string>

#include "gen/base/error.hpp"
#include "gen/base/process.hpp"

namespace spinforge::synth {

/// Advice where Yosys says what we cannot read.
inline constexpr const char* kNewerYosys = "install a Yosys of version 0.23 or later";

/// The last lines of a tool's log, indented: enough to see what it stumbled over.
[[nodiscard]] inline std::string last_lines(std::string log, int lines = 8) {
  while (!log.empty() && log.back() == '\n') log.pop_back();
  std::size_t begin = log.size();
  for (int i = 0; i < lines && begin != std::string::npos && begin > 0; ++i) {
    begin = log.rfind('\n', begin - 1);
  }
  if (begin != std::string::npos && begin > 0) log.erase(0, begin + 1);
  std::string out = "  ";
  for (const char c : log) {
    out += c;
    if (c == '\n') out += "  ";
  }
  return out;
}

/// What to throw where a tool has failed; `where` goes behind its exit code.
[[nodiscard]] inline Error failure(const std::string& tool,
                                   const process::Exit& exit,
                                   const std::string& where = "") {
  return Error(ErrorCode::kTool,
               tool,
               fmt::format("failed with exit code {}{}:\n{}\nmend what it names and run again",
                           exit.status,
                           where,
                           last_lines(exit.output)));
}

}  // namespace spinforge::synth
