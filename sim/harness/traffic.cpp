// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/traffic.hpp"

namespace spinforge::harness {

std::vector<std::vector<std::uint8_t>> draw_broken_frames(std::uint64_t seed,
                                                          std::uint32_t image,
                                                          std::size_t size,
                                                          std::size_t beat) {
  rng::Sequence random(seed ^ (std::uint64_t{image} << 32) ^ 0x66726d65U);
  const auto whole = static_cast<std::int64_t>(size);
  std::vector<std::vector<std::uint8_t>> frames;
  for (std::int64_t count = random.uniform(0, 3); count > 0; --count) {
    std::int64_t length = 0;
    switch (random.uniform(0, 4)) {
      case 0:
        length = random.uniform(1, whole - 1 > 0 ? whole - 1 : 1);
        break;
      case 1:
        length = whole - 1;
        break;
      case 2:
        length = whole + 1;
        break;
      case 3:
        length = 2 * whole;  // the end of the first is where the second ends
        break;
      default:
        length = random.uniform(whole + 1, 3 * whole);
    }
    if (beat > 1 && random.uniform(0, 3) == 0) {
      length = whole;
    } else if (length == 0 || length == whole) {
      length = whole + 1;
    }
    auto& frame = frames.emplace_back(static_cast<std::size_t>(length));
    for (std::uint8_t& pixel : frame) pixel = static_cast<std::uint8_t>(random.uniform(0, 255));
  }
  return frames;
}

std::int64_t draw_reset(std::uint64_t seed, std::uint32_t image, std::int64_t image_cycles) {
  rng::Sequence random(seed ^ (std::uint64_t{image} << 32) ^ 0x7265736574U);
  return random.uniform(1, image_cycles + image_cycles / 2);
}

}  // namespace spinforge::harness
