// SPDX-License-Identifier: Apache-2.0
#include "sim/fit/describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/fit/least_squares.hpp"

namespace spinforge::fit {
namespace {

constexpr std::size_t kFewestFields = 4;    // for a window: centre, width, gain and one to spare
constexpr std::size_t kFewestCurrents = 3;  // for onset and exponent
constexpr double kModelError = 0.02;  // of the window's and the current's law, share of the drive
constexpr double kWindowExponent = 6.0;  // choices, as in the paper's devices
constexpr double kThresholdShare = 0.75, kRearm = 0.2, kGateLevel = 0.5;

/// Writes the device's file from the rows.
class Writer {
 public:
  Writer(const Measurement& measurement, Fitted& out) : measurement_(measurement), out_(out) {}

  void write(const std::string& name) {
    device::Device& d = out_.device;
    d.name = d.where = d.label = name;
    d.law = device::Law::kHall;
    d.neuron = "HF";
    d.text = fmt::format("Hall bar, fitted to {} operations", operations());
    const Row& best = working_row();
    choice("threshold_share", kThresholdShare);
    choice("rearm", kRearm);
    choice("gate_level", kGateLevel);
    measured("pulses", {std::max(measurement_.pulses, 1) * 1.0, 0.0});
    measured("reads", {measurement_.reads * 1.0, 0.0});
    choice("step", 1.0 + measurement_.reads);
    set("field", {best.field, 0.0}, "choice: of the largest drive", false);
    set("reference_field", {best.field, 0.0}, "choice: the field at which it works", false);
    set("current", {best.current, 0.0}, "choice: of the largest drive", false);
    if (best.meter) measured("voltmeter", {*best.meter, 0.0});
    if (out_.shared_leak) {
      fitted("lambda", *best.lambda);
      fitted("b0", *best.b0);
    }
    if (best.rest_sd) measured("rest_spread", {*best.rest_sd / best.peak.value, 0.0});
    for (const Row& row : out_.rows) add_row(row);
    left_out(best);
    add_window(best.current, "positive", 1);
    add_window(best.current, "negative", -1);
    add_current_law(best);
  }

 private:
  [[nodiscard]] int operations() const {
    int sum = 0;
    for (const Row& row : out_.rows) sum += row.operations;
    return sum;
  }

  [[nodiscard]] const Row& working_row() const {
    return *std::max_element(out_.rows.begin(), out_.rows.end(), [](const Row& a, const Row& b) {
      const double drive_a = a.signal && a.lambda ? a.drive.value : -1.0;
      const double drive_b = b.signal && b.lambda ? b.drive.value : -1.0;
      return drive_a < drive_b;
    });
  }

  void set(const std::string& key,
           const Estimate& e,
           const std::string& source,
           bool known = true) {
    out_.device.parameters[key] = {e.value, known ? std::optional(e.sd) : std::nullopt, source};
  }
  void fitted(const std::string& key, const Estimate& e) { set(key, e, "fitted"); }
  void measured(const std::string& key, const Estimate& e) { set(key, e, "measured", e.sd > 0.0); }
  void choice(const std::string& key, double value) {
    set(key, {value, 0.0}, "choice, as in the paper's devices", false);
  }

  void add_row(const Row& row) {
    device::Values values;
    values["field"] = {row.field, {}, "measured"};
    values["current"] = {row.current, {}, "measured"};
    if (row.background) values["background"] = {*row.background, {}, "measured: readings at rest"};
    if (!row.signal || !row.lambda) {
      values["drive"] = {0.0, row.meter, "measured: no signal out of the voltmeter's spread"};
    } else {
      values["drive"] = {row.drive.value, row.drive.sd, "fitted"};
      if (row.noise) values["noise"] = {row.noise->value, row.noise->sd, "fitted"};
      values["threshold"] = {row.peak.value, row.peak.sd, "measured: mean peak"};
      if (row.peak_sd && *row.peak_sd < row.peak.value) {
        values["sigma"] = {*row.peak_sd,
                           *row.peak_sd / std::sqrt(2.0 * (row.operations - 1)),
                           "measured: standard deviation of the peaks"};
      }
      if (!out_.shared_leak) {
        values["lambda"] = {row.lambda->value, row.lambda->sd, "fitted"};
        values["b0"] = {row.b0->value, row.b0->sd, "fitted"};
      }
    }
    out_.device.fields.push_back(values);
  }

  void leave(const std::string& what) { out_.left_out.push_back(what); }

  void left_out(const Row& best) {
    if (!best.peak_sd) {
      leave(fmt::format("sigma: how far peaks spread is not seen in {} operation{}",
                        best.operations,
                        best.operations == 1 ? "" : "s"));
    }
    if (!best.meter) leave("voltmeter: no two readings without a write between them");
    if (!best.background)
      leave("background, rest_spread: no readings before a first write; 0 is taken for the rest");
    leave("reset_time: the curves end before the reset; without it a reset takes no time");
    leave(
        "current_density, resistance, geometry, widths of pulses, what energy needs: not in such "
        "curves");
  }

  /// Rows of one sign at one current.
  [[nodiscard]] std::vector<const Row*> rows_at(double current, int sign) const {
    std::vector<const Row*> rows;
    for (const Row& row : out_.rows) {
      const bool side = sign > 0 ? row.field > 0.0 : row.field < 0.0;
      if (side && row.current == current) rows.push_back(&row);
    }
    return rows;
  }

  static double window(double field, double centre, double width) {
    return 1.0 / (1.0 + std::pow(std::fabs((std::fabs(field) - centre) / width), kWindowExponent));
  }

  struct Window {
    double current;
    Estimate gain, centre, width;
    double misfit;  ///< rms, share of the largest drive
    bool fits;
  };

  /// The window at one current; none where the fields do not determine it.
  [[nodiscard]] std::optional<Window> window_at(double current, int side) const {
    const auto rows = rows_at(current, side);
    if (rows.size() < kFewestFields) return std::nullopt;
    const auto drive = [](const Row& row) { return row.lambda ? row.drive.value : 0.0; };
    const Row& top = **std::max_element(rows.begin(), rows.end(), [&](const Row* a, const Row* b) {
      return drive(*a) < drive(*b);
    });
    const double largest = drive(top);
    if (largest <= 0.0) return std::nullopt;
    const auto residuals = [&](std::span<const double> x, std::span<double> out) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const double sd =
            std::hypot(rows[i]->lambda ? rows[i]->drive.sd : 0.0, kModelError * largest);
        out[i] = (x[0] * window(rows[i]->field, x[1], x[2]) - drive(*rows[i])) / sd;
      }
    };
    double extent = 0.0;
    for (const Row* row : rows) extent = std::max(extent, std::fabs(row->field - top.field));
    // The nearest field may be far off: several widths to begin with, the best fit counts.
    Solution s;
    for (const double share : {0.2, 0.4, 0.8}) {
      const Solution other =
          least_squares(residuals, rows.size(), {largest, std::fabs(top.field), share * extent});
      if (s.x.empty() || other.sum < s.sum) s = other;
    }
    const bool sound = !s.covariance.empty() && s.x[0] > 0.0 && s.x[0] < 2.0 * largest &&
                       s.x[1] > 0.0 && std::fabs(s.x[2]) < 2.0 * extent &&
                       std::sqrt(s.covariance[8]) < 0.3 * std::fabs(s.x[2]);
    if (!sound) return std::nullopt;
    const auto sd = [&](std::size_t i) { return std::sqrt(s.covariance[4 * i]); };
    const double count = static_cast<double>(rows.size());
    return Window{current,
                  {s.x[0], sd(0)},
                  {s.x[1], sd(1)},
                  {std::fabs(s.x[2]), sd(2)},
                  kModelError * std::sqrt(s.sum / count),
                  chance_of_larger(s.sum, count - 3.0) > kRare};
  }

  /// Windows of all currents of one sign, by rising current.
  [[nodiscard]] std::vector<Window> windows(int side) const {
    std::vector<double> currents;
    for (const Row& row : out_.rows) currents.push_back(row.current);
    std::sort(currents.begin(), currents.end());
    currents.erase(std::unique(currents.begin(), currents.end()), currents.end());
    std::vector<Window> found;
    for (const double current : currents) {
      if (const auto window = window_at(current, side)) found.push_back(*window);
    }
    return found;
  }

  void add_window(double current, const std::string& sign, int side) {
    const auto rows = rows_at(current, side);
    const auto all = windows(side);
    if (all.empty() || all.back().current != current) {
      if (!rows.empty()) {
        leave(
            fmt::format("window of {0} fields (gain_{0}, centre_{0}, width_{0}): not seen in {1} "
                        "of them at {2:g} mA; it takes {3} or more that lie on both sides",
                        sign,
                        rows.size(),
                        current,
                        kFewestFields));
      }
      return;
    }
    const Window& full = all.back();
    fitted("gain_" + sign, full.gain);
    fitted("centre_" + sign, full.centre);
    fitted("width_" + sign, full.width);
    set("full_current", {current, 0.0}, "choice: of the largest drive", false);
    choice("window_exponent", kWindowExponent);
    if (!full.fits) {
      out_.notes.push_back(
          fmt::format("The window's law does not fit the drives of {} fields: off "
                      "by {:.1f} % of the largest, rms.",
                      sign,
                      100.0 * full.misfit));
    }
    if (all.size() < 2) return;
    const auto known = out_.device.find("low_current");
    const Window& low = all.front();
    if (known && *known != low.current) {
      leave(
          fmt::format("how the window of {} fields moves: seen down to {:g} mA, of the other sign "
                      "to {:g} mA",
                      sign,
                      low.current,
                      *known));
      return;
    }
    set("low_current", {low.current, 0.0}, "choice: the lowest with a window", false);
    fitted("centre_" + sign + "_low", low.centre);
    fitted("width_" + sign + "_low", low.width);
  }

  /// Onset and exponent: from the gains of the windows, or, where there are fewer than three, from
  /// the drives at the field at which the device works.
  void add_current_law(const Row& best) {
    struct Point {
      double current;
      Estimate drive;
    };
    std::vector<Point> points;
    for (const Window& w : windows(best.field > 0.0 ? 1 : -1))
      points.push_back({w.current, w.gain});
    const bool of_windows = points.size() >= kFewestCurrents;
    if (!of_windows) {
      points.clear();
      for (const Row& row : out_.rows) {
        if (row.field == best.field && row.lambda) points.push_back({row.current, row.drive});
      }
    }
    if (points.size() < kFewestCurrents) {
      leave(
          fmt::format("onset_current, current_exponent: {} current{} with a signal at {:g} Oe, "
                      "expected {} or more",
                      points.size(),
                      points.size() == 1 ? "" : "s",
                      best.field,
                      kFewestCurrents));
      return;
    }
    const Point& top = points.back();
    const double lowest = points.front().current;
    const auto residuals = [&](std::span<const double> x, std::span<double> out) {
      for (std::size_t i = 0; i < points.size(); ++i) {
        const double share = (points[i].current - x[1]) / (top.current - x[1]);
        const double sd = std::hypot(points[i].drive.sd, kModelError * points[i].drive.value);
        out[i] = (x[0] * std::pow(std::max(share, 0.0), x[2]) - points[i].drive.value) / sd;
      }
    };
    const Solution s =
        least_squares(residuals, points.size(), {top.drive.value, 0.5 * lowest, 1.5});
    const bool exact = points.size() == kFewestCurrents;
    const bool sound = (exact || !s.covariance.empty()) && s.x[1] >= 0.0 && s.x[1] < lowest &&
                       s.x[2] > 0.01 && s.x[2] < 20.0 && s.sum < 100.0;
    if (!sound) {
      leave("onset_current, current_exponent: the drives do not rise as a power above an onset");
      return;
    }
    const std::string source =
        fmt::format("fitted{}{}",
                    of_windows ? "" : ": at one field, as if its window stood still",
                    exact ? "; three currents, none to spare" : "");
    set("onset_current", {s.x[1], exact ? 0.0 : std::sqrt(s.covariance[4])}, source, !exact);
    set("current_exponent", {s.x[2], exact ? 0.0 : std::sqrt(s.covariance[8])}, source, !exact);
    set("full_current", {top.current, 0.0}, "choice: of the largest drive", false);
  }

  const Measurement& measurement_;
  Fitted& out_;
};

}  // namespace

void describe_device(const Measurement& measurement, const std::string& name, Fitted& out) {
  Writer(measurement, out).write(name);
}

}  // namespace spinforge::fit
