// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"
#include "gen/base/rng.hpp"

namespace spinforge::golden {

using network::Bounds;
using network::FieldRegisters;
using network::Layer;
using network::Network;
using network::Neuron;
using network::NeuronKind;

namespace {

constexpr std::int64_t kInt32Max = INT32_MAX;

std::int64_t largest(std::int64_t low, std::int64_t high) {
  return std::max(std::abs(low), std::abs(high));
}

/// Whether the way from C to D, noise apart, fits 32 bits; errs on the side of no.
bool drive_fits_32_bits(const Neuron& neuron, const Layer& layer, const Bounds& bounds) {
  std::int64_t mul = 0;
  for (const std::int16_t m : layer.mul) mul = std::max<std::int64_t>(mul, std::abs(m));
  std::int64_t gain = 0;
  for (const auto& field : neuron.fields) gain = std::max<std::int64_t>(gain, std::abs(field.gain));
  const std::int64_t product = largest(bounds.counter_min, bounds.counter_max) * mul;
  const std::int64_t half = std::int64_t{1} << layer.shift;
  return product + half < kInt32Max &&
         largest(bounds.d0_min, bounds.d0_max) * gain + 64 < kInt32Max;
}

/// Whether the update fits 32 bits; errs on the side of no.
bool update_fits_32_bits(const Neuron& neuron, const Bounds& bounds) {
  const std::int64_t d = largest(bounds.d_min, bounds.d_max);
  const std::int64_t v = std::int64_t{1} << (neuron.frac_bits + 1);
  const auto power = [](int exponent) { return std::int64_t{1} << exponent; };
  if (neuron.kind == NeuronKind::kLeaky) {
    return v * neuron.beta + power(neuron.sb) + neuron.threshold + d < kInt32Max;
  }
  return v * v + power(neuron.frac_bits) < kInt32Max &&
         4 * v * neuron.ka + power(neuron.sa) < kInt32Max && v + d < kInt32Max;
}

template <class W>
rows::Wall<W> wall_registers(const Neuron& n, const FieldRegisters& field) {
  return {.square = rows::Rounding<W>(n.frac_bits),
          .leak = rows::Rounding<W>(n.sa),
          .ka = n.ka,
          .be = n.be,
          .v_min = n.v_min,
          .v_max = static_cast<W>(fixed::signed_max(network::potential_bits(n))),
          .v_rest = n.v_rest,
          .th_lo = field.th_lo,
          .th_hi = field.th_hi,
          .th_rest = field.th_rest,
          .refractory = n.refractory,
          .reset = n.reset ? 1 : 0,
          .leak_gated = n.leak_gated ? 1 : 0,
          .open = n.closed ? 0 : 1};
}

template <class W>
rows::Leaky<W> leaky_registers(const Neuron& n) {
  return {.decay = rows::Rounding<W>(n.sb),
          .beta = n.beta,
          .threshold = n.threshold,
          .v_min = n.v_min,
          .v_max = static_cast<W>(fixed::signed_max(network::potential_bits(n))),
          .to_zero = n.reset_to_zero ? 1 : 0};
}

}  // namespace

LayerNeurons::LayerNeurons(const Network& network, std::size_t index)
    : neuron_(network.neuron_of(network.layers[index])),
      size_(static_cast<std::size_t>(network.layers[index].outputs)),
      number_(static_cast<std::uint32_t>(index + 1)),
      seed_(network.seed),
      shift_(network.layers[index].shift),
      mul_(size_),
      rest_(size_, neuron_.v_rest),
      armed_(size_),
      countdown_(size_),
      none_(size_, 0) {
  const Layer& layer = network.layers[index];
  const Bounds bounds = network::bounds(network, index);
  if (largest(bounds.d_min, bounds.d_max) >= kInt32Max) {
    throw Error(ErrorCode::kRange,
                fmt::format("layer {} / shift", index + 1),
                fmt::format("the drive is too wide; expected at most 32 bits, got {}; use a larger "
                            "shift",
                            fixed::signed_bits(bounds.d_min, bounds.d_max)));
  }
  narrow_drive_ = drive_fits_32_bits(neuron_, layer, bounds);
  narrow_update_ = update_fits_32_bits(neuron_, bounds);
  for (std::size_t n = 0; n < size_; ++n) {
    mul_[n] = layer.mul[n % layer.mul.size()];  // channels are the fastest index of a map
  }
}

void LayerNeurons::start() {
  std::fill(armed_.begin(), armed_.end(), 1);
  std::fill(countdown_.begin(), countdown_.end(), 0);
}

void LayerNeurons::make_drive(const Step& at,
                              const FieldRegisters& field,
                              std::int32_t* drive) const {
  const auto fill = [&]<class W>(W gain) {
    const rows::Rounding<W> round(shift_);
    if (neuron_.has_gain) {
      rows::drive<W, true>(size_, at.counter.data(), mul_.data(), round, gain, drive);
    } else {
      rows::drive<W, false>(size_, at.counter.data(), mul_.data(), round, gain, drive);
    }
  };
  narrow_drive_ ? fill(std::int32_t{field.gain}) : fill(std::int64_t{field.gain});
  if (neuron_.noise_ns != 0) {
    const auto step = static_cast<std::uint32_t>(at.step + 1);
    const std::uint32_t key = rng::mix(rng::mix(seed_ ^ at.image) ^ ((number_ << 16) | step));
    rows::add_noise(
        size_, key, neuron_.noise_ns, rows::Rounding<std::int32_t>(neuron_.noise_sn), drive);
  }
}

template <class W>
void LayerNeurons::update_row(const FieldRegisters& field, const rows::Row& row) const {
  const bool masked = row.enabled != nullptr;
  if (neuron_.kind == NeuronKind::kLeaky) {
    const auto c = leaky_registers<W>(neuron_);
    masked ? rows::leaky<W, true>(c, row) : rows::leaky<W, false>(c, row);
    return;
  }
  const auto c = wall_registers<W>(neuron_, field);
  if (neuron_.refractory > 0) {
    masked ? rows::wall<W, true, true>(c, row) : rows::wall<W, true, false>(c, row);
  } else {
    masked ? rows::wall<W, false, true>(c, row) : rows::wall<W, false, false>(c, row);
  }
}

void LayerNeurons::update(const Step& at, LayerTrace& out) {
  const FieldRegisters& field = neuron_.fields[static_cast<std::size_t>(at.code)];
  const std::span<const std::uint8_t> enabled = field.gate_en ? at.mask : std::span(none_);
  const std::size_t cell = at.step * size_;
  const rows::Row row{.size = size_,
                      .before = at.step == 0 ? rest_.data() : out.potential.data() + cell - size_,
                      .enabled = enabled.empty() ? nullptr : enabled.data(),
                      .drive = out.drive.data() + cell,
                      .armed = armed_.data(),
                      .countdown = countdown_.data(),
                      .after = out.potential.data() + cell,
                      .spike = out.spike.data() + cell,
                      .flags = out.flags.data() + cell};
  out.field_code[at.step] = static_cast<std::uint8_t>(at.code);
  make_drive(at, field, row.drive);
  narrow_update_ ? update_row<std::int32_t>(field, row) : update_row<std::int64_t>(field, row);
}

}  // namespace spinforge::golden
