// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace spinforge::fixed {

/// Arithmetic shift right, rounding toward minus infinity. *Range*: 0 <= shift < 63.
[[nodiscard]] constexpr std::int64_t floor_shift(std::int64_t value, int shift) {
  return value >> shift;  // C++20: arithmetic for negative values
}

/// (value + half) >> shift with half = 2^(shift-1), and 0 when shift = 0: round half up.
[[nodiscard]] constexpr std::int64_t round_shift(std::int64_t value, int shift) {
  const std::int64_t half = shift > 0 ? (std::int64_t{1} << (shift - 1)) : 0;
  return floor_shift(value + half, shift);
}

/// Smallest and largest value of a two's complement number of `bits` bits (1..63).
[[nodiscard]] constexpr std::int64_t signed_min(int bits) {
  return -(std::int64_t{1} << (bits - 1));
}
[[nodiscard]] constexpr std::int64_t signed_max(int bits) {
  return (std::int64_t{1} << (bits - 1)) - 1;
}

/// Fewest bits of a two's complement number that holds every value of [low, high].
[[nodiscard]] constexpr int signed_bits(std::int64_t low, std::int64_t high) {
  int bits = 1;
  while (low < signed_min(bits) || high > signed_max(bits)) ++bits;
  return bits;
}

/// Fewest bits (at least 1) of an unsigned number that holds `value`.
[[nodiscard]] constexpr int unsigned_bits(std::uint64_t value) {
  int bits = 1;
  while ((value >> bits) != 0) ++bits;
  return bits;
}

/// Bits of an address of `words` words, as the macros' localparams have it: at least 1.
[[nodiscard]] constexpr int address_bits(int words) {
  return words > 1 ? unsigned_bits(static_cast<std::uint64_t>(words - 1)) : 1;
}

/// The quotient rounded up. *Range*: a >= 0, b > 0.
[[nodiscard]] constexpr int ceil_div(int a, int b) { return (a + b - 1) / b; }

}  // namespace spinforge::fixed
