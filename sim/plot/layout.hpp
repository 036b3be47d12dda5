// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/plot/figure.hpp"

/// Where things stand in a figure. It is worked out here and not left to gnuplot, so that panels
/// align and a key covers no curve.
namespace spinforge::plot {

/// The frame of a panel's curves within the panel's cell. *Units*: pixels from the figure's upper
/// left corner.
struct Frame {
  double cell_left = 0.0, cell_top = 0.0, cell_width = 0.0, cell_height = 0.0;
  double left = 0.0, top = 0.0, width = 0.0, height = 0.0;
  bool named = false;  ///< names beside a map need as much room as they take: only the cell counts
  bool x_axis = true;  ///< numbers and label of x below it
};

struct Layout {
  int width = 0, height = 0;    ///< of the figure
  std::vector<Frame> frames{};  ///< *Shape* [panels]
};

/// The panels in rows of `columns`, below the title.
[[nodiscard]] Layout layout(const Figure& figure);

/// Range of an axis and its tics, first <= last. low == high: left to gnuplot.
struct Axis {
  double low = 0.0, high = 0.0;
  double first = 0.0, step = 1.0, last = 0.0;
};

struct Axes {
  Axis x, y;
  std::string key;  ///< place and shape of the key, in gnuplot's words; empty: none
};

/// Axes and key of every panel without a map; those of maps are empty. *Shape* [panels]
[[nodiscard]] std::vector<Axes> axes(const Figure& figure, const Layout& layout);

/// Widths of the lines of a panel whose y axis spans `span`: curves that stay within 2 % of it of a
/// later one are wider than that. *Shape* [series]. *Units*: pixels.
[[nodiscard]] std::vector<double> line_widths(const Panel& panel, double span);

/// The line of a series of steps: corners in the middle between values. *Shape*: [2 * values].
[[nodiscard]] Series steps_of(const Series& series);

}  // namespace spinforge::plot
