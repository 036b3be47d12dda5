// SPDX-License-Identifier: Apache-2.0
// Protocols of the compact domain-wall neuron: Figs. 5b, 6c-f, 7a, 7b, 7e and the energy.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/device/dw_neuron.hpp"
#include "sim/device/protocol_parts.hpp"

namespace spinforge::device {
namespace {

constexpr double kSample = 0.05e-9;  // s, grid of the traces

Parameter set_parameter(const std::string& value) {
  return {.name = "set",
          .value = value,
          .text = "S network neuron, P pulse trains, L as printed",
          .choices = {"S", "P", "L"}};
}

/// Densities in a track.
Parameter density_parameter(const std::string& value, int most) {
  return number_parameter("currents", value, "1e11 A/m2", "current densities", 0.0, 20.0, most);
}

Parameter reset_parameter() {
  return number_parameter("reset", "3", "1e11 A/m2", "size of the reset pulse", 0.1, 20.0);
}

/// Output at position m of the wall.
double millivolts(const Mtj& mtj, double m) { return 1e3 * output_voltage(mtj, mz_of_m(mtj, m)); }
double threshold_mv(const Mtj& mtj) { return 1e3 * threshold_voltage(mtj); }

/// Positions at the times, in seconds, of a wall that starts at `from` under a current density.
std::vector<double> flows(const DwParameters& set,
                          double from,
                          double density,
                          const std::vector<double>& times) {
  return mapped(times, [&](double t) { return flow(set, from, density, t); });
}

const char* paper_spike(double f) {
  if (std::fabs(f - 500.0) < 1.0) return "16 ns, elsewhere 15 ns";
  return std::fabs(f - 333.0) < 1.0 ? "around 27 ns" : "";
}

/// m(t) under each train, ended 2 ns after its spike: the wall stays at the track's end.
Result pulse_trains(const Settings& settings, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  Result r{.title = "Free-layer magnetisation under pulse trains, " + devices[0].label};
  Panel panel{
      .x_label = "time (ns)", .y_label = "m_{z} = M_{z}/M_{s}", .y_low = -0.2, .y_high = 1.0};
  std::vector<double> spikes;
  for (const double f : settings.numbers("frequencies")) {
    const PulseTrain train = pulse_train_mhz(set, f);
    const auto spike = first_spike(set, train);
    const DwTrace trace = train_trace(set, train, 50e-9, kSample);
    const auto mz = mapped(trace.m, [&](double m) { return mz_of_m(set.mtj, m); });
    if (r.columns.empty()) r.columns.push_back({"time_ns", scaled(trace.time, kNs)});
    r.columns.push_back({fmt::format("mz_{:.0f}mhz", f), mz});
    r.values.push_back(
        {"first spike at " + mhz(f), spike ? spike->time * kNs : kNan, "ns", paper_spike(f)});
    r.values.push_back(
        {"pulse of the spike at " + mhz(f), spike ? 1.0 * spike->pulse : kNan, "", ""});
    panel.series.push_back({mhz(f), scaled(trace.time, kNs), mz});
    spikes.push_back(spike ? spike->time * kNs : kNan);
  }
  mark_first_spikes(panel, spikes, mz_of_m(set.mtj, set.track_end));
  panel.bands.push_back({set.mtj.threshold_mz,
                         set.mtj.threshold_mz,
                         fmt::format("threshold {:g}", set.mtj.threshold_mz)});
  r.figure.panels.push_back(panel);
  r.notes.push_back(fmt::format("No reset is applied; the track ends at m_z = {:g}.",
                                mz_of_m(set.mtj, set.track_end)));
  return r;
}

Result voltage(const Settings& settings, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  Result r{.title = "Output voltage under pulse trains, " + devices[0].label};
  Panel panel{.x_label = "time (ns)", .y_label = "V_{out} (mV)", .y_high = 71.0};
  std::vector<double> spikes;
  for (const double f : settings.numbers("frequencies")) {
    const PulseTrain train = pulse_train_mhz(set, f);
    const DwTrace trace = train_trace(set, train, 50e-9, kSample);
    const auto mv = mapped(trace.m, [&](double m) { return millivolts(set.mtj, m); });
    if (r.columns.empty()) r.columns.push_back({"time_ns", scaled(trace.time, kNs)});
    r.columns.push_back({fmt::format("vout_mv_{:.0f}mhz", f), mv});
    panel.series.push_back({mhz(f), scaled(trace.time, kNs), mv});
    const auto spike = first_spike(set, train);
    spikes.push_back(spike ? spike->time * kNs : kNan);
  }
  mark_first_spikes(panel, spikes, millivolts(set.mtj, set.track_end));
  panel.bands.push_back({threshold_mv(set.mtj), threshold_mv(set.mtj), "V_{th}"});
  r.figure.panels.push_back(panel);
  r.values = {{"V_out at rest", 1e3 * output_voltage(set.mtj, set.mtj.rest_mz), "mV", "55 mV"},
              {"V_out at the end of the track", millivolts(set.mtj, set.track_end), "mV", "70 mV"},
              {"V_th", threshold_mv(set.mtj), "mV", ""}};
  return r;
}

Result layers(const Settings& settings, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  const Mtj& mtj = set.mtj;
  const PulseTrain train = pulse_train_mhz(set, settings.number("frequency"));
  const bool quoted = settings.number("frequency") == 500.0;
  Result r{.title =
               fmt::format("Five and eight layers at {:.0f} MHz", settings.number("frequency"))};
  Panel ohm{.title = "resistance", .x_label = "time (ns)", .y_label = "R (Ω)", .y_high = 610.0};
  Panel volt{
      .title = "output voltage", .x_label = "time (ns)", .y_label = "V_{out} (mV)", .y_high = 71.0};
  for (const int n : {5, 8}) {
    const DwParameters scaled_set = with_layers(set, n);
    const DwTrace trace = train_trace(scaled_set, train, 25e-9, kSample);
    const auto resistances =
        mapped(trace.m, [&](double m) { return resistance(mtj, mz_of_m(mtj, m)); });
    const auto voltages = mapped(trace.m, [&](double m) { return millivolts(set.mtj, m); });
    const std::string name = fmt::format("L{}", n);
    if (r.columns.empty()) r.columns.push_back({"time_ns", scaled(trace.time, kNs)});
    r.columns.push_back({"r_ohm_" + name, resistances});
    r.columns.push_back({"vout_mv_" + name, voltages});
    ohm.series.push_back({name, scaled(trace.time, kNs), resistances});
    volt.series.push_back({name, scaled(trace.time, kNs), voltages});
    const auto spike = first_spike(scaled_set, train);
    r.values.push_back({"first spike, " + name,
                        spike ? spike->time * kNs : kNan,
                        "ns",
                        n == 5   ? "faster than L8"
                        : quoted ? "15 ns"
                                 : ""});
    r.values.push_back(
        {"leak at m = 0.7, " + name, -slope(scaled_set, 0.7, 0.0) * 1e-9, "1/ns", ""});
  }
  r.values.push_back({"R at rest", resistance(mtj, mtj.rest_mz), "ohm", "380 ohm"});
  r.values.push_back({"R at the end of the track",
                      resistance(mtj, mz_of_m(mtj, set.track_end)),
                      "ohm",
                      "590 ohm"});
  volt.bands.push_back({threshold_mv(set.mtj), threshold_mv(set.mtj), "V_{th}"});
  r.figure = {.panels = {ohm, volt}, .columns = 2, .panel_width = 480};
  return r;
}

Result dc(const Settings& settings, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  Result r{.title = "Continuous current, " + devices[0].label};
  Panel panel{.x_label = "time (ns)", .y_label = "m", .y_low = 0.0, .y_high = 0.85};
  for (const double j : settings.numbers("currents")) {
    const auto times = range(0.0, 40e-9, 0.1e-9);
    const auto time = scaled(times, kNs);
    const auto m = flows(set, 0.0, j * 1e11, times);
    const std::string name = fmt::format("J = {}×10¹¹ A/m²", label(j));
    if (r.columns.empty()) r.columns.push_back({"time_ns", time});
    r.columns.push_back({fmt::format("m_{}e11", label(j)), m});
    panel.series.push_back({name, time, m});
    const auto reach = time_to(set, 0.0, j * 1e11, set.threshold);
    r.values.push_back({"time to threshold, " + name,
                        reach ? *reach * kNs : kNan,
                        "ns",
                        j == 1.0 ? "15 ns, 16 ns" : ""});
  }
  r.values.push_back({"saturation m* at 1e11", saturation(set, 1e11), "", "threshold near it"});
  r.values.push_back({"slope at threshold / slope at rest, 1e11",
                      slope(set, set.threshold, 1e11) / slope(set, 0.0, 1e11),
                      "",
                      "sharp at first, then the leak dominates"});
  panel.bands.push_back(
      {set.threshold, set.threshold, fmt::format("threshold {:g}", set.threshold)});
  r.figure.panels.push_back(panel);
  return r;
}

Result dc_sweep(const Settings&, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  Result r{.title = "Latency against continuous current, " + devices[0].label};
  const auto js = range(0.80, 5.0, 0.02);
  const auto latency = mapped(js, [&](double j) {
    return time_to(set, 0.0, j * 1e11, set.threshold).value_or(kNan) * kNs;
  });
  r.columns = {{"j_1e11_a_per_m2", js}, {"latency_ns", latency}};
  r.values = {{"rheobase", rheobase(set) * 1e-11, "1e11 A/m2", ""}};
  r.figure.panels.push_back({.x_label = "J (10¹¹ A/m²)",
                             .y_label = "time to threshold (ns)",
                             .series = {{"", js, latency}},
                             .key = "off",
                             .y_low = 0.0});
  return r;
}

Result firing(const Settings& settings, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  const double reset = -1e11 * settings.number("reset");
  Result r{.title = "Firing under increasing current density"};
  r.figure = {.shared_x = true, .panel_height = 200};
  for (const double j : settings.numbers("currents")) {
    const DwTrace trace = firing_trace(set, j * 1e11, 100e-9, reset, 0.1e-9);
    if (r.columns.empty()) r.columns.push_back({"time_ns", scaled(trace.time, kNs)});
    r.columns.push_back({fmt::format("m_{}e11", label(j)), trace.m});
    r.values.push_back({fmt::format("spikes in 100 ns at {}×10¹¹ A/m²", label(j)),
                        1.0 * static_cast<double>(trace.spikes.size()),
                        "",
                        "rises with J"});
    Panel panel{
        .title = fmt::format("J = {}×10¹¹ A/m²", label(j)),
        .x_label = "time (ns)",
        .y_label = "m",
        .series = {{"", scaled(trace.time, kNs), trace.m},
                   spike_marks(scaled(trace.spikes, kNs),
                               std::vector(trace.spikes.size(), set.threshold))},
        .bands = {{set.threshold, set.threshold, fmt::format("threshold {:g}", set.threshold)}},
        .key = r.figure.panels.empty() ? "" : "off",
        .y_step = 0.25,
        .y_low = 0.0,
        .y_high = 0.9};
    r.figure.panels.push_back(panel);
  }
  return r;
}

Result rate(const Settings& settings, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  const double reset = -1e11 * settings.number("reset");
  Result r{.title = "Spike rate against current density, " + devices[0].label};
  const auto rate_at = [&](double j) { return firing_rate(set, j * 1e11, reset) * 1e-6; };
  // The paper's densities, and from where firing begins.
  const double onset = rheobase(set) * 1e-11;
  const double low = onset > 0.8 ? 0.8 : 0.0;
  const double high = std::max(5.0, 2.0 * onset);
  const auto js = range(low, high, 0.005 * high);
  const auto rates = mapped(js, rate_at);
  r.columns = {{"j_1e11_a_per_m2", js}, {"rate_mhz", rates}};
  for (const double j : {0.9, 0.95, 1.0, 1.2, 1.5, 2.0, 3.0, 5.0}) {
    r.values.push_back(
        {fmt::format("rate at {}×10¹¹ A/m²", label(j)), rate_at(j), "MHz", "rises with J"});
  }
  // The rate has a vertical tangent where firing begins: drawn from values that crowd there.
  Series curve{.x = {js.front(), onset}, .y = {0.0, 0.0}};
  for (const double above : {1e-12, 1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2}) {
    curve.x.push_back(onset * (1.0 + above));
  }
  for (const double j : js) {
    if (j > curve.x.back()) curve.x.push_back(j);
  }
  for (std::size_t i = 2; i < curve.x.size(); ++i) curve.y.push_back(rate_at(curve.x[i]));
  r.values.push_back({"rheobase", onset, "1e11 A/m2", ""});
  r.figure.panels.push_back({.x_label = "J (10¹¹ A/m²)",
                             .y_label = "spike rate (MHz)",
                             .series = {curve},
                             .key = "off",
                             .y_low = 0.0});
  return r;
}

Result leak(const Settings&, Devices devices) {
  Result r{.title = "Leak with the current off"};
  Panel panel{.x_label = "time after the current (ns)", .y_label = "m", .y_low = 0.0};
  for (const Device& device : devices) {
    const DwParameters set = dw_parameters(device);
    const auto times = range(0.0, 70e-9, 0.2e-9);
    const auto time = scaled(times, kNs);
    const auto m = flows(set, set.threshold, 0.0, times);
    if (r.columns.empty()) r.columns.push_back({"time_ns", time});
    r.columns.push_back({fmt::format("m_{}", device.neuron), m});
    panel.series.push_back({device.label, time, m});
    const double half = *time_to(set, set.threshold, 0.0, set.threshold / 2.0);
    const double rest = *time_to(set, set.threshold, 0.0, 0.0);
    r.values.push_back({"half of the threshold, " + device.label, half * kNs, "ns", ""});
    r.values.push_back({"back at rest, " + device.label, rest * kNs, "ns", ""});
  }
  const Device& last = devices.back();
  for (const double off : {1.0, 1.5, 2.0, 3.0}) {
    for (const double m : {0.7, 0.2}) {
      r.values.push_back({fmt::format("loss of {} in {} ns off from m = {}", last.neuron, off, m),
                          m - flow(dw_parameters(last), m, 0.0, off * 1e-9),
                          "",
                          "more at lower frequency, more at larger m"});
    }
  }
  r.figure.panels.push_back(panel);
  return r;
}

Result reset(const Settings& settings, Devices devices) {
  Result r{.title = "Reset pulse from the threshold"};
  Panel panel{.x_label = "time (ns)", .y_label = "m", .y_low = 0.0};
  const DwParameters set = dw_parameters(devices[0]);
  for (const double j : settings.numbers("currents")) {
    const auto times = range(0.0, 8e-9, 0.02e-9);
    const auto time = scaled(times, kNs);
    const auto m = flows(set, set.threshold, -j * 1e11, times);
    const std::string name = fmt::format("J = -{}×10¹¹ A/m²", label(j));
    if (r.columns.empty()) r.columns.push_back({"time_ns", time});
    r.columns.push_back({fmt::format("m_minus{}e11", label(j)), m});
    panel.series.push_back({name, time, m});
    r.values.push_back({"at rest after, " + name,
                        *time_to(set, set.threshold, -j * 1e11, 0.0) * kNs,
                        "ns",
                        "a short pulse in the opposite direction"});
  }
  r.figure.panels.push_back(panel);
  return r;
}

Result energy(const Settings& settings, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  Result r{.title = "Writing energy of one spike"};
  const auto picojoules = [&](double f) {
    return spike_energy_trajectory(set, pulse_train_mhz(set, f)).value_or(kNan) * 1e12;
  };
  const auto frequency = range(240.0, 600.0, 1.0);
  const auto trajectory = mapped(frequency, picojoules);
  r.columns = {{"frequency_mhz", frequency}, {"energy_pj", trajectory}};
  r.values = {
      {fmt::format(
           "bookkeeping, I^2 x {:g} ohm x {:g} ns", set.write_resistance, set.spike_on_time * kNs),
       spike_energy_bookkeeping(set) * 1e12,
       "pJ",
       "11.7 pJ"}};
  for (const double f : settings.numbers("frequencies")) {
    r.values.push_back({fmt::format("integral of I^2 R(m), {} at {}", devices[0].neuron, mhz(f)),
                        picojoules(f),
                        "pJ",
                        std::fabs(f - 500.0) < 1.0 ? "11.7 pJ" : ""});
  }
  const double stated = set.spike_energy * 1e12;
  r.paper_notes.push_back(fmt::format(
      "{:g} pJ is matched by bookkeeping only: it takes the plan area {:g} nm x {:g} nm "
      "as the cross-section of the current.",
      stated,
      set.wall.length * kNs,
      set.wall.width * kNs));
  r.figure.panels.push_back({.x_label = "pulse frequency (MHz)",
                             .y_label = "energy per spike (pJ)",
                             .series = {{"integral over the trajectory", frequency, trajectory}},
                             .bands = {{stated, stated, fmt::format("paper, {:g} pJ", stated)}},
                             .y_low = 0.0,
                             .y_high = 18.0});
  return r;
}

}  // namespace

std::vector<Protocol> dw_protocols() {
  const Parameter frequency =
      number_parameter("frequency", "500", "MHz", "of 1 ns pulses", 1.0, 900.0);
  return {
      {"pulse-train",
       "m_z(t) under 1 ns pulses at several frequencies",
       "Fig. 6c",
       {set_parameter("P"), frequencies_parameter()},
       pulse_trains},
      {"voltage",
       "V_out(t) under the same trains",
       "Fig. 6d",
       {set_parameter("P"), frequencies_parameter()},
       voltage},
      {"layers",
       "R(t) and V_out(t) of devices with 5 and 8 layers",
       "Fig. 6e-f",
       {set_parameter("P"), frequency},
       layers},
      {"dc",
       "m(t) under continuous currents: rise, leak, saturation",
       "Fig. 7a",
       {set_parameter("S"), density_parameter("0.9,1,1.2,2", 8)},
       dc},
      {"dc-sweep",
       "time to threshold against continuous J",
       "text at Fig. 6",
       {set_parameter("S")},
       dc_sweep},
      {"firing",
       "integrate, fire and reset at increasing J",
       "Fig. 7b",
       {set_parameter("S"), density_parameter("1,1.5,2,3", 6), reset_parameter()},
       firing},
      {"rate", "spike rate against J", "Fig. 7e", {set_parameter("S"), reset_parameter()}, rate},
      {"leak", "decay with the current off", "Fig. 5b", {}, leak, {"dw-s", "dw-p"}},
      {"reset",
       "the reset pulse",
       "text at eq. 3",
       {set_parameter("S"),
        number_parameter(
            "currents", "1,3", "1e11 A/m2", "sizes of the reset pulse", 0.01, 20.0, 6)},
       reset},
      {"energy",
       "writing energy of one spike",
       "conclusion",
       {frequencies_parameter()},
       energy,
       {"dw-p"}},
  };
}

}  // namespace spinforge::device
