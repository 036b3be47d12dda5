// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>

namespace spinforge::synth {

/// The last lines of a tool's log, indented: enough to see what it stumbled over.
[[nodiscard]] inline std::string last_lines(std::string log, int lines = 8) {
  while (!log.empty() && log.back() == '\n') log.pop_back();
  std::size_t begin = log.size();
  for (int i = 0; i < lines && begin != std::string::npos && begin > 0; ++i) {
    begin = log.rfind('\n', begin - 1);
  }
  const std::string tail =
      begin == std::string::npos ? log : log.substr(begin == 0 ? 0 : begin + 1);
  std::string out = "  ";
  for (const char c : tail) out += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return out;
}

}  // namespace spinforge::synth
