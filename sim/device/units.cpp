// SPDX-License-Identifier: Apache-2.0
#include "sim/device/units.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>

namespace spinforge::device {
namespace {

/// A unit is `mantissa` * 10^`exponent` of the first one of its kind.
struct Unit {
  std::string_view name;
  int kind;
  int exponent;
  double mantissa = 1.0;
};

constexpr auto kUnits = std::to_array<Unit>({
    {"s", 0, 0},
    {"ms", 0, -3},
    {"us", 0, -6},
    {"µs", 0, -6},
    {"ns", 0, -9},
    {"ps", 0, -12},
    {"V", 1, 0},
    {"mV", 1, -3},
    {"uV", 1, -6},
    {"µV", 1, -6},
    {"nV", 1, -9},
    {"A", 2, 0},
    {"mA", 2, -3},
    {"uA", 2, -6},
    {"µA", 2, -6},
    {"T", 3, 0},
    {"mT", 3, -3},
    {"Oe", 3, -4},
    {"kOe", 3, -1},
    {"G", 3, -4},
    {"kG", 3, -1},
    {"m", 5, 0},
    {"um", 5, -6},
    {"µm", 5, -6},
    {"nm", 5, -9},
    {"J", 6, 0},
    {"nJ", 6, -9},
    {"pJ", 6, -12},
    {"fJ", 6, -15},
    {"ohm", 7, 0},
    {"kohm", 7, 3},
    {"A/m2", 8, 0},
    {"A/cm2", 8, 4},
    {"MA/cm2", 8, 10},
    {"A/m", 3, -7, 4.0 * std::numbers::pi},
    {"kA/m", 3, -4, 4.0 * std::numbers::pi},
});

const Unit* find(std::string_view name) {
  const auto* const found =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) { return u.name == name; });
  return found == kUnits.end() ? nullptr : &*found;
}

struct Sign {
  std::string_view spelt, sign;
};

constexpr auto kSigns = std::to_array<Sign>({{"uV", "µV"},
                                             {"ohm", "Ω"},
                                             {"1e10 A/m2", "10¹⁰ A/m²"},
                                             {"1e11 A/m2", "10¹¹ A/m²"},
                                             {"A/m2", "A/m²"},
                                             {"^2", "²"},
                                             {" x ", " × "},
                                             {"+-", "±"}});

/// Whether `text` holds a letter, a digit or _ at `at`, so that a word goes on there.
bool in_word(const std::string& text, std::size_t at) {
  return at < text.size() &&
         (text[at] == '_' || std::isalnum(static_cast<unsigned char>(text[at])) != 0);
}

}  // namespace

std::optional<double> converted(double value, std::string_view from, std::string_view to) {
  if (from == to) return value;
  const Unit* const a = find(from);
  const Unit* const b = find(to);
  if (a == nullptr || b == nullptr || a->kind != b->kind) return std::nullopt;
  if (a->mantissa != b->mantissa) value *= a->mantissa / b->mantissa;
  // A power of ten below 10^22 is exact, so that the number is rounded once: 0.5 ns is 0.5e-9 s.
  const double power = std::pow(10.0, std::abs(a->exponent - b->exponent));
  return a->exponent >= b->exponent ? value * power : value / power;
}

std::string symbols(std::string text) {
  for (const Sign& sign : kSigns) {
    const bool word = std::isalnum(static_cast<unsigned char>(sign.spelt.front())) != 0;
    for (std::size_t at = 0; (at = text.find(sign.spelt, at)) != std::string::npos;) {
      const std::size_t end = at + sign.spelt.size();
      const bool whole = !word || !((at > 0 && in_word(text, at - 1)) || in_word(text, end));
      if (whole) text.replace(at, sign.spelt.size(), sign.sign);
      at += whole ? sign.sign.size() : 1;
    }
  }
  return text;
}

}  // namespace spinforge::device
