// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace spinforge::text {

/// Left-aligned text table with a header row, columns two spaces apart, numbers right-aligned.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& rows);

/// The same rows as a Markdown table.
[[nodiscard]] std::string markdown(const std::vector<std::vector<std::string>>& rows);

/// The texts one after the other with `separator` between them.
[[nodiscard]] std::string joined(const std::vector<std::string>& texts,
                                 const std::string& separator);

/// `page` with `text` in the place of all between the marks `begin` and `end`, which stay; none
/// where it does not hold both in this order.
[[nodiscard]] std::optional<std::string> replaced_between(const std::string& page,
                                                          std::string_view begin,
                                                          std::string_view end,
                                                          std::string_view text);

/// Every line of `text` behind a # and a blank: a comment in YAML, Tcl and constraint files.
[[nodiscard]] std::string hash_comment(std::string_view text);

/// `word` as a shell reads it back: in quotes where it holds anything that a shell takes otherwise.
[[nodiscard]] std::string shell_word(const std::string& word);

/// Whether `pattern` is `text`, where each * of it stands for any letters, or none.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view text);

/// The number that all of `text` is, in decimal, or none: also where it does not fit T.
template <class T>
[[nodiscard]] std::optional<T> number(std::string_view text) {
  T value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && rest == end ? std::optional(value) : std::nullopt;
}

/// 0.8976 -> "89.76 %".
[[nodiscard]] std::string percent(double share);

/// `text` without what stands of `blanks` at its ends.
[[nodiscard]] std::string trimmed(std::string_view text, std::string_view blanks = " \t\r\n");

/// `text`, cut where it is longer than `longest` bytes: for what a sentence quotes.
[[nodiscard]] std::string brief(std::string_view text, std::size_t longest = 60);

/// `text` up to its first line feed.
[[nodiscard]] std::string first_line(std::string_view text);

/// The digits of a whole number with commas between thousands.
[[nodiscard]] std::string with_commas(std::string digits);

/// 12345678 -> "12,345,678".
[[nodiscard]] std::string thousands(std::integral auto value) {
  return with_commas(std::to_string(value));
}

}  // namespace spinforge::text
