// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace spinforge::emit {
namespace {

/// Collects words of `elements` elements of `bits` bits as lines of hexadecimal digits.
class HexLines {
 public:
  HexLines(int elements, int bits, std::size_t rows)
      : bits_(static_cast<std::size_t>(bits)),
        mask_((std::uint64_t{1} << bits) - 1),
        digits_((static_cast<std::size_t>(elements) * bits_ + 3) / 4),
        words_(digits_ / 16 + 2) {
    text_.reserve(rows * (digits_ + 1));
  }

  void set(int element, std::int64_t value) {
    const std::size_t low = static_cast<std::size_t>(element) * bits_;
    const std::uint64_t field = static_cast<std::uint64_t>(value) & mask_;
    const std::size_t shift = low % 64;
    words_[low / 64] |= field << shift;
    if (shift + bits_ > 64) words_[low / 64 + 1] |= field >> (64 - shift);
  }

  void end_word() {
    for (std::size_t digit = digits_; digit-- > 0;) {
      text_ += "0123456789abcdef"[(words_[digit / 16] >> (4 * (digit % 16))) & 15U];
    }
    text_ += '\n';
    std::fill(words_.begin(), words_.end(), 0);
  }

  std::string take() { return std::move(text_); }

 private:
  std::size_t bits_;
  std::uint64_t mask_;
  std::size_t digits_;
  std::vector<std::uint64_t> words_;
  std::string text_;
};

/// Words of the layer's filters, each as wide as a word of neurons.
int mul_rows(const network::Layer& layer, const plan::LayerPlan& plan) {
  return (layer.filters() + plan.neuron_lanes - 1) / plan.neuron_lanes;
}

/// Rows of `per_row` filters each, one value a filter.
template <typename T>
std::string filter_image(const std::vector<T>& values, int rows, int per_row, int bits) {
  HexLines lines(per_row, bits, static_cast<std::size_t>(rows));
  const int filters = static_cast<int>(values.size());
  for (int row = 0; row < rows; ++row) {
    const int first = row * per_row;
    for (int i = 0; i < std::min(per_row, filters - first); ++i) {
      lines.set(i, values[static_cast<std::size_t>(first + i)]);
    }
    lines.end_word();
  }
  return lines.take();
}

}  // namespace

bool has_mul_memory(const network::Layer& layer) { return layer.mul.size() > 1; }

std::string weight_file(std::size_t layer) { return fmt::format("layer{}_weights.mem", layer); }
std::string bias_file(std::size_t layer) { return fmt::format("layer{}_biases.mem", layer); }
std::string mul_file(std::size_t layer) { return fmt::format("layer{}_muls.mem", layer); }

std::string weight_image(const network::Layer& layer, const plan::LayerPlan& plan) {
  const auto fan_in = static_cast<std::size_t>(layer.fan_in());
  HexLines lines(plan.lanes, layer.weight_bits, static_cast<std::size_t>(plan.blocks) * fan_in);
  for (int block = 0; block < plan.blocks; ++block) {
    const int first = block * plan.lanes;
    const int lanes = std::min(plan.lanes, layer.filters() - first);
    const std::int8_t* const filters = &layer.weights[static_cast<std::size_t>(first) * fan_in];
    for (std::size_t input = 0; input < fan_in; ++input) {
      for (int lane = 0; lane < lanes; ++lane) {
        lines.set(lane, filters[static_cast<std::size_t>(lane) * fan_in + input]);
      }
      lines.end_word();
    }
  }
  return lines.take();
}

std::string bias_image(const network::Layer& layer, const plan::LayerPlan& plan) {
  return filter_image(layer.bias, plan.blocks, plan.lanes, plan.counter_bits);
}

std::string mul_image(const network::Layer& layer, const plan::LayerPlan& plan) {
  return filter_image(layer.mul, mul_rows(layer, plan), plan.neuron_lanes, 16);
}

MemoryBits memory_bits(const network::Layer& layer, const plan::LayerPlan& plan) {
  const std::int64_t lanes = std::int64_t{plan.blocks} * plan.lanes;
  return {lanes * layer.fan_in() * layer.weight_bits,
          lanes * plan.counter_bits,
          has_mul_memory(layer) ? std::int64_t{mul_rows(layer, plan)} * plan.neuron_lanes * 16 : 0};
}

}  // namespace spinforge::emit
