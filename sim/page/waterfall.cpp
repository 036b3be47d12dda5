// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "sim/page/chart.hpp"
#include "sim/page/figures.hpp"

namespace spinforge::page {

namespace {

constexpr int kRow = 30;                // pixels, with the room between two rows
constexpr std::size_t kMostBars = 256;  // of a row; more share one

/// At most kMostBars: each of them from the first cycle of some to their last.
std::vector<Waterfall::Bar> joined(const std::vector<Waterfall::Bar>& bars) {
  const std::size_t group = (bars.size() + kMostBars - 1) / kMostBars;
  std::vector<Waterfall::Bar> out;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (i % group == 0) out.push_back(bars[i]);
    out.back().last = std::max(out.back().last, bars[i].last);
  }
  return out;
}

/// Bars as areas, in turn in two shades, so that one is told from the next.
void add(const std::vector<Waterfall::Bar>& bars, int top, int height, std::string (&shades)[2]) {
  std::size_t i = 0;
  for (const Waterfall::Bar& bar : joined(bars)) {
    shades[i++ % 2] += fmt::format("M{} {}h{}v{}h-{}z",
                                   bar.first,
                                   top,
                                   bar.last - bar.first + 1,
                                   height,
                                   bar.last - bar.first + 1);
  }
}

}  // namespace

Html waterfall(const Waterfall& w, std::string_view description) {
  const int height = kRow * static_cast<int>(w.rows.size());
  Chart chart(description, height, {.left = 64});
  std::string shades[2];
  std::string bounds, frame = fmt::format("M0 0V{}H{}", height, w.end);
  for (std::size_t i = 0; i < w.rows.size(); ++i) {
    const Waterfall::Row& row = w.rows[i];
    const int top = kRow * static_cast<int>(i);
    const bool split = !row.below.empty();
    add(row.above, top + 4, split ? 10 : 20, shades);
    add(row.below, top + 15, 9, shades);
    if (row.bound) {
      bounds += fmt::format("M{} {}H{}", row.bound->first, top + 27, row.bound->last + 1);
    }
    chart.row_name(top + 18, row.name);
  }
  chart.draw(static_cast<double>(w.end),
             height,
             {{"frame", frame}, {"bar", shades[0]}, {"bar odd", shades[1]}, {"bound", bounds}});
  chart.x_axis(0, static_cast<double>(w.end), "cycle");
  return chart.html();
}

}  // namespace spinforge::page
