// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {
namespace {

constexpr std::string_view kLower = "sf_", kUpper = "SF_";
/// Stands before a word of the network. No name holds it, and JSON prints it as it is.
constexpr char kMark = '\x7f';

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

/// Where the next name with our prefix begins, from `at` on; npos where there is none.
std::size_t find_name(std::string_view text, std::size_t at) {
  for (at = text.find('_', at); at != std::string_view::npos; at = text.find('_', at + 1)) {
    if (at < 2) continue;
    const std::size_t begin = at - 2;
    const std::string_view found = text.substr(begin, kLower.size());
    if (found != kLower && found != kUpper) continue;
    if (begin == 0 || !is_word(text[begin - 1])) return begin;
  }
  return at;
}

bool well_formed(const std::string& prefix) {
  return !prefix.empty() && prefix.size() <= kPrefixLength && is_lower(prefix.front()) &&
         prefix.back() != '_' && prefix.find("__") == std::string::npos &&
         std::all_of(prefix.begin(), prefix.end(), [](char c) {
           return is_lower(c) || is_digit(c) || c == '_';
         });
}

std::string upper_case(std::string text) {
  for (char& c : text) {
    if (is_lower(c)) c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

}  // namespace

Names::Names(std::string prefix) : lower_(std::move(prefix)), upper_(upper_case(lower_)) {
  if ((lower_ + "_").find("_axi_") != std::string::npos) {
    throw Error(ErrorCode::kUsage,
                "--name",
                fmt::format("holds what the wrapper of another prefix is called; expected a prefix "
                            "without \"_axi\", got \"{}\"; choose one like \"left\"",
                            text::brief(lower_)));
  }
  if (well_formed(lower_) && !sv::is_keyword(lower_)) return;
  throw Error(ErrorCode::kUsage,
              "--name",
              fmt::format("not a prefix; expected at most {} of a..z, 0..9 and single _ between "
                          "them, a letter first, no keyword of SystemVerilog, got \"{}\"; choose "
                          "one like \"left\"",
                          kPrefixLength,
                          text::brief(lower_)));
}

std::string Names::marked(std::string_view text) const {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = find_name(text, 0); at != std::string_view::npos;
       at = find_name(text, done + kLower.size())) {
    out.append(text.substr(done, at - done)) += kMark;
    done = at;
  }
  return out.append(text.substr(done));
}

network::Network Names::marked(network::Network network) const {
  network.name = marked(network.name);
  for (network::Neuron& neuron : network.neurons) neuron.name = marked(neuron.name);
  return network;
}

std::string Names::operator()(std::string text) const {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = find_name(text, 0); at != std::string::npos; at = find_name(text, done)) {
    const bool ours = at == 0 || text[at - 1] != kMark;
    const std::string_view name = text[at] == 's' ? lower_ : upper_;
    out.append(text, done, at - done);
    if (ours)
      out.append(name) += '_';
    else
      out.append(text, at, kLower.size());
    done = at + kLower.size();
  }
  out.append(text, done);
  return unmarked(std::move(out));
}

std::string Names::unmarked(std::string text) {
  std::erase(text, kMark);
  return text;
}

}  // namespace spinforge::emit
