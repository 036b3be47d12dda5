// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "gen/base/error.hpp"
#include "sim/page/chart.hpp"
#include "sim/page/figures.hpp"

namespace spinforge::page {

namespace {

constexpr double kDark = 0.55;  // from here on a text in the cell is light

bool equal(const Matrix::Cell& a, const Matrix::Cell& b) {
  return a.level == b.level && a.text == b.text && a.wrong == b.wrong;
}

void draw_row(Chart& chart, const Matrix& m, std::size_t row, bool merged) {
  const std::vector<Matrix::Cell>& cells = m.cells[row];
  const auto columns = static_cast<double>(cells.size());
  const double top = m.row_height * static_cast<double>(row);
  for (std::size_t x = 0; x < cells.size();) {
    std::size_t end = x + 1;
    while (merged && end < cells.size() && equal(cells[end], cells[x])) ++end;
    const Matrix::Cell& cell = cells[x];
    const double left = static_cast<double>(x) / columns,
                 right = static_cast<double>(end) / columns;
    if (cell.level > 0) {
      chart.cell(cell.wrong ? "cell wrong" : "cell",
                 left,
                 right,
                 top + 1,
                 top + m.row_height - 1,
                 cell.level);
    }
    if (const auto room = chart.room_for(cell.text, right - left); room && !cell.text.empty()) {
      const std::string colour = cell.level >= kDark ? "on" : "ink";
      const double middle = top + m.row_height / 2.0 + 4;
      chart.label((left + right) / 2,
                  middle,
                  Anchor::kMiddle,
                  cell.text,
                  room->empty() ? colour : colour + " " + *room);
    }
    x = end;
  }
}

}  // namespace

Html matrix(const Matrix& m, bool merged, std::string_view description) {
  expects(m.cells.size() == m.rows.size(), "a name for each row");
  const int height = m.row_height * static_cast<int>(m.rows.size());
  const bool named = !m.columns.empty();
  Chart chart(description,
              height,
              {.right = m.notes.empty() ? 14 : 52, .bottom = named ? 34 : 20, .left = 92});
  for (std::size_t row = 0; row < m.rows.size(); ++row) {
    const double y = m.row_height * (static_cast<double>(row) + 0.5) + 4;
    chart.row_name(y, m.rows[row]);
    draw_row(chart, m, row, merged);
    if (!m.notes.empty()) chart.behind(1, y, m.notes[row]);
  }
  if (!named) {
    chart.x_axis(0, static_cast<double>(m.cells.empty() ? 0 : m.cells[0].size()), m.column_title);
    return chart.html();
  }
  const double share = 1.0 / static_cast<double>(m.columns.size());
  for (std::size_t x = 0; x < m.columns.size(); ++x) {
    const double middle = (static_cast<double>(x) + 0.5) * share;
    if (const auto room = chart.room_for(m.columns[x], share)) {
      chart.label(middle, height + 14, Anchor::kMiddle, m.columns[x], *room);
    }
  }
  chart.label(0.5, height + 29, Anchor::kMiddle, m.column_title);
  return chart.html();
}

}  // namespace spinforge::page
