// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "gen/base/error.hpp"
#include "gen/base/tool.hpp"

/// What every target shares: a parser either takes its input or refuses it in one sentence.
/// Anything else that leaves it, a broken invariant or bad_alloc among them, ends the fuzzer.
namespace spinforge::fuzz {

[[nodiscard]] inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Ends the fuzzer, which keeps the input.
[[noreturn]] inline void fail(std::string_view what) {
  std::cerr << what << "\n";
  std::abort();
}

/// `parse` takes the input, or throws an Error whose sentence fits a terminal: one line, and no
/// more of the input in it than a person reads, before tool::sentence cuts what is longer.
template <class Parse>
int refused_or_taken(const Parse& parse) {
  constexpr std::size_t kLongest = 2000;
  try {
    parse();
  } catch (const Error& error) {
    const std::size_t size = std::string_view(error.what()).size();
    if (size == 0 || size > kLongest) fail("an error of " + std::to_string(size) + " characters");
    for (const char c : tool::sentence(error)) {
      if (static_cast<unsigned char>(c) < 0x20) fail("a control character in an error");
    }
  }
  return 0;
}

}  // namespace spinforge::fuzz
