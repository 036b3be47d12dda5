// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/golden.hpp"

#include <variant>

#include "gen/base/rng.hpp"
#include "sim/golden/conv.hpp"
#include "sim/golden/counters.hpp"
#include "sim/golden/layer.hpp"
#include "sim/golden/trace.hpp"

namespace spinforge::golden {

struct Golden::State {
  network::Network network;
  std::vector<std::variant<Counters, ConvCounters>> counters;
  std::vector<LayerNeurons> neurons;
  Trace trace;
};

namespace {

/// Bernoulli spikes of the pixels at every step.
void fill_input_spikes(const network::Network& network,
                       std::span<const std::uint8_t> pixels,
                       std::uint32_t image,
                       std::vector<std::uint8_t>& spikes) {
  for (std::uint32_t step = 1; step <= static_cast<std::uint32_t>(network.steps); ++step) {
    const std::uint32_t key = rng::mix(rng::mix(network.seed ^ image) ^ step);  // layer 0
    std::uint8_t* row = spikes.data() + (step - 1) * pixels.size();
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      const std::uint32_t h = rng::mix(key ^ static_cast<std::uint32_t>(i));
      row[i] = static_cast<std::uint8_t>((h >> 24) < pixels[i]);
    }
  }
}

}  // namespace

Golden::Golden(const network::Network& network) : state_(std::make_unique<State>()) {
  state_->network = network;
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    if (network.layers[k].conv) {
      state_->counters.emplace_back(ConvCounters(network.layers[k]));
    } else {
      state_->counters.emplace_back(Counters(network.layers[k]));
    }
    state_->neurons.emplace_back(network, k);
  }
  state_->trace = make_trace(network);
}

Golden::~Golden() = default;
Golden::Golden(Golden&&) noexcept = default;
Golden& Golden::operator=(Golden&&) noexcept = default;

int Golden::classify(std::span<const std::uint8_t> pixels, std::uint32_t image) {
  return run(pixels, image).predicted;
}

const Trace& Golden::run(std::span<const std::uint8_t> pixels,
                         std::uint32_t image,
                         const Control& control) {
  const network::Network& network = state_->network;
  check_inputs(network, pixels, control);
  Trace& trace = state_->trace;
  if (!trace.input_spikes.empty()) fill_input_spikes(network, pixels, image, trace.input_spikes);
  const auto steps = static_cast<std::size_t>(network.steps);
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    auto& counters = state_->counters[k];
    LayerNeurons& neurons = state_->neurons[k];
    const bool direct = is_direct(network, k);
    const auto size = static_cast<std::size_t>(network.layers[k].inputs);
    const auto& spikes = k == 0 ? trace.input_spikes : trace.layers[k - 1].spike;
    std::span<const std::int32_t> c;
    if (direct) c = std::visit([&](auto& of) { return of.add_pixels(pixels); }, counters);
    neurons.start(image, trace.layers[k]);
    for (std::size_t t = 0; t < steps; ++t) {
      if (!direct) {
        const auto row = std::span(spikes).subspan(t * size, size);
        c = std::visit([&](auto& of) { return of.add_spikes(row); }, counters);
      }
      neurons.update({.step = t,
                      .image = image,
                      .code = field_code(network, control, k, t),
                      .mask = mask(control, k, t),
                      .counter = c},
                     trace.layers[k]);
    }
  }
  count_spikes(trace);
  return trace;
}

}  // namespace spinforge::golden
