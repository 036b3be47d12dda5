// SPDX-License-Identifier: Apache-2.0
#include "sim/upset/flips.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/base/rng.hpp"
#include "gen/base/text.hpp"

namespace spinforge::upset {

namespace {

constexpr const char* kNames[] = {"weights", "membranes", "buffers", "control"};

/// Names that memories have in the macros, and instances of ROMs.
constexpr std::string_view kMemories[] = {".mem", ".rest", ".steps"};
constexpr std::string_view kRoms[] = {".u_weights.", ".u_biases.", ".u_muls.", ".u_rows."};
constexpr std::string_view kStates = ".u_state.";

/// A number below `end` from 64 random bits; the bias is below 2^-32 for any core.
std::uint64_t below(std::uint64_t end, std::uint32_t high, std::uint32_t low) {
  return ((std::uint64_t{high} << 32) | low) % end;
}

}  // namespace

std::string name_of(Kind kind) { return kNames[static_cast<std::size_t>(kind)]; }

Kind kind_from(const std::string& name) {
  for (const Kind kind : kKinds) {
    if (name == name_of(kind)) return kind;
  }
  throw Error(ErrorCode::kUsage,
              "--in",
              fmt::format("unknown; expected some of {} or all, got \"{}\"; correct it",
                          fmt::join(kNames, ", "),
                          text::brief(name)));
}

Kind kind_of(std::string_view path) {
  const auto within = [&](std::string_view part) {
    return path.find(part) != std::string_view::npos;
  };
  if (std::ranges::none_of(kMemories, [&](auto end) { return path.ends_with(end); })) {
    return Kind::kControl;
  }
  if (std::ranges::any_of(kRoms, within)) return Kind::kWeights;
  return within(kStates) ? Kind::kMembranes : Kind::kBuffers;
}

Bits::Bits(const std::vector<harness::Place>& places, Kind kind) : kind_(kind) {
  for (std::size_t i = 0; i < places.size(); ++i) {
    const harness::Place& place = places[i];
    if (kind_of(place.path) != kind) continue;
    ranges_.push_back({i, place.bits, count_});
    count_ += std::uint64_t{place.words} * place.bits;
  }
}

Flip Bits::bit(std::uint64_t index) const {
  const auto behind = std::ranges::upper_bound(ranges_, index, {}, &Range::begin);
  const Range& range = *(behind - 1);
  const std::uint64_t within = index - range.begin;
  return {.cycle = 0,
          .place = range.place,
          .word = static_cast<std::uint32_t>(within / range.bits),
          .bit = static_cast<std::uint32_t>(within % range.bits)};
}

std::vector<Flip> Bits::draw(std::uint32_t seed,
                             std::uint32_t image,
                             std::uint32_t number,
                             std::int64_t cycles) const {
  expects(count_ > 0 && cycles > 0, "bits to invert, and cycles to do it in");
  std::vector<Flip> flips;
  for (std::uint32_t j = 0; j < number; ++j) {
    const auto word = [&](std::uint32_t index) {
      return rng::hash(seed, image, static_cast<std::uint32_t>(kind_) + 1, j, index);
    };
    Flip flip = bit(below(count_, word(0), word(1)));
    flip.cycle =
        static_cast<std::int64_t>(below(static_cast<std::uint64_t>(cycles), word(2), word(3)));
    flips.push_back(flip);
  }
  std::ranges::stable_sort(flips, {}, &Flip::cycle);
  return flips;
}

}  // namespace spinforge::upset
