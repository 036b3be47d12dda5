// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/page/chart.hpp"
#include "sim/page/figures.hpp"

namespace spinforge::page {

namespace {

constexpr int kPlotHeight = 130;  // pixels
constexpr int kUnits = 1000;      // of the height: what coordinates are rounded to

/// From values to units of the plot's height.
class Scale {
 public:
  explicit Scale(const Potential& p) : low_(p.start), high_(p.start) {
    for (const std::vector<double>* values : {&p.v, &p.low, &p.high}) {
      for (const double value : *values) take(value);
    }
    for (const Potential::Mark& mark : p.marks) take(mark.at);
    const double room = std::max((high_ - low_) * 0.06, 1.0);
    low_ -= room;
    high_ += room;
  }
  [[nodiscard]] long y(double value) const {
    return std::lround((high_ - value) / (high_ - low_) * kUnits);
  }
  [[nodiscard]] double low() const { return low_; }
  [[nodiscard]] double high() const { return high_; }

 private:
  void take(double value) {
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }
  double low_, high_;
};

/// Each value held for its step.
std::string steps_path(const std::vector<double>& values, const Scale& scale) {
  std::string out;
  for (std::size_t t = 0; t < values.size(); ++t) {
    if (t == 0 || values[t] != values[t - 1]) {
      out += fmt::format("{}{} {}", t == 0 ? "M" : "L", t, scale.y(values[t]));
    }
    if (t + 1 == values.size() || values[t + 1] != values[t]) out += fmt::format("H{}", t + 1);
  }
  return out;
}

/// From step to step, at a mark first to its V.
std::string line_path(const Potential& p, const Scale& scale) {
  std::string out = fmt::format("M0 {}", scale.y(p.start));
  auto mark = p.marks.begin();
  for (std::size_t t = 0; t < p.v.size(); ++t) {
    if (mark != p.marks.end() && static_cast<std::size_t>(mark->step) == t + 1) {
      if (mark->at != p.v[t]) out += fmt::format("L{} {}", t + 1, scale.y(mark->at));
      ++mark;
    }
    out += fmt::format("L{} {}", t + 1, scale.y(p.v[t]));
  }
  return out;
}

std::string gate_path(const std::vector<bool>& gated) {
  std::string out;
  for (std::size_t t = 0; t < gated.size(); ++t) {
    if (gated[t]) out += fmt::format("M{} 0h1v{}h-1z", t, kUnits);
  }
  return out;
}

/// Marks that `wanted` says yes to, as lines of no length with round ends.
template <class Wanted>
std::string dots(const std::vector<Potential::Mark>& marks,
                 const Scale& scale,
                 const Wanted& wanted) {
  std::string out;
  for (const Potential::Mark& mark : marks) {
    if (wanted(mark)) out += fmt::format("M{} {}h0", mark.step, scale.y(mark.at));
  }
  return out;
}

}  // namespace

Html potential(const Potential& p, std::string_view description) {
  using Mark = Potential::Mark;
  const Scale scale(p);
  Chart chart(description, kPlotHeight, {});
  chart.y_axis(scale.low(), scale.high());
  const auto steps = static_cast<double>(p.v.size());
  chart.draw(steps,
             kUnits,
             {{"gate", gate_path(p.gated)},
              {"frame", fmt::format("M0 0V{}H{}", kUnits, p.v.size())},
              {"th-lo", steps_path(p.low, scale)},
              {"th-hi", steps_path(p.high, scale)},
              {"line", line_path(p, scale)},
              {"ring", dots(p.marks, scale, [](const Mark& m) { return m.over; })},
              {"hole", dots(p.marks, scale, [](const Mark& m) { return m.over; })},
              {"spike", dots(p.marks, scale, [](const Mark& m) { return m.spike; })}});
  chart.x_axis(0, steps, "step");
  return chart.html();
}

Html potential_key(bool high, bool gated) {
  Html out = key_entry("<path class=\"line\" d=\"M1 6H25\"/>", "V") +
             key_entry("<path class=\"th-lo\" d=\"M1 6H25\"/>", "threshold") +
             key_entry("<path class=\"spike\" d=\"M13 6h0\"/>", "spike");
  if (high) {
    out += key_entry("<path class=\"th-hi\" d=\"M1 6H25\"/>", "TH_HI") +
           key_entry(
               "<path class=\"ring\" d=\"M13 6h0\"/><path class=\"hole\" d=\"M13 6h0\"/>"
               "<path class=\"spike\" d=\"M13 6h0\"/>",
               "over (empty: did not fire)");
  }
  if (gated) out += key_entry("<path class=\"gate\" d=\"M1 0h24v12h-24z\"/>", "gated off");
  return key(out);
}

}  // namespace spinforge::page
