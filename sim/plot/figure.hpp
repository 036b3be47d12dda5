// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

/// What a plot shows, without a word about the tool that draws it. In every text of a figure what
/// stands in _{} is set lower and in ^{} higher ("V_{xy}"); all else is set as it is written.
namespace spinforge::plot {

enum class Style {
  kLine,
  kDashed,
  kPoints,
  kLinePoints,
  kBoxes,
  kSteps,   ///< constant around each value, up to the middle between two; a point at each
  kSpikes,  ///< a mark just above each value
};

/// Colour of the palette for what belongs to all curves.
inline constexpr int kBlack = 6;

/// One curve. x and y have the same length; NaN interrupts it; without any it is only in the key.
/// Of lines that coincide the first ones are drawn wider, so that all are seen.
struct Series {
  std::string name{};  ///< in the key; empty leaves it out
  std::vector<double> x{};
  std::vector<double> y{};
  Style style = Style::kLine;
  int colour = -1;              ///< index into the palette; -1 takes the next one
  std::vector<double> error{};  ///< half the height of each error bar; empty: none
  double width = 0.0;           ///< of a line, pixels; 0: as wide as it takes to be seen
  /// Ends of a band around the curve, as many as x; empty: none.
  std::vector<double> low{}, high{};
};

/// A horizontal band, e.g. a range of thresholds. low == high draws a line.
struct Band {
  double low = 0.0;
  double high = 0.0;
  std::string name{};
  int colour = -1;  ///< palette index; -1 is grey
};

/// A vertical band, e.g. a range of fields; it may reach beyond the axis.
struct Region {
  double low = 0.0;
  double high = 0.0;
  std::string name{};
  int colour = -1;  ///< palette index; -1 is grey
};

/// A vertical line, e.g. where something changed.
struct Mark {
  double x = 0.0;
  std::string name{};  ///< left of its lower end
};

/// Colours of a heat map.
enum class Palette {
  kDark,       ///< from dark at 0 to light
  kDiverging,  ///< blue - white - red around zero
  kShares,     ///< from white at 0, where small values already differ, to dark blue
};

/// Cells of equal size at the given centres. *Shape*: value[y][x], row-major. Centres may fall:
/// then the axis does, too.
struct HeatMap {
  std::vector<double> x{};
  std::vector<double> y{};
  std::vector<double> value{};
  std::string label{};  ///< of the colour bar, with its unit; empty: no bar
  double extent = 0.0;  ///< the colour scale reaches at least this far
  Palette palette = Palette::kDark;
  std::vector<std::string> x_names{};  ///< of the centres, instead of numbers; empty: numbers
  std::vector<std::string> y_names{};
  std::vector<std::string> text{};  ///< in the cells, as `value`; empty: none
};

struct Panel {
  std::string title{};
  std::string x_label{};
  std::string y_label{};
  std::vector<Series> series{};
  std::vector<Band> bands{};
  std::vector<Region> regions{};
  std::vector<Mark> marks{};
  std::optional<HeatMap> map{};
  std::string key{};  ///< where it stands; "off": nowhere; empty: where it covers nothing
  std::optional<double> x_step{};  ///< distance of the tics
  std::optional<double> y_step{};
  bool y_log = false;
  std::optional<double> y_low{};  ///< where the axis ends; above 0 where it is logarithmic
  std::optional<double> y_high{};
};

struct Figure {
  std::string title{};  ///< above the panels; run() puts the result's title here
  std::vector<Panel> panels{};
  int columns = 1;        ///< panels side by side
  bool shared_x = false;  ///< panels of a column have one range of x and show it below the last
  int panel_width = 600;  ///< pixels
  int panel_height = 320;
};

}  // namespace spinforge::plot
