// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/neuron.hpp"

#include <algorithm>
#include <cstdlib>

#include "gen/base/fixed.hpp"

namespace spinforge::golden {

using network::FieldRegisters;
using network::Neuron;
using network::NeuronKind;

namespace {

std::int64_t clip(const Neuron& neuron, std::int64_t value) {
  const std::int64_t v_max = fixed::signed_max(network::potential_bits(neuron));
  return std::min(std::max<std::int64_t>(value, neuron.v_min), v_max);
}

}  // namespace

NeuronState initial(const Neuron& neuron) {
  return {.potential = neuron.v_rest, .armed = true, .countdown = 0};
}

std::int64_t requantise(std::int64_t counter, int mul, int shift) {
  return fixed::round_shift(counter * mul, shift);
}

std::int64_t drive(const Neuron& neuron,
                   const FieldRegisters& field,
                   std::int64_t d0,
                   std::uint32_t random) {
  std::int64_t d = neuron.has_gain ? fixed::floor_shift(d0 * field.gain + 64, 7) : d0;
  if (neuron.noise_ns != 0) {
    const std::int64_t bytes = static_cast<std::int64_t>(random & 255U) + ((random >> 8) & 255U) +
                               ((random >> 16) & 255U) + (random >> 24);
    d += fixed::round_shift((bytes - 510) * neuron.noise_ns, neuron.noise_sn);
  }
  return d;
}

std::int64_t leak(const Neuron& neuron, std::int64_t potential) {
  const std::int64_t a = std::abs(potential);
  const std::int64_t q = fixed::round_shift(a * a, neuron.frac_bits);
  const std::int64_t lost = fixed::round_shift(neuron.ka * q, neuron.sa);
  const std::int64_t r = std::max<std::int64_t>(a - lost - neuron.be, 0);
  return potential < 0 ? -r : r;
}

bool leaky_fires(const Neuron& neuron, std::int64_t potential) {
  return potential >= neuron.threshold + 1;
}

std::int64_t unclipped(const Neuron& neuron, std::int64_t potential, std::int64_t drive) {
  if (neuron.kind == NeuronKind::kWall) return leak(neuron, potential) + drive;
  // The reset of the previous step's spike happens here, as in snnTorch.
  const bool spiked = leaky_fires(neuron, potential);
  const std::int64_t base = spiked && neuron.reset_to_zero ? 0 : potential;
  const std::int64_t subtracted = spiked && !neuron.reset_to_zero ? neuron.threshold : 0;
  return fixed::round_shift(base * neuron.beta, neuron.sb) + drive - subtracted;
}

NeuronStep step_wall(const Neuron& neuron,
                     const FieldRegisters& field,
                     const NeuronState& state,
                     std::int64_t drive) {
  NeuronStep out;
  std::int64_t v = clip(neuron, unclipped(neuron, state.potential, drive));
  if (state.countdown > 0) {
    v = neuron.v_rest;
    out.next.countdown = state.countdown - 1;
  } else if (state.armed && neuron.closed && v > field.th_hi) {
    out.over = true;
  } else if (state.armed && v >= field.th_lo) {
    out.spike = true;
    out.over = v > field.th_hi;
    out.next.countdown = neuron.refractory;
    if (neuron.reset) v = neuron.v_rest;
  }
  out.next.potential = static_cast<std::int32_t>(v);
  out.next.armed = (state.armed && !out.spike) || v <= field.th_rest;
  return out;
}

NeuronStep step_leaky(const Neuron& neuron, const NeuronState& state, std::int64_t drive) {
  const std::int64_t v = clip(neuron, unclipped(neuron, state.potential, drive));
  NeuronStep out;
  out.next = state;
  out.next.potential = static_cast<std::int32_t>(v);
  out.spike = leaky_fires(neuron, v);
  return out;
}

NeuronState step_gated(const Neuron& neuron, const NeuronState& state) {
  NeuronState next = state;
  if (neuron.kind == NeuronKind::kWall && neuron.leak_gated) {
    next.potential = static_cast<std::int32_t>(leak(neuron, state.potential));
  }
  return next;
}

}  // namespace spinforge::golden
