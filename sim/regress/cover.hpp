// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "gen/base/json.hpp"
#include "gen/base/temporary.hpp"
#include "sim/coverage/hits.hpp"
#include "sim/coverage/rank.hpp"
#include "sim/coverage/report.hpp"
#include "sim/harness/parts.hpp"
#include "sim/regress/plan.hpp"

/// What shards covered: how it is gathered, kept in the ledger, and merged.
namespace spinforge::regress {

/// Of one shard. The list of points is the same for all shards of a model, so it is kept once, in
/// DIR/coverage.
struct ShardCoverage {
  std::string points;   ///< hash of the list
  coverage::Hits hits;  ///< of these points

  friend bool operator==(const ShardCoverage&, const ShardCoverage&) = default;
};

[[nodiscard]] Json to_json(const ShardCoverage& covered);
/// *Errors*: kParse, kRange.
[[nodiscard]] ShardCoverage coverage_from(const Json& json, const std::string& where);

/// Gathers what the parts of a shard covered.
class CoverageGatherer {
 public:
  CoverageGatherer(const std::string& out, const Model& model);

  /// What `bench` has covered since it was made. A part has a bench of its own: what it covers must
  /// not depend on what was run before it. *Errors*: kTool where the model has no coverage; kIo.
  void add(harness::Bench& bench);
  [[nodiscard]] ShardCoverage take() { return std::move(covered_); }

 private:
  std::string folder_, core_;
  files::TemporaryDirectory scratch_;
  ShardCoverage covered_;
};

/// A run's part of the coverage.
struct Covered {
  /// Whether it could be done.
  [[nodiscard]] bool done() const { return hits.size() > 0; }

  coverage::Hits hits;
  golden::RuleCounts rules;
  harness::EventCounts events;
  std::vector<golden::Rule> possible_rules;     ///< that its network has
  std::vector<harness::Event> possible_events;  ///< that its core can have
};

/// Puts runs together, in the order of the plan.
class CoverageMerger {
 public:
  CoverageMerger(const Plan& plan, std::string out) : plan_(plan), out_(std::move(out)) {}

  /// Checks that a shard of `run` has the points that those before it had. *Errors*: kShape.
  void check(const Run& run, const ShardCoverage& covered);
  /// One that could not be done has no hits, of no points.
  void add(Covered covered) { runs_.push_back(std::move(covered)); }
  /// *Errors*: kIo and kParse for a list of points or a source that is not what it was; kUsage for
  /// an exclusion of a file that matches nothing.
  [[nodiscard]] coverage::Report finish(coverage::Exclusions exclusions) const;

 private:
  [[nodiscard]] coverage::Core core(std::size_t model, coverage::Exclusions& exclusions) const;
  void rank(coverage::Report& report) const;

  const Plan& plan_;
  std::string out_;
  std::map<std::size_t, std::string> points_;  ///< hash of each model's list
  std::vector<Covered> runs_;
};

}  // namespace spinforge::regress
