// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/hits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "gen/base/error.hpp"

namespace spinforge::coverage {

namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

Hits& Hits::operator|=(const Hits& other) {
  if (size_ == 0) *this = Hits(other.size_);
  expects(size_ == other.size_, "hits of the same points");
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

std::size_t Hits::count() const { return count_without(Hits()); }

std::size_t Hits::count_without(const Hits& known) const {
  std::size_t out = 0;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::uint64_t seen = i < known.words_.size() ? known.words_[i] : 0;
    out += static_cast<std::size_t>(std::popcount(words_[i] & ~seen));
  }
  return out;
}

std::string Hits::text() const {
  std::string out;
  for (std::size_t point = 0; point < size_; point += 4) {
    out += kDigits[words_[point / 64] >> (point % 64) & 15U];
  }
  return out;
}

Hits Hits::parse(std::string_view text, std::size_t points, const std::string& where) {
  Hits out(points);
  bool good = text.size() == (points + 3) / 4;
  for (std::size_t i = 0; good && i < text.size(); ++i) {
    const std::size_t digit = kDigits.find(text[i]);
    good =
        digit != std::string_view::npos && (digit >> std::min<std::size_t>(4, points - 4 * i)) == 0;
    if (good) out.words_[i / 16] |= std::uint64_t{digit} << (4 * (i % 16));
  }
  if (good) return out;
  throw Error(ErrorCode::kParse,
              where,
              fmt::format("expected {} hexadecimal digits, which say which of {} points were hit, "
                          "got {:.20}; remove it and run again with --resume",
                          (points + 3) / 4,
                          points,
                          text));
}

}  // namespace spinforge::coverage
