// SPDX-License-Identifier: Apache-2.0
// The small crossbar of Fig. 1e: field wires select, current lines write.
#include <fmt/format.h>

#include <algorithm>

#include "sim/device/crossbar.hpp"
#include "sim/device/protocol_parts.hpp"

namespace spinforge::device {
namespace {

/// The numbers of a map that has room for them.
std::vector<std::string> texts(const std::vector<double>& values) {
  constexpr std::size_t kMost = 36;
  std::vector<std::string> out;
  if (values.size() > kMost) return out;
  for (const double value : values) out.push_back(fmt::format("{:.2g}", value));
  return out;
}

/// Every column is pulsed, one row's field wire is on: what moves, and what should not.
Result select(const Settings& s, Devices devices) {
  const Hall cell = hall(devices[0]);
  const int rows = s.count("rows");
  const int columns = s.count("columns");
  const int chosen = std::min(s.count("row"), rows) - 1;
  const std::vector<double> currents(static_cast<std::size_t>(columns), s.number("current"));
  Result r{.title = "Crossbar with one row selected"};
  r.figure = {.columns = 3, .panel_width = 360};
  Panel traces{.title = "after each pulse", .x_label = "write pulse", .y_label = "v (µV)"};
  Column row_column{"row"}, column_column{"column"};
  for (int row = 1; row <= rows; ++row) {
    for (int column = 1; column <= columns; ++column) {
      row_column.values.push_back(row);
      column_column.values.push_back(column);
    }
  }
  r.columns = {row_column, column_column};
  for (const Gating gating : {Gating::kIdeal, Gating::kAnalogue}) {
    Crossbar bar(cell, rows, columns, gating);
    bar.select(chosen, s.number("field"));
    const std::string name = gating == Gating::kIdeal ? "ideal" : "analogue";
    const auto worst = [&] {
      double disturbed = 0.0;
      for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns && row != chosen; ++column) {
          disturbed = std::max(disturbed, bar.state(row, column));
        }
      }
      return disturbed;
    };
    const bool ideal = gating == Gating::kIdeal;
    Series selected{.name = "selected, " + name, .colour = ideal ? 0 : 4};
    Series other{.name = "unselected, " + name, .colour = ideal ? 2 : 3};
    for (int pulse = 0; pulse <= s.count("pulses"); ++pulse) {
      if (pulse > 0) bar.pulse(currents);
      for (Series* const series : {&selected, &other}) series->x.push_back(pulse);
      selected.y.push_back(bar.state(chosen, 0));
      other.y.push_back(worst());
    }
    traces.series.push_back(selected);
    traces.series.push_back(other);
    r.columns.push_back({"v_uv_" + name, bar.states()});
    r.values.push_back({"selected cells, " + name, bar.state(chosen, 0), "uV", "integrate"});
    r.values.push_back({"worst unselected cell, " + name, worst(), "uV", "not affected"});
    r.figure.panels.push_back({.title = name + " gating",
                               .x_label = "current line",
                               .y_label = "field wire",
                               .map = HeatMap{.x = range(1.0, columns, 1.0),
                                              .y = range(1.0, rows, 1.0),
                                              .value = bar.states(),
                                              .label = "v (µV)",
                                              .text = texts(bar.states())},
                               .key = "off",
                               .x_step = std::max(1.0, columns / 8.0),
                               .y_step = std::max(1.0, rows / 8.0)});
  }
  r.figure.panels.push_back(traces);
  r.notes = {
      "Ideal gating holds an unselected cell exactly: the rule of the digital core. Analogue "
      "gating applies the drive that the tail of the bias window leaves at zero field.",
      "Not modelled: stray field of a neighbour's wire, voltage drop along the lines."};
  return r;
}

}  // namespace

std::vector<Protocol> crossbar_protocols() {
  return {{"select",
           "one field wire on, all current lines pulsed",
           "Fig. 1e",
           {count_parameter("rows", "4", "field wires", 64),
            count_parameter("columns", "4", "current lines", 64),
            count_parameter("row", "2", "the wire that is on", 64),
            field_parameter("200", "of the wire that is on"),
            current_parameter("8", "of every line; 8 mA is 3.75e10 A/m2"),
            count_parameter("pulses", "10", "write pulses")},
           select}};
}

}  // namespace spinforge::device
