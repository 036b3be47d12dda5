// SPDX-License-Identifier: Apache-2.0
#include "sim/device/hall.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "gen/base/error.hpp"

namespace spinforge::device {
namespace {

constexpr double kTeslaPerOersted = 1e-4;

double slots(double v, const HallLeak& leak, int count) {
  for (int i = 0; i < count; ++i) v = leaked(leak, v);
  return v;
}

std::optional<Polarity> polarity(const Device& d, const std::string& sign) {
  if (!d.has("gain_" + sign)) return std::nullopt;
  const BiasWindow full{d.number("centre_" + sign), d.number("width_" + sign)};
  return Polarity{.gain = d.number("gain_" + sign),
                  .full = full,
                  .low = {d.find("centre_" + sign + "_low").value_or(full.centre),
                          d.find("width_" + sign + "_low").value_or(full.half_width)}};
}

InSitu row_of(const Device& d, const Values& row) {
  // What this row does not say is not needed until somebody asks for it: see in_situ().
  const auto at = [&](const char* key) { return d.find(row, key).value_or(std::nan("")); };
  const auto current = row.find("current");
  return {.field = at("field"),
          .current = current == row.end() ? 0.0 : current->second.value,
          .sigma = at("sigma"),
          .threshold = at("threshold"),
          .background = d.find(row, "background").value_or(0.0),
          .leak = {at("lambda"), at("b0")},
          .drive = at("drive"),
          .noise = d.find(row, "noise").value_or(0.0),
          .pulses = static_cast<int>(d.number("pulses")),
          .reads = static_cast<int>(d.number("reads")),
          .rest_share = d.find(row, "rest_spread").value_or(0.0),
          .rearm_share = d.number("rearm"),
          .threshold_share = d.number("threshold_share")};
}

const Polarity& polarity_of(const Hall& hall, bool positive_field) {
  const auto& polarity = positive_field ? hall.positive : hall.negative;
  if (polarity) return *polarity;
  throw Error(
      ErrorCode::kRange,
      fmt::format(
          "{} / parameters / gain_{}", hall.where, positive_field ? "positive" : "negative"),
      "missing, and needed here; without it the drive is known at the fields of the file "
      "only; give it and the window, or choose another protocol");
}

/// The drive that was measured there, or none.
std::optional<double> measured_drive(const Hall& hall, double field_oe, double current_ma) {
  for (const InSitu& row : hall.fields) {
    if (row.field == field_oe && (row.current == 0.0 || row.current == current_ma)) {
      return row.drive;
    }
  }
  return std::nullopt;
}

bool has_law(const Hall& hall) { return hall.positive || hall.negative; }

/// The drive there follows from the laws of window and current.
bool law_knows(const Hall& hall, double field_oe, double current_ma) {
  if (!(field_oe > 0.0 ? hall.positive : hall.negative)) return false;
  return hall.current_law || current_ma == hall.full_current;
}

}  // namespace

Hall hall(const Device& d) {
  expects(d.law == Law::kHall, "a Hall bar's model has a Hall bar's file");
  Hall out{.where = d.where,
           .leak = {d.find("lambda").value_or(std::nan("")), d.find("b0").value_or(std::nan(""))},
           .pulses = static_cast<int>(d.number("pulses")),
           .reads = static_cast<int>(d.number("reads")),
           .positive = polarity(d, "positive"),
           .negative = polarity(d, "negative"),
           .current_law = {},
           .full_current = d.find("full_current").value_or(d.find("current").value_or(0.0)),
           .low_current = d.find("low_current").value_or(0.0),
           .window_exponent = d.find("window_exponent").value_or(std::nan("")),
           .gate_level = d.number("gate_level"),
           .reference_field = d.find("reference_field").value_or(d.find("field").value_or(0.0)),
           .fields = {},
           .densities = {}};
  if (d.has("onset_current")) {
    out.current_law = {d.number("onset_current"), d.number("current_exponent")};
  }
  if (has_law(out)) out.window_exponent = d.number("window_exponent");
  const auto working = d.find("current");
  for (const Values& row : d.fields) out.fields.push_back(row_of(d, row));
  // Those of the working current come first, so that in_situ() finds them.
  std::stable_sort(out.fields.begin(), out.fields.end(), [&](const InSitu& a, const InSitu& b) {
    return (a.current == working) > (b.current == working);
  });
  for (const Values& row : d.current_density) {
    out.densities.emplace_back(row.at("current").value, row.at("density").value);
  }
  return out;
}

double leaked(const HallLeak& leak, double v) {
  return std::max(v - leak.lambda * v * v - leak.offset, 0.0);
}

double leaked_to_rest(const HallLeak& leak, double v) {
  return v < 0.0 ? -leaked(leak, -v) : leaked(leak, v);
}

BiasWindow bias_window(const Hall& hall, bool positive_field, double current_ma) {
  const auto& [gain, full, low] = polarity_of(hall, positive_field);
  const double range = hall.full_current - hall.low_current;
  const double x = std::clamp((current_ma - hall.low_current) / range, 0.0, 1.0);
  return {low.centre + (full.centre - low.centre) * x,
          low.half_width + (full.half_width - low.half_width) * x};
}

double current_factor(const Hall& hall, double current_ma) {
  if (!hall.current_law) {
    if (current_ma == hall.full_current) return 1.0;
    if (current_ma == 0.0) return 0.0;
    throw Error(ErrorCode::kRange,
                hall.where + " / parameters / onset_current",
                fmt::format("missing, and needed at {:g} mA; without it the drive is known at {:g} "
                            "mA only; give it and current_exponent, or another current",
                            current_ma,
                            hall.full_current));
  }
  const auto& [onset, exponent] = *hall.current_law;
  if (current_ma <= onset) return 0.0;
  return std::pow((current_ma - onset) / (hall.full_current - onset), exponent);
}

double window(const Hall& hall, double field_oe, double current_ma) {
  const BiasWindow w = bias_window(hall, field_oe > 0.0, current_ma);
  return 1.0 / (1.0 + std::pow(std::fabs((std::fabs(field_oe) - w.centre) / w.half_width),
                               hall.window_exponent));
}

std::optional<double> known_drive(const Hall& hall, double field_oe, double current_ma) {
  if (!law_knows(hall, field_oe, current_ma)) return measured_drive(hall, field_oe, current_ma);
  const double gain = polarity_of(hall, field_oe > 0.0).gain;
  return gain * current_factor(hall, current_ma) * window(hall, field_oe, current_ma);
}

double pulse_drive(const Hall& hall, double field_oe, double current_ma) {
  if (const auto drive = known_drive(hall, field_oe, current_ma)) return *drive;
  std::vector<std::string> known;
  for (const InSitu& row : hall.fields) {
    known.push_back(row.current == 0.0 ? fmt::format("{:g} Oe", row.field)
                                       : fmt::format("{:g} Oe {:g} mA", row.field, row.current));
  }
  throw Error(ErrorCode::kRange,
              hall.where + " / fields",
              fmt::format("no drive at {:g} Oe and {:g} mA; the file knows {}; choose one of them",
                          field_oe,
                          current_ma,
                          known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
}

bool gate_open(const Hall& hall, double field_oe, double current_ma) {
  if (law_knows(hall, field_oe, current_ma)) {
    return window(hall, field_oe, current_ma) >= hall.gate_level;
  }
  double largest = 0.0;
  for (const InSitu& row : hall.fields) {
    if (row.current == 0.0 || row.current == current_ma) largest = std::max(largest, row.drive);
  }
  const double drive = known_drive(hall, field_oe, current_ma).value_or(0.0);
  return drive > 0.0 && drive >= hall.gate_level * largest;
}

int field_gain(const Hall& hall, double field_oe) {
  const double reference = pulse_drive(hall, hall.reference_field, hall.full_current);
  return static_cast<int>(
      std::lround(128.0 * pulse_drive(hall, field_oe, hall.full_current) / reference));
}

std::optional<double> current_density(const Hall& hall, double current_ma) {
  const auto& pairs = hall.densities;
  if (pairs.size() < 2) return std::nullopt;
  std::size_t i = 1;
  while (i + 1 < pairs.size() && current_ma > pairs[i].first) ++i;
  const auto& [i0, j0] = pairs[i - 1];
  const auto& [i1, j1] = pairs[i];
  return std::max(j0 + (j1 - j0) * (current_ma - i0) / (i1 - i0), 0.0);
}

HallRun run_ex_situ(
    const Hall& hall, double field_oe, double current_ma, int pulses, double threshold_uv) {
  const double drive = pulse_drive(hall, field_oe, current_ma);
  HallRun run;
  double v = 0.0;
  bool resetting = false;
  for (int pulse = 1; pulse <= pulses; ++pulse) {
    v = resetting ? 0.0 : leaked(hall.leak, v) + drive;
    run.v.push_back(v);
    resetting = threshold_uv > 0.0 && v >= threshold_uv;
    if (resetting) run.spikes.push_back(pulse);
    for (int read = 0; read < hall.reads; ++read) {
      v = leaked(hall.leak, v);
      run.v.push_back(v);
    }
  }
  return run;
}

HallRun run_ex_situ(const Hall& hall, double field_oe, double current_ma) {
  return run_ex_situ(hall, field_oe, current_ma, hall.pulses, 0.0);
}

double amplitude(const Hall& hall, double field_oe, double current_ma) {
  const double drive = pulse_drive(hall, field_oe, current_ma);
  double v = 0.0;
  for (int pulse = 0; pulse < hall.pulses; ++pulse) {
    v = slots(v, hall.leak, hall.reads + 1) + drive;
  }
  return field_oe < 0.0 ? -v : v;
}

int spike_count(
    const Hall& hall, double field_oe, double current_ma, double threshold_uv, int pulses) {
  return static_cast<int>(
      run_ex_situ(hall, field_oe, current_ma, pulses, threshold_uv).spikes.size());
}

InSitu in_situ(const Hall& hall, double field_oe) {
  std::vector<std::string> known;
  for (const InSitu& row : hall.fields) {
    if (row.field == field_oe) {
      for (const auto& [key, value] : {std::pair{"threshold", row.threshold},
                                       std::pair{"sigma", row.sigma},
                                       std::pair{"lambda", row.leak.lambda},
                                       std::pair{"b0", row.leak.offset},
                                       std::pair{"drive", row.drive}}) {
        if (!std::isnan(value)) continue;
        throw Error(ErrorCode::kRange,
                    fmt::format("{} / fields / {}", hall.where, key),
                    fmt::format("missing at {:g} Oe, and needed here; give it", field_oe));
      }
      return row;
    }
    const std::string name = fmt::format("{:g}", row.field);
    if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
  }
  throw Error(
      ErrorCode::kRange,
      "field",
      fmt::format("in-situ registers exist at {} Oe only, got {:.0f} Oe; choose one of "
                  "them or the ex-situ model 'hall'",
                  known.empty()       ? "no"
                  : known.size() == 1 ? known.front()
                                      : fmt::format("{} and {}",
                                                    fmt::join(known.begin(), known.end() - 1, ", "),
                                                    known.back()),
                  field_oe));
}

InSituCodes codes(const InSitu& field, int fraction_bits) {
  const double full_scale = std::ldexp(field.threshold_share, fraction_bits);
  const auto code = [&](double uv) {
    return static_cast<int>(std::lround(full_scale * uv / field.threshold));
  };
  return {.low = code(field.low()),
          .threshold = code(field.threshold),
          .high = code(field.high()),
          .noise = static_cast<int>(std::lround(field.noise * drive_code(field, fraction_bits))),
          .lsb_nv = 1e3 * field.threshold / full_scale};
}

int drive_code(const InSitu& field, int fraction_bits) {
  const double share = field.threshold_share * field.drive / field.threshold;
  return static_cast<int>(std::lround(std::ldexp(share, fraction_bits)));
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
  return {field.low(), field.high(), field.rearm_share * field.threshold};
}

std::vector<double> operation(const InSitu& field, double rest, Gaussian& noise) {
  std::vector<double> v;
  double state = rest;
  for (int pulse = 0; pulse < field.pulses; ++pulse) {
    state = noisy_write(field, state, noise);
    v.push_back(state);
    for (int read = 0; read < field.reads; ++read) {
      state = leaked(field.leak, state);
      v.push_back(state);
    }
  }
  return v;
}

namespace {

/// Calls `look(v, pulse)` after every write of `count` operations from rest.
template <class Look>
void each_write(const InSitu& field, int count, std::uint64_t seed, const Look& look) {
  Gaussian noise(seed);
  for (int i = 0; i < count; ++i) {
    double v = 0.0;
    for (int pulse = 1; pulse <= field.pulses; ++pulse) {
      v = noisy_write(field, slots(v, field.leak, field.reads), noise);
      look(v, pulse);
    }
  }
}

}  // namespace

std::vector<double> peak_voltages(const InSitu& field, int count, std::uint64_t seed) {
  std::vector<double> peaks;
  each_write(field, count, seed, [&](double v, int pulse) {
    if (pulse == field.pulses) peaks.push_back(field.background + v);
  });
  return peaks;
}

std::vector<double> highest_voltages(const InSitu& field, int count, std::uint64_t seed) {
  std::vector<double> highest;
  each_write(field, count, seed, [&](double v, int pulse) {
    if (pulse == 1) highest.push_back(field.background + v);
    highest.back() = std::max(highest.back(), field.background + v);
  });
  return highest;
}

int first_fire(const InSitu& field, double rest, int pulses, Gaussian& noise) {
  double v = rest;
  const auto slot = [&] { v = leaked_to_rest(field.leak, v); };
  for (int pulse = 1; pulse <= pulses; ++pulse) {
    slot();
    const double lowest = std::min(v, 0.0);
    v = std::max(v + field.drive * (1.0 + field.noise * noise.next()), lowest);
    if (v >= field.low()) return pulse;
    for (int read = 0; read < field.reads; ++read) slot();
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

HallReadout hall_readout(const Device& d) {
  return {.ordinary = d.number("ordinary_hall"),
          .saturated_anomalous = d.number("anomalous_hall"),
          .thickness = d.number("film_thickness"),
          .current = d.number("read_current")};
}

double ordinary_voltage(const HallReadout& r, double field_oe) {
  return r.ordinary * field_oe * kTeslaPerOersted / r.thickness * r.current * 1e-3 * 1e6;
}

double hall_voltage(const HallReadout& r, double field_oe, double mz) {
  const double anomalous = r.saturated_anomalous * mz / r.thickness * r.current * 1e-3 * 1e6;
  return ordinary_voltage(r, field_oe) + anomalous;
}

double mz_of_voltage(const HallReadout& r, double field_oe, double voltage_uv) {
  return (voltage_uv - ordinary_voltage(r, field_oe)) / hall_voltage(r, 0.0, 1.0);
}

}  // namespace spinforge::device
