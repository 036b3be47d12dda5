// SPDX-License-Identifier: Apache-2.0
#include "sim/models/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "gen/base/error.hpp"

namespace spinforge::models {
namespace {

using plot::kBlack;
using plot::Series;
using plot::Style;

constexpr double kNoPoint = std::numeric_limits<double>::quiet_NaN();

std::string family_of(const std::string& name) { return name.substr(0, name.rfind('-')); }
std::string neuron_of(const std::string& name) { return name.substr(name.rfind('-') + 1); }

Series curve(const Portrait& portrait, bool held_out, int colour) {
  Series out{.style = held_out ? Style::kLinePoints : Style::kDashed, .colour = colour};
  for (const Epoch& epoch : portrait.epochs) {
    const std::optional<Score> score = held_out ? with_all_steps(epoch) : epoch.train;
    out.x.push_back(epoch.number);
    out.y.push_back(score ? 100 * score->accuracy : kNoPoint);
  }
  return out;
}

/// Colours by neuron, the same in every panel.
using Colours = std::map<std::string, int>;

/// Only what no panel before it names is in its key.
plot::Panel panel(const Family& family, Colours& colours) {
  plot::Panel out{
      .title = fmt::format("{}: {}", family.name, shape(family.members.front()->model.network)),
      .x_label = "epoch",
      .y_label = "accuracy (%)"};
  const bool first = colours.empty();
  std::size_t epochs = 0;
  double lowest = 99;
  for (const Portrait* const member : family.members) {
    const std::string neuron = neuron_of(member->model.network.name);
    const auto [place, fresh] = colours.try_emplace(neuron, static_cast<int>(colours.size()));
    Series held_out = curve(*member, true, place->second);
    if (fresh) held_out.name = neuron;
    for (const double y : held_out.y) lowest = std::fmin(lowest, y);
    out.series.push_back(held_out);
    out.series.push_back(curve(*member, false, place->second));
    epochs = std::max(epochs, member->epochs.size());
  }
  if (first) {
    out.series.push_back({.name = "held out", .style = Style::kLinePoints, .colour = kBlack});
    out.series.push_back({.name = "training", .style = Style::kDashed, .colour = kBlack});
  }
  out.x_step = epoch_step(epochs);
  out.y_low = std::floor(lowest) - 1;  // a first epoch on training images may lie below
  return out;
}

}  // namespace

std::vector<Family> families(const std::vector<Portrait>& portraits) {
  std::set<std::string> networks;
  for (const Portrait& portrait : portraits) networks.insert(portrait.model.network.name);
  std::map<std::string, std::vector<const Portrait*>, std::greater<>> found;
  for (const Portrait& portrait : portraits) {
    const std::string family = family_of(portrait.model.network.name);
    if (portrait.epochs.empty() || networks.contains(family)) continue;
    found[family].push_back(&portrait);
  }
  std::vector<Family> out;
  for (const auto& [name, members] : found) {
    if (members.size() > 1) out.push_back({name, members});
  }
  return out;
}

plot::Figure comparison_figure(const std::vector<Family>& families) {
  expects(!families.empty(), "a comparison has a family");
  plot::Figure figure{.title = "The neurons together: accuracy by epoch",
                      .columns = 2,
                      .panel_width = 520,
                      .panel_height = 330};
  Colours colours;
  for (const Family& family : families) figure.panels.push_back(panel(family, colours));
  return figure;
}

}  // namespace spinforge::models
