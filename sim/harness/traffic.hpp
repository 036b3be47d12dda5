// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gen/base/rng.hpp"

namespace spinforge::harness {

/// Number of the image of index 0 where images are streamed: every bit of the numbers is seen, and
/// at index 8 a carry through half of them. Images one by one have their indices for numbers.
inline constexpr std::uint32_t kStreamedNumbers = 0xfffefff8U;

/// How the harness treats the core's streams.
struct Traffic {
  bool stream = false;  ///< the next image's pixels follow as soon as the core takes them
  std::optional<std::uint64_t> stall;  ///< seed of random gaps and back-pressure; absent: none
  std::optional<std::uint64_t> broken = {};  ///< seed of broken frames between images; absent: none
  std::optional<std::uint64_t> resets = {};  ///< seed of resets within images; absent: none
};

/// Number of the image of that index, modulo 2^32.
[[nodiscard]] inline std::uint32_t number_of(const Traffic& traffic, std::uint32_t index) {
  return traffic.stream ? index + kStreamedNumbers : index;
}

/// The broken frames that are sent before `image`: too short, too long, and two of the right length
/// without an end between them. *Shape* of each: anything but `size` pixels; with several pixels a
/// beat also `size`, of which one beat must lack a pixel. A function of the arguments.
[[nodiscard]] std::vector<std::vector<std::uint8_t>> draw_broken_frames(std::uint64_t seed,
                                                                        std::uint32_t image,
                                                                        std::size_t size,
                                                                        std::size_t beat = 1);

/// How many cycles after the first pixel of its first image a core is reset, when that image takes
/// `image_cycles`: in the middle of it, more often than not.
[[nodiscard]] std::int64_t draw_reset(std::uint64_t seed,
                                      std::uint32_t image,
                                      std::int64_t image_cycles);

/// Random pauses of one stream: now and then none for a while, a few cycles, or many.
class Pauses {
 public:
  explicit Pauses(std::uint64_t seed) : random_(seed) {}

  /// Whether this cycle is one of a pause.
  bool pause() {
    if (left_ == 0) {
      const std::int64_t kind = random_.uniform(0, 15);
      left_ = kind < 10 ? 1 : kind < 15 ? random_.uniform(2, 12) : random_.uniform(20, 200);
      pausing_ = !pausing_ && kind % 2 == 0;
    }
    --left_;
    return pausing_;
  }

 private:
  rng::Sequence random_;
  std::int64_t left_ = 0;
  bool pausing_ = false;
};

}  // namespace spinforge::harness
