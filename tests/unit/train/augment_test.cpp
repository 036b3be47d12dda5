// SPDX-License-Identifier: Apache-2.0
#include "weights/train/augment.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

using namespace spinforge;
using train::Augment;

namespace {

constexpr int kSide = 12;

/// A bright, off-centre blob away from the border.
std::vector<std::uint8_t> blob() {
  std::vector<std::uint8_t> pixels(kSide * kSide, 0);
  for (std::size_t y = 4; y < 7; ++y) {
    for (std::size_t x = 3; x < 8; ++x) pixels[y * kSide + x] = 255;
  }
  return pixels;
}

std::vector<float> changed(const Augment& settings, std::uint64_t seed) {
  rng::Sequence random(seed);
  std::vector<float> out(kSide * kSide);
  train::augment(settings, blob(), kSide, kSide, random, out);
  return out;
}

float mass(const std::vector<float>& image) {
  return std::accumulate(image.begin(), image.end(), 0.0F);
}

}  // namespace

TEST_CASE("Without augmentation an image is its pixels over 255") {
  const std::vector<float> out = changed({}, 1);
  CHECK(mass(out) == Approx(15.0F));
  CHECK(out[4 * kSide + 3] == 1.0F);
  CHECK(out[0] == 0.0F);
}

TEST_CASE("A flip mirrors half of the images and keeps the others") {
  int kept = 0, mirrored = 0;
  const std::vector<float> plain = changed({}, 1);
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const std::vector<float> out = changed({.flip = true}, seed);
    bool same = true, mirror = true;
    for (std::size_t y = 0; y < kSide; ++y) {
      for (std::size_t x = 0; x < kSide; ++x) {
        same = same && out[y * kSide + x] == plain[y * kSide + x];
        mirror = mirror && out[y * kSide + x] == plain[y * kSide + kSide - 1 - x];
      }
    }
    kept += same ? 1 : 0;
    mirrored += mirror ? 1 : 0;
  }
  CHECK(kept + mirrored == 40);
  CHECK(kept > 8);
  CHECK(mirrored > 8);
}

TEST_CASE("Small changes keep the image's brightness, and depend on nothing but the seed") {
  const Augment settings = GENERATE(Augment{.shift = 2.0F},
                                    Augment{.rotate = 15.0F},
                                    Augment{.shear = 0.2F},
                                    Augment{.elastic = 1.0F});
  const std::vector<float> out = changed(settings, 7);
  CHECK(out == changed(settings, 7));
  CHECK(out != changed(settings, 8));
  CHECK(mass(out) == Approx(15.0F).epsilon(0.3));
}

TEST_CASE("An erased square is black") {
  bool erased = false;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    erased = erased || mass(changed({.erase = 6}, seed)) < 14.5F;
  }
  CHECK(erased);
}
