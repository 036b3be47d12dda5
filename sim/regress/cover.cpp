// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/cover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "sim/coverage/points.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMostPoints = 100'000'000;

/// Named after what it holds, and for people after the core: DIR may have another name by now.
std::string list_path(const std::string& folder, const std::string& core, const std::string& hash) {
  return (fs::path(folder) / fmt::format("{}-{}.points", core, hash)).string();
}

std::string core_of(const Model& model) { return fs::path(model.directory).filename().string(); }

std::string folder_of(const std::string& out) { return (fs::path(out) / "coverage").string(); }

/// Names and counts of those of `counts` that are in `possible`.
template <class Name, class Counts, class Which>
std::vector<coverage::Tally> tallies(const std::set<Which>& possible,
                                     const Counts& counts,
                                     const Name& name) {
  std::vector<coverage::Tally> out;
  for (const Which which : possible) out.push_back({std::string(name(which)), counts[which]});
  return out;
}

/// Rules and events as points of one more model.
coverage::Hits functional(const Covered& run) {
  coverage::Hits out(golden::kRules + harness::kEvents);
  for (std::size_t i = 0; i < golden::kRules; ++i) {
    if (run.rules.counts[i] > 0) out.set(i);
  }
  for (std::size_t i = 0; i < harness::kEvents; ++i) {
    if (run.events.counts[i] > 0) out.set(golden::kRules + i);
  }
  return out;
}

}  // namespace

Json to_json(const ShardCoverage& covered) {
  return {
      {"points", covered.points}, {"count", covered.hits.size()}, {"hits", covered.hits.text()}};
}

ShardCoverage coverage_from(const Json& json, const std::string& where) {
  Reader reader(json, where, "remove it and run again with --resume");
  ShardCoverage out;
  out.points = reader.text("points");
  const auto count = static_cast<std::size_t>(reader.whole("count", 1, kMostPoints));
  out.hits = coverage::Hits::parse(reader.text("hits"), count, where);
  reader.finish();
  return out;
}

CoverageGatherer::CoverageGatherer(const std::string& out, const Model& model)
    : folder_(folder_of(out)), core_(core_of(model)) {}

void CoverageGatherer::add(harness::Bench& bench) {
  const std::string path = scratch_ / "coverage.dat";
  bench.write_coverage(path);
  const std::string text = files::read(path);
  if (covered_.points.empty()) {
    const std::string list = coverage::without_counts(text, path);
    covered_.points = short_hash(list);
    const std::string kept = list_path(folder_, core_, covered_.points);
    if (!fs::exists(kept)) {
      files::make_directory("--out", folder_);
      files::write(kept, list);
    }
  }
  covered_.hits |= coverage::hits_of(text, path);
}

void CoverageMerger::check(const Run& run, const ShardCoverage& covered) {
  const std::string& known = points_.try_emplace(run.model, covered.points).first->second;
  if (known == covered.points) return;
  throw Error(ErrorCode::kShape,
              run.id,
              fmt::format("its shards were covered with different models; expected points {}, got "
                          "{}; remove DIR/shards and run again with --resume",
                          known,
                          covered.points));
}

coverage::Core CoverageMerger::core(std::size_t model, coverage::Exclusions& exclusions) const {
  const Model& of = plan_.models[model];
  const std::string path = list_path(folder_of(out_), core_of(of), points_.at(model));
  std::error_code gone;
  const std::string text = fs::exists(path, gone) ? files::read(path) : "";
  if (short_hash(text) != points_.at(model)) {
    throw Error(ErrorCode::kParse,
                path,
                "is missing, or not the list of points that it was; remove DIR/coverage and "
                "DIR/shards, and run again with --resume");
  }
  coverage::Hits hits;
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    if (plan_.runs[r].model == model && runs_[r].done()) hits |= runs_[r].hits;
  }
  const auto run = std::find_if(
      plan_.runs.begin(), plan_.runs.end(), [&](const Run& one) { return one.model == model; });
  return coverage::measure(run->wanted.design(),
                           coverage::points_of(text, path),
                           hits,
                           coverage::sources_of(of.directory),
                           exclusions);
}

void CoverageMerger::rank(coverage::Report& report) const {
  std::vector<coverage::Reach> reach;
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    reach.push_back(
        {{plan_.runs[r].model, runs_[r].hits}, {plan_.models.size(), functional(runs_[r])}});
  }
  const std::vector<coverage::Ranked> order = coverage::rank(reach);
  std::size_t all = 0;
  for (const coverage::Ranked& one : order) all += one.adds;
  std::set<std::size_t> used;
  std::size_t sum = 0;
  for (const coverage::Ranked& one : order) {
    used.insert(one.run);
    sum += one.adds;
    report.ranking.push_back(
        {plan_.runs[one.run].id, one.adds, static_cast<double>(sum) / static_cast<double>(all)});
  }
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    if (!used.contains(r) && runs_[r].done()) report.idle.push_back(plan_.runs[r].id);
  }
}

coverage::Report CoverageMerger::finish(coverage::Exclusions exclusions) const {
  coverage::Report out;
  for (const auto& [model, points] : points_) out.cores.push_back(core(model, exclusions));
  // Of what could not be done nobody knows what it would have matched.
  if (std::all_of(runs_.begin(), runs_.end(), [](const Covered& run) { return run.done(); })) {
    exclusions.require_used();
  }
  golden::RuleCounts rules;
  harness::EventCounts events;
  std::set<golden::Rule> possible_rules;
  std::set<harness::Event> possible_events;
  for (const Covered& run : runs_) {
    rules += run.rules;
    events += run.events;
    possible_rules.insert(run.possible_rules.begin(), run.possible_rules.end());
    possible_events.insert(run.possible_events.begin(), run.possible_events.end());
  }
  out.rules = tallies(possible_rules, rules, golden::rule_name);
  out.events = tallies(possible_events, events, harness::event_name);
  rank(out);
  out.exclusions = std::move(exclusions);
  return out;
}

}  // namespace spinforge::regress
