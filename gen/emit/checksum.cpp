// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/checksum.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstddef>
#include <string>
#include <vector>

#include "gen/emit/memory.hpp"

namespace spinforge::emit {
namespace {

constexpr std::uint32_t kPolynomial = 0x04c11db7;
constexpr std::size_t kDigits = 8;  // of 32 bits

/// One line of an image, without its end.
std::uint32_t fold(std::string_view line) {
  std::uint32_t out = 0;
  for (int piece = 0; !line.empty(); ++piece) {
    const std::string_view digits = line.substr(line.size() - std::min(kDigits, line.size()));
    std::uint32_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    out ^= std::rotl(value, piece);
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

/// Adds the words of `image`, rotated by `rotation`, to those of the other memories' same rows.
void add(std::vector<std::uint32_t>& words, const std::string& image, std::size_t rotation) {
  const std::vector<std::uint32_t> own = folds(image);
  words.resize(std::max(words.size(), own.size()));
  for (std::size_t row = 0; row < own.size(); ++row) {
    words[row] ^= std::rotl(own[row], static_cast<int>(rotation % 32));
  }
}

}  // namespace

std::uint32_t checksum(std::string_view image) { return signature(folds(image)); }

CoreChecksum core_checksum(const network::Network& network, const plan::Plan& plan) {
  std::vector<std::uint32_t> words;
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const network::Layer& layer = network.layers[k];
    add(words, weight_image(layer, plan.layers[k]), 3 * k);
    add(words, bias_image(layer, plan.layers[k]), 3 * k + 1);
    if (has_mul_memory(layer)) add(words, mul_image(layer, plan.layers[k]), 3 * k + 2);
  }
  return {static_cast<int>(words.size()), signature(words)};
}

}  // namespace spinforge::emit
