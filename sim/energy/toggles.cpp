// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/toggles.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"

namespace spinforge::energy {
namespace {

[[noreturn]] void refuse(const std::string& expected, std::string_view got) {
  throw Error(
      ErrorCode::kParse,
      "value change dump",
      fmt::format("expected {}, got '{}'; use a dump of Verilator", expected, got.substr(0, 40)));
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(" \t\r", at);
    if (begin == std::string_view::npos) break;
    at = std::min(text.find_first_of(" \t\r", begin), text.size());
    words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

/// Our parameters and constants begin with a capital, our nets with a small letter. Verilator 5.006
/// declares a parameter as a wire.
bool is_constant(std::string_view name) { return name.front() >= 'A' && name.front() <= 'Z'; }

/// A word of a memory has its index in its name; the range of a net stands apart.
bool is_memory_word(std::string_view name) {
  return name.find_first_of("[(") != std::string_view::npos;
}

}  // namespace

void ToggleCounter::feed(std::string_view bytes) {
  pending_.append(bytes);
  std::size_t begin = 0;
  for (std::size_t end; (end = pending_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    line(std::string_view(pending_).substr(begin, end - begin));
  }
  pending_.erase(0, begin);
}

void ToggleCounter::restart() {
  pending_.clear();
  scopes_.clear();
  declaring_ = true;
  for (auto& [id, net] : nets_) net.value.clear();
}

void ToggleCounter::line(std::string_view text) {
  if (text.empty()) return;
  if (declaring_) return declaration(text);
  switch (text.front()) {
    case '#':
    case '$':
      return;
    case '0':
    case '1':
      return change(text.substr(0, 1), text.substr(1));
    case 'b': {
      const std::size_t space = text.find(' ');
      if (space != std::string_view::npos) {
        return change(text.substr(1, space - 1), text.substr(space + 1));
      }
      break;
    }
    default:
      break;
  }
  refuse("a value of 0 and 1", text);
}

void ToggleCounter::declaration(std::string_view text) {
  const std::vector<std::string_view> words = words_of(text);
  if (words.empty()) return;
  if (words[0] == "$scope" && words.size() >= 3) {
    scopes_.emplace_back(words[2]);
  } else if (words[0] == "$upscope") {
    if (scopes_.empty()) refuse("a scope to leave", text);
    scopes_.pop_back();
  } else if (words[0] == "$var") {
    variable(words);
  } else if (words[0] == "$enddefinitions") {
    declaring_ = false;
  }
}

/// $var TYPE BITS ID NAME [RANGE] $end
void ToggleCounter::variable(const std::vector<std::string_view>& words) {
  if (words.size() < 6) refuse("$var TYPE BITS ID NAME", words.back());
  const std::string_view name = words[4];
  const bool inside = std::find(scopes_.begin(), scopes_.end(), top_) != scopes_.end();
  if (!inside || is_constant(name) || name == "clk_i" || is_memory_word(name)) return;
  const std::size_t part = part_of_scope();
  const auto [at, added] = nets_.try_emplace(std::string(words[3]));
  if (!added) return;
  at->second.part = part;
  std::size_t bits = 0;
  for (const char digit : words[2]) {
    if (digit < '0' || digit > '9') refuse("a number of bits", words[2]);
    bits = 10 * bits + static_cast<std::size_t>(digit - '0');
  }
  at->second.bits = bits;
  parts_[part].bits += static_cast<std::int64_t>(bits);
}

std::size_t ToggleCounter::part_of_scope() {
  const auto top = std::find(scopes_.begin(), scopes_.end(), top_);
  const std::string name = top + 1 == scopes_.end() ? "" : *(top + 1);
  const auto at = std::find_if(
      parts_.begin(), parts_.end(), [&](const Part& part) { return part.name == name; });
  const auto index = static_cast<std::size_t>(at - parts_.begin());
  if (index == parts_.size()) parts_.emplace_back().name = name;
  return index;
}

void ToggleCounter::change(std::string_view value, std::string_view id) {
  const auto at = nets_.find(id);
  if (at == nets_.end()) return;
  Net& net = at->second;
  if (value.size() > net.bits) refuse(fmt::format("{} bits", net.bits), value);
  std::string next(net.bits - value.size(), '0');
  next.append(value);
  if (next.find_first_not_of("01") != std::string::npos) refuse("a value of 0 and 1", value);
  std::int64_t toggles = 0;
  for (std::size_t i = 0; i < net.value.size(); ++i) toggles += net.value[i] != next[i] ? 1 : 0;
  parts_[net.part].toggles += toggles;
  net.value = std::move(next);
}

std::vector<Part> ToggleCounter::parts() const {
  if (!parts_.empty()) return parts_;
  refuse(fmt::format("nets in scope '{}'", top_), scopes_.empty() ? "none" : scopes_.back());
}

}  // namespace spinforge::energy
