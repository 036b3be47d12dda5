// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/own.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "gen/base/fixed.hpp"

namespace spinforge::plan {
namespace {

using network::OwnRegister;

bool same_record_for_a_channel(const network::Layer& layer) {
  const auto filters = static_cast<std::size_t>(layer.filters());
  return std::ranges::all_of(network::own_registers(), [&](const OwnRegister& entry) {
    return own_bits(layer, entry) == 0 || (layer.own.*entry.member).size() == filters;
  });
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
  if (own_bits(layer) == 0) return {};
  const int size = same_record_for_a_channel(layer) ? layer.filters() : layer.outputs;
  std::vector<std::int64_t> out(static_cast<std::size_t>(size));
  int at = 0;
  for (const OwnRegister& entry : network::own_registers()) {
    const int bits = own_bits(layer, entry);
    if (bits == 0) continue;
    for (std::size_t n = 0; n < out.size(); ++n) {
      const std::int64_t value = network::own_value(layer.own.*entry.member, n);
      out[n] |= (value & ((std::int64_t{1} << bits) - 1)) << at;
    }
    at += bits;
  }
  return out;
}

int own_rows(const network::Layer& layer, const LayerPlan& plan) {
  return fixed::ceil_div(static_cast<int>(own_records(layer).size()), plan.neuron_lanes);
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
