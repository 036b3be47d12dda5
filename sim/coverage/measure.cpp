// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/measure.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <tuple>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/text.hpp"

namespace spinforge::coverage {

namespace {

std::vector<std::string> lines_of(const std::string& path) {
  std::istringstream in(files::read(path));
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(text::trimmed(line));
  return out;
}

/// The signal that a bit belongs to: up to its first index.
std::string_view signal_of(std::string_view bit) { return bit.substr(0, bit.find('[')); }

/// Signals of which some bit was hit, each with its instance.
using Moved = std::set<std::pair<std::string_view, std::string_view>>;

Moved moved_of(const std::vector<Point>& points, const Hits& hits) {
  Moved out;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].kind != Kind::kToggle || !hits[i]) continue;
    out.emplace(points[i].instance, signal_of(points[i].name));
  }
  return out;
}

/// Adds lines, arms and bits, in the order in which they are to be told.
class Counter {
 public:
  Counter(Core& core, Moved moved, const SourceLine& source, Exclusions& exclusions)
      : core_(core), moved_(std::move(moved)), source_(source), exclusions_(exclusions) {}

  void add(const Point& point, Kind kind, int line, bool hit) {
    if (core_.instances.empty() || core_.instances.back().path != point.instance) {
      core_.instances.push_back({point.instance, point.module, {}});
    }
    std::string label = point.name;
    if (kind == Kind::kLine) label = source_(point.file, line);
    if (kind == Kind::kBranch) label += ": " + source_(point.file, line);
    const bool moved = moved_.contains({point.instance, signal_of(point.name)});
    const bool excused =
        exclusions_.excuse(kind, point.module, point.instance, label, {hit, moved});
    for (Figures* figures : {&core_.figures, &core_.instances.back().figures}) {
      Figure& figure = figures->of(kind);
      ++figure.total;
      if (hit) ++figure.hit;
      if (excused) ++figure.excused;
    }
    if (hit) return;
    core_.missed.push_back(
        {kind, point.instance, point.module, point.file, line, std::move(label), excused});
  }

 private:
  Core& core_;
  Moved moved_;
  const SourceLine& source_;
  Exclusions& exclusions_;
};

}  // namespace

Figure& Figure::operator+=(const Figure& other) {
  hit += other.hit;
  total += other.total;
  excused += other.excused;
  return *this;
}

Figures& Figures::operator+=(const Figures& other) {
  lines += other.lines;
  branches += other.branches;
  toggles += other.toggles;
  return *this;
}

SourceLine sources_of(const std::string& directory) {
  auto known = std::make_shared<std::map<std::string, std::vector<std::string>>>();
  return [known, directory](const std::string& file, int line) -> std::string {
    const auto [at, fresh] = known->try_emplace(file);
    if (fresh) at->second = lines_of((std::filesystem::path(directory) / file).string());
    const auto index = static_cast<std::size_t>(line - 1);
    return index < at->second.size() ? at->second[index] : "";
  };
}

Core measure(const std::string& name,
             const std::vector<Point>& points,
             const Hits& hits,
             const SourceLine& source,
             Exclusions& exclusions) {
  expects(points.size() == hits.size(), "hits of these points");
  // Instance, kind, file, line, point: lines are there once, however many statements they hold.
  using Key = std::tuple<std::string_view, Kind, std::string_view, int, std::size_t>;
  std::map<Key, bool> all;
  std::map<Key, std::size_t> of_line;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& point = points[i];
    for (const int line : point.lines) {
      const Key key{point.instance, Kind::kLine, point.file, line, 0};
      const auto [at, fresh] = all.try_emplace(key, hits[i]);
      if (fresh) of_line[key] = i;
      at->second = at->second || hits[i];
    }
    if (point.kind == Kind::kLine) continue;
    all[{point.instance, point.kind, point.file, point.line, i}] = hits[i];
  }
  Core core{.name = name, .figures = {}, .instances = {}, .missed = {}};
  Counter counter(core, moved_of(points, hits), source, exclusions);
  for (const auto& [key, hit] : all) {
    const Kind kind = std::get<1>(key);
    const std::size_t at = kind == Kind::kLine ? of_line.at(key) : std::get<4>(key);
    counter.add(points[at], kind, std::get<3>(key), hit);
  }
  return core;
}

}  // namespace spinforge::coverage
