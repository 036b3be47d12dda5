// SPDX-License-Identifier: Apache-2.0
// Protocols of the measured Hall-bar neuron, in situ: Fig. 4 and the procedure of the Methods.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "gen/base/text.hpp"
#include "sim/device/hall.hpp"
#include "sim/device/protocol_parts.hpp"

namespace spinforge::device {
namespace {

constexpr int kFractionBits = 14;  // of the registers that are shown
constexpr int kPremature = 2;      // pulses within which hardly any operation fires

Parameter measured_fields(const std::string& value, int most) {
  return field_parameter(value, "180, 200 or 220", most);
}

Parameter operations(const std::string& value, double high) {
  return count_parameter("operations", value, "of 10 pulses each", high);
}

/// Every field draws from its own stream, so that adding a field leaves the others as they were.
std::uint64_t stream(const Settings& s, const InSitu& field) {
  const double whole = std::floor(field.field);
  const auto part = static_cast<std::uint64_t>(std::ldexp(field.field - whole, 20));
  return static_cast<std::uint64_t>(s.number("seed")) * 1000U +
         static_cast<std::uint64_t>(static_cast<std::int64_t>(whole)) + (part << 40U);
}

double rest_voltage(const InSitu& field, Gaussian& noise) {
  return std::max(field.rest_share * field.threshold * noise.next(), 0.0);
}

std::string oe(double field) { return label(field) + " Oe"; }

/// The device run again and again with a field reset in between: Figs. 4a and 4b.
Result repeated(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  Result r{.title = fmt::format("{} operations in situ", s.count("operations"))};
  constexpr int kFewOperations = 20;  // more of them need a panel for each field
  const bool together = s.count("operations") <= kFewOperations;
  r.figure = {.shared_x = !together, .panel_width = 900, .panel_height = together ? 380 : 230};
  for (const double h : s.numbers("fields")) {
    const InSitu& field = in_situ(bar, h);
    Gaussian noise(stream(s, field));
    std::vector<double> voltage;
    double lowest = 1e9;
    double highest = 0.0;
    for (int i = 0; i < s.count("operations"); ++i) {
      const double rest = rest_voltage(field, noise);
      voltage.push_back(field.background + rest);
      for (const double v : operation(field, rest, noise)) voltage.push_back(field.background + v);
      const double peak = *(voltage.end() - (1 + field.reads));  // after the last write
      lowest = std::min(lowest, peak);
      highest = std::max(highest, peak);
    }
    if (r.columns.empty()) {
      r.columns.push_back({"slot", range(1.0, static_cast<double>(voltage.size()), 1.0)});
    }
    r.columns.push_back({fmt::format("voltage_uv_{}oe", label(h)), voltage});
    r.values.push_back({"lowest peak at " + oe(h), lowest, "uV", ""});
    r.values.push_back({"highest peak at " + oe(h), highest, "uV", ""});
    if (!together || r.figure.panels.empty()) {
      r.figure.panels.push_back({.title = together ? "" : oe(h),
                                 .x_label = "measurement (slot)",
                                 .y_label = "V_{xy} (µV)"});
    }
    const bool first = r.figure.panels.size() == 1 && r.figure.panels.back().series.empty();
    Panel& panel = r.figure.panels.back();
    const int colour = static_cast<int>(r.columns.size()) - 2;
    panel.series.push_back(
        {together ? oe(h) : "", r.columns.front().values, voltage, Style::kLine, colour});
    panel.bands.push_back({field.background + field.low(),
                           field.background + field.high(),
                           first ? "V_{bg} + V_{TH} ± σ" : "",
                           colour});
  }
  r.notes = {"Each operation starts with one recording at rest; bands are V_bg + V_TH -+ sigma."};
  r.paper_notes = {"240 Oe (Fig. 4b) is not modelled, because the paper prints no number for it."};
  return r;
}

/// Histogram with `bins` bins over mean -+ 4 sigma of the device's file.
Series histogram(const InSitu& field, const std::vector<double>& peaks, int bins) {
  Series series{.name = "model", .style = Style::kBoxes};
  const double low = field.mean_peak() - 4.0 * field.sigma;
  const double width = 8.0 * field.sigma / bins;
  std::vector<double> counts(static_cast<std::size_t>(bins), 0.0);
  for (const double peak : peaks) {
    const double bin = std::floor((peak - low) / width);
    if (bin >= 0.0 && bin < bins) counts[static_cast<std::size_t>(bin)] += 1.0;
  }
  const auto all = static_cast<double>(peaks.size());
  for (int i = 0; i < bins; ++i) {
    const double count = counts[static_cast<std::size_t>(i)];
    series.x.push_back(low + (i + 0.5) * width);
    series.y.push_back(count);
    series.error.push_back(std::sqrt(count * (1.0 - count / all)));
  }
  return series;
}

Series normal_curve(const InSitu& field, double operations, double bin_width) {
  Series series{.name = "measured mean and sigma"};
  for (const double z : range(-4.0, 4.0, 0.1)) {
    const double density =
        std::exp(-z * z / 2.0) / (field.sigma * std::sqrt(2.0 * std::numbers::pi));
    series.x.push_back(field.mean_peak() + z * field.sigma);
    series.y.push_back(density * operations * bin_width);
  }
  return series;
}

Result peaks(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  Result r{.title = fmt::format("Distribution of peak voltages, {} operations at each field",
                                text::thousands(s.count("operations")))};
  r.figure = {.columns = 3, .panel_width = 380, .panel_height = 300};
  const int bins = s.count("bins");
  for (const double h : s.numbers("fields")) {
    const InSitu& field = in_situ(bar, h);
    const auto values = peak_voltages(field, s.count("operations"), stream(s, field));
    const Moments m = moments(values);
    const Moments highest =
        moments(highest_voltages(field, s.count("operations"), stream(s, field)));
    const Series bars = histogram(field, values, bins);
    r.columns.push_back({fmt::format("peak_uv_{}oe", label(h)), bars.x});
    r.columns.push_back({fmt::format("count_{}oe", label(h)), bars.y});
    r.values.push_back({"mean at " + oe(h), m.mean, "uV", fmt::format("{} uV", field.mean_peak())});
    r.values.push_back({"sigma at " + oe(h), m.sigma, "uV", fmt::format("{} uV", field.sigma)});
    r.values.push_back({"mean of the highest at " + oe(h), highest.mean, "uV", ""});
    r.values.push_back({"sigma of the highest at " + oe(h), highest.sigma, "uV", ""});
    r.figure.panels.push_back(
        {.title = fmt::format("{}: mean {:.1f}, σ {:.2f} µV", oe(h), m.mean, m.sigma),
         .x_label = "peak voltage (µV)",
         .y_label = "operations per bin",
         .series = {bars, normal_curve(field, s.number("operations"), 8.0 * field.sigma / bins)},
         .key = "off",
         .y_low = 0.0});
  }
  r.notes.insert(
      r.notes.end(),
      {"Bars: model, with the standard error of each count. Line: normal curve of the measured "
       "mean and sigma.",
       "A peak is the voltage after the last write of an operation, here as everywhere; the "
       "highest one is shown beside it, higher and less spread."});
  r.paper_notes = {"The paper does not say which of its ten voltages it takes as the peak."};
  return r;
}

/// State after every slot of a firing device, and where it fired.
struct FiringRun {
  std::vector<double> v;
  Series spikes = spike_marks({}, {});
  int over = 0;
};

FiringRun fire_and_reset(const InSitu& field, int pulses, Gaussian& noise) {
  FiringRun run;
  Comparator compare = comparator(field);
  double v = rest_voltage(field, noise);
  for (int pulse = 0; pulse < pulses; ++pulse) {
    v = noisy_write(field, v, noise);
    run.v.push_back(v);
    const auto event = compare.step(v);
    if (event.fire) {
      run.spikes.x.push_back(static_cast<double>(run.v.size()));
      run.spikes.y.push_back(v);
      run.over += event.over ? 1 : 0;
      v = 0.0;
      compare.settle(v);
    }
    for (int read = 0; read < field.reads; ++read) run.v.push_back(v = leaked(field.leak, v));
  }
  return run;
}

/// Threshold ranges with the hysteretic comparator and the field reset: Fig. 4f.
Result thresholds(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  Result r{.title = "Threshold ranges and spikes in situ"};
  r.figure = {.shared_x = true, .panel_height = 230};
  for (const double h : s.numbers("fields")) {
    const InSitu& field = in_situ(bar, h);
    Gaussian noise(stream(s, field));
    const auto [trace, spikes, over] = fire_and_reset(field, s.count("pulses"), noise);
    if (r.columns.empty()) {
      r.columns.push_back({"slot", range(1.0, static_cast<double>(trace.size()), 1.0)});
    }
    r.columns.push_back({fmt::format("v_uv_{}oe", label(h)), trace});
    r.columns.push_back({fmt::format("spike_slot_{}oe", label(h)), spikes.x});
    const InSituCodes c = codes(field, kFractionBits);
    const std::string range_text = fmt::format("{} +- {} uV", field.threshold, field.sigma);
    r.values.push_back({"TH_LO at " + oe(h), field.low(), "uV", range_text});
    r.values.push_back({"TH_HI at " + oe(h), field.high(), "uV", range_text});
    r.values.push_back({"TH_LO register at " + oe(h), 1.0 * c.low, "LSB", ""});
    r.values.push_back({"TH_HI register at " + oe(h), 1.0 * c.high, "LSB", ""});
    r.values.push_back(
        {"spikes at " + oe(h), static_cast<double>(spikes.x.size()), "", "a spike and a reset"});
    r.values.push_back({"of them above the range, " + oe(h), 1.0 * over, "", ""});
    r.figure.panels.push_back(
        {.title = fmt::format("{}: V_{{TH}} = {} ± {} µV", oe(h), field.threshold, field.sigma),
         .x_label = "measurement (slot)",
         .y_label = "v (µV)",
         .series = {{"", r.columns.front().values, trace}, spikes},
         .bands = {{field.low(), field.high(), "range of V_{TH}"}},
         .key = r.figure.panels.empty() ? "" : "off",
         .y_low = 0.0,
         .y_high = 1.15 * field.high()});
  }
  return r;
}

Result reliability(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  constexpr int kMost = 20;
  Result r{.title = "Share of operations that have fired"};
  Panel panel{.x_label = "write pulse", .y_label = "P(fired)", .y_low = 0.0, .y_high = 1.02};
  for (const double h : s.numbers("fields")) {
    const InSitu& field = in_situ(bar, h);
    Gaussian noise(stream(s, field));
    std::vector<double> fired(kMost + 1, 0.0);
    for (int i = 0; i < s.count("operations"); ++i) {
      const int pulse = first_fire(field, 0.0, kMost, noise);
      for (int n = pulse; n > 0 && n <= kMost; ++n) fired[static_cast<std::size_t>(n)] += 1.0;
    }
    const auto share = scaled(fired, 1.0 / s.number("operations"));
    if (r.columns.empty()) r.columns.push_back({"pulse", range(0.0, kMost, 1.0)});
    r.columns.push_back({fmt::format("fired_{}oe", label(h)), share});
    panel.series.push_back({oe(h), r.columns.front().values, share, Style::kLinePoints});
    r.values.push_back({"fired within 10 pulses, " + oe(h), share[10], "", "reliable, 100 of 100"});
    r.values.push_back({"fired within 14 pulses, " + oe(h), share[14], "", ""});
  }
  r.paper_notes.push_back(
      "Partly met: with the printed sigma and a fixed TH_LO, about 6 % of the operations need more "
      "than 10 pulses; the paper reports reliable firing in all 100.");
  r.figure.panels.push_back(panel);
  return r;
}

Result rest(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  const InSitu& field = in_situ(bar, s.number("field"));
  Result r{.title = "Resting randomness and firing, " + oe(field.field)};
  const auto probability = [&](double sd, double offset, int pulses) {
    Gaussian noise(stream(s, field));
    Gaussian start(stream(s, field) + 500U);
    int count = 0;
    for (int i = 0; i < s.count("operations"); ++i) {
      const double v = (offset + sd * start.next()) * field.threshold;
      count += first_fire(field, v, pulses, noise) > 0 ? 1 : 0;
    }
    return count / s.number("operations");
  };
  const auto shares = range(0.0, 1.0, 0.05);
  const auto fired = mapped(shares, [&](double sd) { return probability(sd, 0.0, field.pulses); });
  const auto early = mapped(shares, [&](double sd) { return probability(sd, 0.0, kPremature); });
  r.columns = {{"rest_sd_over_vth", shares}, {"fired_within_10", fired}, {"fired_within_2", early}};
  r.values = {{"change at sd = 20 % of V_TH", fired[4] - fired[0], "", "no substantial error"},
              {"premature (within 2 pulses), exact rest", early[0], "", ""},
              {"premature at sd = 20 % of V_TH", early[4], "", "no substantial error"},
              {"premature at sd = 50 % of V_TH", early[10], "", "unless near the threshold"},
              {"fires on pulse 1 from rest at 0.8 V_TH",
               probability(0.0, 0.8, 1),
               "",
               "unless near the threshold"}};
  r.figure.panels.push_back({.x_label = "sd of the resting voltage / V_{TH}",
                             .y_label = "P(fired)",
                             .series = {{"within 10 pulses", shares, fired, Style::kLinePoints},
                                        {"within 2", shares, early, Style::kLinePoints}},
                             .y_low = 0.0,
                             .y_high = 1.0});
  r.notes = {"The resting voltage spreads to both sides of V_bg; below it the leak goes up."};
  return r;
}

/// How the Methods measure.
struct Procedure {
  double write_width, read_width, read_delay;  // s
  double read_current;                         // mA
  double set_field;                            // Oe
  int recordings;                              // after each change of the bias
};

Procedure procedure_of(const Device& d) {
  return {d.number("write_width"),
          d.number("read_width"),
          d.number("read_delay"),
          d.number("read_current"),
          d.number("set_field"),
          static_cast<int>(d.number("recordings"))};
}

constexpr double kGap = 3e-3;    // s between slots; the paper prints no gap (free choice)
constexpr double kRamp = 50e-3;  // s at the set field and for the ramp to the bias (free choice)

/// Time lines of one measurement as the Methods describe it.
struct Timeline {
  Procedure procedure;
  std::vector<double> time{}, field{}, current{}, read_time{}, voltage{};
  double now = 0.0;

  void hold(double seconds, double h, double i) {
    for (const double t : {now, now + seconds}) {
      time.push_back(t);
      field.push_back(h);
      current.push_back(i);
    }
    now += seconds;
  }
  void read(double h, double v) {
    read_time.push_back(now + procedure.read_delay);
    voltage.push_back(v);
    hold(procedure.read_width, h, procedure.read_current);
  }
};

/// Set field, bias field and the recordings before (or after) the pulses.
void prepare(Timeline& line, const InSitu& field, double rest) {
  line.hold(kRamp, line.procedure.set_field, 0.0);
  line.hold(kRamp, field.field, 0.0);
  for (int i = 0; i < line.procedure.recordings; ++i) {
    line.read(field.field, field.background + rest);
    line.hold(kGap, field.field, 0.0);
  }
}

Timeline measure(const Procedure& procedure, const InSitu& field, double current, Gaussian& noise) {
  Timeline line{procedure};
  double v = rest_voltage(field, noise);
  prepare(line, field, v);
  for (int pulse = 0; pulse < field.pulses; ++pulse) {
    line.hold(procedure.write_width, field.field, current);
    v = noisy_write(field, v, noise);
    line.hold(kGap, field.field, 0.0);
    for (int i = 0; i < field.reads; ++i) {
      v = leaked(field.leak, v);
      line.read(field.field, field.background + v);
      line.hold(kGap, field.field, 0.0);
    }
  }
  prepare(line, field, rest_voltage(field, noise));
  return line;
}

Result measurement(const Settings& s, Devices devices) {
  const Hall bar = hall(devices[0]);
  const InSitu& field = in_situ(bar, s.number("field"));
  Gaussian noise(stream(s, field));
  const Timeline line = measure(procedure_of(devices[0]), field, s.number("current"), noise);
  Result r{.title = "Set field, bias field, write and read: one measurement at " + oe(field.field)};
  r.columns = {{"time_s", line.time},
               {"field_oe", line.field},
               {"current_ma", line.current},
               {"recording_time_s", line.read_time},
               {"recording_uv", line.voltage}};
  r.values = {{"recordings", static_cast<double>(line.voltage.size()), "", "10 + 10 x 4 + 10"},
              {"duration", line.now, "s", ""}};
  r.notes = {
      "Not modelled: the voltage while the field is at its set value or ramps (the major "
      "loop), so nothing is recorded there; and the noise of the voltmeter, so the average "
      "of three readings equals one.",
      "Gaps between slots and the ramp time are free choices."};
  const auto panel =
      [](const char* y, const auto& x, const auto& values, Style style, double step) {
        return Panel{.x_label = "time (s)",
                     .y_label = y,
                     .series = {{"", x, values, style}},
                     .key = "off",
                     .y_step = step};
      };
  r.figure = {.panels = {panel("H (Oe)", line.time, line.field, Style::kLine, 1000.0),
                         panel("I (mA)", line.time, line.current, Style::kLine, 5.0),
                         panel("V_{xy} (µV)", line.read_time, line.voltage, Style::kPoints, 5.0)},
              .shared_x = true,
              .panel_width = 800,
              .panel_height = 200};
  return r;
}

}  // namespace

std::vector<Protocol> in_situ_protocols() {
  const Parameter all = measured_fields("180,200,220", 3);
  return {
      {"operations",
       "repeated operations with a field reset in between",
       "Figs. 4a, 4b",
       {all, operations("100", 1000), seed_parameter()},
       repeated},
      {"peaks",
       "distribution of the peak voltage",
       "Figs. 4c-e",
       {all,
        operations("20000", 1000000),
        count_parameter("bins", "32", "of the histogram", 500),
        seed_parameter()},
       peaks},
      {"thresholds",
       "threshold ranges, hysteretic comparator, reset",
       "Fig. 4f",
       {all, count_parameter("pulses", "40", "write pulses"), seed_parameter()},
       thresholds},
      {"reliability",
       "share of operations that have fired by each pulse",
       "Fig. 4a",
       {all, operations("20000", 1000000), seed_parameter()},
       reliability},
      {"rest",
       "does a random resting voltage matter?",
       "note at Fig. 2",
       {measured_fields("180", 1), operations("20000", 1000000), seed_parameter()},
       rest},
      {"measurement",
       "set field, bias field, recordings, pulses, reset",
       "Methods",
       {measured_fields("180", 1),
        current_parameter("15", "drawn in the time line only: G of each field holds the drive"),
        seed_parameter()},
       measurement},
  };
}

}  // namespace spinforge::device
