// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <type_traits>

#include "gen/base/error.hpp"
#include "gen/base/fixed.hpp"
#include "gen/base/rng.hpp"
#include "sim/golden/neuron.hpp"
#include "sim/golden/trace.hpp"

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
  std::int64_t own = 1024;
  for (const std::int32_t g : layer.own.gain) own = std::max<std::int64_t>(own, std::abs(g));
  const std::int64_t product = largest(bounds.counter_min, bounds.counter_max) * mul;
  const std::int64_t half = std::int64_t{1} << layer.shift;
  const std::int64_t scaled = largest(bounds.d0_min, bounds.d0_max) * own + 512;
  return product + half < kInt32Max && (layer.own.gain.empty() || scaled < kInt32Max) &&
         ((scaled >> 10) + 1) * gain + 64 < kInt32Max;
}

/// `neuron` with the largest of each register that a neuron of `layer` has.
Neuron widest(Neuron neuron, const Layer& layer) {
  const auto grow = [](int& value, const std::vector<std::int32_t>& own) {
    if (!own.empty()) value = *std::max_element(own.begin(), own.end());
  };
  grow(neuron.ka, layer.own.ka);
  grow(neuron.be, layer.own.be);
  grow(neuron.beta, layer.own.beta);
  grow(neuron.threshold, layer.own.threshold);
  return neuron;
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

/// Calls `function` with `value` as a constant.
template <class Function>
void with(bool value, const Function& function) {
  value ? function(std::true_type()) : function(std::false_type());
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
      direct_(is_direct(network, index)),
      mul_(size_),
      d0_(size_),
      rest_(size_, neuron_.v_rest),
      armed_(size_),
      countdown_(size_),
      th_(neuron_.fields.size()),
      none_(size_, 0) {
  const Layer& layer = network.layers[index];
  const Bounds bounds = network::bounds(network, index);
  const int bits = std::max({fixed::signed_bits(bounds.d0_min, bounds.d0_max),
                             fixed::signed_bits(bounds.scaled_min, bounds.scaled_max),
                             fixed::signed_bits(bounds.d_min, bounds.d_max)});
  if (bits > 32) {
    throw Error(ErrorCode::kRange,
                fmt::format("layer {} / shift", index + 1),
                fmt::format("the drive is too wide; expected at most 32 bits, got {}; use a larger "
                            "shift",
                            bits));
  }
  narrow_drive_ = drive_fits_32_bits(neuron_, layer, bounds);
  narrow_noise_ = largest(bounds.d_min, bounds.d_max) < kInt32Max >> 12;  // times 12 bits
  narrow_update_ = update_fits_32_bits(widest(neuron_, layer), bounds);
  for (std::size_t n = 0; n < size_; ++n) {
    mul_[n] = layer.mul[n % layer.mul.size()];  // channels are the fastest index of a map
  }
  network::OwnRegisters registers = layer.own;
  registers.gain.clear();
  registers.fault.clear();
  own_ = neuron_.rest_rs != 0 || registers != network::OwnRegisters();
  if (own_ || layer.own != network::OwnRegisters()) take_singles(layer);
}

void LayerNeurons::take_singles(const Layer& layer) {
  for (std::size_t n = 0; n < size_; ++n) {
    const Single one = single(layer, neuron_, n);
    ka_.push_back(one.neuron.ka);
    be_.push_back(one.neuron.be);
    beta_.push_back(one.neuron.beta);
    // No V is above these, so a silent neuron never fires.
    const bool silent = one.fault == network::Fault::kSilent;
    const auto unless_silent = [&](int threshold) { return silent ? INT32_MAX : threshold; };
    threshold_.push_back(unless_silent(one.neuron.threshold));
    if (silent) own_ = true;
    if (!silent && one.fault != network::Fault::kSound) faulty_.push_back({n, one, {}});
    for (std::size_t code = 0; code < th_.size(); ++code) {
      th_[code].lo.push_back(unless_silent(one.neuron.fields[code].th_lo));
      th_[code].hi.push_back(unless_silent(one.neuron.fields[code].th_hi));
      th_[code].rest.push_back(one.neuron.fields[code].th_rest);
    }
    if (!layer.own.gain.empty()) gain_.push_back(static_cast<std::int32_t>(one.gain));
  }
}

std::uint32_t LayerNeurons::key(std::uint32_t image, std::uint32_t layer, std::size_t step) const {
  return rng::mix(rng::mix(seed_ ^ image) ^ ((layer << 16) | static_cast<std::uint32_t>(step)));
}

void LayerNeurons::draw_rest(std::uint32_t image, std::size_t step) {
  rows::draw_rest(size_,
                  key(image, number_ + kRestLayers, step),
                  neuron_.rest_rs,
                  rows::Rounding<std::int32_t>(neuron_.rest_sr),
                  neuron_.v_rest,
                  neuron_.v_min,
                  static_cast<std::int32_t>(fixed::signed_max(network::potential_bits(neuron_))),
                  countdown_.data(),
                  rest_.data());
}

void LayerNeurons::start(std::uint32_t image, LayerTrace& out) {
  std::fill(armed_.begin(), armed_.end(), 1);
  std::fill(countdown_.begin(), countdown_.end(), 0);
  if (neuron_.rest_rs != 0) {
    draw_rest(image, 0);
    out.start = rest_;
  }
  for (Faulty& faulty : faulty_) faulty.state = initial(out.start[faulty.n]);
}

void LayerNeurons::make_drive(const Step& at, const FieldRegisters& field, std::int32_t* drive) {
  const auto fill = [&]<class W>(W gain) {
    std::int32_t* const d0 = direct_ || neuron_.has_gain ? d0_.data() : drive;
    if (!direct_ || at.step == 0) {
      with(!gain_.empty(), [&](auto own) {
        rows::requantise<W, decltype(own)::value>(
            size_, at.counter.data(), mul_.data(), rows::Rounding<W>(shift_), gain_.data(), d0);
      });
    }
    if (neuron_.has_gain) {
      rows::field_gain<W>(size_, d0, gain, drive);
    } else if (direct_) {
      std::copy(d0_.begin(), d0_.end(), drive);
    }
  };
  narrow_drive_ ? fill(std::int32_t{field.gain}) : fill(std::int64_t{field.gain});
  if (neuron_.noise_ns != 0) {
    const auto add = !neuron_.noise_on_drive ? rows::add_noise
                     : narrow_noise_         ? rows::scale_by_noise<std::int32_t>
                                             : rows::scale_by_noise<std::int64_t>;
    add(size_,
        key(at.image, number_, at.step + 1),
        neuron_.noise_ns,
        rows::Rounding<std::int32_t>(neuron_.noise_sn),
        drive);
  }
}

template <class W>
void LayerNeurons::update_row(const FieldRegisters& field, const rows::Row& row) const {
  const bool masked = row.enabled != nullptr;
  if (neuron_.kind == NeuronKind::kLeaky) {
    const auto c = leaky_registers<W>(neuron_);
    with(masked, [&](auto by_mask) {
      with(own_, [&](auto own) {
        rows::leaky<W, decltype(by_mask)::value, decltype(own)::value>(c, row);
      });
    });
    return;
  }
  const auto c = wall_registers<W>(neuron_, field);
  with(neuron_.refractory > 0, [&](auto refractory) {
    with(masked, [&](auto by_mask) {
      with(own_, [&](auto own) {
        rows::wall<W, decltype(refractory)::value, decltype(by_mask)::value, decltype(own)::value>(
            c, row);
      });
    });
  });
}

void LayerNeurons::update_faulty(const Step& at, const rows::Row& row) {
  for (Faulty& faulty : faulty_) {
    const std::size_t n = faulty.n;
    const bool enabled = row.enabled == nullptr || row.enabled[n] != 0;
    NeuronStep out;
    if (enabled) {
      out = step(faulty.single,
                 static_cast<std::size_t>(at.code),
                 faulty.state,
                 row.drive[n],
                 rest_[n],
                 at.step == 0);
    } else {
      const bool frozen = faulty.single.fault == network::Fault::kFrozen;
      out.next = frozen ? faulty.state : step_gated(faulty.single.neuron, faulty.state);
    }
    faulty.state = out.next;
    countdown_[n] = 0;
    row.after[n] = out.next.potential;
    row.spike[n] = out.spike ? 1 : 0;
    row.flags[n] = static_cast<std::uint8_t>(
        (out.spike ? kSpike : 0) | (out.next.armed ? kArmed : 0) | (enabled ? kCommitted : 0));
  }
}

void LayerNeurons::update(const Step& at, LayerTrace& out) {
  const FieldRegisters& field = neuron_.fields[static_cast<std::size_t>(at.code)];
  const std::span<const std::uint8_t> enabled = field.gate_en ? at.mask : std::span(none_);
  const std::size_t cell = at.step * size_;
  const Thresholds& th = th_[static_cast<std::size_t>(at.code)];
  const rows::Own own{.ka = ka_.data(),
                      .be = be_.data(),
                      .th_lo = th.lo.data(),
                      .th_hi = th.hi.data(),
                      .th_rest = th.rest.data(),
                      .rest = rest_.data(),
                      .beta = beta_.data(),
                      .threshold = threshold_.data()};
  const rows::Row row{
      .size = size_,
      .before = at.step == 0 ? out.start.data() : out.potential.data() + cell - size_,
      .enabled = enabled.empty() ? nullptr : enabled.data(),
      .drive = out.drive.data() + cell,
      .armed = armed_.data(),
      .countdown = countdown_.data(),
      .after = out.potential.data() + cell,
      .spike = out.spike.data() + cell,
      .flags = out.flags.data() + cell,
      .own = &own};
  out.field_code[at.step] = static_cast<std::uint8_t>(at.code);
  make_drive(at, field, row.drive);
  if (neuron_.rest_rs != 0) draw_rest(at.image, at.step + 1);
  narrow_update_ ? update_row<std::int32_t>(field, row) : update_row<std::int64_t>(field, row);
  update_faulty(at, row);
}

}  // namespace spinforge::golden
