// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <span>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"
#include "gen/network/network.hpp"

namespace spinforge::network {
namespace {

/// An interval of integers, grown value by value.
struct Interval {
  std::int64_t low, high;

  void include(std::int64_t value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  void include(const Interval& other) {
    include(other.low);
    include(other.high);
  }
};

/// Image of `of` under a monotone function.
template <typename Function>
Interval mapped(const Interval& of, Function function) {
  Interval out{function(of.low), function(of.low)};
  out.include(function(of.high));
  return out;
}

/// Final values of one filter's counter. Every input is free, so a dense neuron reaches both ends;
/// so does a convolution where some position lies clear of the padding.
Interval counter_of(std::span<const std::int8_t> weights, std::int64_t bias, int input_max) {
  Interval sum{bias, bias};
  for (const std::int8_t weight : weights) {
    (weight < 0 ? sum.low : sum.high) += std::int64_t{weight} * input_max;
  }
  return sum;
}

/// The gains of filter `n`'s single neurons.
Interval own_gains(const Layer& layer, std::size_t n) {
  const std::vector<std::int32_t>& gains = layer.own.gain;
  const auto filters = static_cast<std::size_t>(layer.filters());
  Interval out{gains[n], gains[n]};
  for (std::size_t i = n; i < gains.size(); i += filters) out.include(gains[i]);
  return out;
}

/// The drives `d0` of filter `n` times the gains of its neurons.
Interval after_own_gain(const Layer& layer, std::size_t n, const Interval& d0) {
  if (layer.own.gain.empty()) return d0;
  const Interval gains = own_gains(layer, n);
  const auto times = [&](std::int64_t gain) {
    return mapped(d0, [&](std::int64_t value) { return fixed::round_shift(value * gain, 10); });
  };
  Interval out = times(gains.low);
  out.include(times(gains.high));
  return out;
}

Interval after_gain(const Neuron& neuron, const Interval& d0) {
  if (!neuron.has_gain) return d0;
  bool found = false;
  Interval out = d0;  // kept where every register set is gated off and nothing is ever driven
  for (const FieldRegisters& field : neuron.fields) {
    if (!field.gate_en) continue;
    const Interval gained =
        mapped(d0, [&](std::int64_t value) { return fixed::round_shift(value * field.gain, 7); });
    if (found) {
      out.include(gained);
    } else {
      out = gained;
    }
    found = true;
  }
  return out;
}

Interval after_noise(const Neuron& neuron, const Interval& drive) {
  const Interval noise{noise_of(neuron, -510), noise_of(neuron, 510)};
  if (neuron.noise_on_drive) {
    // Monotone in either factor while the other stays: the extremes are at the ends of both.
    Interval out = drive;
    for (const std::int64_t e : {noise.low, noise.high}) {
      out.include(mapped(
          drive, [&](std::int64_t value) { return value + fixed::round_shift(value * e, 8); }));
    }
    return out;
  }
  return {drive.low + noise.low, drive.high + noise.high};
}

}  // namespace

std::int64_t noise_of(const Neuron& neuron, std::int64_t sum) {
  return fixed::round_shift(sum * neuron.noise_ns, neuron.noise_sn);
}

Bounds bounds(const Network& network, std::size_t index) {
  expects(index < network.layers.size(), "a layer of this network");
  const Layer& layer = network.layers[index];
  const Neuron& neuron = network.neuron_of(layer);
  const int input_max = index == 0 && network.input.coding == Coding::kDirect ? 255 : 1;
  const auto fan_in = static_cast<std::size_t>(layer.fan_in());
  const int window = layer.summed();
  Interval counter{0, 0};  // a counter holds 0 before its first image
  Interval d0{0, 0};
  Interval scaled{0, 0};  // times the gains of single neurons
  for (std::size_t n = 0; n < static_cast<std::size_t>(layer.filters()); ++n) {
    const auto row = std::span(layer.weights).subspan(n * fan_in, fan_in);
    const Interval one = counter_of(row, layer.bias[n], input_max);
    const Interval sum{one.low * window, one.high * window};
    counter.include(sum);
    const std::int64_t mul = layer.mul[layer.mul.size() == 1 ? 0 : n];
    const Interval drive = mapped(
        sum, [&](std::int64_t value) { return fixed::round_shift(value * mul, layer.shift); });
    const Interval own = after_own_gain(layer, n, drive);
    if (n == 0) {
      d0 = drive;
      scaled = own;
    }
    d0.include(drive);
    scaled.include(own);
  }
  const Interval d = after_noise(neuron, after_gain(neuron, scaled));
  return {.counter_min = counter.low,
          .counter_max = counter.high,
          .d0_min = d0.low,
          .d0_max = d0.high,
          .scaled_min = scaled.low,
          .scaled_max = scaled.high,
          .d_min = d.low,
          .d_max = d.high};
}

}  // namespace spinforge::network
