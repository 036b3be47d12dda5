// SPDX-License-Identifier: Apache-2.0
// Protocols of the measured Hall-bar neuron, ex situ: Figs. 1d, 2, 3, 7c and 7d.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/device/hall.hpp"
#include "sim/device/printed.hpp"
#include "sim/device/protocol_parts.hpp"

namespace spinforge::device {
namespace {

constexpr const char* kSlotLabel = "measurement (slot)";

Parameter currents(const std::string& value, int most) {
  return current_parameter(value, "write current", most);
}

Parameter fields(const std::string& value, int most) {
  return field_parameter(value, "bias field", most);
}

Parameter threshold(const std::string& value) {
  return number_parameter("threshold", value, "uV", "of the comparator", 0.01, 1000.0);
}

Parameter pulse_count(const std::string& value) {
  return count_parameter("pulses", value, "write pulses");
}

std::vector<double> slot_axis(std::size_t count) {
  return range(1.0, static_cast<double>(count), 1.0);
}

/// Reported voltage: sgn(H) * v.
std::vector<double> reported(double field, const HallRun& run) {
  return scaled(run.v, field < 0.0 ? -1.0 : 1.0);
}

std::string conditions(const Hall& bar, double field, double current) {
  const auto density = current_density(bar, current);
  return fmt::format("{} Oe, {} mA", label(field), label(current)) +
         (density ? fmt::format(" ({:.3g}×10¹⁰ A/m²)", 1e-10 * *density) : "");
}

/// The write slots that fired.
Series marks_of(const Hall& bar,
                const HallRun& run,
                const std::vector<double>& slots,
                const std::vector<double>& voltage) {
  Series spikes = spike_marks({}, {});
  for (const int pulse : run.spikes) {
    const auto slot = static_cast<std::size_t>((pulse - 1) * (bar.reads + 1));
    spikes.x.push_back(slots[slot]);
    spikes.y.push_back(voltage[slot]);
  }
  return spikes;
}

Result lif(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  const double field = s.number("field");
  const double current = s.number("current");
  const HallRun run = run_ex_situ(bar, field, current, s.count("pulses"), s.number("threshold"));
  const auto voltage = reported(field, run);
  const auto slots = slot_axis(voltage.size());
  Result r{.title = "Leaky integrate and fire, " + conditions(bar, field, current)};
  const Series spikes = marks_of(bar, run, slots, voltage);
  const bool quoted = field == 220.0 && current == 13.0;  // the conditions of Fig. 1d
  r.columns = {{"slot", slots}, {"voltage_uv", voltage}, {"spike_slot", spikes.x}};
  r.values = {{"amplitude after 10 pulses",
               amplitude(bar, field, current),
               "uV",
               printed::amplitude(field, current)},
              {"pulse of the first spike",
               run.spikes.empty() ? std::nan("") : 1.0 * run.spikes.front(),
               "",
               quoted ? "within 10 pulses" : ""}};
  const double level = field < 0.0 ? -s.number("threshold") : s.number("threshold");
  r.figure.panels.push_back(
      {.x_label = kSlotLabel,
       .y_label = "V (µV)",
       .series = {{"ex situ", slots, voltage, Style::kLinePoints}, spikes},
       .bands = {{level, level, fmt::format("threshold {} µV", label(level))}}});
  r.notes.push_back("After a spike the field reset takes the whole next cycle.");
  return r;
}

Result field_traces(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  const double current = s.number("current");
  Result r{.title = fmt::format("Field gating at {} mA", label(current))};
  Panel panel{.x_label = kSlotLabel, .y_label = "V (µV)"};
  for (const double field : s.numbers("fields")) {
    const auto voltage = reported(field, run_ex_situ(bar, field, current));
    if (r.columns.empty()) r.columns.push_back({"slot", slot_axis(voltage.size())});
    r.columns.push_back({fmt::format("voltage_uv_{}oe", label(field)), voltage});
    panel.series.push_back({label(field) + " Oe", r.columns.front().values, voltage, Style::kLine});
    r.values.push_back({"amplitude at " + label(field) + " Oe",
                        amplitude(bar, field, current),
                        "uV",
                        printed::amplitude(field, current)});
  }
  if (const auto density = current_density(bar, current)) {
    r.values.push_back(
        {"current density", 1e-10 * *density, "1e10 A/m2", printed::density(current)});
  }
  r.figure.panels.push_back(panel);
  return r;
}

Result current_traces(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  const double field = s.number("field");
  Result r{.title = fmt::format("Write current at {} Oe", label(field))};
  Panel panel{.x_label = kSlotLabel, .y_label = "V (µV)"};
  for (const double current : s.numbers("currents")) {
    const auto voltage = reported(field, run_ex_situ(bar, field, current));
    if (r.columns.empty()) r.columns.push_back({"slot", slot_axis(voltage.size())});
    r.columns.push_back({fmt::format("voltage_uv_{}ma", label(current)), voltage});
    panel.series.push_back(
        {label(current) + " mA", r.columns.front().values, voltage, Style::kLine});
    r.values.push_back({"amplitude at " + label(current) + " mA",
                        amplitude(bar, field, current),
                        "uV",
                        printed::amplitude(field, current)});
  }
  r.figure.panels.push_back(panel);
  return r;
}

/// V against field and measurement, one map a current: Figs. 2b and 3c-f.
Result maps(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  const std::vector<double>& all = s.numbers("currents");
  Result r{.title = fmt::format("Voltage against bias field and measurement at {}{} mA",
                                label(all.front()),
                                all.size() > 1 ? " to " + label(all.back()) : "")};
  double extent = 0.0;  // one colour scale for all currents, so that they can be compared
  const auto field_axis = range(-500.0, 500.0, 20.0);
  const auto slots = slot_axis(static_cast<std::size_t>(bar.pulses * (1 + bar.reads)));
  Column field_column{"field_oe"}, slot_column{"slot"};
  for (const double field : field_axis) {
    for (const double slot : slots) {
      field_column.values.push_back(field);
      slot_column.values.push_back(slot);
    }
  }
  r.columns = {field_column, slot_column};
  for (const double current : all) {
    HeatMap map{.x = slots, .y = field_axis, .label = "V (µV)", .palette = Palette::kDiverging};
    for (const double field : field_axis) {
      const auto voltage = reported(field, run_ex_situ(bar, field, current));
      map.value.insert(map.value.end(), voltage.begin(), voltage.end());
    }
    const auto [low, high] = std::minmax_element(map.value.begin(), map.value.end());
    extent = std::max({extent, *high, -*low});
    const auto add = [&](const char* which, const double& v, const printed::Extreme& paper) {
      const auto row = static_cast<std::size_t>(&v - map.value.data()) / slots.size();
      const std::string at = fmt::format("{} at {} mA", which, label(current));
      r.values.push_back({at, v, "uV", paper.voltage});
      r.values.push_back({"field of the " + at, field_axis[row], "Oe", paper.field});
    };
    add("largest", *high, printed::largest(current));
    add("lowest", *low, printed::lowest(current));
    r.columns.push_back({fmt::format("voltage_uv_{}ma", label(current)), map.value});
    r.figure.panels.push_back({.title = all.size() > 1 ? label(current) + " mA" : "",
                               .x_label = kSlotLabel,
                               .y_label = "bias field (Oe)",
                               .map = map,
                               .key = "off"});
  }
  for (Panel& panel : r.figure.panels) panel.map->extent = extent;
  r.figure.columns = 2;
  r.figure.panel_width = all.size() == 1 ? 600 : 480;
  return r;
}

Result field_current_map(const Settings&, Devices devices) {
  const Hall bar = hall(devices[0]);
  Result r{.title = "Amplitude after 10 pulses against field and current"};
  HeatMap map{.x = range(-500.0, 500.0, 20.0),
              .y = range(3.0, 15.0, 0.5),
              .label = "V (µV)",
              .palette = Palette::kDiverging};
  Column field_column{"field_oe"}, current_column{"current_ma"};
  for (const double current : map.y) {
    for (const double field : map.x) {
      field_column.values.push_back(field);
      current_column.values.push_back(current);
      map.value.push_back(amplitude(bar, field, current));
    }
  }
  r.columns = {field_column, current_column, {"amplitude_uv", map.value}};
  r.figure.panels.push_back(
      {.x_label = "bias field (Oe)", .y_label = "write current (mA)", .map = map, .key = "off"});
  return r;
}

Result windows(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  Result r{.title = "Bias window of each current"};
  Panel panel{.x_label = "bias field (Oe)", .y_label = "g(H;I)", .y_low = 0.0, .y_high = 1.05};
  const auto field_axis = range(-500.0, 500.0, 5.0);
  r.columns.push_back({"field_oe", field_axis});
  for (const double current : s.numbers("currents")) {
    const auto g = mapped(field_axis, [&](double field) { return window(bar, field, current); });
    r.columns.push_back({fmt::format("g_{}ma", label(current)), g});
    panel.series.push_back({label(current) + " mA", field_axis, g});
    r.values.push_back({fmt::format("width at half height, H > 0, {} mA", label(current)),
                        2.0 * bias_window(bar, true, current).half_width,
                        "Oe",
                        "narrower at lower current"});
  }
  panel.bands.push_back({bar.gate_level, bar.gate_level, "gate opens"});
  r.figure.panels.push_back(panel);
  return r;
}

/// Fig. 2a as far as the compact model goes: what the current can reach at each bias field.
Result hysteresis(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  const double current = s.number("current");
  const HallReadout readout = hall_readout(devices[0]);
  Result r{.title = fmt::format("Memory window at {} mA", label(current))};
  const auto field_axis = range(-500.0, 500.0, 5.0);
  std::vector<double> rest, reached, ordinary, mz;
  for (const double field : field_axis) {
    const double v = amplitude(bar, field, current);
    ordinary.push_back(ordinary_voltage(readout, field));
    rest.push_back(ordinary.back());
    reached.push_back(ordinary.back() + v);
    mz.push_back(mz_of_voltage(readout, field, reached.back()));
  }
  r.columns = {{"field_oe", field_axis},
               {"after_set_uv", rest},
               {"after_10_pulses_uv", reached},
               {"ordinary_hall_uv", ordinary},
               {"delta_mz", mz}};
  r.values = {
      {"memory window at 220 Oe", amplitude(bar, 220.0, current), "uV", "evident, 150..230 Oe"},
      {"memory window at 0 Oe", amplitude(bar, 0.0, current), "uV", "pinched, -100..100 Oe"},
      {"memory window at 500 Oe", amplitude(bar, 500.0, current), "uV", "pinched, saturation"}};
  r.notes = {
      "Not modelled: the major loop itself (coercive field, saturation branches, shape), because "
      "the state v counts only what the current switches after the set field, and no curve of Fig. "
      "2a is available as numbers. The opening between the two branches is carried: it is where "
      "the current can write.",
      "Voltages follow eq. 1; its topological term is zero, because no skyrmion density is known."};
  r.paper_notes = {"The coefficients of eq. 1 are free choices."};
  r.figure.panels.push_back(
      {.x_label = "bias field (Oe)",
       .y_label = "V_{xy} − V_{bg} (µV)",
       .series = {{.name = "after the set field", .x = field_axis, .y = rest, .width = 4.0},
                  {"after 10 pulses", field_axis, reached}},
       .regions = printed::regions()});
  return r;
}

Result spiking(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  const double field = s.number("field");
  const double level = s.number("threshold");
  Result r{.title = fmt::format("Ex-situ spiking at {} Oe, threshold {} µV", label(field), level)};
  r.figure = {.shared_x = true, .panel_height = 200};
  for (const double current : s.numbers("currents")) {
    const HallRun run = run_ex_situ(bar, field, current, s.count("pulses"), level);
    const auto voltage = reported(field, run);
    if (r.columns.empty()) r.columns.push_back({"slot", slot_axis(voltage.size())});
    r.columns.push_back({fmt::format("voltage_uv_{}ma", label(current)), voltage});
    r.values.push_back({"spikes at " + label(current) + " mA",
                        1.0 * static_cast<double>(run.spikes.size()),
                        "",
                        "rises with the current"});
    const double drawn = field < 0.0 ? -level : level;
    r.figure.panels.push_back({.title = label(current) + " mA",
                               .x_label = kSlotLabel,
                               .y_label = "V (µV)",
                               .series = {{"", r.columns.front().values, voltage},
                                          marks_of(bar, run, r.columns.front().values, voltage)},
                               .bands = {{drawn, drawn, fmt::format("threshold {:g} µV", drawn)}},
                               .key = r.figure.panels.empty() ? "" : "off",
                               .y_step = std::max(0.5, std::round(level / 2.0))});
  }
  return r;
}

Result hall_rate(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  const int pulses = s.count("pulses");
  Result r{.title = "Ex-situ spike rate against write current"};
  const auto spikes_at = [&](double current) {
    return 1.0 * spike_count(bar, s.number("field"), current, s.number("threshold"), pulses);
  };
  const auto current_axis = range(4.0, 15.0, 0.25);
  const auto rates = mapped(current_axis, spikes_at);
  r.columns = {{"current_ma", current_axis}, {"spikes", rates}};
  for (const double current : {6.0, 10.0, 13.0}) {
    r.values.push_back(
        {"spikes at " + label(current) + " mA", spikes_at(current), "", "rises with the current"});
  }
  r.figure.panels.push_back({.x_label = "write current (mA)",
                             .y_label = fmt::format("spikes in {} pulses", pulses),
                             .series = {{"", current_axis, rates, Style::kSteps}},
                             .key = "off",
                             .y_low = 0.0});
  return r;
}

Result rate_field(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  const int pulses = s.count("pulses");
  const double current = s.number("current");
  Result r{.title = fmt::format("Ex-situ spike rate against bias field, {} mA", label(current))};
  const auto spikes_at = [&](double field) {
    return 1.0 * spike_count(bar, field, current, s.number("threshold"), pulses);
  };
  const auto field_axis = range(-400.0, 400.0, 10.0);
  const auto rates = mapped(field_axis, spikes_at);
  r.columns = {{"field_oe", field_axis}, {"spikes", rates}};
  for (const double field : {0.0, 100.0, 150.0, 160.0, 180.0, 200.0, 220.0, 250.0, 300.0}) {
    r.values.push_back(
        {"spikes at " + label(field) + " Oe", spikes_at(field), "", "field controls the rate"});
  }
  r.figure.panels.push_back({.x_label = "bias field (Oe)",
                             .y_label = fmt::format("spikes in {} pulses", pulses),
                             .series = {{"", field_axis, rates, Style::kSteps}},
                             .key = "off",
                             .y_low = 0.0});
  return r;
}

}  // namespace

std::vector<Protocol> hall_protocols() {
  return {
      {"lif",
       "one neuron with threshold and reset",
       "Fig. 1d",
       {fields("220", 1), currents("13", 1), threshold("15"), pulse_count("20")},
       lif},
      {"hysteresis", "memory window against field", "Fig. 2a", {currents("15", 1)}, hysteresis},
      {"map",
       "V against field and measurement, one map a current",
       "Figs. 2b, 3c-f",
       {currents("15,13,10,6", 6)},
       maps},
      {"fields",
       "traces at one current and several fields",
       "Figs. 2c, 2d, 3a",
       {currents("15", 1), fields("-500,-220,0,220,500", 10)},
       field_traces},
      {"currents",
       "traces at one field and several currents",
       "Fig. 3b",
       {fields("200", 1), currents("6,8,10,15", 10)},
       current_traces},
      {"field-current-map",
       "amplitude against field and current",
       "Figs. 2 and 3",
       {},
       field_current_map},
      {"window",
       "the bias window of each current",
       "Figs. 3c-f",
       {currents("6,8,10,13,15", 8)},
       windows},
      {"spiking",
       "spike trains at several currents",
       "Fig. 7c",
       {fields("200", 1), currents("6,10,13", 6), threshold("4"), pulse_count("60")},
       spiking},
      {"rate",
       "spike rate against current",
       "Fig. 7d",
       {fields("200", 1), threshold("4"), pulse_count("200")},
       hall_rate},
      {"rate-field",
       "spike rate against field",
       "text at Fig. 4",
       {currents("10", 1), threshold("4"), pulse_count("200")},
       rate_field},
  };
}

}  // namespace spinforge::device
