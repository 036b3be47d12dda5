// SPDX-License-Identifier: Apache-2.0
#include "sim/device/writing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gen/base/error.hpp"
#include "sim/device/dw_neuron.hpp"
#include "sim/device/hall.hpp"
#include "sim/device/registers.hpp"

namespace spinforge::device {
namespace {

constexpr double kAmperePerMilliampere = 1e-3;
constexpr double kAmperePerMetreOfOersted = 1e3 / (4.0 * std::numbers::pi);
constexpr int kFraction = 14;  // any F: what is taken from the registers is exact

/// Current of a long straight wire that gives a field at a distance, A.
double wire_current(double field_oe, double distance) {
  return 2.0 * std::numbers::pi * distance * std::fabs(field_oe) * kAmperePerMetreOfOersted;
}

}  // namespace

Writing::Writing(const Device& device, std::size_t field_code) {
  if (device.law == Law::kLeaky) {
    throw Error(ErrorCode::kRange,
                device.where + " / law",
                "a leaky neuron is no device: no current is behind its drive; choose one of law dw "
                "or hall");
  }
  device.law == Law::kDw ? make_dw(device) : make_hall(device, field_code);
}

bool Writing::knows(const Device& device, std::initializer_list<const char*> keys) {
  bool all = true;
  for (const char* const key : keys) {
    if (device.has(key)) continue;
    all = false;
    if (std::find(missing_.begin(), missing_.end(), key) == missing_.end()) missing_.push_back(key);
  }
  return all;
}

void Writing::make_dw(const Device& d) {
  const double step = d.number("step");
  unit_ = "A/m2";
  per_drive_ = 1.0 / (d.number("gamma") * step);
  known_ = d.find("known_density");
  const bool path = knows(d, {"track_length", "track_width", "write_resistance"});
  const bool resets = knows(d, {"reset_amplitude"});
  if (path) {
    const double area = d.number("track_length") * d.number("track_width");
    const double power = area * area * d.number("write_resistance");  // at 1 A/m2
    joule_per_square_ = power * step;
    assumptions_.push_back(
        fmt::format("drives: a current of density J through the track's plan area ({:g} nm x {:g} "
                    "nm, as the paper's energy of a spike needs it) and {:g} ohm for all of a step "
                    "of {:g} ns, {:.4g} A/m2 for a drive of 1",
                    d.number("track_length") * 1e9,
                    d.number("track_width") * 1e9,
                    d.number("write_resistance"),
                    step * 1e9,
                    per_drive_));
    if (resets) {
      const double j = d.number("reset_amplitude");
      const double time = reset_time(d);
      if (std::isfinite(time)) reset_ = j * j * power * time;
      assumptions_.push_back(
          fmt::format("resets: {:.3g} A/m2 for {:.3g} ns a spike, the same way", j, time * 1e9));
    }
  }
  if (knows(d, {"r_parallel", "r_antiparallel", "r_read", "v_read", "rest_mz"})) {
    const Mtj mtj{.parallel = d.number("r_parallel"),
                  .antiparallel = d.number("r_antiparallel"),
                  .read = d.number("r_read"),
                  .v_read = d.number("v_read"),
                  .rest_mz = d.number("rest_mz"),
                  .threshold_mz = 0.0,
                  .mz_per_m = 0.0};
    const double ohm = resistance(mtj, mtj.rest_mz) + mtj.read;
    read_ = mtj.v_read * mtj.v_read / ohm * step;
    assumptions_.push_back(
        fmt::format("reads: {:g} mV across divider and junction at rest, {:.4g} ohm, at every step",
                    mtj.v_read * 1e3,
                    ohm));
  }
}

void Writing::make_hall(const Device& d, std::size_t field_code) {
  const Hall bar = hall(d);
  const Registers made = registers(d, kFraction);
  const auto entry = std::find_if(made.entries.begin(),
                                  made.entries.end(),
                                  [](const RegisterEntry& e) { return e.name == "DRIVE"; });
  expects(entry != made.entries.end(), "a Hall bar's registers tell its drive");
  expects(field_code < made.neuron.fields.size(), "a register set of this device");
  const auto gain = [&](std::size_t code) {
    return static_cast<double>(made.neuron.fields[code].gain);
  };
  const double full = std::ldexp(entry->exact, -kFraction) *
                      (gain(field_code) / gain(static_cast<std::size_t>(made.field_code)));
  unit_ = "mA";
  per_drive_ = full > 0.0 ? 1.0 / full : 0.0;
  if (bar.current_law) {
    onset_ = bar.current_law->onset;
    exponent_ = bar.current_law->exponent;
  }
  span_ = bar.full_current - onset_;
  const bool current_known = bar.full_current > 0.0;
  if (current_known) known_ = bar.full_current;
  if (!current_known) missing_.push_back("full_current");
  const double field = made.fields[field_code];
  // All that is missing is named at once, whatever else it would be needed for.
  const bool times = knows(d, {"write_width", "read_width"});
  const bool path = knows(d, {"write_resistance"});
  const bool reads_it = knows(d, {"read_current"});
  const bool wire = knows(d, {"wire_distance", "wire_resistance"});
  const bool resets = knows(d, {"set_field", "reset_time"});
  if (!times) return;
  const double slots = d.number("step");
  const double reads = std::max(slots - 1.0, 0.0);  // of a step, which writes once
  const double slot_time = d.number("read_width");
  const double step_time = d.number("write_width") + reads * slot_time;
  if (path && current_known) {
    const double ohm = d.number("write_resistance");
    joule_per_square_ =
        kAmperePerMilliampere * kAmperePerMilliampere * ohm * d.number("write_width");
    assumptions_.push_back(
        fmt::format("drives: a pulse of {:g} us through {:g} ohm; {:g} mA writes a drive of {:.4g} "
                    "at {:g} Oe, other currents {}",
                    d.number("write_width") * 1e6,
                    ohm,
                    bar.full_current,
                    full,
                    field,
                    bar.current_law ? "follow the device's law"
                                    : "are taken as proportional to the drive, as the file has no "
                                      "onset_current and current_exponent"));
  }
  if (path && reads_it) {
    const double current = d.number("read_current") * kAmperePerMilliampere;
    read_ = current * current * d.number("write_resistance") * slot_time * reads;
    assumptions_.push_back(fmt::format("reads: {:g} pulses of {:g} mA and {:g} ms a step",
                                       reads,
                                       d.number("read_current"),
                                       slot_time * 1e3));
  }
  if (!wire) return;
  const double ohm = d.number("wire_resistance");
  const double distance = d.number("wire_distance");
  const double current = wire_current(field, distance);
  field_ = current * current * ohm * step_time;
  assumptions_.push_back(
      fmt::format("field: {:g} Oe from a straight wire at {:g} um, {:.3g} mA through {:g} ohm a "
                  "device, for all {:.3g} ms of a step",
                  field,
                  distance * 1e6,
                  current / kAmperePerMilliampere,
                  ohm,
                  step_time * 1e3));
  if (!resets) return;
  const double set = wire_current(d.number("set_field"), distance);
  const double time =
      d.number("reset_time") * (d.number("write_width") + bar.reads * d.number("read_width"));
  reset_ = set * set * ohm * time;
  assumptions_.push_back(
      fmt::format("resets: {:g} Oe from the same wire, {:.3g} A for {:.3g} ms a spike",
                  d.number("set_field"),
                  set,
                  time * 1e3));
}

double Writing::strength(double drive) const {
  const double share = std::fabs(drive) * per_drive_;
  if (unit_ != "mA") return share;
  return share == 0.0 ? 0.0 : onset_ + span_ * std::pow(share, 1.0 / exponent_);
}

double Writing::drive_of(double strength) const {
  if (unit_ != "mA") return strength / per_drive_;
  if (strength <= onset_ || per_drive_ == 0.0) return 0.0;
  return std::pow((strength - onset_) / span_, exponent_) / per_drive_;
}

std::optional<double> Writing::write(double drive) const {
  if (!joule_per_square_) return std::nullopt;
  const double amount = strength(drive);
  return *joule_per_square_ * amount * amount;
}

}  // namespace spinforge::device
