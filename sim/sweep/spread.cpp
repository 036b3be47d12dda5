// SPDX-License-Identifier: Apache-2.0
#include "sim/sweep/spread.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "gen/base/error.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/text.hpp"
#include "gen/chip/chip.hpp"

namespace spinforge::sweep {
namespace {

constexpr double kLow = 0.1, kHigh = 0.9;  ///< ends of the band

const chip::Quantity& quantity_of(const std::string& key) {
  const chip::Quantity* const found = chip::find_quantity(key);
  if (found != nullptr) return *found;
  throw Error(ErrorCode::kUsage,
              "--quantities",
              fmt::format("unknown; expected some of {}, got \"{}\"; correct it",
                          chip::quantity_keys(),
                          text::brief(key)));
}

/// What is swept, in order; by default what the paper's devices are known to have.
std::vector<chip::Quantity> quantities_of(const SpreadOptions& options) {
  std::vector<chip::Quantity> out;
  for (const std::string& key : options.quantities) out.push_back(quantity_of(key));
  if (!out.empty()) return out;
  for (const chip::Quantity& quantity : chip::quantities()) {
    if (quantity.member != &chip::Spread::frozen) out.push_back(quantity);
  }
  return out;
}

std::vector<double> levels_of(const SpreadOptions& options, const chip::Quantity& quantity) {
  std::vector<double> levels = options.levels;
  if (levels.empty()) return default_levels(quantity);
  std::erase(levels, 0.0);  // the network itself, which comes first anyway
  for (const double level : levels) {
    if (level > 0.0 && level <= 1.0) continue;
    throw Error(ErrorCode::kRange,
                "--levels",
                fmt::format("out of range; expected 0..1, got {}; correct it", level));
  }
  return levels;
}

/// Accuracy on each of `chips`.
std::vector<double> accuracy_of(const std::vector<network::Network>& chips,
                                const classify::TestSet& set,
                                unsigned threads,
                                const classify::OnProgress& on_progress) {
  std::vector<std::atomic<std::size_t>> correct(chips.size());
  const auto look = [&](golden::Golden& model, std::uint32_t image, unsigned) {
    model.run_chips(
        set.images.image(image), image, [&](std::size_t chip, const golden::Trace& trace) {
          correct[chip] += trace.predicted == set.images.labels[image];
        });
  };
  classify::each_image(chips, set.first, set.count, threads, look, on_progress);
  std::vector<double> out;
  for (const auto& right : correct) {
    out.push_back(static_cast<double>(right) / static_cast<double>(set.count));
  }
  return out;
}

/// "10 %", "0.1 %".
std::string level_text(double level) { return fmt::format("{:g} %", 100.0 * level); }

}  // namespace

std::vector<double> default_levels(const chip::Quantity& quantity) {
  if (quantity.member == &chip::Spread::stuck) return {0.001, 0.002, 0.005, 0.01, 0.02};
  if (quantity.member == &chip::Spread::dead || quantity.member == &chip::Spread::frozen) {
    return {0.01, 0.02, 0.05, 0.1, 0.2};
  }
  return {0.05, 0.1, 0.15, 0.2, 0.3};
}

double SpreadRow::mean() const {
  return std::accumulate(accuracy.begin(), accuracy.end(), 0.0) /
         static_cast<double>(accuracy.size());
}

double SpreadRow::quantile(double q) const {
  std::vector<double> sorted = accuracy;
  std::ranges::sort(sorted);
  const double at = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], at - static_cast<double>(below));
}

std::vector<SpreadRow> run(const SpreadOptions& options,
                           const network::Network& network,
                           const classify::TestSet& set) {
  const std::vector<chip::Quantity> quantities = quantities_of(options);
  std::uint64_t runs = 1;
  for (const chip::Quantity& quantity : quantities) {
    runs += levels_of(options, quantity).size() * options.chips;
  }
  Progress progress(network.name, "images", runs * set.count, options.quiet);
  std::uint64_t done = 0;
  const auto score = [&](const std::vector<network::Network>& chips, const std::string& what) {
    std::vector<double> out = accuracy_of(chips, set, options.threads, [&](std::size_t images) {
      progress.update(done + images * chips.size(), what);
    });
    done += chips.size() * set.count;
    return out;
  };
  const std::vector<double> designed = score({network}, "as designed");
  std::vector<SpreadRow> rows;
  for (const chip::Quantity& quantity : quantities) {
    rows.push_back({network.name, quantity.key, 0.0, set.count, designed});
    for (const double level : levels_of(options, quantity)) {
      chip::Spread spread{.sound_outputs = options.sound_outputs};
      spread.*quantity.member = level;
      std::vector<network::Network> chips;
      for (std::uint32_t seed = 1; seed <= options.chips; ++seed) {
        chips.push_back(chip::apply(network, chip::draw(network, seed, spread)));
      }
      const std::string what = fmt::format("{} {}", quantity.key, level_text(level));
      rows.push_back({network.name, quantity.key, level, set.count, score(chips, what)});
    }
  }
  return rows;
}

std::string table_text(const std::vector<SpreadRow>& rows) {
  std::vector<std::vector<std::string>> cells{
      {"network", "spread of", "level", "chips", "mean", "10 %", "90 %"}};
  for (const SpreadRow& row : rows) {
    cells.push_back({row.network,
                     row.quantity,
                     level_text(row.level),
                     std::to_string(row.accuracy.size()),
                     text::percent(row.mean()),
                     text::percent(row.quantile(kLow)),
                     text::percent(row.quantile(kHigh))});
  }
  return text::table(cells);
}

std::string csv_text(const std::vector<SpreadRow>& rows) {
  std::string text =
      "network,quantity,level,chips,images,mean,quantile_10,quantile_90,accuracy_of_each_chip\n";
  for (const SpreadRow& row : rows) {
    text += fmt::format("{},{},{:g},{},{},{:.6f},{:.6f},{:.6f},{}\n",
                        row.network,
                        row.quantity,
                        row.level,
                        row.accuracy.size(),
                        row.images,
                        row.mean(),
                        row.quantile(kLow),
                        row.quantile(kHigh),
                        fmt::join(row.accuracy, " "));
  }
  return text;
}

std::string json_text(const SpreadOptions& options, const std::vector<SpreadRow>& rows) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const SpreadRow& row : rows) {
    list.push_back({{"network", row.network},
                    {"quantity", row.quantity},
                    {"level", row.level},
                    {"images", row.images},
                    {"mean", row.mean()},
                    {"quantile_10", row.quantile(kLow)},
                    {"quantile_90", row.quantile(kHigh)},
                    {"accuracy", row.accuracy}});
  }
  return nlohmann::ordered_json{{"sweep", "spread"},
                                {"chips", options.chips},
                                {"sound_outputs", options.sound_outputs},
                                {"points", list}}
             .dump(1) +
         "\n";
}

plot::Figure figure(const SpreadOptions& options, const std::vector<SpreadRow>& rows) {
  plot::Figure figure{.title = fmt::format("Trained networks on {} chips: mean, and 10 to 90 % of "
                                           "the chips",
                                           options.chips),
                      .columns = 2};
  for (const chip::Quantity& quantity : quantities_of(options)) {
    plot::Panel panel{.x_label = fmt::format("{} (%)", quantity.meaning),
                      .y_label = "accuracy (%)"};
    panel.key = "bottom left";
    for (const SpreadRow& row : rows) {
      if (row.quantity != quantity.key) continue;
      if (panel.series.empty() || panel.series.back().name != row.network) {
        panel.series.push_back({.name = row.network, .style = plot::Style::kLinePoints});
      }
      plot::Series& series = panel.series.back();
      series.x.push_back(100.0 * row.level);
      series.y.push_back(100.0 * row.mean());
      series.low.push_back(100.0 * row.quantile(kLow));
      series.high.push_back(100.0 * row.quantile(kHigh));
    }
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace spinforge::sweep
