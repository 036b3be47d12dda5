// SPDX-License-Identifier: Apache-2.0
#include "sim/models/confusion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "gen/dataset/dataset.hpp"

namespace spinforge::models {
namespace {

std::int64_t sum(const std::vector<std::int64_t>& row) {
  return std::accumulate(row.begin(), row.end(), std::int64_t{0});
}

/// The first class stands at the top, as in a table: centres fall with the rows.
plot::HeatMap heat_map(const std::string& network, const Confusion& counts) {
  plot::HeatMap map{.extent = 100, .palette = plot::Palette::kShares};
  map.x_names = map.y_names = dataset::class_names(network, counts.size());
  std::reverse(map.y_names.begin(), map.y_names.end());
  for (std::size_t k = counts.size(); k-- > 0;) {
    map.x.insert(map.x.begin(), static_cast<double>(k));
    map.y.push_back(static_cast<double>(k));
    const auto images = static_cast<double>(std::max<std::int64_t>(sum(counts[k]), 1));
    for (const std::int64_t count : counts[k]) {
      map.value.push_back(100 * static_cast<double>(count) / images);
      map.text.push_back(count > 0 ? text::thousands(count) : "");
    }
  }
  return map;
}

}  // namespace

plot::Figure confusion_figure(const std::string& network, const Confusion& counts) {
  expects(!counts.empty(), "a confusion matrix has a class");
  std::int64_t right = 0;
  std::int64_t images = 0;
  for (std::size_t k = 0; k < counts.size(); ++k) {
    expects(counts[k].size() == counts.size(), "a confusion matrix is square");
    right += counts[k][k];
    images += sum(counts[k]);
  }
  plot::Panel panel{.x_label = "class from the core's result port",
                    .y_label = "class of the image"};
  panel.map = heat_map(network, counts);
  panel.key = "off";
  return {.title = fmt::format("{}: {} of {} test images right in RTL",
                               network,
                               text::thousands(right),
                               text::thousands(images)),
          .panels = {panel},
          .columns = 1,
          .panel_width = 640,
          .panel_height = 560};
}

std::vector<Mistake> mistakes(const Confusion& counts, std::size_t limit) {
  std::vector<Mistake> found;
  for (std::size_t truth = 0; truth < counts.size(); ++truth) {
    for (std::size_t taken = 0; taken < counts[truth].size(); ++taken) {
      const std::int64_t images = counts[truth][taken];
      if (truth != taken && images > 0) found.push_back({truth, taken, images});
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const Mistake& a, const Mistake& b) {
    return a.images > b.images;
  });
  found.resize(std::min(found.size(), limit));
  return found;
}

}  // namespace spinforge::models
