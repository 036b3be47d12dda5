// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/places.hpp"

#include <fmt/format.h>

#include <string_view>

#include "gen/base/error.hpp"

namespace spinforge::harness {

namespace {

/// "TOP.sf_core.u_readout" and "last_q" are "u_readout.last_q"; of the core itself "last_q".
std::string path_of(const SfPlace& raw) {
  std::string path = fmt::format("{}.{}", raw.scope, raw.name);
  for (int level = 0; level < 2; ++level) path.erase(0, path.find('.') + 1);
  return path;
}

/// Two names of registers stand for constants in most cores, and for a bit or two in the others:
/// where no neuron has registers of its own, and where no step but the first draws a rest.
bool is_constant(std::string_view path) {
  return path.ends_with("u_lane.own_q") || path.ends_with("u_neurons.first_q");
}

}  // namespace

Places::Places(const Library& library)
    : flip_(library.function<void(const SfPlace*, std::uint32_t, std::uint32_t)>("sf_flip")) {
  const auto list = library.function<std::uint32_t(SfModel*, SfPlace*, std::uint32_t)>("sf_places");
  std::vector<SfPlace> found(list(library.model(), nullptr, 0));
  (void)list(library.model(), found.data(), static_cast<std::uint32_t>(found.size()));
  for (const SfPlace& raw : found) {
    const std::string path = path_of(raw);
    if (is_constant(path)) continue;
    raw_.push_back(raw);
    all_.push_back({path, raw.words, raw.bits});
  }
  if (!all_.empty()) return;
  throw Error(ErrorCode::kTool,
              "model",
              "has no state by the names of the macros; expected registers named .._q, got none; "
              "emit the directory again");
}

void Places::flip(std::size_t place, std::uint32_t word, std::uint32_t bit) const {
  expects(place < all_.size() && word < all_[place].words && bit < all_[place].bits,
          "a bit that is there");
  flip_(&raw_[place], word, bit);
}

}  // namespace spinforge::harness
