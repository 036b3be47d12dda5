// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/golden/golden.hpp"
#include "sim/golden/rules.hpp"
#include "sim/harness/control.hpp"
#include "tests/lockstep/core/bench.hpp"

/// A network and images under random control in which every rule of the neuron comes to bear, and
/// the count of those that did.
namespace spinforge::test {

inline constexpr std::uint64_t kControlSeed = 5;

/// Registers under four fields: one that excites, none (gate closed), one that drives harder to a
/// narrow threshold range, one that inhibits.
inline std::vector<network::FieldRegisters> four_fields(int one) {
  const network::FieldRegisters on{.name = "on",
                                   .gate_en = true,
                                   .gain = 128,
                                   .th_lo = one / 2,
                                   .th_hi = one / 2 + one / 8,
                                   .th_rest = one / 8};
  std::vector<network::FieldRegisters> fields(4, on);
  fields[1].name = "off";
  fields[1].gate_en = false;
  fields[2].name = "strong";
  fields[2].gain = 200;
  fields[2].th_lo = one / 4;
  fields[2].th_hi = one / 4 + 4;
  fields[3].name = "inhibiting";
  fields[3].gain = -100;
  return fields;
}

/// Layers of unlike neurons: layer 1 refractory, leaking while gated, reset above its re-arming
/// level, noisy; layer 2 without reset; layer 3 leaky in the conventional sense.
inline network::Network eventful_network() {
  network::Network net = random_network(
      166, {.layers = 3, .weight_bits = 4, .steps = 12, .coding = network::Coding::kDirect});
  network::Neuron wall;
  wall.name = "A";
  wall.model = "hall";
  wall.frac_bits = 6;  // coarse, so that potentials meet the thresholds exactly
  const int one = 1 << wall.frac_bits;
  wall.v_min = -one;
  wall.ka = 159;
  wall.sa = 10;
  wall.be = 2;
  wall.v_rest = one / 4;
  wall.refractory = 2;
  wall.leak_gated = true;
  wall.has_gain = true;
  wall.noise_ns = 40;
  wall.noise_sn = 10;
  wall.fields = four_fields(one);
  network::Neuron held = wall;
  held.name = "B";
  held.v_rest = 0;
  held.reset = false;
  held.refractory = 0;
  held.leak_gated = false;
  held.noise_ns = held.noise_sn = 0;
  network::Neuron leaky;
  leaky.name = "C";
  leaky.model = "leaky";
  leaky.kind = network::NeuronKind::kLeaky;
  leaky.frac_bits = 6;
  leaky.v_min = -2 * one;
  leaky.beta = 900;
  leaky.threshold = one / 2;
  leaky.has_gain = true;
  leaky.fields.resize(4);
  for (std::size_t code = 0; code < 4; ++code) {
    leaky.fields[code] = {.name = wall.fields[code].name,
                          .gate_en = wall.fields[code].gate_en,
                          .gain = wall.fields[code].gain};
  }
  for (network::Layer& layer : net.layers) {  // drives to the scale of the coarser potentials
    const int was = net.neuron_of(layer).frac_bits;
    layer.shift = std::clamp(layer.shift + was - wall.frac_bits, 0, 31);
    layer.field_code = 0;
  }
  net.neurons = {wall, held, leaky};
  for (std::size_t k = 0; k < net.layers.size(); ++k) net.layers[k].neuron = static_cast<int>(k);
  network::validate(net);
  return net;
}

inline plan::Options eventful_lanes() { return lanes(8, 4); }

inline ImageList eventful_images(const network::Network& net) { return images_for(net, 60, 29); }

/// Everything that the images do under random control.
inline golden::RuleCounts census_of(const network::Network& net) {
  const plan::Plan plan = plan::make_plan(net, eventful_lanes());
  const harness::Schedule schedule = harness::random_control(net, plan, kControlSeed);
  const auto images = eventful_images(net);
  harness::ControlState state(net);
  golden::Golden golden(net);
  golden::RuleCounts census;
  for (std::uint32_t i = 0; i < images.size(); ++i) {
    golden::count_rules(net, golden.run(images[i], i, state.apply(schedule(i, i == 0))), census);
  }
  return census;
}

}  // namespace spinforge::test
