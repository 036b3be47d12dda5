// SPDX-License-Identifier: Apache-2.0
#include "sim/device/hall.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "gen/base/error.hpp"

namespace spinforge::device {
namespace {

constexpr double kFullScaleThreshold = 0.75;  // V_TH on the common scale of all neurons
constexpr double kDriveShare = 0.13886;       // drive of a write slot on that scale
constexpr double kTeslaPerOersted = 1e-4;

double slots(double v, const HallLeak& leak, int count) {
  for (int i = 0; i < count; ++i) v = leaked(leak, v);
  return v;
}

}  // namespace

double leaked(const HallLeak& leak, double v) {
  return std::max(v - leak.lambda * v * v - leak.offset, 0.0);
}

BiasWindow bias_window(bool positive_field, double current_ma) {
  const double x = std::clamp((current_ma - 6.0) / 9.0, 0.0, 1.0);
  if (positive_field) return {180.0 + 50.0 * x, 35.0 + 45.0 * x};
  return {180.0 + 80.0 * x, 40.0 + 55.0 * x};
}

double current_factor(double current_ma) {
  if (current_ma <= kOnsetCurrent) return 0.0;
  return std::pow((current_ma - kOnsetCurrent) / (kFullCurrent - kOnsetCurrent), kCurrentExponent);
}

double window(double field_oe, double current_ma) {
  const BiasWindow w = bias_window(field_oe > 0.0, current_ma);
  return 1.0 / (1.0 + std::pow((std::fabs(field_oe) - w.centre) / w.half_width, 6.0));
}

double pulse_drive(double field_oe, double current_ma) {
  const double gain = field_oe > 0.0 ? kPositiveGain : kNegativeGain;
  return gain * current_factor(current_ma) * window(field_oe, current_ma);
}

bool gate_open(double field_oe, double current_ma) {
  return window(field_oe, current_ma) >= kGateLevel;
}

int field_gain(double field_oe) {
  const double reference = pulse_drive(220.0, kFullCurrent);
  return static_cast<int>(std::lround(128.0 * pulse_drive(field_oe, kFullCurrent) / reference));
}

double current_density(double current_ma) {
  constexpr std::array<std::array<double, 2>, 5> kPairs{
      {{6.0, 2.5e10}, {8.0, 3.75e10}, {10.0, 5.0e10}, {13.0, 6.0e10}, {15.0, 6.5e10}}};
  std::size_t i = 1;
  while (i + 1 < kPairs.size() && current_ma > kPairs[i][0]) ++i;
  const auto& [i0, j0] = kPairs[i - 1];
  const auto& [i1, j1] = kPairs[i];
  return std::max(j0 + (j1 - j0) * (current_ma - i0) / (i1 - i0), 0.0);
}

HallRun run_ex_situ(double field_oe, double current_ma, int pulses, double threshold_uv) {
  const double drive = pulse_drive(field_oe, current_ma);
  HallRun run;
  double v = 0.0;
  bool resetting = false;
  for (int pulse = 1; pulse <= pulses; ++pulse) {
    v = resetting ? 0.0 : leaked(kExSituLeak, v) + drive;
    run.v.push_back(v);
    resetting = threshold_uv > 0.0 && v >= threshold_uv;
    if (resetting) run.spikes.push_back(pulse);
    for (int read = 0; read < kReadsPerPulse; ++read) {
      v = leaked(kExSituLeak, v);
      run.v.push_back(v);
    }
  }
  return run;
}

double amplitude(double field_oe, double current_ma) {
  const double drive = pulse_drive(field_oe, current_ma);
  double v = 0.0;
  for (int pulse = 0; pulse < kPulsesPerOperation; ++pulse) {
    v = slots(v, kExSituLeak, kReadsPerPulse + 1) + drive;
  }
  return field_oe < 0.0 ? -v : v;
}

int spike_count(double field_oe, double current_ma, double threshold_uv, int pulses) {
  return static_cast<int>(run_ex_situ(field_oe, current_ma, pulses, threshold_uv).spikes.size());
}

const InSitu& in_situ(double field_oe) {
  for (const InSitu& field : kInSitu) {
    if (field.field == field_oe) return field;
  }
  throw Error(ErrorCode::kRange,
              "field",
              "in-situ registers exist at 180, 200 and 220 Oe only, got " +
                  std::to_string(std::lround(field_oe)) +
                  " Oe; choose one of them or the ex-situ model 'hall'");
}

InSituCodes codes(const InSitu& field, int fraction_bits) {
  const double full_scale = std::ldexp(kFullScaleThreshold, fraction_bits);
  const auto code = [&](double uv) {
    return static_cast<int>(std::lround(full_scale * uv / field.threshold));
  };
  return {.low = code(field.low()),
          .threshold = code(field.threshold),
          .high = code(field.high()),
          .noise = static_cast<int>(std::lround(field.noise * drive_code(fraction_bits))),
          .lsb_nv = 1e3 * field.threshold / full_scale};
}

int drive_code(int fraction_bits) {
  return static_cast<int>(std::lround(std::ldexp(kDriveShare, fraction_bits)));
}

double noisy_write(const InSitu& field, double v, Gaussian& noise) {
  return leaked(field.leak, v) + field.drive * (1.0 + field.noise * noise.next());
}

Comparator::Event Comparator::step(double v) {
  if (!armed_) {
    settle(v);
    return {};
  }
  if (v < low_) return {};
  armed_ = false;
  return {.fire = true, .over = v > high_};
}

Comparator comparator(const InSitu& field) {
  return {field.low(), field.high(), kRearmShare * field.threshold};
}

std::vector<double> operation(const InSitu& field, double rest, Gaussian& noise, int pulses) {
  std::vector<double> v;
  double state = rest;
  for (int pulse = 0; pulse < pulses; ++pulse) {
    state = noisy_write(field, state, noise);
    v.push_back(state);
    for (int read = 0; read < kReadsPerPulse; ++read) {
      state = leaked(field.leak, state);
      v.push_back(state);
    }
  }
  return v;
}

std::vector<double> peak_voltages(const InSitu& field, int count, std::uint64_t seed) {
  Gaussian noise(seed);
  std::vector<double> peaks;
  for (int i = 0; i < count; ++i) {
    double v = 0.0;
    for (int pulse = 0; pulse < kPulsesPerOperation; ++pulse) {
      v = noisy_write(field, slots(v, field.leak, kReadsPerPulse), noise);
    }
    peaks.push_back(field.background + v);
  }
  return peaks;
}

int first_fire(const InSitu& field, double rest, int pulses, Gaussian& noise) {
  double v = rest;
  for (int pulse = 1; pulse <= pulses; ++pulse) {
    v = noisy_write(field, v, noise);
    if (v >= field.low()) return pulse;
    v = slots(v, field.leak, kReadsPerPulse);
  }
  return 0;
}

Moments moments(std::span<const double> values) {
  double sum = 0.0;
  double squares = 0.0;
  for (const double v : values) sum += v;
  const double n = static_cast<double>(values.size());
  const double mean = sum / n;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return {mean, std::sqrt(squares / (n - 1.0))};
}

double ordinary_voltage(const HallReadout& r, double field_oe) {
  return r.ordinary * field_oe * kTeslaPerOersted / r.thickness * kReadCurrent * 1e-3 * 1e6;
}

double hall_voltage(const HallReadout& r, double field_oe, double mz) {
  const double anomalous = r.saturated_anomalous * mz / r.thickness * kReadCurrent * 1e-3 * 1e6;
  return ordinary_voltage(r, field_oe) + anomalous;
}

double mz_of_voltage(const HallReadout& r, double field_oe, double voltage_uv) {
  return (voltage_uv - ordinary_voltage(r, field_oe)) / hall_voltage(r, 0.0, 1.0);
}

}  // namespace spinforge::device
