// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "gen/base/text.hpp"
#include "sim/device/device.hpp"

namespace spinforge::device {
namespace {

constexpr Law kDw = Law::kDw, kHall = Law::kHall, kLeaky = Law::kLeaky;
constexpr Place kOnce = Place::kParameters, kRow = Place::kFields, kBoth = Place::kBoth;

constexpr Key kKeys[] = {
    {kDw, "alpha", "1/s", 0, 1e15, "quadratic leak"},
    {kDw, "beta", "1/s", 0, 1e15, "constant leak, a loss"},
    {kDw, "gamma", "m2/(A s)", 1e-12, 1e6, "drive per current density"},
    {kDw, "step", "s", 1e-15, 1, "of a network, and of the registers"},
    {kDw, "threshold", "1", 1e-6, 1.9, "m at which the neuron fires"},
    {kDw, "rearm", "1", 0, 1, "share of the threshold below which it is armed again"},
    {kDw, "track_start", "1", -10, 0, "m at the near end of the track"},
    {kDw, "track_end", "1", 0, 10, "m at the far end of the track"},
    {kDw, "rest_mz", "1", -1, 1, "m_z of the wall at rest"},
    {kDw, "threshold_mz", "1", -1, 1, "m_z at the threshold"},
    {kDw, "layers", "1", 1, 1000, "magnetic layers that alpha and beta are for", kOnce, true},
    {kDw, "pulse_amplitude", "A/m2", 0, 1e15, "of a write pulse"},
    {kDw, "pulse_width", "s", 1e-15, 1, "of a write pulse"},
    {kDw, "reset_amplitude", "A/m2", -1e15, 0, "of the reset pulse"},
    {kDw, "track_length", "m", 1e-10, 1, ""},
    {kDw, "track_width", "m", 1e-10, 1, ""},
    {kDw, "write_resistance", "ohm", 0, 1e12, "of the write path, for the energy"},
    {kDw, "known_density", "A/m2", 0, 1e15, "highest density that it is known at"},
    {kDw, "spike_on_time", "s", 0, 1, "time with current until a spike, for the energy"},
    {kDw, "spike_energy", "J", 0, 1, "of writing one spike"},
    {kDw, "r_parallel", "ohm", 1e-6, 1e12, "junction, R_P"},
    {kDw, "r_antiparallel", "ohm", 1e-6, 1e12, "junction, R_AP"},
    {kDw, "r_read", "ohm", 1e-6, 1e12, "of the divider, R_read"},
    {kDw, "v_read", "V", 0, 1000, "of the divider, V_read"},
    {kDw, "wall_ms", "A/m", 1, 1e8, "saturation magnetisation, q-phi model"},
    {kDw, "wall_exchange", "J/m", 1e-14, 1e-9, "exchange A, q-phi model"},
    {kDw, "wall_anisotropy", "J/m3", 1, 1e9, "anisotropy Ku, q-phi model"},
    {kDw, "wall_thickness", "m", 1e-11, 1e-6, "of one layer, q-phi model"},
    {kDw, "wall_damping", "1", 1e-6, 10, "effective, q-phi model"},
    {kDw, "wall_dmi", "J/m2", -1, 1, "interaction D, q-phi model"},
    {kDw, "wall_spin_hall", "1", -10, 10, "spin Hall angle, q-phi model"},
    {kDw, "wall_demag_field", "A/m", 0, 1e8, "Hd at the track's end, q-phi model"},
    {kHall, "lambda", "1/uV", 0, 1000, "quadratic leak of a slot", kBoth},
    {kHall, "b0", "uV", -1000, 1000, "constant leak of a slot", kBoth},
    {kHall, "field", "Oe", -kMostField, kMostField, "bias field at which it works", kBoth},
    {kHall, "current", "mA", 0, kMostCurrent, "write current at which it works", kBoth},
    {kHall, "drive", "uV", 0, 1e9, "of a write pulse, G", kBoth},
    {kHall, "noise", "1", 0, 100, "standard deviation of a write's drive, as a share of it", kBoth},
    {kHall, "threshold", "uV", 1e-6, 1e9, "middle of the firing range", kBoth},
    {kHall, "sigma", "uV", 0, 1e9, "the range is threshold -+ sigma", kBoth},
    {kHall, "background", "uV", -1e9, 1e9, "voltage at rest, V_bg", kBoth},
    {kHall,
     "rest_spread",
     "1",
     0,
     10,
     "spread of the voltage at rest, as a share of the threshold",
     kBoth},
    {kHall, "voltmeter", "uV", 0, 1e9, "standard deviation of a reading", kBoth},
    {kHall, "pulses", "1", 1, 1e6, "write pulses of an operation", kOnce, true},
    {kHall, "reads", "1", 0, 1000, "read slots after a write slot", kOnce, true},
    {kHall,
     "step",
     "1",
     1,
     1001,
     "slots in a step of a network, and of the registers",
     kOnce,
     true},
    {kHall,
     "full_scale",
     "uV",
     1e-6,
     1e12,
     "voltage that is 1.0 in a network, where no threshold "
     "of a field gives it"},
    {kHall, "threshold_share", "1", 0.01, 1.9, "what the threshold of a field is in a network"},
    {kHall, "rearm", "1", 0, 1, "share of the threshold below which it is armed again"},
    {kHall, "reset_time", "1", 0, 1000, "cycles (a write slot and its reads) that a reset takes"},
    {kHall, "gain_positive", "uV", 0, 1e9, "G at full current in the middle of the window, H > 0"},
    {kHall, "gain_negative", "uV", 0, 1e9, "the same for H < 0"},
    {kHall, "onset_current", "mA", 0, kMostCurrent, "below which nothing is written"},
    {kHall, "current_exponent", "1", 0.01, 20, "of the drive above the onset"},
    {kHall, "full_current", "mA", 1e-6, kMostCurrent, "at which the current's factor is 1"},
    {kHall,
     "low_current",
     "mA",
     0,
     kMostCurrent,
     "of the ..._low windows; between the two they move"},
    {kHall, "centre_positive", "Oe", 0, kMostField, "of the window at full current, H > 0"},
    {kHall, "width_positive", "Oe", 1e-3, kMostField, "half its width at half height"},
    {kHall, "centre_negative", "Oe", 0, kMostField, "the same for H < 0, without the sign"},
    {kHall, "width_negative", "Oe", 1e-3, kMostField, ""},
    {kHall, "centre_positive_low", "Oe", 0, kMostField, "at low current"},
    {kHall, "width_positive_low", "Oe", 1e-3, kMostField, ""},
    {kHall, "centre_negative_low", "Oe", 0, kMostField, ""},
    {kHall, "width_negative_low", "Oe", 1e-3, kMostField, ""},
    {kHall,
     "window_exponent",
     "1",
     1,
     100,
     "n of the window 1/(1 + (distance from its centre / width)^n)"},
    {kHall, "gate_level", "1", 0, 1, "share of the largest drive from which a field enables"},
    {kHall, "reference_field", "Oe", -kMostField, kMostField, "field of gain 128 in a network"},
    {kHall, "write_width", "s", 1e-15, 1000, "of a write pulse"},
    {kHall, "read_width", "s", 1e-15, 1000, "of a read pulse"},
    {kHall, "read_delay", "s", 0, 1000, "from its start to the reading"},
    {kHall, "read_current", "mA", 0, kMostCurrent, ""},
    {kHall, "set_field", "Oe", -1e6, 1e6, "of the reset"},
    {kHall, "recordings", "1", 1, 1e6, "of the voltage at rest", kOnce, true},
    {kHall, "write_resistance", "ohm", 0, 1e12, "of the bar, for the energy"},
    {kHall, "wire_distance", "m", 1e-9, 1, "from the field wire to the bar, for the energy"},
    {kHall, "wire_resistance", "ohm", 0, 1e12, "of the field wire along one bar, for the energy"},
    {kHall, "ordinary_hall", "m3/C", -1, 1, "R0 of eq. 1"},
    {kHall, "anomalous_hall", "ohm m", -1, 1, "Rs*mu0*Ms of eq. 1"},
    {kHall, "film_thickness", "m", 1e-11, 1e-3, "of eq. 1"},
    {kHall, "current", "mA", 0, kMostCurrent, "write current of a pair", Place::kDensities},
    {kHall, "density", "A/m2", 0, 1e15, "its current density", Place::kDensities},
    {kLeaky, "beta", "1", 0, 1, "what is left of the potential after a step"},
    {kLeaky, "threshold", "1", 1e-6, 1.9, "above which it fires"},
};

std::string_view place_name(Place place) {
  switch (place) {
    case kOnce:
      return "parameters";
    case kRow:
      return "fields";
    case kBoth:
      return "parameters, fields";
    case Place::kDensities:
      return "current_density";
  }
  return "";
}

}  // namespace

std::string_view name_of(Law law) { return law == kDw ? "dw" : law == kHall ? "hall" : "leaky"; }

std::span<const Key> keys() { return kKeys; }

std::string schema_page() {
  std::string page;
  for (const Law law : {kDw, kHall, kLeaky}) {
    std::vector<std::vector<std::string>> rows{{"key", "unit", "range", "what", "in"}};
    for (const Key& key : keys()) {
      if (key.law != law) continue;
      rows.push_back({fmt::format("`{}`", key.name),
                      std::string(key.unit),
                      fmt::format("{:g} to {:g}{}", key.low, key.high, key.whole ? ", whole" : ""),
                      std::string(key.text),
                      std::string(place_name(key.place))});
    }
    page += fmt::format(
        "{}### Law `{}`\n\n{}", page.empty() ? "" : "\n", name_of(law), text::markdown(rows));
  }
  return page;
}

}  // namespace spinforge::device
