// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace spinforge::rng {

/// 32-bit integer hash of shifts, adds and xors only (Bob Jenkins), so that hardware can compute
/// the very same bits. mix(0) = 0x6b4ed927.
[[nodiscard]] constexpr std::uint32_t mix(std::uint32_t a) {
  a = (a + 0x7ed55d16U) + (a << 12);
  a = (a ^ 0xc761c23cU) ^ (a >> 19);
  a = (a + 0x165667b1U) + (a << 5);
  a = (a + 0xd3a2646cU) ^ (a << 9);
  a = (a + 0xfd7046c5U) + (a << 3);
  a = (a ^ 0xb55a4f09U) ^ (a >> 16);
  return a;
}

/// The random word of one neuron (or input) at one step: a function of its coordinates and nothing
/// else, so the order of evaluation cannot matter. Layer 0 is the input, steps count from 1.
[[nodiscard]] constexpr std::uint32_t hash(std::uint32_t seed,
                                           std::uint32_t image,
                                           std::uint32_t layer,
                                           std::uint32_t step,
                                           std::uint32_t index) {
  return mix(mix(mix(seed ^ image) ^ ((layer << 16) | step)) ^ index);
}

/// S(h) of gen/network/README.md, 4.4: the sum of a random word's four bytes, less its mean.
/// -510..510, standard deviation 147.8.
[[nodiscard]] constexpr std::int32_t centred(std::uint32_t h) {
  const std::uint32_t bytes = (h & 255U) + ((h >> 8) & 255U) + ((h >> 16) & 255U) + (h >> 24);
  return static_cast<std::int32_t>(bytes) - 510;
}

/// Sequential generator for tests and training: the same numbers on every machine and library.
class Sequence {
 public:
  explicit Sequence(std::uint64_t seed) : state_(seed) {}

  /// Next 64 random bits (SplitMix64).
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  /// Integer in [low, high], both included. The bias of the modulo is below 2^-32 for our ranges.
  std::int64_t uniform(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }

  /// Real in [0, 1), 53 bits.
  double real() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace spinforge::rng
