// SPDX-License-Identifier: Apache-2.0
#include "gen/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace spinforge::text {
namespace {

using Rows = std::vector<std::vector<std::string>>;

/// Characters that a terminal shows, counting each UTF-8 sequence once.
std::size_t width_of(const std::string& cell) {
  return static_cast<std::size_t>(
      std::count_if(cell.begin(), cell.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

bool looks_numeric(const std::string& cell) {
  const bool digit =
      std::any_of(cell.begin(), cell.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return digit && cell.find_first_not_of("0123456789.,+-eE% ") == std::string::npos;
}

struct Column {
  std::size_t width = 0;
  bool numeric = true;  ///< every cell below the header is empty or a number
};

std::vector<Column> measure(const Rows& rows) {
  std::vector<Column> columns;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    columns.resize(std::max(columns.size(), rows[r].size()));
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      const std::string& cell = rows[r][c];
      columns[c].width = std::max(columns[c].width, width_of(cell));
      if (r > 0 && !cell.empty() && !looks_numeric(cell)) columns[c].numeric = false;
    }
  }
  return columns;
}

std::string padded(const std::vector<std::string>& row, std::size_t c, const Column& column) {
  const std::string cell = c < row.size() ? row[c] : std::string();
  const std::string space(column.width - width_of(cell), ' ');
  return column.numeric ? space + cell : cell + space;
}

}  // namespace

std::string table(const Rows& rows) {
  const std::vector<Column> columns = measure(rows);
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      if (c > 0) line += "  ";
      line += padded(row, c, columns[c]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string markdown(const Rows& rows) {
  const std::vector<Column> columns = measure(rows);
  std::string out;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      out += "| " + padded(rows[r], c, columns[c]) + " ";
    }
    out += "|\n";
    if (r > 0) continue;
    for (const Column& column : columns) out += column.numeric ? "|---:" : "|---";
    out += "|\n";
  }
  return out;
}

std::string joined(const std::vector<std::string>& texts, const std::string& separator) {
  std::string out;
  for (const std::string& each : texts) out += (&each == texts.data() ? "" : separator) + each;
  return out;
}

std::optional<std::string> replaced_between(const std::string& page,
                                            std::string_view begin,
                                            std::string_view end,
                                            std::string_view text) {
  const std::size_t first = page.find(begin);
  const std::size_t last = page.find(end);
  if (first == std::string::npos || last == std::string::npos || last < first) return {};
  return page.substr(0, first).append(begin).append(text) + page.substr(last);
}

std::string hash_comment(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    out.append(line.empty() ? "#" : "# ").append(line).append("\n");
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  return out;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain = "/._-+@:,=%";
  const auto plain = [&](unsigned char c) {
    return std::isalnum(c) != 0 || kPlain.find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last one, and up to where it has eaten
  std::size_t eaten = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      eaten = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++eaten;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string percent(double share) { return fmt::format("{:.2f} %", 100.0 * share); }

std::string trimmed(std::string_view text, std::string_view blanks) {
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(blanks) + 1 - begin));
}

std::string brief(std::string_view text, std::size_t longest) {
  if (text.size() <= longest) return std::string(text);
  return std::string(text.substr(0, longest - 3)) + "...";
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

std::string with_commas(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

}  // namespace spinforge::text
