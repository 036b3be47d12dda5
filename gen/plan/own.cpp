// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/own.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "gen/base/fixed.hpp"

namespace spinforge::plan {
namespace {

using network::OwnRegister;

/// Records: one for each neuron, or for each channel where all of its neurons have the same.
int own_count(const network::Layer& layer) {
  int count = 0;
  for (const OwnRegister& entry : network::own_registers()) {
    if (own_bits(layer, entry) == 0) continue;
    count = std::max(count, static_cast<int>((layer.own.*entry.member).size()));
  }
  return count;
}

}  // namespace

int own_bits(const network::Layer& layer, const OwnRegister& entry) {
  const std::vector<std::int32_t>& values = layer.own.*entry.member;
  if (values.empty()) return 0;
  const auto [low, high] = std::ranges::minmax(values);
  if (low == high && (entry.common != nullptr || low == entry.neutral)) return 0;
  // Those in the place of a Register, and faults, are never negative.
  const bool is_signed = entry.common == nullptr && entry.member != &network::OwnRegisters::fault;
  return is_signed ? fixed::signed_bits(low, high)
                   : fixed::unsigned_bits(static_cast<std::uint64_t>(high));
}

int own_bits(const network::Layer& layer) {
  int bits = 0;
  for (const OwnRegister& entry : network::own_registers()) bits += own_bits(layer, entry);
  return bits;
}

std::vector<std::int64_t> own_records(const network::Layer& layer) {
  std::vector<std::int64_t> out(static_cast<std::size_t>(own_count(layer)));
  int at = 0;
  for (const OwnRegister& entry : network::own_registers()) {
    const int bits = own_bits(layer, entry);
    if (bits == 0) continue;
    for (std::size_t n = 0; n < out.size(); ++n) {
      const std::int64_t value = network::own_value(layer.own.*entry.member, n, 0);
      out[n] |= (value & ((std::int64_t{1} << bits) - 1)) << at;
    }
    at += bits;
  }
  return out;
}

int own_rows(const network::Layer& layer, const LayerPlan& plan) {
  return fixed::ceil_div(own_count(layer), plan.neuron_lanes);
}

std::int64_t common_value(const network::Layer& layer,
                          const network::Neuron& neuron,
                          const network::Register& entry) {
  for (const OwnRegister& own : network::own_registers()) {
    const std::vector<std::int32_t>& values = layer.own.*own.member;
    if (own.common != nullptr && entry.parameter == std::string_view(own.common) &&
        !values.empty()) {
      return *std::ranges::max_element(values);
    }
  }
  return network::value_of(entry, neuron);
}

network::Neuron common_neuron(const network::Layer& layer, network::Neuron neuron) {
  for (const network::Register& entry : network::registers()) {
    if (const auto* const member = std::get_if<int network::Neuron::*>(&entry.member)) {
      neuron.** member = static_cast<int>(common_value(layer, neuron, entry));
    }
  }
  return neuron;
}

}  // namespace spinforge::plan
