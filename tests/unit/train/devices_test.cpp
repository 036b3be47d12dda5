// SPDX-License-Identifier: Apache-2.0
#include "weights/train/devices.hpp"

#include <cmath>

#include "gen/chip/chip.hpp"
#include "tests/support/neurons.hpp"
#include "tests/unit/train/numbers.hpp"
#include "weights/train/neurons.hpp"

using namespace spinforge;

namespace {

constexpr int kNeurons = 40;

/// A layer of the neuron that `name` trains, as chip 7 has it, and as training has the second of
/// chips 6 and 7.
void check_same(const std::string& name) {
  const train::NeuronChoice choice = train::neuron_choice({.device = name}, 14);
  network::Network net = test::empty_network("net", 1, 3, choice.neuron);
  net.layers = {test::dense(3, kNeurons, [](int) { return 1; })};
  net.layers[0].field_code = choice.field_code;
  const chip::Spread spread{.th = 0.1, .gain = 0.05, .leak = 0.2, .dead = 0.2, .stuck = 0.1};
  const network::OwnRegisters own = chip::draw(net, 7, spread).layers[0];
  const train::LayerDevices real =
      train::draw_devices(choice.cell, spread, 6, 2, 1, false, kNeurons);
  const network::Neuron& neuron = net.neurons[0];
  const bool leaky = neuron.kind == network::NeuronKind::kLeaky;
  for (std::size_t n = 0; n < kNeurons; ++n) {
    CAPTURE(name, n);
    const auto number = [&](std::size_t i) { return real.cells[(2 * i + 1) * kNeurons + n]; };
    CHECK(real.gain[kNeurons + n] * 1024.0F == Approx(own.gain[n]).margin(0.51));
    CHECK(real.works[kNeurons + n] == (own.fault[n] == 0 ? 1.0F : 0.0F));
    CHECK(real.fires[kNeurons + n] == (own.fault[n] == 2 ? 1.0F : 0.0F));
    if (leaky) {
      CHECK(std::ldexp(number(2), 14) == Approx(own.threshold[n]).margin(0.51));
      CHECK(std::ldexp(number(3), neuron.sb) == Approx(own.beta[n]).margin(1.01));
    } else {
      const double th = neuron.fields[static_cast<std::size_t>(choice.field_code)].th_lo;
      CHECK(std::ldexp(number(2), 14) == Approx(th + own.th_offset[n]).margin(0.51));
      CHECK(std::ldexp(number(0), neuron.sa) == Approx(own.ka[n]).margin(1.01));
      CHECK(std::ldexp(number(1), 14) == Approx(own.be[n]).margin(1.51));
    }
  }
}

}  // namespace

TEST_CASE("Training sees the devices of the chip that golden and RTL have") {
  check_same("dw");
  check_same("hall180");
  check_same("leaky");
}

TEST_CASE("Devices without a spread are as designed") {
  const train::LayerDevices none = train::draw_devices({}, {}, 7, 2, 1, false, 10);
  CHECK(none.cells.empty());
  CHECK(none.gain.empty());
  CHECK(none.works.empty());
}

TEST_CASE("Training has chips that nobody numbers, another at every step") {
  CHECK(train::training_chip(1) > 2000000000U);
  CHECK(train::training_chip(1) + train::kBatchChips == train::training_chip(2));
}
