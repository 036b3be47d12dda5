// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/bits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "gen/base/text.hpp"

namespace spinforge::coverage {

namespace {

/// What stands before the last bracket of "v_q[3]", and in it; nothing without one.
std::optional<std::pair<std::string_view, std::string_view>> parts_of(std::string_view label) {
  const std::size_t bracket = label.rfind('[');
  if (bracket == std::string_view::npos || label.back() != ']') return {};
  return std::pair(label.substr(0, bracket), label.substr(bracket + 1, label.size() - bracket - 2));
}

/// "5:3" or "8".
std::optional<std::pair<int, int>> range_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto high = text::number<int>(text.substr(0, colon));
  const auto low =
      colon == std::string_view::npos ? high : text::number<int>(text.substr(colon + 1));
  if (!high || !low || *low > *high) return {};
  return std::pair(*low, *high);
}

}  // namespace

std::optional<Bit> bit_of(std::string_view label) {
  const auto parts = parts_of(label);
  if (!parts) return {};
  const auto index = text::number<int>(parts->second);
  if (!index) return {};
  return Bit{parts->first, *index};
}

bool Bits::has(int index) const {
  return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
    return range.first <= index && index <= range.second;
  });
}

std::optional<Bits> bits_of(std::string_view label) {
  const auto parts = parts_of(label);
  if (!parts || parts->second.find_first_of(": ") == std::string_view::npos) return {};
  Bits out{std::string(parts->first), {}};
  for (std::string_view list = parts->second; !list.empty();) {
    const std::string_view word = list.substr(0, list.find(' '));
    const auto range = range_of(word);
    if (!range) return {};
    out.ranges.push_back(*range);
    list.remove_prefix(std::min(list.size(), word.size() + 1));
  }
  return out;
}

std::string bit_list(std::vector<int> bits) {
  std::sort(bits.begin(), bits.end());
  std::string out;
  for (std::size_t i = 0; i < bits.size();) {
    std::size_t end = i + 1;
    while (end < bits.size() && bits[end] == bits[end - 1] + 1) ++end;
    if (!out.empty()) out += ' ';
    out += end == i + 1 ? fmt::format("{}", bits[i]) : fmt::format("{}:{}", bits[end - 1], bits[i]);
    i = end;
  }
  return out;
}

}  // namespace spinforge::coverage
