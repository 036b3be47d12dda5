// SPDX-License-Identifier: Apache-2.0
// make_ties NETWORK DIR: draws images until of every bit of the potentials of NETWORK's last layer
// there are two whose class turns on it, or until there is no hope, and writes these into DIR.
// The same bytes each time; ../../weights/data/ties/README.md says what
// for.
#include <fmt/format.h>

#include <random>

#include "gen/base/tool.hpp"
#include "gen/network/network.hpp"
#include "sim/golden/golden.hpp"
#include "tests/support/idx.hpp"
#include "tests/support/ties.hpp"

using namespace spinforge;

namespace {

constexpr std::size_t kOfEachBit = 2;
constexpr long kMostDrawn = 2'000'000;
constexpr unsigned kLevels = 256;

/// A share of the pixels is bright, as much or up to as much as the image's own level.
std::vector<std::uint8_t> drawn(std::size_t size, std::mt19937& random) {
  const auto below = [&](unsigned most) { return static_cast<unsigned>(random() % most); };
  const unsigned share = below(kLevels), level = 1 + below(kLevels - 1);
  const bool even = below(2) != 0;
  std::vector<std::uint8_t> pixels(size);
  for (std::uint8_t& pixel : pixels) {
    if (below(kLevels) >= share) continue;
    pixel = static_cast<std::uint8_t>(even ? level : below(level + 1));
  }
  return pixels;
}

int make(const std::string& directory, const std::string& out) {
  const network::Network network = network::load(directory);
  const int bits = test::potential_bits(network);
  golden::Golden golden(network);
  std::mt19937 random(1);
  std::vector<std::size_t> of_bit(static_cast<std::size_t>(bits));
  dataset::Images images;
  images.height = network.input.height;
  images.width = network.input.width;
  std::size_t missing = of_bit.size() * kOfEachBit;
  for (long i = 0; i < kMostDrawn && missing > 0; ++i) {
    const auto pixels = drawn(static_cast<std::size_t>(network.input.size()), random);
    bool wanted = false;
    for (const int bit : test::deciding_bits(network, golden.run(pixels, 0))) {
      std::size_t& found = of_bit[static_cast<std::size_t>(bit)];
      if (found == kOfEachBit) continue;
      ++found;
      --missing;
      wanted = true;
    }
    if (!wanted) continue;
    images.pixels.insert(images.pixels.end(), pixels.begin(), pixels.end());
    ++images.count;
  }
  for (std::size_t bit = 0; bit < of_bit.size(); ++bit) {
    if (of_bit[bit] == 0) fmt::print("no class of {} images turns on bit {}\n", kMostDrawn, bit);
  }
  if (images.count == 0) {
    throw Error(ErrorCode::kUsage, directory, "no drawn image's class turns on a potential");
  }
  test::save_images(images, out);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  return tool::run("make_ties", count, words, [&] {
    if (count != 3) throw Error(ErrorCode::kUsage, "make_ties", "expected NETWORK and DIR");
    return make(words[1], words[2]);
  });
}
