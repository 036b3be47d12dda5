// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/reference.hpp"

#include "gen/base/rng.hpp"
#include "sim/golden/neuron.hpp"
#include "sim/golden/trace.hpp"

namespace spinforge::golden {

using network::Layer;
using network::Network;
using network::Neuron;
using network::NeuronKind;

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

void update_neuron(const Row& at,
                   std::size_t n,
                   std::span<const std::uint8_t> inputs,
                   NeuronState& state,
                   LayerTrace& trace) {
  const Layer& layer = at.network.layers[at.layer];
  const Neuron& neuron = at.network.neurons[static_cast<std::size_t>(layer.neuron)];
  const int code = field_code(at.network, at.control, at.layer, at.step);
  const auto& field = neuron.fields[static_cast<std::size_t>(code)];
  const auto enabled = mask(at.control, at.layer, at.step);
  const std::size_t cell = at.step * static_cast<std::size_t>(layer.outputs) + n;
  if (!field.gate_en || (!enabled.empty() && enabled[n] == 0)) {
    state = step_gated(neuron, state);
    trace.potential[cell] = state.potential;
    trace.flags[cell] = state.armed ? kArmed : 0;
    return;
  }
  const int mul = layer.mul.size() == 1 ? layer.mul[0] : layer.mul[n];
  const std::uint32_t random = rng::hash(at.network.seed,
                                         at.image,
                                         static_cast<std::uint32_t>(at.layer + 1),
                                         static_cast<std::uint32_t>(at.step + 1),
                                         static_cast<std::uint32_t>(n));
  const std::int64_t d0 = requantise(counter(layer, n, inputs), mul, layer.shift);
  const std::int64_t d = drive(neuron, field, d0, random);
  const NeuronStep out = neuron.kind == NeuronKind::kWall ? step_wall(neuron, field, state, d)
                                                          : step_leaky(neuron, state, d);
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
    const Neuron& neuron = network.neurons[static_cast<std::size_t>(layer.neuron)];
    std::vector<NeuronState> states(static_cast<std::size_t>(layer.outputs), initial(neuron));
    for (std::size_t t = 0; t < static_cast<std::size_t>(network.steps); ++t) {
      trace.layers[k].field_code[t] = static_cast<std::uint8_t>(field_code(network, control, k, t));
      const auto inputs = inputs_of(network, trace, pixels, k, t);
      for (std::size_t n = 0; n < states.size(); ++n) {
        update_neuron({network, k, t, image, control}, n, inputs, states[n], trace.layers[k]);
      }
    }
  }
  count_spikes(trace);
  return trace;
}

}  // namespace spinforge::golden
