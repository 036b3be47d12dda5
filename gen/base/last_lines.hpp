// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace spinforge::text {

/// The last lines of a program's log, indented: enough to see what it stumbled over.
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

}  // namespace spinforge::text
