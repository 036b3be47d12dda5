// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "gen/base/text.hpp"
#include "sim/page/chart.hpp"
#include "sim/page/figures.hpp"

namespace spinforge::page {

namespace {

constexpr std::size_t kRasterBytes = 40'000;  // at most, roughly
constexpr std::size_t kRunBytes = 8;          // "M123 45h1"
constexpr std::size_t kMostRows = 240;        // a pixel each
constexpr std::size_t kPictureSide = 56;      // pixels

/// Horizontal runs of equal cells as path data, a path for each value but 0; runs are drawn as
/// lines one unit thick.
template <class Value>
std::map<int, std::string> runs(std::size_t rows, std::size_t columns, const Value& value) {
  std::map<int, std::string> out;
  for (std::size_t y = 0; y < rows; ++y) {
    for (std::size_t x = 0; x < columns;) {
      const int here = value(y, x);
      std::size_t end = x + 1;
      while (end < columns && value(y, end) == here) ++end;
      if (here != 0) out[here] += fmt::format("M{} {}.5h{}", x, y, end - x);
      x = end;
    }
  }
  return out;
}

/// The cells of its rows, each of which one or several neurons share.
class Cells {
 public:
  Cells(const Raster& raster, std::size_t rows) : raster_(raster), rows_(rows) {}
  /// Darkness, 1..3, by the share of the neurons that spike; 4 where one of these is over.
  [[nodiscard]] int spikes(std::size_t row, std::size_t step) const {
    const auto [begin, end] = cells(row, step);
    std::size_t spikes = 0;
    for (std::size_t cell = begin; cell < end; ++cell) {
      if (raster_.spike[cell] == 0) continue;
      if (raster_.over[cell] != 0) return 4;
      ++spikes;
    }
    return static_cast<int>((3 * spikes + (end - begin) - 1) / (end - begin));
  }
  /// 1 where a neuron is over and did not fire.
  [[nodiscard]] int suppressed(std::size_t row, std::size_t step) const {
    const auto [begin, end] = cells(row, step);
    for (std::size_t cell = begin; cell < end; ++cell) {
      if (raster_.over[cell] != 0 && raster_.spike[cell] == 0) return 1;
    }
    return 0;
  }

 private:
  [[nodiscard]] std::pair<std::size_t, std::size_t> cells(std::size_t row, std::size_t step) const {
    const std::size_t before = step * raster_.neurons;
    return {before + row * raster_.neurons / rows_, before + (row + 1) * raster_.neurons / rows_};
  }
  const Raster& raster_;
  std::size_t rows_;
};

/// One pixel of the picture as it is drawn: channels at 8 levels, 0 black.
int level(const Picture& p, std::size_t y, std::size_t x, std::size_t scale) {
  const auto width = static_cast<std::size_t>(p.width), height = static_cast<std::size_t>(p.height);
  const auto channels = static_cast<std::size_t>(p.channels);
  std::array<std::size_t, 3> sums{};
  std::size_t count = 0;
  for (std::size_t v = y * scale; v < std::min((y + 1) * scale, height); ++v) {
    for (std::size_t u = x * scale; u < std::min((x + 1) * scale, width); ++u, ++count) {
      for (std::size_t c = 0; c < channels; ++c) {
        sums[channels == 3 ? c : 0] += p.pixels[(v * width + u) * channels + c];
      }
    }
  }
  if (channels != 3) return static_cast<int>(sums[0] * 15 / (255 * count * channels));
  int out = 0;
  for (const std::size_t sum : sums)
    out = out * 6 + static_cast<int>((sum * 5 / count + 127) / 255);
  return out;
}

std::string colour(int level, int channels) {
  if (channels != 3) return fmt::format("#{0:x}{0:x}{0:x}", level);
  return fmt::format("#{:x}{:x}{:x}", level / 36 * 3, level / 6 % 6 * 3, level % 6 * 3);
}

}  // namespace

Html raster(const Raster& raster, std::string_view description) {
  bool suppressed = false;  // anything, and so a second set of marks
  for (std::size_t cell = 0; cell < raster.over.size() && !suppressed; ++cell) {
    suppressed = raster.over[cell] != 0 && raster.spike[cell] == 0;
  }
  const std::size_t affordable =
      kRasterBytes / kRunBytes / ((raster.steps + 1) / 2) / (suppressed ? 2 : 1);
  const std::size_t rows =
      std::min({raster.neurons, kMostRows, std::max<std::size_t>(affordable, 16)});
  const int height = static_cast<int>(std::clamp<std::size_t>(rows * 6, 60, kMostRows));
  Chart chart(description, height, {});
  const auto width = static_cast<double>(raster.steps);
  std::vector<Path> paths{{"frame", fmt::format("M0 0V{0}H{1}", rows, raster.steps)}};
  static constexpr const char* kClasses[] = {"", "run some", "run half", "run", "run over"};
  const Cells cells(raster, rows);
  const auto spikes = [&](std::size_t row, std::size_t step) { return cells.spikes(row, step); };
  for (const auto& [value, data] : runs(rows, raster.steps, spikes)) {
    // Of a neuron alone a spike is a spike.
    paths.push_back({rows == raster.neurons && value < 4 ? "run" : kClasses[value], data});
  }
  if (suppressed) {
    const auto thin = [&](std::size_t row, std::size_t step) {
      return cells.suppressed(row, step);
    };
    for (const auto& [value, data] : runs(rows, raster.steps, thin)) {
      paths.push_back({"run suppressed", data});
    }
  }
  chart.draw(width, static_cast<double>(rows), paths);
  chart.row_name(10, "0");
  chart.row_name(height, text::thousands(static_cast<long long>(raster.neurons) - 1));
  chart.x_axis(0, width, "step");
  return chart.html();
}

Html raster_key(bool over, bool suppressed) {
  const auto mark = [](std::string_view cls) {
    return fmt::format("<path class=\"{}\" transform=\"scale(2 8)\" d=\"M1 .75h11\"/>", cls);
  };
  Html out = key_entry(mark("run"), "spike (paler: few of the neurons that share a row)");
  if (over) out += key_entry(mark("run over"), "spike over TH_HI");
  if (suppressed) {
    out += key_entry(mark("run suppressed"), "over TH_HI, suppressed: no spike");
  }
  return key(out);
}

Html picture(const Picture& picture, std::string_view description) {
  const auto side = static_cast<std::size_t>(std::max(picture.width, picture.height));
  const std::size_t scale = (side + kPictureSide - 1) / kPictureSide;
  const auto size = [&](int of) { return (static_cast<std::size_t>(of) + scale - 1) / scale; };
  std::string body;
  const auto value = [&](std::size_t y, std::size_t x) { return level(picture, y, x, scale); };
  for (const auto& [level, data] : runs(size(picture.height), size(picture.width), value)) {
    body += fmt::format("<path stroke=\"{}\" d=\"{}\"/>", colour(level, picture.channels), data);
  }
  return {
      fmt::format("<svg class=\"picture\" role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {} {}\" "
                  "shape-rendering=\"crispEdges\">{}</svg>\n",
                  text(description).code,
                  size(picture.width),
                  size(picture.height),
                  body)};
}

}  // namespace spinforge::page
