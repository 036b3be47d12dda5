// SPDX-License-Identifier: Apache-2.0
#include "sim/plot/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/process.hpp"
#include "gen/base/temporary.hpp"

namespace spinforge::plot {
namespace {

// Okabe and Ito's colours: told apart in print and by colour-blind readers.
constexpr std::array<const char*, 7> kPalette{
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"};
constexpr const char* kGrey = "#8c8c8c";
constexpr std::size_t kFewCells = 400;
constexpr int kTitleHeight = 30;  // pixels above the panels

const char* colour(int index) {
  return index < 0 ? kGrey : kPalette[static_cast<std::size_t>(index) % kPalette.size()];
}

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "''" : std::string(1, c);
  return result + "'";
}

std::string cell(double value) {
  return std::isnan(value) ? std::string("NaN") : fmt::format("{:.6g}", value);
}

/// Above this share of the scale a cell of Palette::kShares is dark.
constexpr double kDarkShare = 0.45;

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
      const bool white = map.palette == Palette::kShares && map.value[i] > kDarkShare * extent;
      text += fmt::format(" \"{}\" {}", map.text[i], white ? 0xffffff : 0);
    }
    text += '\n';
  }
  return text;
}

/// The data of one panel as gnuplot data blocks $p<panel>s<series> and $p<panel>m.
std::string data_blocks(const Panel& panel, std::size_t index) {
  std::string text;
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const Series& s = panel.series[i];
    expects(s.x.size() == s.y.size(), "a series has as many x as y");
    expects(s.low.size() == s.high.size() && (s.low.empty() || s.low.size() == s.x.size()),
            "a band has both ends at every x");
    text += fmt::format("$p{}s{} << END\n", index, i);
    for (std::size_t k = 0; k < s.x.size(); ++k) {
      text += cell(s.x[k]) + ' ' + cell(s.y[k]);
      if (!s.low.empty()) text += ' ' + cell(s.low[k]) + ' ' + cell(s.high[k]);
      text += '\n';
    }
    text += "END\n";
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

std::string style_of(const Series& s, int next) {
  const int index = s.colour < 0 ? next : s.colour;
  const char* c = colour(index);
  const int dash = index < static_cast<int>(kPalette.size()) ? 1 : 4;  // second time round
  switch (s.style) {
    case Style::kLine:
      return fmt::format("with lines lw 1.6 dt {} lc rgb '{}'", dash, c);
    case Style::kDashed:
      return fmt::format("with lines lw 1.6 dt 2 lc rgb '{}'", c);
    case Style::kPoints:
      return fmt::format("with points pt 7 ps 0.9 lc rgb '{}'", c);
    case Style::kLinePoints:
      return fmt::format("with linespoints lw 1.4 pt 7 ps 0.4 lc rgb '{}'", c);
    case Style::kBoxes:
      return fmt::format("with boxes fs solid 0.6 noborder lc rgb '{}'", c);
  }
  return {};
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

std::string plot_command(const Panel& panel, std::size_t index) {
  std::vector<std::string> items;
  if (panel.map) {
    // An embedded bitmap keeps an SVG of a large map small; see crisp_images for its edges.
    const char* how = panel.map->value.size() < kFewCells ? "image pixels" : "image";
    items.push_back(fmt::format("$p{}m using 1:2:3 with {} notitle", index, how));
    if (!panel.map->text.empty()) {
      items.push_back(
          fmt::format("$p{}m using 1:2:4:5 with labels tc rgb variable font ',11' notitle", index));
    }
  }
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const Series& s = panel.series[i];
    if (s.low.empty()) continue;
    items.push_back(
        fmt::format("$p{}s{} using 1:3:4 with filledcurves fs transparent solid 0.2 noborder lc "
                    "rgb '{}' notitle",
                    index,
                    i,
                    colour(s.colour < 0 ? static_cast<int>(i) : s.colour)));
  }
  for (std::size_t i = 0; i < panel.series.size(); ++i) {
    const Series& s = panel.series[i];
    items.push_back(fmt::format("$p{}s{} {} {}",
                                index,
                                i,
                                style_of(s, static_cast<int>(i)),
                                s.name.empty() ? "notitle" : "title " + quoted(s.name)));
  }
  for (const Band& band : panel.bands) {
    if (band.name.empty()) continue;
    const bool line = band.low == band.high;
    items.push_back(fmt::format("keyentry with {} lc rgb '{}' title {}",
                                line ? "lines dt 3 lw 1.4" : "boxes fs transparent solid 0.25",
                                colour(band.colour),
                                quoted(band.name)));
  }
  return fmt::format("plot {}\n", fmt::join(items, ", \\\n  "));
}

std::string panel_script(const Panel& panel, std::size_t index) {
  std::string text =
      "unset arrow\nunset object\nunset label\nset xrange [*:*]\nset yrange [*:*]\nset autoscale "
      "xfix\n";
  text += panel.x_step ? fmt::format("set xtics norotate {}\n", *panel.x_step)
                       : "set xtics norotate autofreq\n";
  text += panel.y_step ? fmt::format("set ytics {}\n", *panel.y_step) : "set ytics autofreq\n";
  text += fmt::format("set title {}\nset xlabel {}\nset ylabel {}\n",
                      quoted(panel.title),
                      quoted(panel.x_label),
                      quoted(panel.y_label));
  text += panel.key == "off" ? "unset key\n"
                             : fmt::format("set key {} samplen 2 spacing 1.1\n", panel.key);
  text += panel.y_log ? "set logscale y\n" : "unset logscale y\n";
  if (panel.y_low) text += fmt::format("set yrange [{}:*]\n", *panel.y_low);
  if (panel.y_high) text += fmt::format("set yrange [*:{}]\n", *panel.y_high);
  if (panel.y_low && panel.y_high) {
    text += fmt::format("set yrange [{}:{}]\n", *panel.y_low, *panel.y_high);
  }
  if (panel.map) text += map_settings(*panel.map);
  return text + band_settings(panel) + mark_settings(panel) + plot_command(panel, index);
}

/// What gnuplot draws by `script`.
std::string run_gnuplot(const std::string& script) {
  const files::TemporaryDirectory scratch;
  const std::string program = scratch / "script";
  const std::string image = scratch / "image";
  files::write(program, script);
  // -d, no personal start-up file: the same picture for everyone.
  const process::Exit exit = process::run(
      {"/bin/sh", "-c", "exec gnuplot -d \"$0\" >\"$1\"", program, image}, ".", {}, "mend PATH");
  if (exit.status == 127) {
    throw Error(ErrorCode::kTool,
                "gnuplot",
                "plots are drawn by gnuplot, which is not on the PATH; install the Debian package "
                "gnuplot-nox, or use --csv or --json");
  }
  std::string picture = files::read(image);
  if (exit.status == 0 && !picture.empty()) return picture;
  std::string said = exit.output;
  std::replace(said.begin(), said.end(), '\n', ' ');
  throw Error(ErrorCode::kTool,
              "gnuplot",
              fmt::format("drawing failed (status {}), it said: {}", exit.status, said));
}

/// Heat maps are cells, not clouds: tells viewers not to smooth the embedded bitmaps.
std::string crisp_images(const std::string& svg) {
  const std::string tag = "<image ";
  std::string result;
  std::size_t begin = 0;
  for (std::size_t at; (at = svg.find(tag, begin)) != std::string::npos; begin = at + tag.size()) {
    result += svg.substr(begin, at - begin) + tag + "style='image-rendering:pixelated' ";
  }
  return result + svg.substr(begin);
}

}  // namespace

std::string gnuplot_script(const Figure& figure, ImageFormat format) {
  expects(!figure.panels.empty(), "a figure has a panel");
  const int panels = static_cast<int>(figure.panels.size());
  const int columns = std::min(figure.columns, panels);
  const int rows = (panels + columns - 1) / columns;
  const int width = columns * figure.panel_width;
  const int height = rows * figure.panel_height + kTitleHeight;
  std::string text = "set encoding utf8\n";
  if (format == ImageFormat::kSvg) {
    text += fmt::format(
        "set terminal svg size {},{} noenhanced background rgb 'white' font 'Arial,13'\n",
        width,
        height);
  } else {
    text += fmt::format(
        "set terminal pngcairo size {},{} noenhanced font 'Arial,13' fontscale 1.5 linewidth 2 "
        "pointscale 2\n",
        2 * width,
        2 * height);
  }
  text += "set border lw 0.8\nset tics nomirror\nset boxwidth 0.9 relative\n";
  for (std::size_t i = 0; i < figure.panels.size(); ++i) text += data_blocks(figure.panels[i], i);
  text += fmt::format("set multiplot layout {},{} title {}\n", rows, columns, quoted(figure.title));
  for (std::size_t i = 0; i < figure.panels.size(); ++i) text += panel_script(figure.panels[i], i);
  return text + "unset multiplot\n";
}

ImageFormat image_format(const std::string& path) {
  if (path.ends_with(".svg")) return ImageFormat::kSvg;
  if (path.ends_with(".png")) return ImageFormat::kPng;
  throw Error(ErrorCode::kUsage,
              "--plot",
              fmt::format("expected a file name that ends in .svg or .png, got '{}'", path));
}

std::string image(const Figure& figure, ImageFormat format) {
  const std::string bytes = run_gnuplot(gnuplot_script(figure, format));
  return format == ImageFormat::kSvg ? crisp_images(bytes) : bytes;
}

void write(const Figure& figure, const std::string& path) {
  files::write(path, image(figure, image_format(path)));
}

}  // namespace spinforge::plot
