// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "sim/upset/upset.hpp"

namespace spinforge::upset {

namespace {

using Json = nlohmann::ordered_json;

constexpr Effect kAllEffects[] = {
    Effect::kMasked, Effect::kSilent, Effect::kWrong, Effect::kDetected};

std::string kind_text(const Row& row) { return row.flips == 0 ? "none" : name_of(row.kind); }

/// "no result 12, busy 3", in the order of Sign.
std::string signs_text(const Row& row) {
  std::string out;
  for (std::size_t sign = 1; sign < kSigns; ++sign) {
    if (row.signs[sign] == 0) continue;
    out += fmt::format(
        "{}{} {}", out.empty() ? "" : ", ", name_of(static_cast<Sign>(sign)), row.signs[sign]);
  }
  return out.empty() ? "-" : out;
}

std::vector<std::string> cells(const Row& row) {
  std::vector<std::string> out{
      kind_text(row), row.flips == 0 ? "-" : text::thousands(row.bits), std::to_string(row.flips)};
  for (const Effect effect : kAllEffects) out.push_back(text::percent(row.share(effect)));
  const double p = row.accuracy();
  out.push_back(fmt::format("{} +- {:.2f}", text::percent(p), 100 * binomial_error(p, row.images)));
  out.push_back(text::percent(row.accuracy_repeated()));
  out.push_back(signs_text(row));
  return out;
}

/// Accuracy of one kind against the logarithm of its flips, from the row without flips.
plot::Series curve(const Result& result, Kind kind) {
  plot::Series series{.name = name_of(kind), .style = plot::Style::kLinePoints};
  for (const Row& row : result.rows) {
    if (row.flips == 0 || row.kind != kind) continue;
    series.x.push_back(std::log2(row.flips));
    series.y.push_back(100 * row.accuracy());
    series.error.push_back(100 * binomial_error(row.accuracy(), row.images));
  }
  return series;
}

/// What the fewest flips of each kind did.
plot::HeatMap effects_map(const Result& result) {
  plot::HeatMap map{.palette = plot::Palette::kShares};
  for (const Effect effect : kAllEffects) {
    map.x.push_back(static_cast<double>(map.x.size()));
    map.x_names.emplace_back(name_of(effect));
  }
  const Row* before = nullptr;
  for (const Row& row : result.rows) {
    const bool first = row.flips > 0 && (before == nullptr || before->kind != row.kind);
    if (row.flips > 0) before = &row;
    if (!first) continue;
    map.y.push_back(-static_cast<double>(map.y.size()));
    map.y_names.push_back(name_of(row.kind));
    for (const Effect effect : kAllEffects) {
      map.value.push_back(100 * row.share(effect));
      map.text.push_back(fmt::format("{:.1f}", map.value.back()));
    }
  }
  return map;
}

Json row_json(const Row& row) {
  Json effects = Json::object(), signs = Json::object();
  for (const Effect effect : kAllEffects) {
    effects[name_of(effect)] = row.effects[static_cast<std::size_t>(effect)];
  }
  for (std::size_t sign = 1; sign < kSigns; ++sign) {
    signs[name_of(static_cast<Sign>(sign))] = row.signs[sign];
  }
  return {{"in", row.flips == 0 ? Json() : Json(name_of(row.kind))},
          {"bits", row.bits},
          {"flips", row.flips},
          {"images", row.images},
          {"effects", effects},
          {"signs", signs},
          {"accuracy", row.accuracy()},
          {"accuracy_error", binomial_error(row.accuracy(), row.images)},
          {"accuracy_repeated", row.accuracy_repeated()}};
}

}  // namespace

std::string table_text(const Result& result) {
  std::vector<std::vector<std::string>> rows{{"flips in",
                                              "bits",
                                              "flips an image",
                                              "masked",
                                              "silent",
                                              "wrong",
                                              "detected",
                                              "accuracy",
                                              "detected ones again",
                                              "signs"}};
  for (const Row& row : result.rows) rows.push_back(cells(row));
  return fmt::format("{} upset, {} images each of {}, seed {}\n\n{}",
                     result.network,
                     result.images,
                     result.dataset,
                     result.seed,
                     text::markdown(rows));
}

std::string csv_text(const Result& result) {
  std::string out =
      "network,in,bits,flips,images,masked,silent,wrong,detected,accuracy,"
      "accuracy_error,accuracy_repeated\n";
  for (const Row& row : result.rows) {
    out += fmt::format("{},{},{},{},{},{},{:.6f},{:.6f},{:.6f}\n",
                       result.network,
                       kind_text(row),
                       row.bits,
                       row.flips,
                       row.images,
                       fmt::join(row.effects, ","),
                       row.accuracy(),
                       binomial_error(row.accuracy(), row.images),
                       row.accuracy_repeated());
  }
  return out;
}

std::string json_text(const Result& result) {
  Json rows = Json::array();
  for (const Row& row : result.rows) rows.push_back(row_json(row));
  return Json{{"network", result.network},
              {"network_hash", result.network_hash},
              {"dataset", text::utf8(result.dataset)},
              {"simulator", result.simulator},
              {"rtl_hash", result.rtl_hash},
              {"first_image", result.first},
              {"images", result.images},
              {"seed", result.seed},
              {"sound", result.sound()},
              {"rows", rows}}
             .dump(1) +
         "\n";
}

plot::Figure figure(const Result& result) {
  plot::Panel accuracy{.x_label = "x, of 2^{x} flips an image", .y_label = "accuracy (%)"};
  accuracy.x_step = 1;
  accuracy.key = "bottom left";
  for (const Kind kind : kKinds) {
    plot::Series series = curve(result, kind);
    if (!series.x.empty()) accuracy.series.push_back(std::move(series));
  }
  const double sound = 100 * result.rows.front().accuracy();
  accuracy.bands.push_back({.low = sound, .high = sound, .name = "no flip"});
  plot::Panel effects;
  effects.title = fmt::format("images (%) by what came of {} flip{}",
                              result.rows.back().flips == 0 ? 0 : result.rows[1].flips,
                              result.rows.size() > 1 && result.rows[1].flips == 1 ? "" : "s");
  effects.map = effects_map(result);
  return {.title = fmt::format("{} in RTL, bits of its state inverted", result.network),
          .panels = {accuracy, effects},
          .columns = 2};
}

}  // namespace spinforge::upset
