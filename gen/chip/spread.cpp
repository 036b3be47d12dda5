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

using network::Fault;

constexpr Quantity kQuantities[] = {
    {"th", &Spread::th, "standard deviation of the thresholds"},
    {"gain", &Spread::gain, "standard deviation of the drive's gain"},
    {"leak", &Spread::leak, "standard deviation of the leak"},
    {"dead", &Spread::dead, "silent neurons", Fault::kSilent},
    {"stuck", &Spread::stuck, "neurons that fire at every step", Fault::kStuck},
    {"frozen", &Spread::frozen, "neurons whose state never changes", Fault::kFrozen},
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
  throw Error(ErrorCode::kUsage,
              option,
              fmt::format("not a spread; expected NAME=SHARE, each name once, of {}, got \"{}\"; "
                          "write th=0.10,gain=0.05 for example",
                          quantity_keys(),
                          text::brief(item)));
}

}  // namespace

std::span<const Quantity> quantities() { return kQuantities; }

const Quantity* find_quantity(std::string_view key) {
  const auto* const found = std::ranges::find(kQuantities, key, &Quantity::key);
  return found == std::end(kQuantities) ? nullptr : found;
}

std::string quantity_keys() {
  std::vector<std::string> keys;
  for (const Quantity& quantity : kQuantities) keys.emplace_back(quantity.key);
  return text::joined(keys, ", ");
}

Spread parse_spread(const std::string& option, std::string_view text) {
  Spread spread;
  std::set<std::string_view> seen;
  for (bool more = !text.empty(); more;) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view item = text.substr(0, end);
    const std::size_t equals = std::min(item.find('='), item.size());
    const std::string_view key = item.substr(0, equals);
    const Quantity* const found = find_quantity(key);
    const auto value = text::number<double>(item.substr(std::min(equals + 1, item.size())));
    if (found == nullptr || !value || !seen.insert(key).second) refuse(option, item);
    if (!(*value >= 0.0 && *value <= 1.0)) {
      throw Error(ErrorCode::kRange,
                  fmt::format("{} {}", option, key),
                  fmt::format("out of range; expected 0..1, got {}; correct it", *value));
    }
    spread.*found->member = *value;
    more = end < text.size();  // behind a comma at the end an empty item is missing
    text.remove_prefix(more ? end + 1 : end);
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
    std::int32_t sum = 0;
    for (const std::uint32_t key : keys) {
      sum += rng::centred(rng::mix(key ^ static_cast<std::uint32_t>(n)));
    }
    out.push_back(sum / deviation);
  }
  return out;
}

std::vector<Fault> faults(
    std::uint32_t seed, std::size_t layer, bool last, const Spread& spread, std::size_t count) {
  std::vector<Fault> out(count, Fault::kSound);
  if (last && spread.sound_outputs) return out;
  for (const Quantity& quantity : kQuantities) {
    if (quantity.fault == Fault::kSound) continue;
    const double limit = std::ldexp(spread.*quantity.member, 32);
    const std::uint32_t key = word_key(seed, layer, quantity.member, 0);
    for (std::size_t n = 0; n < count; ++n) {
      if (rng::mix(key ^ static_cast<std::uint32_t>(n)) < limit) out[n] = quantity.fault;
    }
  }
  return out;
}

}  // namespace spinforge::chip
