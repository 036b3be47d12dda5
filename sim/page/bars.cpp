// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "gen/base/text.hpp"
#include "sim/page/chart.hpp"
#include "sim/page/figures.hpp"

namespace spinforge::page {

namespace {

constexpr int kBarRow = 22;            // pixels
constexpr int kHistogramHeight = 110;  // pixels
constexpr std::size_t kMostBins = 60;

}  // namespace

Html bars(const Bars& bars, std::string_view description) {
  double most = 0;
  for (const Bars::Row& row : bars.rows) most = std::max(most, row.value);
  if (most <= 0) most = 1;
  const int height = kBarRow * static_cast<int>(bars.rows.size());
  Chart chart(description, height, {.top = 2, .right = 96, .bottom = 4, .left = 92});
  for (std::size_t i = 0; i < bars.rows.size(); ++i) {
    const Bars::Row& row = bars.rows[i];
    const int top = kBarRow * static_cast<int>(i);
    const double end = row.value / most;
    const std::string cls = row.right ? "bar right" : row.marked ? "bar" : "bar mute";
    if (row.part) chart.cell("bar part", 0, end, top + 3, top + kBarRow - 3, 0.35);
    chart.cell(row.part ? "bar" : cls,
               0,
               row.part ? *row.part / most : end,
               top + 3,
               top + kBarRow - 3,
               1);
    chart.row_name(top + 15, row.name);
    chart.behind(end, top + 15, row.text);
  }
  return chart.html();
}

Html histogram(const std::vector<std::int64_t>& values,
               std::string_view unit,
               std::string_view description) {
  if (values.empty()) return {};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const std::int64_t width = (*high - *low) / static_cast<std::int64_t>(kMostBins) + 1;  // of a bin
  std::vector<std::int64_t> bins(static_cast<std::size_t>((*high - *low) / width) + 1);
  for (const std::int64_t value : values) ++bins[static_cast<std::size_t>((value - *low) / width)];
  const std::int64_t most = *std::max_element(bins.begin(), bins.end());
  std::string data;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (bins[i] > 0) data += fmt::format("M{} {}v{}h.9v-{}z", i, most - bins[i], bins[i], bins[i]);
  }
  Chart chart(description, kHistogramHeight, {});
  chart.y_axis(0, static_cast<double>(most));
  chart.draw(static_cast<double>(bins.size()), static_cast<double>(most), {{"bar", data}});
  const std::int64_t end = *low + width * static_cast<std::int64_t>(bins.size());
  chart.x_axis(static_cast<double>(*low), static_cast<double>(end), unit);
  return chart.html();
}

}  // namespace spinforge::page
