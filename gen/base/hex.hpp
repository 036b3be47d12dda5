// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Hexadecimal digits, the lower-case ones, of words of any width.
namespace spinforge::hex {

/// A word of bits, 0 at first, in which numbers stand side by side.
class Word {
 public:
  explicit Word(int bits)
      : digits_((static_cast<std::size_t>(bits) + 3) / 4), pieces_(digits_ / 16 + 2) {}

  /// Puts the lowest `bits` (1..63) of `value` at bit `at` and up, where the word is 0.
  void put(int at, int bits, std::int64_t value) {
    const std::uint64_t field =
        static_cast<std::uint64_t>(value) & ((std::uint64_t{1} << bits) - 1);
    const auto piece = static_cast<std::size_t>(at) / 64;
    const int shift = at % 64;
    pieces_[piece] |= field << shift;
    if (shift + bits > 64) pieces_[piece + 1] |= field >> (64 - shift);
  }

  /// As many digits as the word needs.
  void append_to(std::string& out) const {
    for (std::size_t digit = digits_; digit-- > 0;) {
      out += "0123456789abcdef"[(pieces_[digit / 16] >> (4 * (digit % 16))) & 15U];
    }
  }

  void clear() { std::fill(pieces_.begin(), pieces_.end(), 0); }

 private:
  std::size_t digits_;
  std::vector<std::uint64_t> pieces_;
};

/// The number that up to eight `digits` spell; 0 where there are none.
[[nodiscard]] inline std::uint32_t number(std::string_view digits) {
  std::uint32_t out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out, 16);
  return out;
}

}  // namespace spinforge::hex
