// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/neuron.hpp"

#include <algorithm>
#include <cstdlib>

#include "gen/base/fixed.hpp"
#include "gen/base/rng.hpp"
#include "gen/network/registers.hpp"

namespace spinforge::golden {

using network::FieldRegisters;
using network::Neuron;
using network::NeuronKind;

namespace {

std::int64_t clip(const Neuron& neuron, std::int64_t value) {
  const std::int64_t v_max = fixed::signed_max(network::potential_bits(neuron));
  return std::min(std::max<std::int64_t>(value, neuron.v_min), v_max);
}

/// What a random word makes of a scale and a shift, as noise and as a spread of V_REST.
std::int64_t spread(std::uint32_t random, int scale, int shift) {
  return fixed::round_shift(std::int64_t{rng::centred(random)} * scale, shift);
}

}  // namespace

Single single(const network::Layer& layer, const Neuron& neuron, std::size_t n) {
  const network::OwnRegisters& own = layer.own;
  Single out{.neuron = neuron};
  out.neuron.ka = network::own_value(own.ka, n, neuron.ka);
  out.neuron.be = network::own_value(own.be, n, neuron.be);
  out.neuron.beta = network::own_value(own.beta, n, neuron.beta);
  out.neuron.threshold = network::own_value(own.threshold, n, neuron.threshold);
  out.gain = network::own_value(own.gain, n, 1024);
  const std::int64_t offset = network::own_value(own.th_offset, n, 0);
  out.fault = static_cast<network::Fault>(network::own_value(own.fault, n, 0));
  const int bits = network::potential_bits(neuron);
  for (FieldRegisters& field : out.neuron.fields) {
    for (int* const threshold : {&field.th_lo, &field.th_hi, &field.th_rest}) {
      *threshold = static_cast<int>(
          std::clamp(*threshold + offset, fixed::signed_min(bits), fixed::signed_max(bits)));
    }
  }
  return out;
}

NeuronState initial(std::int64_t rest) {
  return {.potential = static_cast<std::int32_t>(rest), .armed = true, .countdown = 0};
}

NeuronState initial(const Neuron& neuron) { return initial(neuron.v_rest); }

std::int64_t rest(const Neuron& neuron, std::uint32_t random) {
  if (neuron.rest_rs == 0) return neuron.v_rest;
  return clip(neuron, neuron.v_rest + spread(random, neuron.rest_rs, neuron.rest_sr));
}

std::int64_t requantise(std::int64_t counter, int mul, int shift) {
  return fixed::round_shift(counter * mul, shift);
}

std::int64_t drive(const Neuron& neuron,
                   const FieldRegisters& field,
                   std::int64_t d0,
                   std::uint32_t random) {
  std::int64_t d = neuron.has_gain ? fixed::floor_shift(d0 * field.gain + 64, 7) : d0;
  const std::int64_t noise = spread(random, neuron.noise_ns, neuron.noise_sn);
  return d + (neuron.noise_on_drive ? fixed::round_shift(d * noise, 8) : noise);
}

std::int64_t own_gain(const Single& single, std::int64_t d0) {
  return fixed::round_shift(d0 * single.gain, 10);
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
  return unclipped_leaky(neuron, potential, drive, leaky_fires(neuron, potential));
}

std::int64_t unclipped_leaky(const Neuron& neuron,
                             std::int64_t potential,
                             std::int64_t drive,
                             bool spiked) {
  // The reset of the previous step's spike happens here, as in snnTorch.
  const std::int64_t base = spiked && neuron.reset_to_zero ? 0 : potential;
  const std::int64_t subtracted = spiked && !neuron.reset_to_zero ? neuron.threshold : 0;
  return fixed::round_shift(base * neuron.beta, neuron.sb) + drive - subtracted;
}

NeuronStep step_wall(const Neuron& neuron,
                     const FieldRegisters& field,
                     const NeuronState& state,
                     std::int64_t drive,
                     std::int64_t rest) {
  NeuronStep out;
  std::int64_t v = clip(neuron, unclipped(neuron, state.potential, drive));
  if (state.countdown > 0) {
    v = rest;
    out.next.countdown = state.countdown - 1;
  } else if (state.armed && neuron.closed && v > field.th_hi) {
    out.over = true;
  } else if (state.armed && v >= field.th_lo) {
    out.spike = true;
    out.over = v > field.th_hi;
    out.next.countdown = neuron.refractory;
    if (neuron.reset) v = rest;
  }
  out.next.potential = static_cast<std::int32_t>(v);
  out.next.armed = (state.armed && !out.spike) || v <= field.th_rest;
  return out;
}

NeuronStep step_wall(const Neuron& neuron,
                     const FieldRegisters& field,
                     const NeuronState& state,
                     std::int64_t drive) {
  return step_wall(neuron, field, state, drive, neuron.v_rest);
}

NeuronStep step_leaky(const Neuron& neuron, const NeuronState& state, std::int64_t drive) {
  const std::int64_t v = clip(neuron, unclipped(neuron, state.potential, drive));
  NeuronStep out;
  out.next = state;
  out.next.potential = static_cast<std::int32_t>(v);
  out.spike = leaky_fires(neuron, v);
  return out;
}

namespace {

/// A neuron that never fires, its arming and reset included.
NeuronStep step_silent(const Single& single,
                       const FieldRegisters& field,
                       const NeuronState& state,
                       std::int64_t drive) {
  const Neuron& neuron = single.neuron;
  NeuronStep out;
  out.next.potential = static_cast<std::int32_t>(clip(
      neuron,
      neuron.kind == NeuronKind::kWall ? unclipped(neuron, state.potential, drive)
                                       : unclipped_leaky(neuron, state.potential, drive, false)));
  out.next.armed = state.armed || out.next.potential <= field.th_rest;
  return out;
}

/// A neuron that fires at every step.
NeuronStep step_stuck(const Single& single,
                      const FieldRegisters& field,
                      const NeuronState& state,
                      std::int64_t drive,
                      std::int64_t rest,
                      bool first) {
  const Neuron& neuron = single.neuron;
  NeuronStep out;
  out.spike = true;
  if (neuron.kind == NeuronKind::kLeaky) {
    out.next.potential = static_cast<std::int32_t>(
        clip(neuron, unclipped_leaky(neuron, state.potential, drive, !first)));
    return out;
  }
  const std::int64_t v = clip(neuron, unclipped(neuron, state.potential, drive));
  out.next.potential = static_cast<std::int32_t>(neuron.reset ? rest : v);
  out.next.armed = out.next.potential <= field.th_rest;
  return out;
}

}  // namespace

NeuronStep step(const Single& single,
                std::size_t field_code,
                const NeuronState& state,
                std::int64_t drive,
                std::int64_t rest,
                bool first) {
  const Neuron& neuron = single.neuron;
  const FieldRegisters& field = neuron.fields[field_code];
  switch (single.fault) {
    case network::Fault::kSilent:
      return step_silent(single, field, state, drive);
    case network::Fault::kStuck:
      return step_stuck(single, field, state, drive, rest, first);
    case network::Fault::kFrozen:
      return {.next = state};
    default:
      return neuron.kind == NeuronKind::kWall ? step_wall(neuron, field, state, drive, rest)
                                              : step_leaky(neuron, state, drive);
  }
}

NeuronState step_gated(const Neuron& neuron, const NeuronState& state) {
  NeuronState next = state;
  if (neuron.kind == NeuronKind::kWall && neuron.leak_gated) {
    next.potential = static_cast<std::int32_t>(leak(neuron, state.potential));
  }
  return next;
}

}  // namespace spinforge::golden
