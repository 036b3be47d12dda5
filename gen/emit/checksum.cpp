// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/checksum.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string>
#include <vector>

#include "gen/base/hex.hpp"

namespace spinforge::emit {
namespace {

constexpr std::uint32_t kPolynomial = 0x04c11db7;
constexpr std::size_t kDigits = 8;  // of 32 bits

/// One line of an image, without its end.
std::uint32_t fold(std::string_view line) {
  std::uint32_t out = 0;
  for (int piece = 0; !line.empty(); ++piece) {
    const std::string_view digits = line.substr(line.size() - std::min(kDigits, line.size()));
    out ^= std::rotl(hex::number(digits), piece);
    line.remove_suffix(digits.size());
  }
  return out;
}

std::vector<std::uint32_t> folds(std::string_view image) {
  std::vector<std::uint32_t> out;
  while (!image.empty()) {
    const std::size_t end = image.find('\n');
    out.push_back(fold(image.substr(0, end)));
    image.remove_prefix(end + 1);
  }
  return out;
}

std::uint32_t signature(const std::vector<std::uint32_t>& words) {
  std::uint32_t sum = 0xffffffff;
  for (std::size_t row = words.size(); row-- > 0;) {
    sum = (sum << 1) ^ ((sum >> 31) != 0 ? kPolynomial : 0) ^ words[row];
  }
  return sum;
}

}  // namespace

std::uint32_t checksum(std::string_view image) { return signature(folds(image)); }

CoreChecksum core_checksum(const Memories& memories) {
  std::vector<std::uint32_t> words;
  for (std::size_t k = 0; k < memories.size(); ++k) {
    for (const Memory& memory : memories[k]) {
      const std::vector<std::uint32_t> own = folds(memory.image);
      words.resize(std::max(words.size(), own.size()));
      const int rotation = (3 * static_cast<int>(k) + memory.number) % 32;
      for (std::size_t row = 0; row < own.size(); ++row)
        words[row] ^= std::rotl(own[row], rotation);
    }
  }
  return {static_cast<int>(words.size()), signature(words)};
}

}  // namespace spinforge::emit
