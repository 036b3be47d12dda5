// SPDX-License-Identifier: Apache-2.0
#include "gen/base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace spinforge::text {
namespace {

/// Bytes of the valid UTF-8 sequence (as RFC 3629 has it) that `bytes` begins with; 0 where there
/// is none.
std::size_t sequence(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || bytes.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool too_long = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool none = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  return too_long || none ? 0 : length;
}

/// `bytes` with \xNN for what is no valid sequence, and for characters that `hidden` holds of.
template <class Hidden>
std::string shown(std::string_view bytes, const Hidden& hidden) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t length = sequence(bytes);
    if (length == 0 || hidden(bytes.substr(0, length))) {
      for (const char c : bytes.substr(0, std::max<std::size_t>(length, 1))) {
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
      }
    } else {
      out += bytes.substr(0, length);
    }
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace

std::string utf8(std::string_view bytes) {
  return shown(bytes, [](std::string_view) { return false; });
}

std::string printable(std::string_view bytes, bool lines) {
  return shown(bytes, [lines](std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (lines && (first == '\n' || first == '\t')) return false;
    // U+0080 to U+009f are control characters, too.
    return first < 0x20 || first == 0x7f ||
           (first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0);
  });
}

std::string xml(std::string_view bytes) {
  std::string out;
  const auto is_none = [](std::string_view character) {
    return character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";
  };
  for (const char c : shown(bytes, is_none)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

}  // namespace spinforge::text
