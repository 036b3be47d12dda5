// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/control.hpp"
#include "tests/lockstep/core/bench.hpp"
#include "tests/support/random_network.hpp"

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
    const int was = net.neurons[static_cast<std::size_t>(layer.neuron)].frac_bits;
    layer.shift = std::clamp(layer.shift + was - wall.frac_bits, 0, 31);
    layer.field_code = 0;
  }
  net.neurons = {wall, held, leaky};
  for (std::size_t k = 0; k < net.layers.size(); ++k) net.layers[k].neuron = static_cast<int>(k);
  network::validate(net);
  return net;
}

inline plan::Options eventful_lanes() { return lanes(8, 4); }

inline std::vector<std::vector<std::uint8_t>> eventful_images(const network::Network& net) {
  return images_for(net, 60, 29);
}

/// How often each rule decided something, by golden's trace.
struct Census {
  std::uint64_t spikes = 0, over = 0;
  std::uint64_t disarmed = 0;        ///< updates that left a neuron unarmed
  std::uint64_t withheld = 0;        ///< at or above TH_LO, neither fired nor refractory: not armed
  std::uint64_t resting = 0;         ///< forced to V_REST by the refractory time
  std::uint64_t rested_gated = 0;    ///< gated off while counting down
  std::uint64_t gated = 0;           ///< updates skipped
  std::uint64_t gated_leaks = 0;     ///< of them, those in which V leaked
  std::uint64_t delayed_resets = 0;  ///< leaky: updates after a spike
  std::uint64_t code_changes = 0;
};

/// Adds what `trace` of layer `k` holds.
inline void count(Census& census,
                  const network::Network& net,
                  std::size_t k,
                  const golden::LayerTrace& trace) {
  const network::Layer& layer = net.layers[k];
  const network::Neuron& neuron = net.neurons[static_cast<std::size_t>(layer.neuron)];
  const auto size = static_cast<std::size_t>(layer.outputs);
  std::vector<int> countdown(size, 0);
  for (std::size_t cell = 0; cell < trace.flags.size(); ++cell) {
    const std::size_t step = cell / size;
    const std::size_t n = cell % size;
    const std::uint8_t flags = trace.flags[cell];
    const std::int32_t before = step == 0 ? neuron.v_rest : trace.potential[cell - size];
    const auto& field = neuron.fields[trace.field_code[step]];
    if (n == 0 && step > 0)
      census.code_changes += field.name != neuron.fields[trace.field_code[step - 1]].name;
    if ((flags & golden::kCommitted) == 0) {
      ++census.gated;
      census.gated_leaks += trace.potential[cell] != before;
      census.rested_gated += countdown[n] > 0;
      continue;
    }
    const bool spike = (flags & golden::kSpike) != 0;
    census.spikes += spike;
    census.over += (flags & golden::kOver) != 0;
    if (neuron.kind == network::NeuronKind::kLeaky) {
      census.delayed_resets += before > neuron.threshold;
      continue;
    }
    census.disarmed += (flags & golden::kArmed) == 0;
    const bool resting = countdown[n] > 0;
    census.resting += resting;
    census.withheld += !resting && !spike && trace.potential[cell] >= field.th_lo;
    countdown[n] = spike ? neuron.refractory : std::max(0, countdown[n] - 1);
  }
}

/// Everything that the images do under random control.
inline Census census_of(const network::Network& net) {
  const plan::Plan plan = plan::make_plan(net, eventful_lanes());
  const harness::Schedule schedule = harness::random_control(net, plan, kControlSeed);
  const auto images = eventful_images(net);
  harness::ControlState state(net);
  golden::Golden golden(net);
  Census census;
  for (std::uint32_t i = 0; i < images.size(); ++i) {
    const golden::Trace& trace = golden.run(images[i], i, state.apply(schedule(i, i == 0)));
    for (std::size_t k = 0; k < net.layers.size(); ++k) count(census, net, k, trace.layers[k]);
  }
  return census;
}

}  // namespace spinforge::test
