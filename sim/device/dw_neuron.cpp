// SPDX-License-Identifier: Apache-2.0
#include "sim/device/dw_neuron.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gen/base/error.hpp"

namespace spinforge::device {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// dx/dt = c - alpha*x^2 for x >= 0, after t seconds (t below the time of fall where c < 0).
double advance(double alpha, double c, double x, double t) {
  if (c == 0.0) return x / (1.0 + alpha * x * t);
  const double level = std::sqrt(std::fabs(c) / alpha);
  const double rate = std::sqrt(std::fabs(c) * alpha);
  if (c > 0.0) {
    const double th = std::tanh(rate * t);
    return level * (x + level * th) / (level + x * th);
  }
  return level * std::tan(std::atan(x / level) - rate * t);
}

/// Seconds until x falls to `target` < x under dx/dt = c - alpha*x^2.
double fall_time(double alpha, double c, double x, double target) {
  if (c == 0.0) return target > 0.0 ? (1.0 / target - 1.0 / x) / alpha : kNever;
  const double level = std::sqrt(std::fabs(c) / alpha);
  const double rate = std::sqrt(std::fabs(c) * alpha);
  if (c < 0.0) return (std::atan(x / level) - std::atan(target / level)) / rate;
  if (target <= level) return kNever;
  return (std::atanh(level / target) - std::atanh(level / x)) / rate;
}

double rise_time(double alpha, double c, double x, double target) {
  if (c <= 0.0) return kNever;
  const double level = std::sqrt(c / alpha);
  if (target >= level) return kNever;
  return (std::atanh(target / level) - std::atanh(x / level)) / std::sqrt(c * alpha);
}

/// +1 or -1: the side of rest on which the wall is or onto which the drive pushes it; 0 if it
/// stays at rest.
int side(const DwParameters& set, double m, double j) {
  if (m != 0.0) return m > 0.0 ? 1 : -1;
  if (set.gamma * j > set.beta) return 1;
  return set.gamma * j < -set.beta ? -1 : 0;
}

}  // namespace

DwParameters dw_parameters(const Device& d) {
  const auto at = [&](const char* key) { return d.number(key); };
  const Mtj mtj{.parallel = at("r_parallel"),
                .antiparallel = at("r_antiparallel"),
                .read = at("r_read"),
                .v_read = at("v_read"),
                .rest_mz = at("rest_mz"),
                .threshold_mz = at("threshold_mz"),
                .mz_per_m = (at("threshold_mz") - at("rest_mz")) / at("threshold")};
  const WallParameters wall{.ms = at("wall_ms"),
                            .exchange = at("wall_exchange"),
                            .anisotropy = at("wall_anisotropy"),
                            .thickness = at("wall_thickness"),
                            .damping = at("wall_damping"),
                            .dmi = at("wall_dmi"),
                            .spin_hall = at("wall_spin_hall"),
                            .demag_field = at("wall_demag_field"),
                            .length = at("track_length"),
                            .width = at("track_width"),
                            .rest_mz = mtj.rest_mz,
                            .threshold_mz = mtj.threshold_mz,
                            .layers = at("layers")};
  return {.alpha = at("alpha"),
          .beta = at("beta"),
          .gamma = at("gamma"),
          .step = at("step"),
          .threshold = at("threshold"),
          .track_start = at("track_start"),
          .track_end = at("track_end"),
          .layers = at("layers"),
          .pulse_amplitude = at("pulse_amplitude"),
          .pulse_width = at("pulse_width"),
          .reset_amplitude = at("reset_amplitude"),
          .write_resistance = at("write_resistance"),
          .spike_on_time = at("spike_on_time"),
          .spike_energy = at("spike_energy"),
          .mtj = mtj,
          .wall = wall};
}

DwParameters with_layers(const DwParameters& set, int layers) {
  expects(layers >= 1, "a device has at least one layer");
  const double scale = static_cast<double>(layers) / set.layers;
  DwParameters scaled = set;
  scaled.alpha *= scale;
  scaled.beta *= scale;
  return scaled;
}

double slope(const DwParameters& set, double m, double j) {
  const int s = side(set, m, j);
  if (s == 0) return 0.0;
  return set.gamma * j - s * (set.beta + set.alpha * m * m);
}

double saturation(const DwParameters& set, double j) {
  const double c = set.gamma * j - set.beta;
  return c > 0.0 ? std::sqrt(c / set.alpha) : 0.0;
}

double rheobase(const DwParameters& set) {
  return (set.threshold * set.threshold * set.alpha + set.beta) / set.gamma;
}

double flow(const DwParameters& set, double m, double j, double dt, const Track& track) {
  for (int phase = 0; phase < 2; ++phase) {
    const int s = side(set, m, j);
    if (s == 0) return 0.0;
    const double c = s * set.gamma * j - set.beta;
    const double x = std::fabs(m);
    const double to_rest = c < 0.0 ? fall_time(set.alpha, c, x, 0.0) : kNever;
    if (to_rest > dt) {
      return std::clamp(s * advance(set.alpha, c, x, dt), track.low, track.high);
    }
    m = 0.0;  // the leak cannot cross rest; only a drive beyond beta goes on to the other side
    dt -= to_rest;
  }
  return 0.0;
}

double flow(const DwParameters& set, double m, double j, double dt) {
  return flow(set, m, j, dt, {.high = set.track_end});
}

std::optional<double> time_to(const DwParameters& set, double m, double j, double target) {
  expects(m >= 0.0 && target >= 0.0, "time_to works on the positive side of the track");
  if (m == target) return 0.0;
  const double c = set.gamma * j - set.beta;
  const double t =
      target > m ? rise_time(set.alpha, c, m, target) : fall_time(set.alpha, c, m, target);
  if (t == kNever) return std::nullopt;
  return t;
}

double euler_step(const DwParameters& set, double m, double j, double dt, const Track& track) {
  const double leak = (set.alpha * m * m + set.beta) * dt;
  const double rest = std::max(std::fabs(m) - leak, 0.0);
  return std::clamp(std::copysign(rest, m) + set.gamma * j * dt, track.low, track.high);
}

bool PulseTrain::is_on(double t) const { return std::fmod(t, period) < on; }

PulseTrain pulse_train_mhz(const DwParameters& set, double frequency) {
  return {.period = 1e-6 / frequency, .on = set.pulse_width, .current = set.pulse_amplitude};
}

std::optional<FirstSpike> first_spike(const DwParameters& set,
                                      const PulseTrain& train,
                                      double limit) {
  double m = 0.0;
  for (int pulse = 1; (pulse - 1) * train.period < limit; ++pulse) {
    const auto t = time_to(set, m, train.current, set.threshold);
    if (t && *t <= train.on) {
      const double start = (pulse - 1) * train.period;
      return FirstSpike{start + *t, pulse, (pulse - 1) * train.on + *t};
    }
    m = flow(set, m, train.current, train.on);
    m = flow(set, m, 0.0, train.period - train.on);
  }
  return std::nullopt;
}

DwTrace train_trace(const DwParameters& set, const PulseTrain& train, double end, double dt) {
  DwTrace trace;
  // Each sample is reached from the start of its own pulse, so no error accumulates on the grid.
  double start_m = 0.0;
  int pulse = 0;
  const int samples = static_cast<int>(std::lround(end / dt)) + 1;
  for (int i = 0; i < samples; ++i) {
    const double t = i * dt;
    while (t >= (pulse + 1) * train.period) {
      start_m = flow(set, start_m, train.current, train.on);
      start_m = flow(set, start_m, 0.0, train.period - train.on);
      ++pulse;
    }
    const double inside = t - pulse * train.period;
    double m = flow(set, start_m, train.current, std::min(inside, train.on));
    if (inside > train.on) m = flow(set, m, 0.0, inside - train.on);
    trace.time.push_back(t);
    trace.m.push_back(m);
  }
  if (const auto spike = first_spike(set, train, end)) trace.spikes.push_back(spike->time);
  return trace;
}

DwTrace firing_trace(const DwParameters& set, double j, double end, double reset, double dt) {
  DwTrace trace;
  const auto rise = time_to(set, 0.0, j, set.threshold);
  const auto fall = time_to(set, set.threshold, reset, 0.0);
  const bool fires = rise && fall;
  const double cycle = fires ? *rise + *fall : kNever;
  const int samples = static_cast<int>(std::lround(end / dt)) + 1;
  for (int i = 0; i < samples; ++i) {
    const double t = i * dt;
    const double inside = fires ? std::fmod(t, cycle) : t;
    const bool resetting = fires && inside > *rise;
    trace.time.push_back(t);
    trace.m.push_back(resetting ? flow(set, set.threshold, reset, inside - *rise)
                                : flow(set, 0.0, j, inside));
  }
  for (double t = fires ? *rise : kNever; t <= end; t += cycle) trace.spikes.push_back(t);
  return trace;
}

double firing_rate(const DwParameters& set, double j, double reset) {
  const auto rise = time_to(set, 0.0, j, set.threshold);
  const auto fall = time_to(set, set.threshold, reset, 0.0);
  return rise && fall ? 1.0 / (*rise + *fall) : 0.0;
}

double reset_time(const Device& d) {
  const double drive = d.number("gamma") * d.number("reset_amplitude");
  return fall_time(d.number("alpha"), drive - d.number("beta"), d.number("threshold"), 0.0);
}

double write_current(const DwParameters& set, double j) {
  return j * set.wall.length * set.wall.width;
}

double spike_energy_bookkeeping(const DwParameters& set) {
  const double current = write_current(set, set.pulse_amplitude);
  return current * current * set.write_resistance * set.spike_on_time;
}

std::optional<double> spike_energy_trajectory(const DwParameters& set, const PulseTrain& train) {
  const auto spike = first_spike(set, train);
  if (!spike) return std::nullopt;
  const double current = write_current(set, train.current);
  const Mtj& mtj = set.mtj;
  constexpr int kPanels = 1000;  // trapezoids a pulse: the integrand is smooth inside a pulse
  double energy = 0.0;
  double m = 0.0;
  for (int pulse = 1; pulse <= spike->pulse; ++pulse) {
    const double on = std::min(train.on, spike->on_time - (pulse - 1) * train.on);
    const double dt = on / kPanels;
    for (int i = 0; i < kPanels; ++i) {
      const double next = flow(set, m, train.current, dt);
      const double mean =
          (resistance(mtj, mz_of_m(mtj, m)) + resistance(mtj, mz_of_m(mtj, next))) / 2.0;
      energy += current * current * mean * dt;
      m = next;
    }
    m = flow(set, m, 0.0, train.period - train.on);
  }
  return energy;
}

}  // namespace spinforge::device
