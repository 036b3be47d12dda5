// SPDX-License-Identifier: Apache-2.0
#include "sim/models/training.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <sstream>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"

namespace spinforge::models {
namespace {

using plot::Series;
using plot::Style;

constexpr const char* kTrainAgain = "train again, or remove the file";
constexpr int kMaxEpoch = 1'000'000;
constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

Score score(Reader& epoch, const std::string& key) {
  Reader in(epoch.object(key), epoch.where(key), kTrainAgain);
  return {in.real("accuracy", 0, 1), in.reals("spike_rate", 0, 1)};
}

Epoch epoch(Reader in) {
  Epoch out{.number = static_cast<int>(in.whole("epoch", 1, kMaxEpoch)),
            .train = score(in, "train")};
  if (in.has("validation")) out.held_out = score(in, "validation");
  if (in.has("validation_full")) out.held_out_full = score(in, "validation_full");
  return out;
}

/// A curve over all epochs; `percent_of` gives NaN where an epoch has no point.
template <typename PercentOf>
Series curve(const std::string& name, const std::vector<Epoch>& epochs, PercentOf percent_of) {
  Series out{.name = name};
  for (const Epoch& e : epochs) {
    out.x.push_back(e.number);
    out.y.push_back(percent_of(e));
  }
  return out;
}

bool empty(const Series& series) {
  return std::all_of(series.y.begin(), series.y.end(), [](double y) { return std::isnan(y); });
}

/// The number of time steps of the first epochs, or "few".
std::string short_steps(const TrainedNetwork& model) {
  std::string few = "few";
  const std::string where =
      (std::filesystem::path(model.directory) / "network.json / provenance").string();
  const Json provenance = parse_json(model.network.provenance, where);
  Reader in(provenance, where);
  if (!in.has("options")) return few;
  Reader options(in.object("options"), in.where("options"));
  return options.has("short_steps") ? std::to_string(options.whole("short_steps", 0, 255)) : few;
}

std::vector<Series> accuracies(const TrainedNetwork& model, const std::vector<Epoch>& epochs) {
  const auto percent = [](const std::optional<Score>& s) { return s ? 100 * s->accuracy : kGap; };
  Series few = curve(fmt::format("held out, {} steps", short_steps(model)),
                     epochs,
                     [&](const Epoch& e) { return e.held_out_full ? percent(e.held_out) : kGap; });
  const std::string all =
      empty(few) ? std::string("held out") : fmt::format("held out, {} steps", model.network.steps);
  std::vector<Series> out{
      curve("training", epochs, [&](const Epoch& e) { return 100 * e.train.accuracy; }),
      curve(all, epochs, [&](const Epoch& e) { return percent(with_all_steps(e)); }),
      few};
  for (Series& series : out) series.style = Style::kLinePoints;
  std::erase_if(out, empty);
  return out;
}

/// Solid for the held-out images, dashed for those of training.
std::vector<Series> rates(const std::vector<Epoch>& epochs) {
  std::vector<Series> out;
  const auto percent = [](const Score& s, std::size_t k) {
    return k < s.spike_rate.size() ? 100 * s.spike_rate[k] : kGap;
  };
  for (std::size_t k = 0; k < epochs.front().train.spike_rate.size(); ++k) {
    Series held_out = curve(fmt::format("layer {}, held out", k + 1), epochs, [&](const Epoch& e) {
      return with_all_steps(e) ? percent(*with_all_steps(e), k) : kGap;
    });
    Series train = curve(fmt::format("layer {}, training", k + 1), epochs, [&](const Epoch& e) {
      return percent(e.train, k);
    });
    held_out.colour = train.colour = static_cast<int>(k);
    train.style = Style::kDashed;
    out.push_back(held_out);
    out.push_back(train);
  }
  std::erase_if(out, empty);
  return out;
}

/// Where the epochs with fewer steps end, if others follow.
std::vector<plot::Mark> marks(const TrainedNetwork& model, const std::vector<Epoch>& epochs) {
  for (std::size_t i = 1; i < epochs.size(); ++i) {
    if (epochs[i - 1].held_out_full && !epochs[i].held_out_full) {
      return {{.x = epochs[i].number - 0.5,
               .name = fmt::format("{} steps, then {}", short_steps(model), model.network.steps)}};
    }
  }
  return {};
}

/// Whole percents around everything that is drawn: a band alone would not widen the axis.
void fit_axis(plot::Panel& panel) {
  double low = 100;
  double high = 0;
  const auto include = [&](double y) {
    if (std::isnan(y)) return;
    low = std::min(low, y);
    high = std::max(high, y);
  };
  for (const Series& series : panel.series) {
    for (const double y : series.y) include(y);
  }
  for (const plot::Band& band : panel.bands) include(band.low);
  panel.y_low = std::floor(low);
  panel.y_high = std::max(std::ceil(high), *panel.y_low + 1);
}

}  // namespace

const std::optional<Score>& with_all_steps(const Epoch& epoch) {
  return epoch.held_out_full ? epoch.held_out_full : epoch.held_out;
}

double epoch_step(std::size_t epochs) {
  for (const double distance : {1.0, 2.0, 5.0}) {
    if (static_cast<double>(epochs) <= 10 * distance) return distance;
  }
  return 10;
}

std::vector<Epoch> load_training(const std::string& directory) {
  const std::string path = (std::filesystem::path(directory) / network::kTrainingFile).string();
  if (!std::filesystem::exists(path)) return {};
  std::vector<Epoch> epochs;
  std::istringstream lines(files::read(path));
  for (std::string line; std::getline(lines, line);) {
    const std::string where = fmt::format("{} / line {}", path, epochs.size() + 1);
    const Json json = parse_json(line, where);
    epochs.push_back(epoch(Reader(json, where, kTrainAgain)));
  }
  return epochs;
}

plot::Figure training_figure(const TrainedNetwork& model, const std::vector<Epoch>& epochs) {
  expects(!epochs.empty(), "a training has an epoch");
  const network::Network& network = model.network;
  plot::Panel accuracy{.x_label = "epoch", .y_label = "accuracy (%)"};
  accuracy.series = accuracies(model, epochs);
  if (model.record) {
    const double rtl = 100 * model.record->accuracy;
    accuracy.bands = {{rtl, rtl, fmt::format("test images, RTL: {:.2f} %", rtl), 6}};
  }
  fit_axis(accuracy);
  plot::Panel rate{.x_label = "epoch", .y_label = "spikes per neuron and step (%)"};
  rate.series = rates(epochs);
  rate.y_low = 0;
  accuracy.x_step = rate.x_step = epoch_step(epochs.size());
  accuracy.marks = rate.marks = marks(model, epochs);
  return {.title = network.name + ": training",
          .panels = {accuracy, rate},
          .shared_x = true,
          .panel_width = 720,
          .panel_height = 280};
}

}  // namespace spinforge::models
