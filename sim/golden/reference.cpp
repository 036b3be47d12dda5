// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/reference.hpp"

#include <algorithm>
#include <limits>

#include "gen/base/rng.hpp"
#include "sim/golden/neuron.hpp"
#include "sim/golden/trace.hpp"

namespace spinforge::golden {

using network::Conv;
using network::Layer;
using network::Network;
using network::Neuron;
using network::Pool;
using network::Shape;

namespace {

/// Everything that the update of one row of neurons reads.
struct Row {
  const Network& network;
  std::size_t layer;  // 0-based
  std::size_t step;   // 0-based
  std::uint32_t image;
  const Control& control;
};

std::int64_t counter(const Layer& layer, std::size_t neuron, std::span<const std::uint8_t> inputs) {
  const auto n_in = static_cast<std::size_t>(layer.inputs);
  std::int64_t c = layer.bias[neuron];
  for (std::size_t i = 0; i < n_in; ++i) c += layer.weights[neuron * n_in + i] * inputs[i];
  return c;
}

/// C of output channel `c` at position (y, x) of the map before the pool.
std::int64_t counter_at(
    const Layer& layer, int y, int x, int c, std::span<const std::uint8_t> inputs) {
  const Conv& conv = *layer.conv;
  const Shape& in = conv.input;
  std::int64_t sum = layer.bias[static_cast<std::size_t>(c)];
  for (int ky = 0; ky < conv.kernel; ++ky) {
    for (int kx = 0; kx < conv.kernel; ++kx) {
      const int iy = y * conv.stride + ky - conv.padding;
      const int ix = x * conv.stride + kx - conv.padding;
      if (iy < 0 || iy >= in.height || ix < 0 || ix >= in.width) continue;  // zeros around the map
      for (int ci = 0; ci < in.channels; ++ci) {
        const int w = ((c * conv.kernel + ky) * conv.kernel + kx) * in.channels + ci;
        sum += layer.weights[static_cast<std::size_t>(w)] *
               inputs[static_cast<std::size_t>((iy * in.width + ix) * in.channels + ci)];
      }
    }
  }
  return sum;
}

/// D0 of a neuron of a convolutional layer: from the window of positions that its pool covers.
std::int64_t pooled_d0(const Layer& layer,
                       std::size_t neuron,
                       int mul,
                       std::span<const std::uint8_t> inputs) {
  const Conv& conv = *layer.conv;
  const Shape out = conv.output();
  const int n = static_cast<int>(neuron);
  const int c = n % out.channels;
  const int top = n / out.channels / out.width * conv.pool_size;
  const int left = n / out.channels % out.width * conv.pool_size;
  std::int64_t sum = 0;
  std::int64_t largest = std::numeric_limits<std::int64_t>::min();
  for (int y = top; y < top + conv.pool_size; ++y) {
    for (int x = left; x < left + conv.pool_size; ++x) {
      const std::int64_t counter = counter_at(layer, y, x, c, inputs);
      sum += counter;
      largest = std::max(largest, requantise(counter, mul, layer.shift));
    }
  }
  return conv.pool == Pool::kMax ? largest : requantise(sum, mul, layer.shift);
}

std::uint32_t random_word(const Row& at, std::uint32_t layer, std::uint32_t step, std::size_t n) {
  return rng::hash(at.network.seed, at.image, layer, step, static_cast<std::uint32_t>(n));
}

/// V_REST as drawn at `step`, 0 for the start of an image.
std::int64_t rest_at(const Row& at, const Neuron& neuron, std::uint32_t step, std::size_t n) {
  const auto layer = static_cast<std::uint32_t>(at.layer + 1 + kRestLayers);
  return rest(neuron, random_word(at, layer, step, n));
}

/// `rest`: as drawn at the last spike.
void update_neuron(const Row& at,
                   std::size_t n,
                   std::span<const std::uint8_t> inputs,
                   NeuronState& state,
                   std::int64_t& rest,
                   LayerTrace& trace) {
  const Layer& layer = at.network.layers[at.layer];
  const Neuron& neuron = at.network.neuron_of(layer);
  const int code = field_code(at.network, at.control, at.layer, at.step);
  const Single own = single(layer, neuron, n);
  const auto& field = own.neuron.fields[static_cast<std::size_t>(code)];
  const auto enabled = mask(at.control, at.layer, at.step);
  const std::size_t cell = at.step * static_cast<std::size_t>(layer.outputs) + n;
  if (!field.gate_en || (!enabled.empty() && enabled[n] == 0)) {
    if (own.fault != network::Fault::kFrozen) state = step_gated(own.neuron, state);
    trace.potential[cell] = state.potential;
    trace.flags[cell] = state.armed ? kArmed : 0;
    return;
  }
  const int mul = layer.mul[n % layer.mul.size()];  // the channel is the fastest index of a map
  const auto layer_number = static_cast<std::uint32_t>(at.layer + 1);
  const auto step = static_cast<std::uint32_t>(at.step + 1);
  const std::uint32_t random = random_word(at, layer_number, step, n);
  const std::int64_t d0 = layer.conv ? pooled_d0(layer, n, mul, inputs)
                                     : requantise(counter(layer, n, inputs), mul, layer.shift);
  const std::int64_t d = drive(neuron, field, own_gain(own, d0), random);
  if (state.countdown == 0) rest = rest_at(at, neuron, step, n);
  const NeuronStep out =
      golden::step(own, static_cast<std::size_t>(code), state, d, rest, step == 1);
  state = out.next;
  trace.potential[cell] = state.potential;
  trace.drive[cell] = static_cast<std::int32_t>(d);
  trace.spike[cell] = out.spike ? 1 : 0;
  trace.flags[cell] = static_cast<std::uint8_t>(
      (out.spike ? kSpike : 0) | (state.armed ? kArmed : 0) | (out.over ? kOver : 0) | kCommitted);
}

void fill_input_spikes(const Network& network,
                       std::span<const std::uint8_t> pixels,
                       std::uint32_t image,
                       Trace& trace) {
  for (std::size_t t = 0; t < static_cast<std::size_t>(network.steps); ++t) {
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      const std::uint32_t h = rng::hash(
          network.seed, image, 0, static_cast<std::uint32_t>(t + 1), static_cast<std::uint32_t>(i));
      trace.input_spikes[t * pixels.size() + i] = (h >> 24) < pixels[i] ? 1 : 0;
    }
  }
}

std::span<const std::uint8_t> inputs_of(const Network& network,
                                        const Trace& trace,
                                        std::span<const std::uint8_t> pixels,
                                        std::size_t layer,
                                        std::size_t step) {
  if (is_direct(network, layer)) return pixels;
  const auto size = static_cast<std::size_t>(network.layers[layer].inputs);
  const std::vector<std::uint8_t>& spikes =
      layer == 0 ? trace.input_spikes : trace.layers[layer - 1].spike;
  return std::span(spikes).subspan(step * size, size);
}

}  // namespace

Trace reference(const Network& network,
                std::span<const std::uint8_t> pixels,
                std::uint32_t image,
                const Control& control) {
  check_inputs(network, pixels, control);
  Trace trace = make_trace(network);
  if (!trace.input_spikes.empty()) fill_input_spikes(network, pixels, image, trace);
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const Layer& layer = network.layers[k];
    const Neuron& neuron = network.neuron_of(layer);
    std::vector<NeuronState> states(static_cast<std::size_t>(layer.outputs));
    std::vector<std::int64_t> rests(states.size(), neuron.v_rest);
    for (std::size_t n = 0; n < states.size(); ++n) {
      states[n] = initial(rest_at({network, k, 0, image, control}, neuron, 0, n));
      trace.layers[k].start[n] = states[n].potential;
    }
    for (std::size_t t = 0; t < static_cast<std::size_t>(network.steps); ++t) {
      trace.layers[k].field_code[t] = static_cast<std::uint8_t>(field_code(network, control, k, t));
      const auto inputs = inputs_of(network, trace, pixels, k, t);
      for (std::size_t n = 0; n < states.size(); ++n) {
        update_neuron(
            {network, k, t, image, control}, n, inputs, states[n], rests[n], trace.layers[k]);
      }
    }
  }
  count_spikes(trace);
  return trace;
}

}  // namespace spinforge::golden
