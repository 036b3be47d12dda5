// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "gen/base/text.hpp"
#include "sim/coverage/bits.hpp"

namespace spinforge::coverage {

namespace {

constexpr std::size_t kRunsTold = 10;

Json to_json(const Figure& figure) {
  return {{"hit", figure.hit}, {"total", figure.total}, {"excluded", figure.excused}};
}

Json to_json(const Figures& figures) {
  return {{"lines", to_json(figures.lines)},
          {"branches", to_json(figures.branches)},
          {"toggles", to_json(figures.toggles)}};
}

Json to_json(const std::vector<Tally>& tallies) {
  Json out = Json::object();
  for (const Tally& tally : tallies) out[tally.name] = tally.count;
  return out;
}

Json to_json(const Core& core) {
  Json instances = Json::array();
  for (const Instance& instance : core.instances) {
    Json one = {{"instance", instance.path}, {"module", instance.module}};
    one.update(to_json(instance.figures));
    instances.push_back(std::move(one));
  }
  Json out = {{"core", core.name}};
  out.update(to_json(core.figures));
  out["instances"] = std::move(instances);
  return out;
}

std::vector<std::string> never(const std::vector<Tally>& tallies) {
  std::vector<std::string> out;
  for (const Tally& tally : tallies) {
    if (tally.count == 0) out.push_back(tally.name);
  }
  return out;
}

std::string number(std::size_t value) { return text::thousands(static_cast<long long>(value)); }

std::string told(const Figure& figure) {
  const std::size_t counted = figure.total - figure.excused;
  const std::string excused =
      figure.excused == 0 ? "" : fmt::format("{} excluded", number(figure.excused));
  if (counted == 0) return excused.empty() ? "-" : fmt::format("- ({})", excused);
  return fmt::format("{} ({} of {}{}{})",
                     text::percent(figure.share()),
                     number(figure.hit),
                     number(counted),
                     excused.empty() ? "" : ", ",
                     excused);
}

std::vector<std::string> row(const std::string& name, const Figures& figures) {
  return {name, told(figures.lines), told(figures.branches), told(figures.toggles)};
}

/// Lines on what was never hit; bits of one signal side by side.
class Lines {
 public:
  void add(const Missed& missed) {
    std::optional<Bit> bit;
    if (missed.kind == Kind::kToggle) bit = bit_of(missed.label);
    const std::string name(bit ? bit->signal : missed.label);
    if (lines_.empty() || !same(lines_.back(), missed, name)) lines_.push_back({missed, name, {}});
    if (bit) lines_.back().bits.push_back(bit->index);
  }
  [[nodiscard]] std::string text() const {
    std::string out;
    for (const Line& line : lines_) {
      out += fmt::format("    {}{:6} {}:{}  {}{}\n",
                         line.first.excused ? "excluded " : "",
                         name_of(line.first.kind),
                         line.first.file,
                         line.first.line,
                         line.name,
                         line.bits.empty() ? "" : fmt::format("[{}]", bit_list(line.bits)));
    }
    return out;
  }

 private:
  struct Line {
    Missed first;
    std::string name;
    std::vector<int> bits;
  };
  static bool same(const Line& line, const Missed& missed, const std::string& name) {
    return missed.kind == Kind::kToggle && line.first.kind == missed.kind && line.name == name &&
           line.first.line == missed.line && line.first.file == missed.file &&
           line.first.excused == missed.excused;
  }
  std::vector<Line> lines_;
};

std::string list(const Core& core) {
  std::map<std::string_view, Lines> lines;
  for (const Missed& missed : core.missed) lines[missed.instance].add(missed);
  std::string out = fmt::format("{}\n", core.name);
  for (const Instance& instance : core.instances) {
    const Figures& f = instance.figures;
    out += fmt::format("  {} ({}): lines {}, branches {}, toggles {}\n",
                       instance.path,
                       instance.module,
                       told(f.lines),
                       told(f.branches),
                       told(f.toggles));
    if (const auto at = lines.find(instance.path); at != lines.end()) out += at->second.text();
  }
  return out;
}

}  // namespace

Figures Report::total() const {
  Figures out;
  for (const Core& core : cores) out += core.figures;
  return out;
}

Json to_json(const Report& report) {
  Json cores = Json::array();
  for (const Core& core : report.cores) cores.push_back(to_json(core));
  Json ranking = Json::array();
  for (const Kept& kept : report.ranking) {
    ranking.push_back({{"run", kept.run}, {"adds", kept.adds}, {"share", kept.share}});
  }
  Json exclusions = Json::array();
  for (const Exclusion& one : report.exclusions.all()) {
    if (one.matches == 0) continue;
    exclusions.push_back({{"kind", std::string(name_of(one.kind))},
                          {"module", one.module},
                          {"instance", one.instance},
                          {"point", one.point},
                          {"reason", one.reason},
                          {"excluded", one.excused}});
  }
  Json out = to_json(report.total());
  out["rules"] = to_json(report.rules);
  out["rules_never"] = never(report.rules);
  out["events"] = to_json(report.events);
  out["events_never"] = never(report.events);
  out["ranking"] = std::move(ranking);
  out["runs_that_add_nothing"] = report.idle;
  out["exclusions"] = std::move(exclusions);
  out["cores"] = std::move(cores);
  return out;
}

std::vector<std::vector<std::string>> rows(const Report& report) {
  std::vector<std::vector<std::string>> out{{"core", "lines", "branches", "toggles"}};
  for (const Core& core : report.cores) out.push_back(row(core.name, core.figures));
  if (report.cores.size() != 1) out.push_back(row("all", report.total()));
  return out;
}

std::vector<std::string> remarks(const Report& report) {
  std::vector<std::string> out;
  const auto tell = [&](const char* what, const std::vector<Tally>& tallies) {
    const std::vector<std::string> idle = never(tallies);
    out.push_back(fmt::format("{}: {} of {} seen{}",
                              what,
                              tallies.size() - idle.size(),
                              tallies.size(),
                              idle.empty() ? "" : "; never: " + text::joined(idle, ", ")));
  };
  tell("Rules of the neuron", report.rules);
  tell("Events at the ports", report.events);
  out.push_back(fmt::format("{} of {} runs hit all that is hit; the first {} of them:",
                            report.ranking.size(),
                            report.ranking.size() + report.idle.size(),
                            std::min(kRunsTold, report.ranking.size())));
  for (std::size_t i = 0; i < std::min(kRunsTold, report.ranking.size()); ++i) {
    const Kept& kept = report.ranking[i];
    out.push_back(fmt::format("{}. {}: adds {} points, {} in all",
                              i + 1,
                              kept.run,
                              number(kept.adds),
                              text::percent(kept.share)));
  }
  return out;
}

std::string list(const Report& report) {
  std::string out =
      "What was never hit, by core and instance. A bit is hit when it has taken both values.\n"
      "Why a point is excluded stands in result.json, coverage / exclusions.\n";
  for (const Core& core : report.cores) out += "\n" + list(core);
  return out;
}

}  // namespace spinforge::coverage
