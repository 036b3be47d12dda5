// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "gen/base/rng.hpp"
#include "sim/golden/golden.hpp"

/// The update laws of neuron.hpp over a row of neurons, free of branches so that the compiler
/// vectorises them. `W` is int32_t where the layer's bounds prove that it suffices, else int64_t.
namespace spinforge::golden::rows {

/// (value + 2^(shift-1)) >> shift as two numbers, so that a row does not work them out again.
template <class W>
struct Rounding {
  W half = 0;
  int shift = 0;
  explicit Rounding(int by) : half(by > 0 ? W{1} << (by - 1) : W{0}), shift(by) {}
  [[nodiscard]] W operator()(W value) const { return static_cast<W>((value + half) >> shift); }
};

/// What each neuron has of its own, all *Shape* [size]: of a wall or of a leaky neuron.
struct Own {
  const std::int32_t *ka, *be, *th_lo, *th_hi, *th_rest;
  const std::int32_t* rest;  ///< V_REST at this step
  const std::int32_t *beta, *threshold;
};

/// Where a row reads and writes, each array apart from the others (which the loops below promise to
/// the compiler). All *Shape* [size]; `enabled` is null where no neuron is masked.
struct Row {
  std::size_t size;
  const std::int32_t* before;  ///< V of the previous step
  const std::uint8_t* enabled;
  std::int32_t* drive;      ///< D; set to 0 where the neuron is masked
  std::int32_t* armed;      ///< 0 or 1
  std::int32_t* countdown;  ///< refractory steps left
  std::int32_t* after;      ///< V of this step
  std::uint8_t* spike;
  std::uint8_t* flags;
  const Own* own = nullptr;  ///< where neurons differ
};

/// D0 of a row from C, times each neuron's own gain where kOwn.
template <class W, bool kOwn>
void requantise(std::size_t size,
                const std::int32_t* __restrict counter,
                const std::int32_t* __restrict mul,
                Rounding<W> round,
                const std::int32_t* __restrict own,
                std::int32_t* __restrict out) {
  for (std::size_t j = 0; j < size; ++j) {
    W d = round(static_cast<W>(counter[j]) * mul[j]);
    if constexpr (kOwn) d = (d * own[j] + 512) >> 10;
    out[j] = static_cast<std::int32_t>(d);
  }
}

/// D of a row from D0 by the field's gain.
template <class W>
void field_gain(std::size_t size,
                const std::int32_t* __restrict d0,
                W gain,
                std::int32_t* __restrict out) {
  for (std::size_t j = 0; j < size; ++j) {
    out[j] = static_cast<std::int32_t>((d0[j] * gain + 64) >> 7);
  }
}

/// S(h) of neuron `j`. `key` is mix(mix(seed ^ image) ^ (layer << 16 | step)).
inline std::int32_t centred(std::uint32_t key, std::size_t j) {
  return rng::centred(rng::mix(key ^ static_cast<std::uint32_t>(j)));
}

/// Adds to each D the noise of its neuron.
inline void add_noise(std::size_t size,
                      std::uint32_t key,
                      std::int32_t scale,
                      Rounding<std::int32_t> round,
                      std::int32_t* __restrict out) {
  for (std::size_t j = 0; j < size; ++j) out[j] += round(centred(key, j) * scale);
}

/// Scales each D by the noise of its neuron, in 256ths beside 1.0.
template <class W>
void scale_by_noise(std::size_t size,
                    std::uint32_t key,
                    std::int32_t scale,
                    Rounding<std::int32_t> round,
                    std::int32_t* __restrict out) {
  for (std::size_t j = 0; j < size; ++j) {
    const W e = round(centred(key, j) * scale);
    out[j] += static_cast<std::int32_t>((out[j] * e + 128) >> 8);
  }
}

/// V_REST of each neuron as drawn with `key`, into `out` where `countdown` is 0: elsewhere it
/// stays.
inline void draw_rest(std::size_t size,
                      std::uint32_t key,
                      std::int32_t scale,
                      Rounding<std::int32_t> round,
                      std::int32_t v_rest,
                      std::int32_t v_min,
                      std::int32_t v_max,
                      const std::int32_t* __restrict countdown,
                      std::int32_t* __restrict out) {
  for (std::size_t j = 0; j < size; ++j) {
    const std::int32_t drawn = std::clamp(v_rest + round(centred(key, j) * scale), v_min, v_max);
    out[j] = countdown[j] > 0 ? out[j] : drawn;
  }
}

/// Constants of a kWall row.
template <class W>
struct Wall {
  Rounding<W> square;  // by F
  Rounding<W> leak;    // by SA
  W ka, be, v_min, v_max, v_rest, th_lo, th_hi, th_rest;
  std::int32_t refractory;
  std::int32_t reset;       // 0 or 1
  std::int32_t leak_gated;  // 0 or 1
  std::int32_t open;        // the window: 1: fires above th_hi too
};

/// |V| less the leak, with V's sign.
template <class W>
[[nodiscard]] inline W leaked(const Wall<W>& c, W ka, W be, W v) {
  const W a = v < 0 ? -v : v;
  const W lost = c.leak(ka * c.square(a * a));
  const W r = std::max<W>(a - lost - be, 0);
  return v < 0 ? -r : r;
}

template <class W, bool kRefractory, bool kMasked, bool kOwn>
void wall(const Wall<W>& registers, const Row& row) {
  const Wall<W> c = registers;
  const std::size_t size = row.size;
  const std::int32_t* before = row.before;
  const std::uint8_t* enabled = row.enabled;
  std::int32_t* drive = row.drive;
  std::int32_t* armed = row.armed;
  std::int32_t* countdown = row.countdown;
  std::int32_t* after = row.after;
  std::uint8_t* spike = row.spike;
  std::uint8_t* flags = row.flags;
  const Own own = kOwn ? *row.own : Own{};
#pragma GCC ivdep
  for (std::size_t j = 0; j < size; ++j) {
    const std::int32_t on = kMasked ? static_cast<std::int32_t>(enabled[j] != 0) : 1;
    const auto of = [&](const std::int32_t* values, W common) {
      return kOwn ? static_cast<W>(values[j]) : common;
    };
    const W v_rest = of(own.rest, c.v_rest);
    const W kept = leaked<W>(c, of(own.ka, c.ka), of(own.be, c.be), before[j]);
    W v = std::min(std::max<W>(kept + drive[j], c.v_min), c.v_max);
    std::int32_t may_fire = armed[j] & on;
    if constexpr (kRefractory) {
      const std::int32_t waiting = static_cast<std::int32_t>(countdown[j] > 0);
      v = waiting != 0 ? v_rest : v;
      may_fire &= waiting ^ 1;
    }
    const std::int32_t above = static_cast<std::int32_t>(v > of(own.th_hi, c.th_hi));
    const std::int32_t fire =
        may_fire & static_cast<std::int32_t>(v >= of(own.th_lo, c.th_lo)) & (c.open | (above ^ 1));
    const std::int32_t over = above & (c.open != 0 ? fire : may_fire);
    v = (fire & c.reset) != 0 ? v_rest : v;
    if constexpr (kRefractory) {
      const std::int32_t waited = countdown[j] - (static_cast<std::int32_t>(countdown[j] > 0) & on);
      countdown[j] = fire != 0 ? c.refractory : waited;
    }
    const std::int32_t rearm = on & static_cast<std::int32_t>(v <= of(own.th_rest, c.th_rest));
    const std::int32_t arm = (armed[j] & (fire ^ 1)) | rearm;
    if constexpr (kMasked) {
      const W held = c.leak_gated != 0 ? kept : static_cast<W>(before[j]);
      v = on != 0 ? v : held;
      drive[j] = on != 0 ? drive[j] : 0;
    }
    armed[j] = arm;
    after[j] = static_cast<std::int32_t>(v);
    spike[j] = static_cast<std::uint8_t>(fire);
    flags[j] =
        static_cast<std::uint8_t>(fire * kSpike + arm * kArmed + over * kOver + on * kCommitted);
  }
}

/// Constants of a kLeaky row.
template <class W>
struct Leaky {
  Rounding<W> decay;  // by SB
  W beta, threshold, v_min, v_max;
  std::int32_t to_zero;  // 0 or 1
};

template <class W, bool kMasked, bool kOwn>
void leaky(const Leaky<W>& registers, const Row& row) {
  const Leaky<W> c = registers;
  const std::size_t size = row.size;
  const std::int32_t* before = row.before;
  const std::uint8_t* enabled = row.enabled;
  std::int32_t* drive = row.drive;
  std::int32_t* after = row.after;
  std::uint8_t* spike = row.spike;
  std::uint8_t* flags = row.flags;
  const Own own = kOwn ? *row.own : Own{};
#pragma GCC ivdep
  for (std::size_t j = 0; j < size; ++j) {
    const std::int32_t on = kMasked ? static_cast<std::int32_t>(enabled[j] != 0) : 1;
    const W old = before[j];
    const W threshold = kOwn ? static_cast<W>(own.threshold[j]) : c.threshold;
    const W beta = kOwn ? static_cast<W>(own.beta[j]) : c.beta;
    const std::int32_t spiked = static_cast<std::int32_t>(old > threshold);
    const W base = (spiked & c.to_zero) != 0 ? W{0} : old;
    const W less = (spiked & (c.to_zero ^ 1)) != 0 ? threshold : W{0};
    W v = c.decay(base * beta) + drive[j] - less;
    v = std::min(std::max(v, c.v_min), c.v_max);
    if constexpr (kMasked) {
      v = on != 0 ? v : old;
      drive[j] = on != 0 ? drive[j] : 0;
    }
    const std::int32_t fire = on & static_cast<std::int32_t>(v > threshold);
    after[j] = static_cast<std::int32_t>(v);
    spike[j] = static_cast<std::uint8_t>(fire);
    flags[j] = static_cast<std::uint8_t>(fire * kSpike + kArmed + on * kCommitted);
  }
}

}  // namespace spinforge::golden::rows
