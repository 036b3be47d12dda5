// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/golden.hpp"

#include <variant>

#include "gen/base/error.hpp"
#include "gen/base/rng.hpp"
#include "sim/golden/conv.hpp"
#include "sim/golden/counters.hpp"
#include "sim/golden/layer.hpp"
#include "sim/golden/trace.hpp"

namespace spinforge::golden {

struct Golden::State {
  network::Network network;
  std::vector<std::variant<Counters, ConvCounters>> counters;
  std::vector<std::vector<LayerNeurons>> neurons;  // [chip][layer]
  std::span<const std::int32_t> of_pixels;         // C of a directly coded first layer
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

Golden::Golden(const network::Network& network) : Golden(std::span(&network, 1)) {}

Golden::Golden(std::span<const network::Network> chips) : state_(std::make_unique<State>()) {
  const network::Network& network = chips.front();
  state_->network = network;
  for (const network::Layer& layer : network.layers) {
    if (layer.conv) {
      state_->counters.emplace_back(ConvCounters(layer));
    } else {
      state_->counters.emplace_back(Counters(layer));
    }
  }
  for (const network::Network& chip : chips) {
    std::vector<LayerNeurons>& neurons = state_->neurons.emplace_back();
    for (std::size_t k = 0; k < chip.layers.size(); ++k) {
      expects(chip.layers[k].weights == network.layers[k].weights, "chips of one network");
      neurons.emplace_back(chip, k);
    }
  }
  state_->trace = make_trace(network);
}

Golden::~Golden() = default;
Golden::Golden(Golden&&) noexcept = default;
Golden& Golden::operator=(Golden&&) noexcept = default;

int Golden::classify(std::span<const std::uint8_t> pixels, std::uint32_t image) {
  return run(pixels, image).predicted;
}

/// What all chips share of an image: rate-coded spikes, or the sums of the pixels.
void Golden::begin(std::span<const std::uint8_t> pixels,
                   std::uint32_t image,
                   const Control& control) {
  const network::Network& network = state_->network;
  check_inputs(network, pixels, control);
  std::vector<std::uint8_t>& spikes = state_->trace.input_spikes;
  if (!spikes.empty()) fill_input_spikes(network, pixels, image, spikes);
  if (!is_direct(network, 0)) return;
  state_->of_pixels =
      std::visit([&](auto& of) { return of.add_pixels(pixels); }, state_->counters.front());
}

const Trace& Golden::run_chip(std::size_t chip, std::uint32_t image, const Control& control) {
  const network::Network& network = state_->network;
  Trace& trace = state_->trace;
  const auto steps = static_cast<std::size_t>(network.steps);
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    auto& counters = state_->counters[k];
    LayerNeurons& neurons = state_->neurons[chip][k];
    const bool direct = is_direct(network, k);
    const auto size = static_cast<std::size_t>(network.layers[k].inputs);
    const auto& spikes = k == 0 ? trace.input_spikes : trace.layers[k - 1].spike;
    std::span<const std::int32_t> c = state_->of_pixels;
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

void Golden::run_chips(std::span<const std::uint8_t> pixels,
                       std::uint32_t image,
                       const Look& look) {
  begin(pixels, image, {});
  for (std::size_t chip = 0; chip < state_->neurons.size(); ++chip) {
    look(chip, run_chip(chip, image, {}));
  }
}

const Trace& Golden::run(std::span<const std::uint8_t> pixels,
                         std::uint32_t image,
                         const Control& control) {
  begin(pixels, image, control);
  return run_chip(0, image, control);
}

}  // namespace spinforge::golden
