// SPDX-License-Identifier: Apache-2.0
#include "sim/device/registers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gen/base/error.hpp"
#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "sim/device/dw_neuron.hpp"
#include "sim/device/hall.hpp"

namespace spinforge::device {
namespace {

constexpr int kUnityGain = 128;
constexpr int kMostGain = 255;
constexpr int kBetaBits = 10;  // SB of a leaky neuron

/// Collects registers with what they stand for.
class Maker {
 public:
  Maker(const Device& device, int frac_bits) : device_(device) {
    network::Neuron& neuron = out.neuron;
    neuron.name = device.neuron;
    neuron.model = name_of(device.law);
    neuron.frac_bits = frac_bits;
    neuron.v_min = -(1 << (frac_bits + 1));
  }

  /// Rounds `exact` and notes it. *Errors*: kRange below `low` or above `high`.
  int rounded(
      const std::string& name, double exact, const std::string& meaning, int low, int high) {
    if (!(std::round(exact) >= low && std::round(exact) <= high)) {
      throw Error(ErrorCode::kRange,
                  fmt::format("{} / {}", device_.where, name),
                  fmt::format("does not fit its register; expected {} to {}, got {:g} ({}); choose "
                              "another F or step",
                              low,
                              high,
                              exact,
                              meaning));
    }
    const int value = static_cast<int>(std::lround(exact));
    out.entries.push_back({name, value, exact, meaning});
    return value;
  }

  [[nodiscard]] double scale() const { return std::ldexp(1.0, out.neuron.frac_bits); }
  [[nodiscard]] int top() const { return (1 << (out.neuron.frac_bits + 1)) - 1; }

  /// The leak of a step.
  void leak(double kappa, double b, const std::string& kappa_text, const std::string& b_text) {
    out.kappa = kappa;
    out.b = b;
    const LeakCode code = leak_code(kappa);
    out.neuron.ka = rounded("KA", std::ldexp(kappa, code.sa), kappa_text, 0, 255);
    out.neuron.sa = rounded("SA", code.sa, "shift of KA", 0, 24);
    out.neuron.be = rounded("BE", b * scale(), b_text, 0, 1 << out.neuron.frac_bits);
  }

  /// How long a reset lasts, in steps.
  void dead_time(double steps, const std::string& meaning) {
    const double exact = steps > 0.0 ? std::max(steps, 1.0) : 0.0;
    out.neuron.refractory = rounded("N_RST", exact, meaning, 0, 255);
  }

  Registers out;

 private:
  const Device& device_;
};

Registers dw_registers(const Device& d, int frac_bits) {
  Maker maker(d, frac_bits);
  const double step = d.number("step");
  const double threshold = d.number("threshold");
  const std::string each = fmt::format("in {:g} ns", step * 1e9);
  maker.leak(d.number("alpha") * step, d.number("beta") * step, "alpha " + each, "beta " + each);
  network::FieldRegisters set;
  set.name = "on";
  set.th_lo = maker.rounded("TH_LO", threshold * maker.scale(), "threshold", 1, maker.top());
  set.th_hi = maker.rounded("TH_HI", maker.top(), "no upper end", 1, maker.top());
  set.th_rest = maker.rounded(
      "TH_REST", d.number("rearm") * threshold * maker.scale(), "rearm", 0, maker.top());
  if (d.has("reset_amplitude")) {
    const double time = reset_time(d);
    maker.dead_time(time / step, fmt::format("reset pulse of {:.3g} ns", time * 1e9));
  } else {
    maker.out.notes.push_back("No reset_amplitude: N_RST is 0, as if the reset took no time.");
  }
  maker.out.neuron.fields = {set};
  return maker.out;
}

/// The firing range of a register set.
struct Range {
  double low, high;  ///< uV; NaN: no upper end
  double rest;       ///< uV: armed again at and below it
  double unit;       ///< of a network, per uV
};

class HallMaker {
 public:
  HallMaker(const Device& device, int frac_bits)
      : d_(device), bar_(hall(device)), field_(device.number("field")), maker_(device, frac_bits) {}

  Registers make() {
    const InSitu* const own = row(field_);
    const Range range = range_of(own);
    const HallLeak leak = own != nullptr ? own->leak : bar_.leak;
    if (std::isnan(leak.lambda) || std::isnan(leak.offset)) {
      (void)d_.number(std::isnan(leak.lambda) ? "lambda" : "b0");  // says that it is missing
    }
    const double slots = d_.number("step");
    const std::string each = fmt::format("in {:g} slots", slots);
    maker_.leak(slots * leak.lambda / range.unit,
                slots * leak.offset * range.unit,
                "lambda " + each,
                "b0 " + each);
    noted_range(range);
    const double drive = own != nullptr && !std::isnan(own->drive)
                             ? own->drive
                             : pulse_drive(bar_, field_, bar_.full_current);
    const double code = drive * range.unit * maker_.scale();
    (void)maker_.rounded(
        "DRIVE", code, "a write pulse, no register of its own", 0, 4 * maker_.top());
    const double noise = own != nullptr ? own->noise : d_.find("noise").value_or(0.0);
    (void)maker_.rounded(
        "NOISE", noise * code, "sd of its drive, no register of its own", 0, 4 * maker_.top());
    if (d_.has("reset_time")) {
      const double cycles = d_.number("reset_time");
      maker_.dead_time(cycles * (1 + bar_.reads) / slots,
                       fmt::format("reset of {:g} cycles", cycles));
    } else {
      note("No reset_time: N_RST is 0, as if the reset took no time.");
    }
    add_sets(range);
    return maker_.out;
  }

 private:
  void note(const std::string& text) { maker_.out.notes.push_back(text); }

  [[nodiscard]] const InSitu* row(double field) const {
    for (const InSitu& each : bar_.fields) {
      if (each.field == field) return &each;
    }
    return nullptr;
  }

  Range range_of(const InSitu* row) {
    const double share = d_.number("threshold_share");
    if (row != nullptr && !std::isnan(row->threshold)) {
      return {std::isnan(row->sigma) ? row->threshold : row->low(),
              std::isnan(row->sigma) ? std::nan("") : row->high(),
              row->rearm_share * row->threshold,
              share / row->threshold};
    }
    const double threshold = d_.number("threshold");
    const double unit = d_.has("full_scale") ? 1.0 / d_.number("full_scale") : share / threshold;
    const auto sigma = d_.find("sigma");
    return {threshold - sigma.value_or(0.0),
            sigma ? threshold + *sigma : std::nan(""),
            d_.number("rearm") * threshold,
            unit};
  }

  void noted_range(const Range& range) {
    const double lsb = range.unit * maker_.scale();
    const int top = maker_.top();
    const auto microvolts = [](double v) { return fmt::format("{:.5g} uV", v); };
    (void)maker_.rounded("TH_LO", range.low * lsb, microvolts(range.low), 1, top);
    if (std::isnan(range.high)) {
      (void)maker_.rounded("TH_HI", top, "no upper end", 1, top);
      note("No sigma: the firing range begins at the threshold and has no upper end.");
    } else {
      (void)maker_.rounded("TH_HI", range.high * lsb, microvolts(range.high), 1, top);
    }
    (void)maker_.rounded("TH_REST", range.rest * lsb, microvolts(range.rest), 0, top);
  }

  /// On the scale of its own field: V_TH is threshold_share everywhere.
  network::FieldRegisters set_of(double field, const Range& own) {
    const InSitu* const measured = row(field);
    const Range range =
        measured != nullptr && !std::isnan(measured->threshold) ? range_of(measured) : own;
    const double lsb = range.unit * maker_.scale();
    const auto code = [&](double v) { return static_cast<int>(std::lround(v * lsb)); };
    network::FieldRegisters set;
    set.name = fmt::format("{:g} Oe", field);
    set.gate_en = gate_open(bar_, field, bar_.full_current);
    set.gain = set.gate_en ? field_gain(bar_, field) : 0;
    set.th_lo = code(range.low);
    set.th_hi = std::isnan(range.high) ? maker_.top() : std::min(code(range.high), maker_.top());
    set.th_rest = code(range.rest);
    if (set.gain <= kMostGain) return set;
    throw Error(ErrorCode::kRange,
                fmt::format("{} / GAIN", d_.where),
                fmt::format("drive at {:g} Oe is {} / {} of that at reference_field; expected at "
                            "most {}; choose another reference_field",
                            field,
                            set.gain,
                            kUnityGain,
                            kMostGain));
  }

  void add_sets(const Range& own) {
    std::vector<double> fields = d_.register_fields;
    if (fields.empty()) {
      for (const InSitu& each : bar_.fields) {
        if (std::find(fields.begin(), fields.end(), each.field) == fields.end()) {
          fields.push_back(each.field);
        }
      }
    }
    if (std::find(fields.begin(), fields.end(), field_) == fields.end()) {
      const bool full = fields.size() == 16;
      note(fmt::format("register_fields lacks {:g} Oe: it comes first{}.",
                       field_,
                       full ? fmt::format(", and {:g} Oe is left out", fields.back()) : ""));
      if (full) fields.pop_back();
      fields.insert(fields.begin(), field_);
    }
    network::Neuron& neuron = maker_.out.neuron;
    neuron.has_gain = true;
    for (const double field : fields) neuron.fields.push_back(set_of(field, own));
    maker_.out.fields = fields;
    const auto at = std::find(fields.begin(), fields.end(), field_);
    maker_.out.field_code = static_cast<int>(at - fields.begin());
    const network::FieldRegisters& set =
        neuron.fields[static_cast<std::size_t>(maker_.out.field_code)];
    if (!set.gate_en) {
      throw Error(ErrorCode::kRange,
                  d_.where + " / parameters / field",
                  fmt::format("{:g} Oe inhibits the device; expected a field at which it is "
                              "written; choose another",
                              field_));
    }
    maker_.out.entries.push_back(
        {"GAIN",
         set.gain,
         kUnityGain * pulse_drive(bar_, field_, bar_.full_current) /
             pulse_drive(bar_, bar_.reference_field, bar_.full_current),
         fmt::format("drive over that at {:g} Oe, in 1/{}", bar_.reference_field, kUnityGain)});
  }

  const Device& d_;
  Hall bar_;
  double field_;
  Maker maker_;
};

Registers leaky_registers(const Device& d, int frac_bits) {
  Maker maker(d, frac_bits);
  network::Neuron& neuron = maker.out.neuron;
  neuron.kind = network::NeuronKind::kLeaky;
  neuron.sb = kBetaBits;
  neuron.beta =
      maker.rounded("BETA", std::ldexp(d.number("beta"), kBetaBits), "beta", 0, 1 << kBetaBits);
  maker.out.entries.push_back({"SB", kBetaBits, kBetaBits, "shift of BETA"});
  neuron.threshold =
      maker.rounded("TH", d.number("threshold") * maker.scale(), "threshold", 1, maker.top());
  neuron.fields = {network::FieldRegisters{.name = "on"}};
  return maker.out;
}

double relative_error(const RegisterEntry& entry) {
  return entry.exact == 0.0 ? 0.0 : entry.value / entry.exact - 1.0;
}

}  // namespace

LeakCode leak_code(double kappa, int bits) {
  LeakCode code{static_cast<int>(std::lround(kappa)), 0};
  while (code.sa < 24 && std::lround(std::ldexp(kappa, code.sa + 1)) < (1L << bits)) {
    ++code.sa;
    code.ka = static_cast<int>(std::lround(std::ldexp(kappa, code.sa)));
  }
  return code;
}

Registers registers(const Device& device, int frac_bits) {
  if (frac_bits < 4 || frac_bits > 16) {
    throw Error(ErrorCode::kRange, "F", fmt::format("expected 4 to 16, got {}", frac_bits));
  }
  switch (device.law) {
    case Law::kDw:
      return dw_registers(device, frac_bits);
    case Law::kHall:
      return HallMaker(device, frac_bits).make();
    case Law::kLeaky:
      return leaky_registers(device, frac_bits);
  }
  expects(false, "a law that there is");
  return {};
}

std::string human_text(const Device& device, const Registers& registers) {
  std::vector<std::vector<std::string>> rows{
      {"register", "value", "exact", "error, LSB", "error, %", "stands for"}};
  for (const RegisterEntry& e : registers.entries) {
    rows.push_back({e.name,
                    std::to_string(e.value),
                    fmt::format("{:.7g}", e.exact),
                    fmt::format("{:+.3f}", e.value - e.exact),
                    fmt::format("{:+.3f}", 100.0 * relative_error(e)),
                    e.meaning});
  }
  std::string text = fmt::format("{}: {}\nF = {}, 1.0 is {} LSB\n\n{}",
                                 device.name,
                                 device.text,
                                 registers.neuron.frac_bits,
                                 1 << registers.neuron.frac_bits,
                                 text::table(rows));
  if (registers.neuron.fields.size() > 1) {
    std::vector<std::vector<std::string>> sets{
        {"code", "field", "GATE_EN", "GAIN", "TH_LO", "TH_HI", "TH_REST"}};
    for (const network::FieldRegisters& set : registers.neuron.fields) {
      sets.push_back({std::to_string(sets.size() - 1),
                      set.name,
                      std::to_string(set.gate_en ? 1 : 0),
                      std::to_string(set.gain),
                      std::to_string(set.th_lo),
                      std::to_string(set.th_hi),
                      std::to_string(set.th_rest)});
    }
    text += fmt::format(
        "\nRegister sets; the device works in {}:\n\n{}", registers.field_code, text::table(sets));
  }
  for (const std::string& note : registers.notes) text += note + "\n";
  return text;
}

std::string json_text(const Device& device, const Registers& registers) {
  Json values = Json::object();
  Json errors = Json::object();
  for (const RegisterEntry& e : registers.entries) {
    values[e.name] = e.value;
    errors[e.name] = {{"exact", e.exact},
                      {"lsb", e.value - e.exact},
                      {"relative", relative_error(e)},
                      {"stands_for", e.meaning}};
  }
  Json sets = Json::array();
  for (const network::FieldRegisters& set : registers.neuron.fields) {
    if (device.law == Law::kLeaky) break;
    Json json = {{"name", set.name}, {"GATE_EN", set.gate_en}};
    if (registers.neuron.has_gain) json["GAIN"] = set.gain;
    json["TH_LO"] = set.th_lo;
    json["TH_HI"] = set.th_hi;
    json["TH_REST"] = set.th_rest;
    sets.push_back(json);
  }
  const Json json = {{"device", device.name},
                     {"law", name_of(device.law)},
                     {"F", registers.neuron.frac_bits},
                     {"registers", values},
                     {"errors", errors},
                     {"field_code", registers.field_code},
                     {"register_sets", sets},
                     {"notes", registers.notes}};
  return json.dump(1) + "\n";
}

}  // namespace spinforge::device
