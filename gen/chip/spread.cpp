// SPDX-License-Identifier: Apache-2.0
#include "gen/chip/spread.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "gen/base/error.hpp"
#include "gen/base/rng.hpp"
#include "gen/base/text.hpp"

namespace spinforge::chip {
namespace {

constexpr Quantity kQuantities[] = {
    {"th", &Spread::th, "standard deviation of the thresholds"},
    {"gain", &Spread::gain, "standard deviation of the drive's gain"},
    {"leak", &Spread::leak, "standard deviation of the leak"},
    {"dead", &Spread::dead, "silent neurons"},
    {"stuck", &Spread::stuck, "neurons that fire at every step"},
    {"frozen", &Spread::frozen, "neurons whose state never changes"},
};

/// Added to a layer's number where the random bits are a chip's: nothing else has layers from 193.
constexpr std::uint32_t kChipLayers = 192;

constexpr std::uint32_t kWords = 16;  ///< of a deviate

/// Place of a quantity among quantities().
std::uint32_t place_of(double Spread::*quantity) {
  std::uint32_t place = 0;
  while (kQuantities[place].member != quantity) ++place;
  return place;
}

/// What the word `word` of a quantity has in common for all neurons of a layer: their own are
/// mix(key ^ neuron).
std::uint32_t word_key(std::uint32_t seed,
                       std::size_t layer,
                       double Spread::*quantity,
                       std::uint32_t word) {
  const std::uint32_t place = static_cast<std::uint32_t>(layer) + kChipLayers;
  return rng::mix(rng::mix(seed) ^ ((place << 16) | (place_of(quantity) * kWords + word)));
}

[[noreturn]] void refuse(const std::string& option, std::string_view item) {
  std::vector<std::string> keys;
  for (const Quantity& quantity : kQuantities) keys.emplace_back(quantity.key);
  throw Error(ErrorCode::kUsage,
              option,
              fmt::format("not a spread; expected NAME=SHARE, each name once, of {}, got \"{}\"; "
                          "write th=0.10,gain=0.05 for example",
                          text::joined(keys, ", "),
                          item));
}

}  // namespace

std::span<const Quantity> quantities() { return kQuantities; }

Spread parse_spread(const std::string& option, std::string_view text) {
  Spread spread;
  std::set<std::string_view> seen;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view item = text.substr(0, end);
    const std::size_t equals = std::min(item.find('='), item.size());
    const std::string_view key = item.substr(0, equals);
    const auto* const found = std::find_if(std::begin(kQuantities),
                                           std::end(kQuantities),
                                           [&](const auto& q) { return q.key == key; });
    const auto value = text::number<double>(item.substr(std::min(equals + 1, item.size())));
    if (found == std::end(kQuantities) || !value || !seen.insert(key).second) refuse(option, item);
    if (!(*value >= 0.0 && *value <= 1.0)) {
      throw Error(ErrorCode::kRange,
                  fmt::format("{} {}", option, key),
                  fmt::format("out of range; expected 0..1, got {}; correct it", *value));
    }
    spread.*found->member = *value;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return spread;
}

std::string spread_text(const Spread& spread) {
  std::vector<std::string> items;
  for (const Quantity& quantity : kQuantities) {
    const double value = spread.*quantity.member;
    if (value != 0.0) items.push_back(fmt::format("{}={}", quantity.key, value));
  }
  return text::joined(items, ",");
}

std::vector<double> deviates(std::uint32_t seed,
                             std::size_t layer,
                             double Spread::*quantity,
                             std::size_t count) {
  std::array<std::uint32_t, kWords> keys{};
  for (std::uint32_t w = 0; w < kWords; ++w) keys[w] = word_key(seed, layer, quantity, w);
  // 64 bytes, each uniform on 0..255.
  const double deviation = std::sqrt(4.0 * kWords * (256.0 * 256.0 - 1.0) / 12.0);
  std::vector<double> out;
  out.reserve(count);
  for (std::size_t n = 0; n < count; ++n) {
    std::int32_t sum = -510 * static_cast<std::int32_t>(kWords);
    for (const std::uint32_t key : keys) {
      const std::uint32_t h = rng::mix(key ^ static_cast<std::uint32_t>(n));
      sum += static_cast<std::int32_t>((h & 255U) + ((h >> 8) & 255U) + ((h >> 16) & 255U) +
                                       (h >> 24));
    }
    out.push_back(sum / deviation);
  }
  return out;
}

std::vector<network::Fault> faults(
    std::uint32_t seed, std::size_t layer, bool last, const Spread& spread, std::size_t count) {
  std::vector<network::Fault> out(count, network::Fault::kSound);
  if (last && spread.sound_outputs) return out;
  const auto draw = [&](double Spread::*quantity, network::Fault fault) {
    const double limit = std::ldexp(spread.*quantity, 32);
    const std::uint32_t key = word_key(seed, layer, quantity, 0);
    for (std::size_t n = 0; n < count; ++n) {
      if (rng::mix(key ^ static_cast<std::uint32_t>(n)) < limit) out[n] = fault;
    }
  };
  draw(&Spread::dead, network::Fault::kSilent);
  draw(&Spread::stuck, network::Fault::kStuck);
  draw(&Spread::frozen, network::Fault::kFrozen);
  return out;
}

}  // namespace spinforge::chip
