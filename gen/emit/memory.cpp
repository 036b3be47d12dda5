// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>

#include "gen/base/hex.hpp"
#include "gen/plan/memories.hpp"
#include "gen/plan/own.hpp"

namespace spinforge::emit {
namespace {

/// Words of the layer's filters, each as wide as a word of neurons.
int mul_rows(const network::Layer& layer, const plan::LayerPlan& plan) {
  return (layer.filters() + plan.neuron_lanes - 1) / plan.neuron_lanes;
}

/// `rows` words of `elements` elements of `bits` bits, a line of hexadecimal digits each. `value`
/// gives element `i` of a row; those from `used(row)` on are 0. With `parity` a bit on top makes
/// the number of ones in the word even.
template <typename Used, typename Value>
std::string image_of(
    int rows, int elements, int bits, bool parity, const Used& used, const Value& value) {
  hex::Word word(elements * bits + (parity ? 1 : 0));
  const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
  std::string out;
  for (int row = 0; row < rows; ++row) {
    int ones = 0;
    for (int i = 0; i < used(row); ++i) {
      const std::int64_t element = value(row, i);
      word.put(i * bits, bits, element);
      ones += std::popcount(static_cast<std::uint64_t>(element) & mask);
    }
    if (parity) word.put(elements * bits, 1, ones % 2);
    word.append_to(out);
    out += '\n';
    word.clear();
  }
  return out;
}

/// Rows of `per_row` filters each, one value a filter.
template <typename T>
std::string filter_image(const std::vector<T>& values, int rows, int per_row, int bits) {
  const int filters = static_cast<int>(values.size());
  return image_of(
      rows,
      per_row,
      bits,
      false,
      [&](int row) { return std::min(per_row, filters - row * per_row); },
      [&](int row, int i) { return values[static_cast<std::size_t>(row * per_row + i)]; });
}

}  // namespace

bool has_mul_memory(const network::Layer& layer) { return layer.mul.size() > 1; }

std::string weight_image(const network::Layer& layer, const plan::LayerPlan& plan) {
  const int fan_in = layer.fan_in();
  return image_of(
      plan.blocks * fan_in,
      plan.lanes,
      layer.weight_bits,
      plan.parity,
      [&](int row) { return std::min(plan.lanes, layer.filters() - row / fan_in * plan.lanes); },
      [&](int row, int lane) {
        const auto filter = static_cast<std::size_t>(row / fan_in * plan.lanes + lane);
        return layer.weights[filter * static_cast<std::size_t>(fan_in) +
                             static_cast<std::size_t>(row % fan_in)];
      });
}

std::string bias_image(const network::Layer& layer, const plan::LayerPlan& plan) {
  return filter_image(layer.bias, plan.blocks, plan.lanes, plan.counter_bits);
}

std::string mul_image(const network::Layer& layer, const plan::LayerPlan& plan) {
  return filter_image(layer.mul, mul_rows(layer, plan), plan.neuron_lanes, 16);
}

std::string neuron_image(const network::Layer& layer, const plan::LayerPlan& plan) {
  return filter_image(plan::own_records(layer),
                      plan::own_rows(layer, plan),
                      plan.neuron_lanes,
                      plan::own_bits(layer));
}

Memories memories_of(const network::Network& network, const plan::Plan& plan) {
  Memories out;
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const network::Layer& layer = network.layers[k];
    const auto file = [&](const char* what) { return fmt::format("layer{}_{}.mem", k + 1, what); };
    out.push_back({{"Weight", 0, file("weights"), weight_image(layer, plan.layers[k])},
                   {"Bias", 1, file("biases"), bias_image(layer, plan.layers[k])}});
    if (has_mul_memory(layer)) {
      out.back().push_back({"Mul", 2, file("muls"), mul_image(layer, plan.layers[k])});
    }
    if (plan::own_bits(layer) > 0) {
      out.back().push_back({"Neuron", 3, file("neurons"), neuron_image(layer, plan.layers[k])});
    }
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> files_of(const Memory& memory) {
  const auto rows = std::ranges::count(memory.image, '\n');
  const int main = plan::rom_main(static_cast<int>(rows));
  if (rows == 0 || main == rows) return {{memory.file, memory.image}};
  const std::size_t line = memory.image.size() / static_cast<std::size_t>(rows);
  const std::size_t end = line * static_cast<std::size_t>(main);
  return {{memory.file, memory.image.substr(0, end)},
          {memory.file + ".rest.mem", memory.image.substr(end)}};
}

MemoryBits memory_bits(const network::Layer& layer, const plan::LayerPlan& plan) {
  const std::int64_t lanes = std::int64_t{plan.blocks} * plan.lanes;
  const std::int64_t rows = std::int64_t{plan.blocks} * layer.fan_in();
  return {rows * (plan.lanes * layer.weight_bits + (plan.parity ? 1 : 0)),
          lanes * plan.counter_bits,
          has_mul_memory(layer) ? std::int64_t{mul_rows(layer, plan)} * plan.neuron_lanes * 16 : 0,
          std::int64_t{plan::own_rows(layer, plan)} * plan.neuron_lanes * plan::own_bits(layer)};
}

}  // namespace spinforge::emit
