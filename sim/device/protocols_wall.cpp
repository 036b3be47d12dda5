// SPDX-License-Identifier: Apache-2.0
// Protocols of the q-phi wall, the micromagnetic reference: Figs. 6a-c and the match of 7a.
#include <fmt/format.h>

#include <cctype>
#include <cmath>
#include <limits>
#include <numbers>

#include "sim/device/protocol_parts.hpp"
#include "sim/device/wall.hpp"

namespace spinforge::device {
namespace {

constexpr double kZepto = 1e21;  // energies of one layer are a few 1e-21 J
constexpr int kStride = 25;      // a recorded point every 50 ps

Result wall_pulse_trains(const Settings& settings, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  const WallParameters& wall = set.wall;
  Result r{.title = "Wall position under pulse trains, q-phi model"};
  Panel panel{.x_label = "time (ns)", .y_label = "m_{z} = q/(L/2)", .y_low = -0.2, .y_high = 1.05};
  std::vector<double> spikes;
  for (const double f : settings.numbers("frequencies")) {
    const WallTrace trace = wall_trace(wall, pulse_train_mhz(set, f), 50e-9, false, kStride);
    const auto spike = wall_trace(wall, pulse_train_mhz(set, f), 100e-9, true).spike;
    if (r.columns.empty()) r.columns.push_back({"time_ns", scaled(trace.time, kNs)});
    r.columns.push_back({fmt::format("mz_{:.0f}mhz", f), trace.mz});
    r.columns.push_back({fmt::format("phi_rad_{:.0f}mhz", f), trace.phi});
    panel.series.push_back({mhz(f), scaled(trace.time, kNs), trace.mz});
    r.values.push_back({"first spike at " + mhz(f),
                        spike ? *spike * kNs : kNan,
                        "ns",
                        f == 500.0 ? "16 ns, elsewhere 15 ns" : ""});
    spikes.push_back(spike ? *spike * kNs : kNan);
  }
  mark_first_spikes(panel, spikes, 1.0);
  panel.bands.push_back(
      {wall.threshold_mz, wall.threshold_mz, fmt::format("threshold {:g}", wall.threshold_mz)});
  r.figure.panels.push_back(panel);
  r.paper_notes.push_back(
      fmt::format("theta_SH = {:g} and Hd = {:g} A/m are fitted to Fig. 6's two quoted times.",
                  wall.spin_hall,
                  wall.demag_field));
  return r;
}

Result demag_time(const Settings& settings, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  const WallParameters& wall = set.wall;
  Result r{.title = "Demagnetisation energy against time"};
  Panel domains{.title = "domains", .x_label = "time (ns)", .y_label = "E (zJ, one layer)"};
  Panel own{.title = "wall", .x_label = "time (ns)", .y_label = "E (zJ, one layer)"};
  for (const double f : settings.numbers("frequencies")) {
    const WallTrace trace = wall_trace(wall, pulse_train_mhz(set, f), 45e-9, false, kStride);
    const auto time = scaled(trace.time, kNs);
    const auto domain_energy = scaled(trace.domain_energy, kZepto);
    const auto wall_energy = scaled(trace.wall_energy, kZepto);
    if (r.columns.empty()) r.columns.push_back({"time_ns", time});
    r.columns.push_back({fmt::format("domain_zj_{:.0f}mhz", f), domain_energy});
    r.columns.push_back({fmt::format("wall_zj_{:.0f}mhz", f), wall_energy});
    domains.series.push_back({mhz(f), time, domain_energy});
    if (own.series.empty()) own.series.push_back({mhz(f), time, wall_energy});
  }
  r.paper_notes = {
      "The stable part of the paper (domain sizes) is the left panel. Its transient part follows "
      "each pulse in the right panel, but with the opposite sign: here the torque turns the wall's "
      "moment away from the Neel angle, which lowers its volume charges.",
      "Not modelled: the out-of-plane tilt of the spins under the torque, to which the paper "
      "ascribes the rise during a pulse, because q and phi describe the wall only."};
  r.figure = {.panels = {domains, own}, .columns = 2, .panel_width = 480};
  return r;
}

Result demag_position(const Settings&, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  const WallParameters& wall = set.wall;
  Result r{.title = "Demagnetisation energy against magnetisation"};
  const auto energy_at = [&](double m) {
    return domain_demagnetisation(wall, m * wall.length / 2.0) * kZepto;
  };
  const auto mz = range(-1.0, 1.0, 0.01);
  const auto energy = mapped(mz, energy_at);
  const auto field =
      mapped(mz, [&](double m) { return domain_field(wall, m * wall.length / 2.0); });
  r.columns = {{"mz", mz}, {"domain_zj", energy}, {"hz_a_per_m", field}};
  r.values = {{"restoring field at M_z = 0", domain_field(wall, 0.0), "A/m", "minimum at M_z = 0"},
              {"energy at the threshold", energy_at(wall.threshold_mz), "zJ", ""}};
  r.figure.panels.push_back({.x_label = "m_{z}",
                             .y_label = "E of the domains (zJ, one layer)",
                             .series = {{"", mz, energy}},
                             .key = "off",
                             .y_low = 0.0});
  r.notes.push_back(
      "The parabola is the model's assumption (Hz linear in q); its height comes from the fitted "
      "Hd, not from a magnetostatic calculation.");
  return r;
}

/// The compact model beside the wall, one panel a train, up to the wall's spike.
Result match(const Settings& settings, Devices devices) {
  const DwParameters set = dw_parameters(devices[0]);
  const WallParameters& wall = set.wall;
  Result r{.title = devices[0].label + " against the q-phi wall"};
  r.title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(r.title.front())));
  r.figure = {.columns = 2, .panel_width = 480, .panel_height = 280};
  for (const double f : settings.numbers("frequencies")) {
    const PulseTrain train = pulse_train_mhz(set, f);
    const WallTrace trace = wall_trace(wall, train, 100e-9, true, kStride);
    const DwTrace compact = train_trace(set, train, trace.time.back(), kStride * kWallStep);
    const auto reference = mapped(trace.mz, [&](double mz) { return m_of_mz(set.mtj, mz); });
    const auto time = scaled(trace.time, kNs);
    r.columns.push_back({fmt::format("time_ns_{:.0f}mhz", f), time});
    r.columns.push_back({fmt::format("m_wall_{:.0f}mhz", f), reference});
    r.columns.push_back({fmt::format("m_compact_{:.0f}mhz", f), compact.m});
    const double score = model_match(set, train);
    r.values.push_back({"1 - NRMSE at " + mhz(f), score, "", "above 90 %"});
    Panel panel{.title = fmt::format("{}: 1 − NRMSE = {:.3f}", mhz(f), score),
                .x_label = "time (ns)",
                .y_label = "m",
                .series = {{"q-phi wall", time, reference},
                           {"compact, " + devices[0].label, scaled(compact.time, kNs), compact.m}},
                .bands = {{set.threshold, set.threshold, ""}},
                .y_low = 0.0,
                .y_high = 0.85};
    r.figure.panels.push_back(panel);
  }
  const double j = set.pulse_amplitude;
  const WallTrace steady =
      wall_trace(wall, {.period = 1.0, .on = 1.0, .current = j}, 100e-9, true, kStride);
  const auto time = [](const std::optional<double>& t) { return t ? *t * kNs : kNan; };
  r.values.push_back(
      {"time to threshold, continuous current, q-phi", time(steady.spike), "ns", "15 ns, 16 ns"});
  r.values.push_back({"time to threshold, continuous current, " + devices[0].label,
                      time(time_to(set, 0.0, j, set.threshold)),
                      "ns",
                      "15 ns, 16 ns"});
  r.paper_notes.push_back(
      "The match is of pulse trains. Under continuous current set S, which the networks use, needs "
      "more than twice the wall's time: its leak was chosen for Fig. 7a, the wall for Fig. 6.");
  return r;
}

}  // namespace

std::vector<Protocol> wall_protocols() {
  return {
      {"pulse-train",
       "m_z(t) of the q-phi wall under 1 ns pulses",
       "Fig. 6c",
       {frequencies_parameter()},
       wall_pulse_trains},
      {"demag-time",
       "demagnetisation energy against time",
       "Fig. 6a",
       {frequencies_parameter()},
       demag_time},
      {"demag-position",
       "demagnetisation energy against magnetisation",
       "Fig. 6b",
       {},
       demag_position},
      {"match", "compact model against the wall", "Fig. 7a", {frequencies_parameter()}, match},
  };
}

}  // namespace spinforge::device
