// SPDX-License-Identifier: Apache-2.0
// A figure as a program for gnuplot.
#include "sim/plot/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "gen/base/error.hpp"
#include "gen/base/utf8.hpp"
#include "sim/plot/layout.hpp"

namespace spinforge::plot {
namespace {

// Okabe and Ito's colours: told apart in print and by colour-blind readers.
constexpr std::array<const char*, 7> kPalette{
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
constexpr const char* kGrey = "#8c8c8c";
constexpr double kShade = 0.16;
constexpr std::size_t kFewCells = 400;
constexpr double kSpikeGap = 8.0;  // pixels between a value and the mark above it

const char* colour(int index) {
  return index < 0 ? kGrey : kPalette[static_cast<std::size_t>(index) % kPalette.size()];
}

/// gnuplot's enhanced text with nothing enhanced but _{} and ^{}, and with the sign of negative
/// numbers as the axes have it.
std::string escaped(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = text.find('}', i);
    const bool lowered = text.compare(i, 2, "_{") == 0 || text.compare(i, 2, "^{") == 0;
    if (lowered && end != std::string::npos) {
      result += text.substr(i, 2) + escaped(text.substr(i + 2, end - i - 2)) + '}';
      i = end;
    } else {
      if (std::string("_^@&~{}\\").find(text[i]) != std::string::npos) result += '\\';
      const bool begins = i == 0 || text[i - 1] == ' ' || text[i - 1] == '(';
      const bool minus = text[i] == '-' && begins && i + 1 < text.size() &&
                         std::isdigit(static_cast<unsigned char>(text[i + 1])) != 0;
      result += minus ? "−" : std::string(1, text[i]);
    }
  }
  return result;
}

/// A line feed would end gnuplot's string, and what follows would be commands.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : escaped(text::printable(text, false)))
    result += c == '\'' ? "''" : std::string(1, c);
  return result + "'";
}

std::string cell(double value) {
  return std::isnan(value) ? std::string("NaN") : fmt::format("{:.6g}", value);
}

/// Whether text in a cell of this share of the scale is white.
bool is_dark(Palette palette, double share) {
  return (palette == Palette::kShares && share > 0.45) ||
         (palette == Palette::kDark && share < 0.7);
}

double extent_of(const HeatMap& map) {
  double extent = map.extent;
  for (const double v : map.value) extent = std::max(extent, std::fabs(v));
  return extent == 0.0 ? 1.0 : extent;
}

/// Lines x, y, value and, where the cells have text, that and its colour.
std::string map_data(const HeatMap& map) {
  expects(map.value.size() == map.x.size() * map.y.size(), "a heat map is a full grid");
  expects(map.text.empty() || map.text.size() == map.value.size(), "a text for every cell");
  const double extent = extent_of(map);
  std::string text;
  for (std::size_t i = 0; i < map.value.size(); ++i) {
    text += fmt::format("{} {} {}",
                        cell(map.x[i % map.x.size()]),
                        cell(map.y[i / map.x.size()]),
                        cell(map.value[i]));
    if (!map.text.empty()) {
      const bool dark = is_dark(map.palette, map.value[i] / extent);
      text += fmt::format(" \"{}\" {}", map.text[i], dark ? 0xffffff : 0);
    }
    text += '\n';
  }
  return text;
}

/// Lines x, y and, where there are error bars, their half height.
std::string series_data(const Series& s) {
  expects(s.x.size() == s.y.size(), "a series has as many x as y");
  expects(s.error.empty() || s.error.size() == s.y.size(), "an error bar for every value");
  expects(s.low.size() == s.high.size() && (s.low.empty() || s.low.size() == s.x.size()),
          "a band has both ends at every x");
  std::string text;
  for (std::size_t k = 0; k < s.x.size(); ++k) {
    text += cell(s.x[k]) + ' ' + cell(s.y[k]);
    text += s.error.empty() ? "\n" : ' ' + cell(s.error[k]) + '\n';
  }
  return text;
}

/// The data of one panel as gnuplot data blocks $p<panel>s<series>, with the corners of steps in
/// $p<panel>c<series>, the band around it in $p<panel>b<series>, and $p<panel>m.
std::string data_blocks(const Panel& panel, std::size_t index) {
  std::string text;
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const Series& s = panel.series[i];
    text += fmt::format("$p{}s{} << END\n{}END\n", index, i, series_data(s));
    if (!s.low.empty()) {
      text += fmt::format("$p{}b{} << END\n", index, i);
      for (std::size_t k = 0; k < s.x.size(); ++k) {
        text += fmt::format("{} {} {}\n", cell(s.x[k]), cell(s.low[k]), cell(s.high[k]));
      }
      text += "END\n";
    }
    if (s.style != Style::kSteps) continue;
    Series corners = steps_of(s);
    corners.error.clear();
    text += fmt::format("$p{}c{} << END\n{}END\n", index, i, series_data(corners));
  }
  if (panel.map) {
    text += fmt::format("$p{}m << END\n", index) + map_data(*panel.map);
    text += "END\n";
  }
  return text;
}

const char* palette_of(Palette palette) {
  switch (palette) {
    case Palette::kDark:
      return "0 '#440154', 1 '#3b528b', 2 '#21918c', 3 '#5ec962', 4 '#fde725'";
    case Palette::kDiverging:
      return "-1 '#2166ac', -0.5 '#92c5de', 0 '#f7f7f7', 0.5 '#f4a582', 1 '#b2182b'";
    case Palette::kShares:
      return "0 '#ffffff', 0.02 '#deebf7', 0.1 '#9ecae1', 1 '#08519c'";
  }
  return "";
}

/// Names at the centres instead of numbers; `how` says how they stand.
std::string tics(char axis,
                 const char* how,
                 const std::vector<std::string>& names,
                 const std::vector<double>& centres) {
  if (names.empty()) return "";
  expects(names.size() == centres.size(), "a name for every centre");
  std::vector<std::string> items;
  for (std::size_t i = 0; i < names.size(); ++i) {
    items.push_back(fmt::format("{} {}", quoted(names[i]), centres[i]));
  }
  return fmt::format("set {}tics {} ({})\n", axis, how, fmt::join(items, ", "));
}

std::string map_settings(const HeatMap& map) {
  const double extent = extent_of(map);
  std::string text =
      map.label.empty() ? "unset colorbox\n"
                        : fmt::format("set colorbox\nset cblabel {} offset 1\n", quoted(map.label));
  text += fmt::format("set palette defined ({})\n", palette_of(map.palette));
  text += fmt::format(
      "set cbrange [{}:{}]\n", map.palette == Palette::kDiverging ? -extent : 0.0, extent);
  text += tics('x', "rotate by 45 right", map.x_names, map.x);
  text += tics('y', "norotate", map.y_names, map.y);
  const auto span = [](const std::vector<double>& centres) {
    const double half = centres.size() > 1 ? (centres[1] - centres[0]) / 2.0 : 0.5;
    return fmt::format("[{}:{}]", centres.front() - half, centres.back() + half);
  };
  return text + fmt::format("set xrange {}\nset yrange {}\n", span(map.x), span(map.y));
}

std::string style_of(const Series& s, int index, double width) {
  const char* c = colour(index);
  const int dash = index < static_cast<int>(kPalette.size()) ? 1 : 4;  // second time round
  switch (s.style) {
    case Style::kLine:
    case Style::kSteps:
      return fmt::format("with lines lw {} dt {} lc rgb '{}'", width, dash, c);
    case Style::kDashed:
      return fmt::format("with lines lw {} dt 2 lc rgb '{}'", width, c);
    case Style::kPoints:
      return fmt::format("with points pt 7 ps 0.7 lc rgb '{}'", c);
    case Style::kLinePoints:
      return fmt::format("with linespoints lw {} pt 7 ps 0.4 lc rgb '{}'", width, c);
    case Style::kBoxes:
      return fmt::format("with boxes fs solid 0.6 noborder lc rgb '{}'", c);
    case Style::kSpikes:
      return fmt::format("with points pt 11 ps 0.8 lc rgb '{}'", c);
  }
  return {};
}

/// What `series` adds to the plot command: itself, then the points of steps and its error bars.
/// `above` lifts the marks of spikes, in units of y.
std::vector<std::string> items_of(
    const Series& s, std::size_t panel, std::size_t i, double width, double above) {
  const int index = s.colour < 0 ? static_cast<int>(i) : s.colour;
  const std::string name = s.name.empty() ? "notitle" : "title " + quoted(s.name);
  const bool steps = s.style == Style::kSteps;
  const bool spikes = s.style == Style::kSpikes;
  if (s.x.empty()) return {fmt::format("keyentry {} {}", style_of(s, index, width), name)};
  std::vector<std::string> items{
      fmt::format("$p{}{}{} {}{} {}",
                  panel,
                  steps ? 'c' : 's',
                  i,
                  spikes ? fmt::format("using 1:($2+{:.6g}) ", above) : "using 1:2 ",
                  style_of(s, index, width),
                  name)};
  const std::string data = fmt::format("$p{}s{}", panel, i);
  if (steps) {
    items.push_back(
        fmt::format("{} with points pt 7 ps 0.4 lc rgb '{}' notitle", data, colour(index)));
  }
  if (!s.error.empty()) {
    items.push_back(
        fmt::format("{} using 1:($2-$3):(0):(2*$3) with vectors heads size screen 0.004,90 "
                    "lw 1 lc rgb '{}' notitle",
                    data,
                    colour(s.style == Style::kBoxes ? kBlack : index)));
  }
  return items;
}

/// Bands are objects behind the curves, with an entry of their own in the key.
std::string band_settings(const Panel& panel) {
  std::string text;
  for (const Band& band : panel.bands) {
    if (band.low == band.high) {
      text += fmt::format(
          "set arrow from graph 0, first {0} to graph 1, first {0} nohead dt 3 lw 1.4 lc rgb "
          "'{1}' front\n",
          band.low,
          colour(band.colour));
    } else {
      text += fmt::format(
          "set object rectangle from graph 0, first {} to graph 1, first {} fc rgb '{}' fs "
          "transparent solid 0.25 noborder behind\n",
          band.low,
          band.high,
          colour(band.colour));
    }
  }
  return text;
}

/// Shaded ranges of x behind everything.
std::string region_settings(const Panel& panel, const Axis& x) {
  std::string text;
  for (const Region& region : panel.regions) {
    text += fmt::format(
        "set object rectangle from first {:.6g}, graph 0 to first {:.6g}, graph 1 fc rgb '{}' fs "
        "transparent solid {} noborder behind\n",
        std::clamp(region.low, x.low, x.high),
        std::clamp(region.high, x.low, x.high),
        colour(region.colour),
        kShade);
  }
  return text;
}

/// Vertical lines behind the curves, their names left of them at the bottom.
std::string mark_settings(const Panel& panel) {
  std::string text;
  for (const Mark& mark : panel.marks) {
    text += fmt::format(
        "set arrow from first {0}, graph 0 to first {0}, graph 1 nohead dt 3 lw 1.2 lc rgb '{1}' "
        "back\n",
        mark.x,
        kGrey);
    if (mark.name.empty()) continue;
    text += fmt::format("set label {} at first {}, graph 0.12 right offset -0.6,0 front\n",
                        quoted(mark.name),
                        mark.x);
  }
  return text;
}

std::string plot_command(const Panel& panel,
                         std::size_t index,
                         const Axes& axes,
                         const Frame& frame) {
  std::vector<std::string> items;
  if (panel.map) {
    // An embedded bitmap keeps an SVG of a large map small; see crisp_images for its edges.
    const char* how = panel.map->value.size() < kFewCells ? "image pixels" : "image";
    items.push_back(fmt::format("$p{}m using 1:2:3 with {} notitle", index, how));
    if (!panel.map->text.empty()) {
      items.push_back(fmt::format(
          "$p{}m using 1:2:4:5 with labels noenhanced tc rgb variable font ',11' notitle", index));
    }
  }
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const Series& s = panel.series[i];
    if (s.low.empty()) continue;
    items.push_back(
        fmt::format("$p{}b{} using 1:2:3 with filledcurves fs transparent solid {} "
                    "noborder lc rgb '{}' notitle",
                    index,
                    i,
                    kShade,
                    colour(s.colour < 0 ? static_cast<int>(i) : s.colour)));
  }
  const double span = axes.y.high - axes.y.low;
  const std::vector<double> widths = line_widths(panel, span);
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const double above = kSpikeGap / frame.height * span;
    for (std::string& item : items_of(panel.series[i], index, i, widths[i], above)) {
      items.push_back(std::move(item));
    }
  }
  for (const Band& band : panel.bands) {
    if (band.name.empty()) continue;
    const bool line = band.low == band.high;
    items.push_back(fmt::format("keyentry with {} lc rgb '{}' title {}",
                                line ? "lines dt 3 lw 1.4" : "boxes fs transparent solid 0.25",
                                colour(band.colour),
                                quoted(band.name)));
  }
  for (const Region& region : panel.regions) {
    if (region.name.empty()) continue;
    items.push_back(
        fmt::format("keyentry with boxes fs transparent solid {} noborder lc rgb '{}' title {}",
                    kShade,
                    colour(region.colour),
                    quoted(region.name)));
  }
  return fmt::format("plot {}\n", fmt::join(items, ", \\\n  "));
}

/// The cell of a panel and the frame in it, in shares of the figure from its lower left corner.
std::string frame_settings(const Frame& frame, const Layout& layout) {
  const auto x = [&](double pixels) { return pixels / layout.width; };
  const auto y = [&](double pixels) { return 1.0 - pixels / layout.height; };
  std::string text = fmt::format("set origin {:.6f},{:.6f}\nset size {:.6f},{:.6f}\n",
                                 x(frame.cell_left),
                                 y(frame.cell_top + frame.cell_height),
                                 x(frame.cell_width),
                                 frame.cell_height / layout.height);
  if (frame.named) return text + "unset lmargin\nunset rmargin\nunset tmargin\nunset bmargin\n";
  return text + fmt::format(
                    "set lmargin at screen {:.6f}\nset rmargin at screen {:.6f}\n"
                    "set tmargin at screen {:.6f}\nset bmargin at screen {:.6f}\n",
                    x(frame.left),
                    x(frame.left + frame.width),
                    y(frame.top),
                    y(frame.top + frame.height));
}

std::string axis_settings(char name, const Axis& axis) {
  if (axis.low == axis.high) return "";
  return fmt::format(
      "set {0}range [{1:.6g}:{2:.6g}]\nset {0}tics norotate {3:.6g},{4:.6g},{5:.6g}\n",
      name,
      axis.low,
      axis.high,
      axis.first + 0.0,
      axis.step,
      axis.last + 0.0);
}

/// The tics of a logarithmic axis are gnuplot's, and so are its ends where the panel names none.
std::string log_range(const Panel& panel) {
  expects(panel.y_low.value_or(1.0) > 0.0 && panel.y_high.value_or(1.0) > 0.0,
          "a logarithmic axis ends above 0");
  const auto end = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.6g}", *value) : "*";
  };
  return fmt::format("set yrange [{}:{}]\n", end(panel.y_low), end(panel.y_high));
}

std::string panel_script(const Panel& panel,
                         std::size_t index,
                         const Axes& axes,
                         const Frame& frame) {
  std::string text =
      "unset arrow\nunset object\nunset label\nset xrange [*:*]\nset yrange [*:*]\nset autoscale "
      "xfix\n";
  text += panel.x_step ? fmt::format("set xtics norotate {}\n", *panel.x_step)
                       : "set xtics norotate autofreq\n";
  text += panel.y_step ? fmt::format("set ytics {}\n", *panel.y_step) : "set ytics autofreq\n";
  text += axis_settings('x', axes.x);
  text += panel.y_log ? log_range(panel) : axis_settings('y', axes.y);
  text += frame.x_axis ? "set format x '% h'\n" : "set format x ''\n";
  text += fmt::format("set title {}\nset xlabel {}\nset ylabel {}\n",
                      quoted(panel.title),
                      quoted(frame.x_axis ? panel.x_label : ""),
                      quoted(panel.y_label));
  text += axes.key.empty()
              ? "unset key\n"
              : fmt::format("set key default {} reverse Left samplen 2 spacing 1.1\n", axes.key);
  text += panel.y_log ? "set logscale y\n" : "unset logscale y\n";
  if (panel.map) text += map_settings(*panel.map);
  return text + region_settings(panel, axes.x) + band_settings(panel) + mark_settings(panel) +
         plot_command(panel, index, axes, frame);
}

}  // namespace

std::string gnuplot_script(const Figure& figure, ImageFormat format) {
  const Layout place = layout(figure);
  const std::vector<Axes> all = axes(figure, place);
  std::string text = "set encoding utf8\nset minussign\n";
  if (format == ImageFormat::kSvg) {
    text += fmt::format(
        "set terminal svg size {},{} enhanced rounded background rgb 'white' font 'Arial,13'\n",
        place.width,
        place.height);
  } else {
    text += fmt::format(
        "set terminal pngcairo size {},{} enhanced rounded font 'Arial,13' fontscale 1.5 linewidth "
        "2 "
        "pointscale 2\n",
        2 * place.width,
        2 * place.height);
  }
  text += "set border lw 0.8\nset tics nomirror\nset boxwidth 0.9 relative\n";
  for (std::size_t i = 0; i < figure.panels.size(); ++i) text += data_blocks(figure.panels[i], i);
  text += "set multiplot title " + quoted(figure.title) + " font ',15'\n";
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    text += frame_settings(place.frames[i], place) +
            panel_script(figure.panels[i], i, all[i], place.frames[i]);
  }
  return text + "unset multiplot\n";
}

}  // namespace spinforge::plot
