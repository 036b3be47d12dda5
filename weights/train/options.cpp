// SPDX-License-Identifier: Apache-2.0
#include "weights/train/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gen/base/error.hpp"
#include "gen/network/network.hpp"

namespace spinforge::train {
namespace {

nlohmann::json to_json(const Cell& cell) {
  if (cell.law == Law::kWall) {
    nlohmann::json json = {{"kappa", cell.kappa},
                           {"b", cell.b},
                           {"threshold", cell.threshold},
                           {"u_min", cell.u_min},
                           {"dead_steps", cell.dead_steps}};
    if (std::isfinite(cell.threshold_hi)) json["threshold_hi"] = cell.threshold_hi;
    return json;
  }
  return {{"beta", cell.beta},
          {"threshold", cell.threshold},
          {"u_min", cell.u_min},
          {"u_max", cell.u_max}};
}

}  // namespace

nlohmann::json to_json(const FitOptions& options) {
  const Recipe& r = options.recipe;
  const Augment& a = options.augment;
  nlohmann::json json = {
      {"widths", r.widths},
      {"cell", to_json(r.cell)},
      {"steps", r.steps},
      {"weight_bits", r.weight_bits},
      {"normalise", r.normalise},
      {"count_scale", r.count_scale},
      {"potential_scale", r.potential_scale},
      {"label_smoothing", r.label_smoothing},
      {"rate_target", r.rate_target},
      {"rate_weight", r.rate_weight},
      {"dropout", r.dropout},
      {"later_pace", r.later_pace},
      {"weight_decay", r.weight_decay},
      {"average_decay", r.adam.average_decay},
      {"augment", {a.shift, a.rotate, a.zoom, a.shear, a.elastic, a.flip ? 1 : 0, a.erase}},
      {"epochs", options.epochs},
      {"batch", options.batch},
      {"seed", options.seed},
      {"lr", options.learning_rate},
      {"cosine", options.cosine},
      {"warm_up", options.warm_up},
      {"validation", options.validation}};
  if (!r.convs.empty()) {
    json["convs"] = nlohmann::json::array();
    for (const network::Conv& conv : r.convs) {
      json["convs"].push_back({{"channels", conv.channels},
                               {"kernel", conv.kernel},
                               {"padding", conv.padding},
                               {"pool", conv.pool_size}});
    }
    json["channel_steps"] = r.channel_steps;
  }
  for (const chip::Quantity& quantity : chip::quantities()) {
    const double value = r.spread.*quantity.member;
    if (value != 0.0) json["spread"][quantity.key] = value;
  }
  if (options.short_steps > 0 || options.full_epochs > 0) {
    json["short_steps"] = options.short_steps;
    json["full_epochs"] = options.full_epochs;
    json["full_lr"] = options.full_learning_rate;
    if (options.full_images > 0) json["full_images"] = options.full_images;
  }
  if (r.max_drive > 0.0F) json["max_drive"] = r.max_drive;
  if (!options.start.empty()) json["start"] = network::directory_hash(options.start);
  return json;
}

void check(const FitOptions& options, const dataset::Images& train) {
  const auto require = [](bool holds, std::string_view option, auto expected, auto got) {
    if (holds) return;
    throw Error(ErrorCode::kRange,
                std::string(option),
                fmt::format("out of range; expected {}, got {}", expected, got));
  };
  const Recipe& recipe = options.recipe;
  const int bits = recipe.weight_bits;
  const auto images = static_cast<std::int64_t>(train.count);
  require(options.epochs >= 1, "--epochs", "at least 1", options.epochs);
  require(options.full_epochs >= 0, "--full-epochs", "at least 0", options.full_epochs);
  require(options.full_images == 0 || options.full_images >= options.batch,
          "--full-images",
          fmt::format("0, or at least {}", options.batch),
          options.full_images);
  require(options.short_steps >= 0 && options.short_steps <= 255,
          "--short-steps",
          "0..255",
          options.short_steps);
  require(options.batch >= 2, "--batch", "at least 2", options.batch);
  require(options.learning_rate > 0.0, "--lr", "a positive number", options.learning_rate);
  require(recipe.steps >= 1 && recipe.steps <= 255, "--steps", "1..255", recipe.steps);
  require(
      bits == 0 || (bits >= 2 && bits <= 8), "--weight-bits", "2..8, or 0 for real weights", bits);
  require(recipe.convs.empty() || recipe.normalise, "--norm", "1 where there are convolutions", 0);
  for (const int width : recipe.widths) {
    require(width >= 1 && width <= 65535, "--hidden", "layers of 1..65535 neurons", width);
  }
  require(options.validation >= 0 && options.validation + std::int64_t{options.batch} <= images,
          "--validation",
          fmt::format("0..{}", images),
          options.validation);
  if (recipe.widths.front() != train.height * train.width || train.channels != 1) {
    throw Error(ErrorCode::kShape,
                "data set",
                fmt::format("images of {}x{}x{} do not fit a network of {} inputs and one channel",
                            train.height,
                            train.width,
                            train.channels,
                            recipe.widths.front()));
  }
  const auto bad = std::find_if(train.labels.begin(), train.labels.end(), [&](std::uint8_t label) {
    return label >= recipe.widths.back();
  });
  if (bad != train.labels.end()) {
    throw Error(ErrorCode::kShape,
                "data set",
                fmt::format("expected labels 0..{}, got {} at image {}; training makes networks of "
                            "{} classes",
                            recipe.widths.back() - 1,
                            *bad,
                            bad - train.labels.begin(),
                            recipe.widths.back()));
  }
}

}  // namespace spinforge::train
