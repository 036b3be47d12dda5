// SPDX-License-Identifier: Apache-2.0
// The result of a sweep as text and as a figure.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "gen/base/text.hpp"
#include "sim/sweep/sweep.hpp"

namespace spinforge::sweep {
namespace {

/// One curve a network of `value` over x, of the rows of one series. NaN interrupts a curve.
template <typename Value>
plot::Panel panel(const Options& options,
                  const std::vector<Row>& rows,
                  const std::string& series,
                  const std::string& label,
                  Value value) {
  plot::Panel panel{.y_label = label};
  panel.x_label = options.what == "fields" ? "bias field (Oe)" : series + " (σ)";
  for (const Row& row : rows) {
    if (std::isnan(row.x) || row.series != series) continue;
    if (panel.series.empty() || panel.series.back().name != row.network) {
      panel.series.push_back(
          {.name = row.network,
           .style = options.what == "fields" ? plot::Style::kSteps : plot::Style::kLinePoints});
    }
    panel.series.back().x.push_back(row.x);
    panel.series.back().y.push_back(value(row.score));
    if (options.what == "noise") panel.series.back().error.push_back(100 * row.score.deviation());
  }
  return panel;
}

}  // namespace

std::string table_text(const std::vector<Row>& rows) {
  std::vector<std::vector<std::string>> cells{
      {"network", "noise", "point", "accuracy", "sd over seeds", "spike share"}};
  for (const Row& row : rows) {
    std::vector<std::string> shares;
    for (const double share : row.score.spike_share) {
      shares.push_back(text::percent(share));
    }
    cells.push_back(
        {row.network,
         row.series,
         row.point,
         text::percent(row.score.accuracy()),
         row.score.correct.size() > 1
             ? fmt::format("{:.2f} of {}", 100 * row.score.deviation(), row.score.correct.size())
             : "",
         fmt::format("{}", fmt::join(shares, ", "))});
  }
  return text::table(cells);
}

std::string csv_text(const std::vector<Row>& rows) {
  std::string text =
      "network,noise,point,x,images,seeds,accuracy,accuracy_sd,spike_share_of_each_layer\n";
  for (const Row& row : rows) {
    text += fmt::format("{},{},{},{},{},{},{},{:.6f},{:.6f}\n",
                        row.network,
                        row.series,
                        row.point,
                        std::isnan(row.x) ? "" : fmt::format("{:g}", row.x),
                        row.score.images,
                        row.score.correct.size(),
                        row.score.accuracy(),
                        row.score.deviation(),
                        fmt::join(row.score.spike_share, " "));
  }
  return text;
}

std::string json_text(const Options& options, const std::vector<Row>& rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Row& row : rows) {
    nlohmann::ordered_json object = {{"network", row.network}};
    if (!row.series.empty()) object["noise"] = row.series;
    object["point"] = row.point;
    if (!std::isnan(row.x)) object["x"] = row.x;
    object["images"] = row.score.images;
    object["accuracy"] = row.score.accuracy();
    object["accuracy_sd"] = row.score.deviation();
    object["correct_of_each_seed"] = row.score.correct;
    object["spike_share"] = row.score.spike_share;
    list.push_back(object);
  }
  return nlohmann::ordered_json{{"sweep", options.what}, {"seeds", options.seeds}, {"points", list}}
             .dump(1) +
         "\n";
}

plot::Figure figure(const Options& options, const std::vector<Row>& rows) {
  const bool fields = options.what == "fields";
  plot::Figure figure{.shared_x = fields, .panel_height = 260};
  figure.title = fields ? "Trained networks at every field code" : "Trained networks under noise";
  const auto accuracy = [](const Score& score) { return 100 * score.accuracy(); };
  if (!fields) {
    std::vector<std::string> all;
    for (const Row& row : rows) {
      if (std::ranges::find(all, row.series) == all.end()) all.push_back(row.series);
    }
    for (const std::string& series : all) {
      figure.panels.push_back(panel(options, rows, series, "accuracy (%)", accuracy));
    }
    return figure;
  }
  figure.panels.push_back(panel(options, rows, "", "accuracy (%)", accuracy));
  figure.panels.back().y_low = 0.0;
  figure.panels.push_back(
      panel(options, rows, "", "accuracy, gate open (%)", [](const Score& score) {
        return score.spike_share.front() > 0.0 ? 100 * score.accuracy() : std::nan("");
      }));
  figure.panels.push_back(
      panel(options, rows, "", "layer 1: spikes a step (%)", [](const Score& score) {
        return 100 * score.spike_share.front();
      }));
  figure.panels.back().y_low = 0.0;
  for (std::size_t i = 1; i < figure.panels.size(); ++i) figure.panels[i].key = "off";
  return figure;
}

}  // namespace spinforge::sweep
