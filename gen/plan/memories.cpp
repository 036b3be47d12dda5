// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/memories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <iterator>

#include "gen/base/fixed.hpp"
#include "gen/plan/own.hpp"

namespace spinforge::plan {
namespace {

using fixed::address_bits;
using fixed::ceil_div;

/// From this depth on sf_ram asks for block RAM, and so do the small ROMs of a layer.
constexpr int kBlockDepth = 32;
constexpr int kBanks = 2;

/// A ROM of `elements` filters side by side, `fan_in` rows for each of them before the next:
/// element e of row r belongs to filter r / fan_in * elements + e, and is 0 beyond the last of
/// them.
template <typename T>
struct Rom {
  const std::vector<T>& values;
  int elements;
  int bits;  ///< of an element
  int fan_in = 1;
  bool parity = false;  ///< and a bit of parity in each row
};

/// Bits that are not the same in all words of rows `first` to `end` - 1.
template <typename T>
int rom_width(const Rom<T>& rom, int first, int end) {
  const int filters = static_cast<int>(rom.values.size()) / rom.fan_in;
  int width = rom.parity ? 1 : 0;
  for (int e = 0; e < rom.elements; ++e) {
    std::int64_t all = -1, any = 0;
    for (int row = first; row < end; ++row) {
      const int filter = row / rom.fan_in * rom.elements + e;
      const std::size_t at =
          static_cast<std::size_t>(filter) * static_cast<std::size_t>(rom.fan_in) +
          static_cast<std::size_t>(row % rom.fan_in);
      const std::int64_t value = filter < filters ? rom.values[at] : 0;
      all &= value;
      any |= value;
    }
    const auto mask = (std::uint64_t{1} << rom.bits) - 1;
    width += std::popcount(static_cast<std::uint64_t>(any & ~all) & mask);
  }
  return width;
}

/// sf_rom: one memory, or two.
template <typename T>
void add_rom(
    const std::string& name, const Rom<T>& rom, int depth, bool block, std::vector<Memory>& out) {
  const int main = rom_main(depth);
  out.push_back({name, rom_width(rom, 0, main), main, true, block && main == depth});
  if (main == depth) return;
  out.push_back({name + ", last rows", rom_width(rom, main, depth), depth - main, true, true});
}

Memory ram(std::string name, int width, int depth) {
  return {std::move(name), width, depth, false, depth >= kBlockDepth};
}

/// sf_table.
Memory table(std::string name, int width, int depth) {
  return {.name = std::move(name), .width = width, .depth = depth, .table = true};
}

/// sf_spike_buffer: two banks of the bitmap in front of layer `k`.
Memory bitmap(const LayerPlan& p, std::string name) {
  return ram(std::move(name), p.in_word_bits, kBanks << address_bits(p.in_words));
}

int state_bits(const network::Neuron& neuron) {
  const int bits = network::potential_bits(neuron);
  if (neuron.kind == network::NeuronKind::kLeaky) return bits;  // always armed
  const int count = neuron.refractory > 0 ? address_bits(neuron.refractory + 1) : 0;
  // KeptRest of sf_neuron_lane.
  const bool kept = neuron.rest_rs != 0 && count > 0 && (!neuron.reset || neuron.leak_gated);
  return bits + 1 + count + (kept ? bits : 0);
}

void add_roms(const network::Layer& layer,
              const LayerPlan& p,
              const std::string& name,
              std::vector<Memory>& out) {
  const Rom<std::int8_t> weights{
      layer.weights, p.lanes, layer.weight_bits, layer.fan_in(), p.parity};
  add_rom(name + " weights", weights, p.blocks * layer.fan_in(), false, out);
  const Rom<std::int32_t> biases{layer.bias, p.lanes, p.counter_bits};
  add_rom(name + " biases", biases, p.blocks, p.blocks >= kBlockDepth, out);
  if (layer.mul.size() > 1) {
    const int rows = ceil_div(layer.filters(), p.neuron_lanes);
    const Rom<std::int16_t> muls{layer.mul, p.neuron_lanes, 16};
    add_rom(name + " multipliers", muls, rows, rows >= kBlockDepth, out);
  }
  if (const int rows = own_rows(layer, p); rows > 0) {
    const std::vector<std::int64_t> records = own_records(layer);
    const Rom<std::int64_t> own{records, p.neuron_lanes, own_bits(layer)};
    add_rom(name + " neurons", own, rows, rows >= kBlockDepth, out);
  }
}

/// What a layer keeps in time order.
void add_time_rams(const network::Network& network,
                   const network::Layer& layer,
                   const LayerPlan& p,
                   const std::string& name,
                   std::vector<Memory>& out) {
  const int counters = p.lanes * p.counter_bits;
  const bool pooled = layer.conv && layer.conv->pool_size > 1;
  if (p.direct) {
    if (pooled) {
      out.push_back(ram(name + " pool", p.neuron_lanes * p.pool_bits(*layer.conv), p.block_words));
    }
    out.push_back(
        ram(name + " drives", p.neuron_lanes * p.d0_bits, kBanks << address_bits(p.block_words)));
  } else {
    const int rows = 2 << address_bits(network.steps);  // regular trains, and single spikes
    for (int bank = 0; bank < kBanks; ++bank) {
      out.push_back(table(fmt::format("{} table {}", name, bank), counters, rows));
    }
    // Read in the cycle of its address, but that is a register: a block RAM could do.
    if (pooled) out.push_back({.name = name + " pool", .width = counters, .depth = network.steps});
  }
  const network::Neuron& neuron = network.neuron_of(layer);
  out.push_back(ram(name + " states", p.neuron_lanes * state_bits(neuron), p.block_words));
  out.push_back(table(name + " trains", p.neuron_lanes * network.steps, p.block_words));
  out.push_back({.name = name + " schedule",
                 .width = 4 + 2,  // field code and mask page
                 .depth = kBanks << address_bits(network.steps + 1)});
}

void add_rams(const network::Network& network,
              const network::Layer& layer,
              const LayerPlan& p,
              const std::string& name,
              std::vector<Memory>& out) {
  if (layer.conv && layer.conv->pool_size > 1) {
    out.push_back(
        ram(name + " pool", p.neuron_lanes * p.pool_bits(*layer.conv), p.blocks * p.block_words));
  }
  if (p.direct) out.push_back(ram(name + " drives", p.neuron_lanes * p.d0_bits, p.words));
  const network::Neuron& neuron = network.neuron_of(layer);
  out.push_back(ram(name + " states", p.neuron_lanes * state_bits(neuron), p.words));
}

/// sf_train_buffer in front of layer `k`, beside its bitmap; none of pixels.
std::vector<Memory> input_trains(const network::Network& network, const Plan& plan, std::size_t k) {
  const LayerPlan& p = plan.layers[k];
  if (p.direct) return {};
  const int lanes = k > 0 ? plan.layers[k - 1].neuron_lanes : 1;
  const int words = p.in_words * (p.in_word_bits / lanes);
  return {ram(fmt::format("layer {} input trains", k + 1),
              lanes * network.steps,
              kBanks << address_bits(words))};
}

}  // namespace

int rom_main(int depth) {
  constexpr int kUnit = 4096;
  const int beyond = depth % kUnit;
  return depth > kUnit && beyond <= kUnit / 4 ? depth - beyond : depth;
}

std::int64_t train_bits(const network::Network& network, const Plan& plan) {
  std::int64_t bits = 0;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    for (const Memory& memory : input_trains(network, plan, k)) {
      bits += std::int64_t{memory.width} * memory.depth;
    }
  }
  return bits;
}

std::vector<Memory> memories(const network::Network& network, const Plan& plan) {
  std::vector<Memory> out;
  const bool rate = network.input.coding == network::Coding::kRate;
  const int pixels = network.input.size();
  const int beat = plan.pixels_per_beat;
  out.push_back(ram("pixels", 8 * beat, kBanks << address_bits(plan.beats(pixels))));
  // The bitmap of non-zero pixels, or with rate coding that of the encoder: nobody reads the other.
  out.push_back(bitmap(plan.layers[0], rate ? "input spikes" : "pixel bitmap"));
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const std::string name = fmt::format("layer {}", k + 1);
    if (k > 0) out.push_back(bitmap(plan.layers[k], name + " bitmap"));
    const LayerPlan& p = plan.layers[k];
    const bool time = plan.order == Order::kTime;
    if (time) std::ranges::copy(input_trains(network, plan, k), std::back_inserter(out));
    add_roms(network.layers[k], p, name, out);
    (time ? add_time_rams : add_rams)(network, network.layers[k], p, name, out);
    out.push_back(ram(name + " masks", p.neuron_lanes, kMaskPages << address_bits(p.words)));
    out.push_back({.name = name + " selects",  // image, step, field code and mask page
                   .width = 32 + 8 + 4 + 2,
                   .depth = time ? 1 << address_bits(network.steps + 1) : 4});
    // A layer whose drives are replayed step by step walks all blocks.
    for (int page = 1; page < kMaskPages && (time || !p.direct); ++page) {
      out.push_back({.name = fmt::format("{} page {}", name, page),
                     .width = 1,
                     .depth = ceil_div(network.layers[k].outputs, p.lanes)});
    }
  }
  const LayerPlan& last = plan.layers.back();
  out.push_back(ram("spike counts", last.neuron_lanes * 8, last.words));
  return out;
}

}  // namespace spinforge::plan
