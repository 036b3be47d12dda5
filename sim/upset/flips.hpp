// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/harness/places.hpp"

/// Bits of a core's state, and which of them are upset when.
namespace spinforge::upset {

/// What a bit holds.
enum class Kind {
  kWeights,    ///< constants in ROM: weights, biases, factors, registers of single neurons
  kMembranes,  ///< the state memory of the neurons: V, arming, countdowns
  kBuffers,    ///< all other memories: pixels, spikes, drives, sums, masks
  kControl,    ///< registers: what steers the core, and what is under way in its pipelines
};
inline constexpr Kind kKinds[] = {Kind::kWeights, Kind::kMembranes, Kind::kBuffers, Kind::kControl};

/// "weights", "membranes", "buffers", "control".
[[nodiscard]] std::string name_of(Kind kind);
/// *Errors*: kUsage for what is no name of a kind.
[[nodiscard]] Kind kind_from(const std::string& name);

/// By the path of a place, as harness::Place has it.
[[nodiscard]] Kind kind_of(std::string_view path);

/// A bit of a place, and the cycle at whose beginning it is inverted.
struct Flip {
  std::int64_t cycle = 0;  ///< since the image's first pixel was offered
  std::size_t place = 0;
  std::uint32_t word = 0, bit = 0;
  friend bool operator==(const Flip&, const Flip&) = default;
};

/// All bits of one kind.
class Bits {
 public:
  Bits(const std::vector<harness::Place>& places, Kind kind);

  [[nodiscard]] std::uint64_t count() const { return count_; }

  /// Flips of an image that takes `cycles`, by cycle: `number` of them, each at a cycle and in a
  /// bit drawn evenly. A function of its arguments; flip j of an image is the same however many
  /// there are.
  [[nodiscard]] std::vector<Flip> draw(std::uint32_t seed,
                                       std::uint32_t image,
                                       std::uint32_t number,
                                       std::int64_t cycles) const;

 private:
  [[nodiscard]] Flip bit(std::uint64_t index) const;

  struct Range {
    std::size_t place;
    std::uint32_t bits;   // of a word
    std::uint64_t begin;  // bits of the places before it
  };
  Kind kind_;
  std::vector<Range> ranges_;
  std::uint64_t count_ = 0;
};

}  // namespace spinforge::upset
