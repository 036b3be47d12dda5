// SPDX-License-Identifier: Apache-2.0
#include "sim/plot/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "gen/base/error.hpp"

namespace spinforge::plot {
namespace {

// Pixels. Arial's letters are narrower, those of its substitutes about as wide as this.
constexpr double kLetter = 7.4;
constexpr double kEntryHeight = 18.0;
constexpr double kEntrySample = 44.0;  // the piece of line beside a name, and gaps
constexpr double kKeyInset = 12.0;     // from the frame, and around the names
constexpr double kSpikeHeight = 14.0;  // a mark above its value
constexpr double kTitleHeight = 30.0;
constexpr double kBelowLastAxis = 52.0;
constexpr double kBelow = 10.0;
constexpr double kSample = 4.0;  // distance at which a curve is looked at

constexpr double kTouch = 0.03;     // of the axis
constexpr double kCoincide = 0.02;  // of the axis
constexpr double kThin = 1.6;
constexpr double kWider = 2.4;

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void include(double value) {
    if (std::isnan(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  [[nodiscard]] double span() const { return high - low; }
};

/// 1, 2 or 5 times a power of ten, at most so many of them in `span`.
double tic_step(double span, double tics) {
  const double least = span / std::max(tics, 1.0);
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= 0.999 * least) return factor * power;
  }
  return 10.0 * power;
}

/// Letters of a text as it is set: bytes that begin one, less the marks of lowered parts.
double text_width(const std::string& text) {
  double letters = 0.0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (begins && text[i] != '{' && text[i] != '}' && text[i] != '_') letters += 1.0;
  }
  return letters * kLetter;
}

bool has_points(const Series& s) { return s.style != Style::kLine && s.style != Style::kDashed; }

Range x_range(const Panel& panel) {
  Range range;
  double margin = 0.0;
  for (const Series& s : panel.series) {
    for (const double x : s.x) range.include(x);
    if (s.style == Style::kBoxes && s.x.size() > 1) {
      margin = std::max(margin, (s.x[1] - s.x[0]) / 2.0 / std::fabs(s.x.back() - s.x.front()));
    } else if (has_points(s) && s.style != Style::kSpikes) {
      margin = std::max(margin, 0.015);
    }
  }
  const double pad = range.span() > 0.0 ? margin * range.span() : 1.0;
  return {range.low - pad, range.high + pad};
}

Range y_range(const Panel& panel) {
  Range range;
  for (const Series& s : panel.series) {
    for (std::size_t i = 0; i < s.y.size(); ++i) {
      const double error = s.error.empty() ? 0.0 : s.error[i];
      range.include(s.y[i] - error);
      range.include(s.y[i] + error);
      if (s.low.empty()) continue;
      range.include(s.low[i]);
      range.include(s.high[i]);
    }
    if (s.style == Style::kBoxes) range.include(0.0);
  }
  for (const Band& band : panel.bands) {
    range.include(band.low);
    range.include(band.high);
  }
  if (range.low > range.high) range = {0.0, 1.0};
  if (range.low == range.high) {
    const double margin = range.low == 0.0 ? 1.0 : 0.1 * std::fabs(range.low);
    range = {range.low - margin, range.high + margin};
  }
  return range;
}

Axis axis(Range range, double step) {
  const double first = std::ceil(range.low / step - 1e-6) * step;
  const double last = std::floor(range.high / step + 1e-6) * step;
  return {range.low, range.high, first, step, std::max(first, last)};
}

Axis x_axis(const Panel& panel, const Range& range, const Frame& frame) {
  return axis(range, panel.x_step.value_or(tic_step(range.span(), frame.width / 75.0)));
}

/// The highest value that a mark above it stands for, raised by that mark.
double top_of_spikes(const Panel& panel, double per_pixel) {
  double top = -std::numeric_limits<double>::infinity();
  for (const Series& s : panel.series) {
    if (s.style != Style::kSpikes) continue;
    for (const double y : s.y) top = std::max(top, y + kSpikeHeight * per_pixel);
  }
  return top;
}

/// Whole steps around what is drawn and a little more where it would touch the frame, unless the
/// panel says where the axis ends.
Axis y_axis(const Panel& panel, const Frame& frame) {
  Range range = y_range(panel);
  const Range bare{panel.y_low.value_or(range.low), panel.y_high.value_or(range.high)};
  const double step = panel.y_step.value_or(tic_step(bare.span(), frame.height / 40.0));
  Range whole{std::floor(range.low / step + 1e-6) * step,
              std::ceil(range.high / step - 1e-6) * step};
  const bool bars = std::any_of(panel.series.begin(), panel.series.end(), [](const Series& s) {
    return s.style == Style::kBoxes;
  });
  const double margin = kTouch * whole.span();
  if (range.low - whole.low < margin && !bars) whole.low -= margin;
  if (whole.high - range.high < margin) whole.high += margin;
  Axis out = axis({panel.y_low.value_or(whole.low), panel.y_high.value_or(whole.high)}, step);
  out.high = std::max(out.high, top_of_spikes(panel, (out.high - out.low) / frame.height));
  return out;
}

struct Point {
  double x, y;  ///< pixels from the frame's lower left corner
};

/// What a key must not cover.
class Drawn {
 public:
  Drawn(const Panel& panel, const Axis& x, const Axis& y, const Frame& frame)
      : x_(x), y_(y), frame_(frame) {
    for (const Series& s : panel.series) add(s);
    for (const Band& band : panel.bands) {
      if (band.low == band.high) line(place(x.low, band.low), place(x.high, band.low));
    }
    for (const Mark& mark : panel.marks) {
      line(place(mark.x, y.low), place(mark.x, y.high));
      const Point at{place(mark.x, y.low).x, 0.12 * frame.height};
      line({at.x - text_width(mark.name), at.y}, at);
    }
  }

  [[nodiscard]] std::size_t within(double left, double bottom, double width, double height) const {
    return static_cast<std::size_t>(
        std::count_if(points_.begin(), points_.end(), [&](const Point& p) {
          return p.x >= left && p.x <= left + width && p.y >= bottom && p.y <= bottom + height;
        }));
  }

 private:
  [[nodiscard]] Point place(double x, double y) const {
    return {(x - x_.low) / (x_.high - x_.low) * frame_.width,
            (y - y_.low) / (y_.high - y_.low) * frame_.height};
  }

  void line(Point from, Point to) {
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    const int pieces = std::isnan(length) ? 0 : static_cast<int>(std::min(length / kSample, 1e4));
    for (int i = 0; i <= pieces; ++i) {
      const double share = pieces == 0 ? 1.0 : static_cast<double>(i) / pieces;
      points_.push_back({from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)});
    }
  }

  void add(const Series& s) {
    const Series line_of = s.style == Style::kSteps ? steps_of(s) : s;
    const bool joined = s.style != Style::kPoints && s.style != Style::kSpikes;
    for (std::size_t i = 0; i < line_of.x.size(); ++i) {
      const Point to = place(line_of.x[i], line_of.y[i]);
      if (s.style == Style::kBoxes) {
        line({to.x, 0.0}, to);
      } else if (s.style == Style::kSpikes) {
        line(to, {to.x, to.y + kSpikeHeight});
      } else {
        line(joined && i > 0 ? place(line_of.x[i - 1], line_of.y[i - 1]) : to, to);
      }
    }
  }

  Axis x_, y_;
  Frame frame_;
  std::vector<Point> points_;
};

/// Widths of the key's entries.
std::vector<double> entries(const Panel& panel) {
  std::vector<double> widths;
  const auto add = [&](const std::string& name) {
    if (!name.empty()) widths.push_back(text_width(name) + kEntrySample);
  };
  for (const Series& s : panel.series) add(s.name);
  for (const Band& band : panel.bands) add(band.name);
  for (const Region& region : panel.regions) add(region.name);
  return widths;
}

/// A key in rows above everything, the axis made longer for it.
std::string key_above(Axis& y, double top, double widest, std::size_t count, const Frame& frame) {
  const double room = frame.width - 2.0 * kKeyInset;
  const auto columns = static_cast<std::size_t>(std::max(1.0, std::floor(room / widest)));
  const std::size_t rows = (count + columns - 1) / columns;
  const double height = static_cast<double>(rows) * kEntryHeight + kKeyInset;
  const double share = std::max(frame.height - height, 0.3 * frame.height) / frame.height;
  y.high = std::max(y.high, y.low + (top - y.low) / share);
  return fmt::format("top center horizontal maxrows {}", rows);
}

/// In a corner or at a side, where it covers nothing; else above.
std::string key(const Panel& panel, const Axis& x, Axis& y, const Frame& frame) {
  const std::vector<double> widths = entries(panel);
  if (panel.key == "off" || widths.empty()) return "";
  if (!panel.key.empty() || panel.y_log) return panel.key.empty() ? "top right" : panel.key;
  const double widest = *std::max_element(widths.begin(), widths.end());
  const double width = widest + kKeyInset;
  const double height = static_cast<double>(widths.size()) * kEntryHeight + kKeyInset;
  const Drawn drawn(panel, x, y, frame);
  struct Place {
    const char* name;
    double x, y;
  };
  for (const Place& place : std::array<Place, 8>{{{"top right", 1.0, 1.0},
                                                  {"top left", 0.0, 1.0},
                                                  {"bottom right", 1.0, 0.0},
                                                  {"bottom left", 0.0, 0.0},
                                                  {"top center", 0.5, 1.0},
                                                  {"bottom center", 0.5, 0.0},
                                                  {"center right", 1.0, 0.5},
                                                  {"center left", 0.0, 0.5}}}) {
    if (width > frame.width || height > frame.height) break;
    const double left = place.x * (frame.width - width);
    const double bottom = place.y * (frame.height - height);
    if (drawn.within(left, bottom, width, height) == 0) return place.name;
  }
  const double top =
      std::max(y_range(panel).high, top_of_spikes(panel, (y.high - y.low) / frame.height));
  return key_above(y, std::min(y.high, top), widest, widths.size(), frame);
}

bool coincide(const Series& a, const Series& b, double tolerance) {
  if (a.x != b.x) return false;
  bool both = false;
  for (std::size_t i = 0; i < a.y.size(); ++i) {
    if (std::isnan(a.y[i]) != std::isnan(b.y[i])) return false;
    if (std::fabs(a.y[i] - b.y[i]) > tolerance) return false;
    both = both || !std::isnan(a.y[i]);
  }
  return both;
}

bool is_line(const Series& s) {
  return s.style == Style::kLine || s.style == Style::kDashed || s.style == Style::kLinePoints ||
         s.style == Style::kSteps;
}

}  // namespace

Layout layout(const Figure& figure) {
  expects(!figure.panels.empty(), "a figure has a panel");
  const std::size_t panels = figure.panels.size();
  const std::size_t columns = std::min(static_cast<std::size_t>(figure.columns), panels);
  const double titled = figure.title.empty() ? 0.0 : kTitleHeight;
  Layout out{.width = static_cast<int>(columns) * figure.panel_width};
  double top = titled;
  for (std::size_t i = 0; i < panels; ++i) {
    const Panel& panel = figure.panels[i];
    Frame f{.cell_left = static_cast<double>((i % columns)) * figure.panel_width,
            .cell_top = top,
            .cell_width = static_cast<double>(figure.panel_width),
            .cell_height = static_cast<double>(figure.panel_height)};
    f.named = panel.map && !(panel.map->x_names.empty() && panel.map->y_names.empty());
    f.x_axis = !figure.shared_x || i + columns >= panels;
    if (!f.x_axis) f.cell_height -= kBelowLastAxis - kBelow;
    f.left = f.cell_left + (panel.y_label.empty() ? 50.0 : 72.0);
    f.width = f.cell_left + f.cell_width - f.left -
              (panel.map && !panel.map->label.empty() ? 92.0 : 20.0);
    f.top = top + (panel.title.empty() ? 10.0 : 28.0);
    f.height = top + f.cell_height - f.top - (f.x_axis ? kBelowLastAxis : kBelow);
    if (i % columns + 1 == columns || i + 1 == panels) top += f.cell_height;
    out.frames.push_back(f);
  }
  out.height = static_cast<int>(std::ceil(top));
  return out;
}

std::vector<Axes> axes(const Figure& figure, const Layout& layout) {
  Range shared;
  for (const Panel& panel : figure.panels) {
    if (!figure.shared_x || panel.map) continue;
    const Range range = x_range(panel);
    shared.include(range.low);
    shared.include(range.high);
  }
  std::vector<Axes> out(figure.panels.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Panel& panel = figure.panels[i];
    if (panel.map) continue;
    const Frame& frame = layout.frames[i];
    out[i].x = x_axis(panel, figure.shared_x ? shared : x_range(panel), frame);
    out[i].y = y_axis(panel, frame);
    out[i].key = key(panel, out[i].x, out[i].y, frame);
  }
  return out;
}

std::vector<double> line_widths(const Panel& panel, double span) {
  std::vector<double> widths;
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const Series& s = panel.series[i];
    double width = kThin;
    for (std::size_t k = i + 1; k < panel.series.size() && is_line(s); ++k) {
      if (is_line(panel.series[k]) && coincide(s, panel.series[k], kCoincide * span)) {
        width += kWider;
      }
    }
    widths.push_back(s.width > 0.0 ? s.width : width);
  }
  return widths;
}

Series steps_of(const Series& series) {
  Series out = series;
  out.x.clear();
  out.y.clear();
  const std::vector<double>& x = series.x;
  for (std::size_t i = 0; i < x.size(); ++i) {
    for (const double corner : {i > 0 ? (x[i - 1] + x[i]) / 2.0 : x[i],
                                i + 1 < x.size() ? (x[i] + x[i + 1]) / 2.0 : x[i]}) {
      out.x.push_back(corner);
      out.y.push_back(series.y[i]);
    }
  }
  return out;
}

}  // namespace spinforge::plot
