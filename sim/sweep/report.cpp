// SPDX-License-Identifier: Apache-2.0
// The result of a sweep as text and as a figure.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "gen/base/text.hpp"
#include "sim/sweep/sweep.hpp"

namespace spinforge::sweep {
namespace {

/// One curve a network of `value` over x. NaN interrupts a curve.
template <typename Value>
plot::Panel panel(const Options& options,
                  const std::vector<Row>& rows,
                  const std::string& label,
                  Value value) {
  plot::Panel panel{.y_label = label};
  panel.x_label = options.what == "fields" ? "bias field (Oe)" : "noise (σ of the paper)";
  for (const Row& row : rows) {
    if (std::isnan(row.x)) continue;
    if (panel.series.empty() || panel.series.back().name != row.network) {
      panel.series.push_back(
          {.name = row.network,
           .style = options.what == "fields" ? plot::Style::kSteps : plot::Style::kLinePoints});
    }
    panel.series.back().x.push_back(row.x);
    panel.series.back().y.push_back(value(row.score));
  }
  return panel;
}

}  // namespace

std::string table_text(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> cells{{"network", "point", "accuracy", "spike share"}};
  for (const Row& row : rows) {
    std::vector<std::string> shares;
    for (const double share : row.score.spike_share) {
      shares.push_back(fmt::format("{:.2f} %", 100 * share));
    }
    cells.push_back({row.network,
                     row.point,
                     fmt::format("{:.2f} %", 100 * row.score.accuracy()),
                     fmt::format("{}", fmt::join(shares, ", "))});
  }
  return text::table(cells);
}

std::string csv_text(const std::vector<Row>& rows) {
  std::string text = "network,point,x,images,accuracy,spike_share_of_each_layer\n";
  for (const Row& row : rows) {
    text += fmt::format("{},{},{},{},{},{:.6f}\n",
                        row.network,
                        row.point,
                        std::isnan(row.x) ? "" : fmt::format("{:g}", row.x),
                        row.score.images,
                        row.score.accuracy(),
                        fmt::join(row.score.spike_share, " "));
  }
  return text;
}

std::string json_text(const Options& options, const std::vector<Row>& rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    nlohmann::ordered_json object = {{"network", row.network}, {"point", row.point}};
    if (!std::isnan(row.x)) object["x"] = row.x;
    object["images"] = row.score.images;
    object["accuracy"] = row.score.accuracy();
    object["spike_share"] = row.score.spike_share;
    list.push_back(object);
  }
  return nlohmann::ordered_json{{"sweep", options.what}, {"points", list}}.dump(1) + "\n";
}

plot::Figure figure(const Options& options, const std::vector<Row>& rows) {
  const bool fields = options.what == "fields";
  plot::Figure figure{.shared_x = true, .panel_height = 260};
  figure.title = fields ? "Trained networks at every field code" : "Trained networks under noise";
  if (fields) {
    figure.panels.push_back(panel(
        options, rows, "accuracy (%)", [](const Score& score) { return 100 * score.accuracy(); }));
    figure.panels.back().y_low = 0.0;
  }
  figure.panels.push_back(panel(
      options, rows, fields ? "accuracy, gate open (%)" : "accuracy (%)", [](const Score& score) {
        return score.spike_share.front() > 0.0 ? 100 * score.accuracy() : std::nan("");
      }));
  figure.panels.push_back(
      panel(options, rows, "layer 1: spikes a step (%)", [](const Score& score) {
        return 100 * score.spike_share.front();
      }));
  figure.panels.back().y_low = 0.0;
  for (std::size_t i = 1; i < figure.panels.size(); ++i) figure.panels[i].key = "off";
  return figure;
}

}  // namespace spinforge::sweep
