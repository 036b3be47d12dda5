// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"

namespace spinforge::coverage {

namespace {

constexpr std::string_view kHeader = "# SystemC::Coverage-3";
constexpr std::string_view kTogglePage = "\1page\2v_toggle/";
constexpr std::uint64_t kBothValues = 2;

[[noreturn]] void refuse(const std::string& where, std::size_t line, std::string_view got) {
  throw Error(ErrorCode::kParse,
              fmt::format("{}:{}", where, line),
              fmt::format("is no coverage as Verilator 5 writes it; expected \"C 'KEYS' COUNT\", "
                          "got {:.60}; use that version",
                          got));
}

/// Calls `visit(keys, count, number of the line)` for each point.
template <class Visit>
void each_point(std::string_view text, const std::string& where, const Visit& visit) {
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (++number == 1) {
      if (line != kHeader) refuse(where, number, line);
      continue;
    }
    const std::size_t quote = line.rfind("' ");
    if (!line.starts_with("C '") || quote == std::string_view::npos || quote < 3) {
      refuse(where, number, line);
    }
    const auto count = text::number<std::uint64_t>(line.substr(quote + 2));
    if (!count) refuse(where, number, line);
    visit(line.substr(3, quote - 3), *count, number);
  }
  if (number == 0) refuse(where, 1, "nothing");
}

/// Value of a key, "" where it is not there.
std::string_view value(std::string_view keys, std::string_view key) {
  const std::string mark = fmt::format("\1{}\2", key);
  const std::size_t at = keys.find(mark);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = keys.substr(at + mark.size());
  return rest.substr(0, rest.find('\1'));
}

/// "84-86,88"; `good` turns false for anything else.
std::vector<int> lines_of(std::string_view text, bool& good) {
  std::vector<int> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view range = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t dash = std::min(range.find('-'), range.size());
    const auto first = text::number<int>(range.substr(0, dash));
    const auto last = dash == range.size() ? first : text::number<int>(range.substr(dash + 1));
    good = good && first && last && *last - *first < 100'000;
    for (int line = first.value_or(0); good && line <= *last; ++line) out.push_back(line);
  }
  return out;
}

/// The path without the scope above the top module.
std::string_view below_root(std::string_view path) {
  constexpr std::string_view kRoot = "TOP.";
  return path.starts_with(kRoot) ? path.substr(kRoot.size()) : path;
}

}  // namespace

std::string_view name_of(Kind kind) {
  return kind == Kind::kLine ? "line" : kind == Kind::kBranch ? "branch" : "toggle";
}

std::vector<Point> points_of(std::string_view text, const std::string& where) {
  std::vector<Point> out;
  each_point(text, where, [&](std::string_view keys, std::uint64_t, std::size_t number) {
    const std::string_view page = value(keys, "page");
    const std::size_t slash = page.find('/');
    const auto line = text::number<int>(value(keys, "l"));
    bool good = slash != std::string_view::npos && line.has_value();
    std::vector<int> lines = lines_of(value(keys, "S"), good);
    if (!good) refuse(where, number, keys);
    const std::string_view module = page.substr(slash + 1);
    const std::string_view name = value(keys, "o");
    out.push_back({.kind = page.starts_with("v_toggle") ? Kind::kToggle
                           : name == "block"            ? Kind::kLine
                                                        : Kind::kBranch,
                   .module = std::string(module.substr(0, module.find("__"))),
                   .instance = std::string(below_root(value(keys, "h"))),
                   .file = std::string(value(keys, "f")),
                   .line = *line,
                   .name = std::string(name),
                   .lines = std::move(lines)});
  });
  return out;
}

Hits hits_of(std::string_view text, const std::string& where) {
  std::vector<bool> hit;
  each_point(text, where, [&](std::string_view keys, std::uint64_t count, std::size_t) {
    const bool toggle = keys.find(kTogglePage) != std::string_view::npos;
    hit.push_back(count >= (toggle ? kBothValues : 1));
  });
  Hits out(hit.size());
  for (std::size_t i = 0; i < hit.size(); ++i) {
    if (hit[i]) out.set(i);
  }
  return out;
}

std::string without_counts(std::string_view text, const std::string& where) {
  std::string out = fmt::format("{}\n", kHeader);
  each_point(text, where, [&](std::string_view keys, std::uint64_t, std::size_t) {
    out += "C '";
    out += keys;
    out += "' 0\n";
  });
  return out;
}

}  // namespace spinforge::coverage
