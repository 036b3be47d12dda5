// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/counters.hpp"

#include <algorithm>
#include <cstdlib>

#include "sim/golden/active.hpp"

namespace spinforge::golden {

namespace {

constexpr std::size_t kVector = 16;   // neurons handled together
constexpr std::size_t kTogether = 4;  // rows added before the wide sum is touched

/// Product type Narrow must hold the sum of four weight * input products.
template <class Narrow>
void add_four(std::int32_t* __restrict sum,
              const std::int8_t* const* rows,
              const std::uint8_t* inputs,
              std::size_t size) {
  const std::int8_t* __restrict a = rows[0];
  const std::int8_t* __restrict b = rows[1];
  const std::int8_t* __restrict c = rows[2];
  const std::int8_t* __restrict d = rows[3];
  const auto x = static_cast<Narrow>(inputs[0]);
  const auto y = static_cast<Narrow>(inputs[1]);
  const auto z = static_cast<Narrow>(inputs[2]);
  const auto w = static_cast<Narrow>(inputs[3]);
  for (std::size_t j = 0; j < size; ++j) {
    sum[j] += static_cast<Narrow>(a[j] * x + b[j] * y + c[j] * z + d[j] * w);
  }
}

void add_four_spikes(std::int32_t* __restrict sum,
                     const std::int8_t* const* rows,
                     std::size_t size) {
  const std::int8_t* __restrict a = rows[0];
  const std::int8_t* __restrict b = rows[1];
  const std::int8_t* __restrict c = rows[2];
  const std::int8_t* __restrict d = rows[3];
  for (std::size_t j = 0; j < size; ++j) {
    sum[j] += static_cast<std::int16_t>(a[j] + b[j] + c[j] + d[j]);
  }
}

void add_one(std::int32_t* __restrict sum,
             const std::int8_t* __restrict row,
             std::int32_t input,
             std::size_t size) {
  for (std::size_t j = 0; j < size; ++j) sum[j] += row[j] * input;
}

}  // namespace

Counters::Counters(const network::Layer& layer)
    : outputs_(static_cast<std::size_t>(layer.outputs)),
      stride_((outputs_ + kVector - 1) / kVector * kVector),
      small_products_(true),
      weights_(static_cast<std::size_t>(layer.inputs) * stride_),
      bias_(stride_),
      sum_(stride_),
      active_(static_cast<std::size_t>(layer.inputs)) {
  const auto inputs = static_cast<std::size_t>(layer.inputs);
  for (std::size_t n = 0; n < outputs_; ++n) {
    bias_[n] = layer.bias[n];
    for (std::size_t i = 0; i < inputs; ++i) {
      const std::int8_t w = layer.weights[n * inputs + i];
      weights_[i * stride_ + n] = w;
      if (std::abs(w) * 255 * static_cast<int>(kTogether) > INT16_MAX) small_products_ = false;
    }
  }
}

std::span<const std::int32_t> Counters::add_spikes(std::span<const std::uint8_t> spikes) {
  count_ = find_active(spikes, active_.data());
  sum_ = bias_;
  std::size_t k = 0;
  for (; k + kTogether <= count_; k += kTogether) {
    const std::int8_t* rows[] = {
        row(active_[k]), row(active_[k + 1]), row(active_[k + 2]), row(active_[k + 3])};
    add_four_spikes(sum_.data(), rows, stride_);
  }
  for (; k < count_; ++k) add_one(sum_.data(), row(active_[k]), 1, stride_);
  return std::span(sum_).first(outputs_);
}

std::span<const std::int32_t> Counters::add_pixels(std::span<const std::uint8_t> pixels) {
  count_ = find_active(pixels, active_.data());
  sum_ = bias_;
  std::size_t k = 0;
  for (; k + kTogether <= count_; k += kTogether) {
    const std::int8_t* rows[] = {
        row(active_[k]), row(active_[k + 1]), row(active_[k + 2]), row(active_[k + 3])};
    const std::uint8_t inputs[] = {
        pixels[active_[k]], pixels[active_[k + 1]], pixels[active_[k + 2]], pixels[active_[k + 3]]};
    if (small_products_) {
      add_four<std::int16_t>(sum_.data(), rows, inputs, stride_);
    } else {
      add_four<std::int32_t>(sum_.data(), rows, inputs, stride_);
    }
  }
  for (; k < count_; ++k) add_one(sum_.data(), row(active_[k]), pixels[active_[k]], stride_);
  return std::span(sum_).first(outputs_);
}

}  // namespace spinforge::golden
