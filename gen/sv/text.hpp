// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// A small typed vocabulary of SystemVerilog that knows no neurons. Structure is typed (module.hpp,
/// package.hpp), leaf expressions are text made by the functions below. What is wrong here is a bug
/// of the emitter, so every check throws std::logic_error.
namespace spinforge::sv {

/// At the top of every file: a file without it would have the unit of whatever was read before, and
/// Verilator refuses a design in which some modules have one and others none.
inline constexpr std::string_view kTimescale = "`timescale 1ns / 1ps\n";

/// True for a keyword of IEEE 1800-2017.
[[nodiscard]] bool is_keyword(std::string_view name);

/// `name` itself. *Errors*: not a plain identifier, or a keyword.
[[nodiscard]] std::string identifier(std::string_view name);

/// Sized literal: 8'd5, and -8'sd3 for a negative value.
/// *Errors*: width outside 1..63 (0 has any width above that, too), or a value that `width` bits do
/// not hold.
[[nodiscard]] std::string literal(int width, std::int64_t value);

/// String literal. *Errors*: a character other than printable ASCII without quote and backslash.
[[nodiscard]] std::string quoted(std::string_view text);

/// {a, b, c}, the first in the highest bits; a single part stays as it is.
[[nodiscard]] std::string concat(const std::vector<std::string>& parts);

/// Comment lines of at most 100 columns, one per line of `text`.
[[nodiscard]] std::string comment(std::string_view text, std::string_view indent = "");

/// Text padded with blanks to `width` columns.
[[nodiscard]] std::string padded(std::string text, std::size_t width);

}  // namespace spinforge::sv
