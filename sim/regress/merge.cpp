// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "sim/harness/parts.hpp"
#include "sim/harness/report.hpp"

namespace spinforge::regress {

namespace {

constexpr int kResultVersion = 1;

/// What tells `run` from others, and what every record has.
Json head_of(const Run& run) {
  return {{"run", run.id},
          {"emit", run.wanted.emit},
          {"data", run.wanted.data},
          {"traffic", run.wanted.traffic},
          {"seed", run.wanted.seed},
          {"tags", run.wanted.tags}};
}

Outcome broken_outcome(const Run& run) {
  Outcome out;
  out.id = run.id;
  out.network = run.wanted.name;
  out.design = run.wanted.design();
  out.wanted = run.count;
  out.timing = "-";
  out.broken = true;
  out.record = head_of(run);
  out.record.update({{"broken", true}, {"wanted_images", out.wanted}, {"equal", false}});
  return out;
}

void add_broken(std::vector<Broken>& all,
                const std::string& run,
                const std::string& core,
                const std::string& why) {
  auto same = std::find_if(all.begin(), all.end(), [&](const Broken& one) {
    return one.core == core && one.why == why;
  });
  if (same == all.end()) same = all.insert(all.end(), {.core = core, .why = why, .runs = {}});
  same->runs.push_back(run);
}

/// Reads the shards of one run, one after the other.
class RunMerger {
 public:
  RunMerger(
      const Plan& plan, const Run& run, Merged& into, CoverageMerger& cover, classify::Sets& sets)
      : run_(run),
        setup_(harness::prepare(options_of(plan, run), sets)),
        into_(into),
        cover_(cover) {}

  void add(const Shard& shard, ShardResult result) {
    if (!started_) {
      summary_ = harness::describe(
          setup_, {.library = {}, .simulator = result.simulator, .rtl_hash = result.rtl_hash});
      started_ = true;
    }
    if (result.rtl_hash != summary_.rtl_hash) {
      throw Error(ErrorCode::kShape,
                  run_.id,
                  fmt::format("its shards come from different RTL; expected {:.16}, got {:.16} in "
                              "shard {}; remove DIR/shards and run again with --resume",
                              summary_.rtl_hash,
                              result.rtl_hash,
                              shard.key));
    }
    if (result.coverage) {
      cover_.check(run_, *result.coverage);
      covered_.hits |= result.coverage->hits;
    }
    into_.machines.insert(result.host);
    into_.simulators.insert(result.simulator);
    seconds_ += result.seconds;
    for (std::size_t i = 0; i < result.results.size(); ++i) {
      const harness::Part& part = setup_.parts[shard.first + i];
      require_whole(part, result.results[i], shard);
      if (part.counted && result.results[i].images.size() < part.chunk.count) ++ended_early_;
      if (auto failure = failure_of(run_.id, setup_, part, result.results[i])) {
        into_.failures.add(*std::move(failure));
      }
      covered_.rules += result.results[i].rules;
      covered_.events += result.results[i].events;
      harness::add(summary_, part, std::move(result.results[i]));
    }
  }

  [[nodiscard]] Outcome finish() {
    const harness::Design& design = setup_.design;
    covered_.possible_rules = golden::rules_of(design.network);
    covered_.possible_events = harness::events_of(
        design.network.layers.size(), design.plan.pixels_per_beat, design.is_wrapper);
    cover_.add(std::move(covered_));
    Driven& driven = into_.driven[run_.model];
    driven.design = run_.wanted.design();
    driven.core = setup_.options.directory;
    if (!design.is_wrapper) driven.wrapper = harness::wrapper_not_exercised(design);
    driven.idle.add(summary_);
    Outcome out;
    out.id = run_.id;
    out.network = run_.wanted.name;
    out.design = run_.wanted.design();
    out.images = summary_.images.size();
    out.wanted = summary_.wanted_images;
    out.ended_early = ended_early_;
    out.commits = summary_.commits;
    out.mismatches = summary_.mismatches;
    out.accuracy = harness::accuracy(summary_);
    out.cycles = harness::image_cycles(summary_).mean;
    out.timing = harness::timing_word(summary_);
    out.equal = summary_.equal() && out.images == out.wanted;
    out.seconds = seconds_;
    out.record = head_of(run_);
    out.record.update({{"broken", false}, {"parts_ended_early", out.ended_early}});
    out.record.update(harness::portable_json(summary_));
    return out;
  }

 private:
  /// An equal part has every image that was asked for.
  void require_whole(const harness::Part& part,
                     const harness::ChunkResult& result,
                     const Shard& shard) const {
    const std::size_t got = result.images.size();
    std::uint32_t expected = part.chunk.first;
    const bool in_order = std::all_of(
        result.images.begin(), result.images.end(), [&](const harness::ImageRecord& record) {
          return record.image == expected++;
        });
    const bool ended_early = !result.first_mismatch.empty() && got < part.chunk.count;
    if (in_order && (got == part.chunk.count || ended_early)) return;
    throw Error(ErrorCode::kParse,
                fmt::format("shard {}", shard.key),
                fmt::format("does not hold the images of its part; expected {} from {} on, got {}; "
                            "remove it and run again with --resume",
                            part.chunk.count,
                            part.chunk.first,
                            got));
  }

  const Run& run_;
  harness::Setup setup_;
  Merged& into_;
  CoverageMerger& cover_;
  Covered covered_;
  harness::Summary summary_;
  std::uint64_t ended_early_ = 0;
  double seconds_ = 0;
  bool started_ = false;
};

Json to_json(const Bucket& bucket) {
  const Failure& first = bucket.first;
  return {{"module", first.module},
          {"signal", first.signal},
          {"step", first.step},
          {"parts", bucket.parts},
          {"first_run", first.run},
          {"first_image", first.image},
          {"runs", bucket.runs}};
}

/// "200", or "108 of 200" where that is not all.
std::string count_text(std::uint64_t images, std::uint64_t wanted) {
  return images == wanted
             ? text::thousands(images)
             : fmt::format("{} of {}", text::thousands(images), text::thousands(wanted));
}

template <class Member>
std::uint64_t sum(const std::vector<Outcome>& runs, Member member) {
  return std::accumulate(
      runs.begin(), runs.end(), std::uint64_t{0}, [&](std::uint64_t s, auto& run) {
        return s + run.*member;
      });
}

}  // namespace

std::size_t Merged::failed() const {
  return static_cast<std::size_t>(
      std::count_if(runs.begin(), runs.end(), [](const Outcome& run) { return !run.equal; }));
}
std::string Outcome::word() const { return broken ? "BROKEN" : equal ? "pass" : "FAIL"; }

std::string Outcome::images_text() const {
  return count_text(images, wanted) +
         (ended_early == 0 ? "" : fmt::format(", {} ended early", counted(ended_early, "part")));
}

std::vector<std::pair<std::string, std::vector<std::string>>> Merged::not_exercised() const {
  std::set<std::string> wrapped;  // cores whose wrapper was driven
  for (const auto& [model, one] : driven) {
    if (one.wrapper.empty()) wrapped.insert(one.core);
  }
  std::vector<std::pair<std::string, std::vector<std::string>>> out;
  for (const auto& [model, one] : driven) {
    std::vector<std::string> what = one.idle.list();
    if (wrapped.contains(one.core)) std::erase(what, one.wrapper);
    if (auto more = one.idle.more()) what.push_back(*std::move(more));
    if (!what.empty()) out.emplace_back(one.design, std::move(what));
  }
  return out;
}

std::size_t Merged::runs_broken() const {
  return static_cast<std::size_t>(
      std::count_if(runs.begin(), runs.end(), [](const Outcome& run) { return run.broken; }));
}
std::uint64_t Merged::images() const { return sum(runs, &Outcome::images); }
std::string Merged::images_text() const {
  return count_text(images(), sum(runs, &Outcome::wanted));
}
std::uint64_t Merged::commits() const { return sum(runs, &Outcome::commits); }
std::uint64_t Merged::mismatches() const { return sum(runs, &Outcome::mismatches); }

Merged merge(const Plan& plan,
             const std::vector<Shard>& shards,
             const Ledger& ledger,
             const std::string& out,
             classify::Sets& sets,
             const std::map<std::size_t, std::string>& broken,
             const coverage::Exclusions& exclusions) {
  ledger.require_only(shards);
  Merged merged;
  merged.suite = plan.suite;
  CoverageMerger cover(plan, out);
  std::size_t at = 0;
  std::set<std::string_view> noted;  // runs of equal cores share what their shards left
  for (std::size_t r = 0; r < plan.runs.size(); ++r) {
    if (const auto why = broken.find(r); why != broken.end()) {
      const Run& run = plan.runs[r];
      while (at < shards.size() && shards[at].run == r) ++at;
      add_broken(merged.broken, run.id, plan.models[run.model].directory, why->second);
      merged.runs.push_back(broken_outcome(run));
      cover.add({});
      continue;
    }
    RunMerger run(plan, plan.runs[r], merged, cover, sets);
    for (; at < shards.size() && shards[at].run == r; ++at) {
      run.add(shards[at], ledger.read(shards[at]));
      if (!noted.insert(shards[at].key).second) continue;
      if (auto note = shown(out, shards[at])) merged.waves.push_back(*std::move(note));
    }
    merged.runs.push_back(run.finish());
  }
  if (plan.coverage) merged.coverage = cover.finish(exclusions);
  return merged;
}

std::string result_text(const Merged& merged) {
  Json failures = Json::array();
  for (const Bucket& bucket : merged.failures.all()) failures.push_back(to_json(bucket));
  Json runs = Json::array();
  for (const Outcome& run : merged.runs) runs.push_back(run.record);
  Json out = {{"schema_version", kResultVersion},
              {"suite", merged.suite},
              {"equal", merged.equal()},
              {"images", merged.images()},
              {"wanted_images", sum(merged.runs, &Outcome::wanted)},
              {"commits_compared", merged.commits()},
              {"mismatches", merged.mismatches()},
              {"runs_total", merged.runs.size()},
              {"runs_failed", merged.failed()},
              {"runs_broken", merged.runs_broken()},
              {"failures", std::move(failures)},
              {"runs", std::move(runs)}};
  if (merged.coverage) out["coverage"] = coverage::to_json(*merged.coverage);
  return out.dump(1) + "\n";
}

std::string verdict(const Merged& merged) {
  const std::string counts =
      fmt::format("{} images, {} updates compared, {} mismatches",
                  merged.images_text(),
                  text::thousands(static_cast<long long>(merged.commits())),
                  text::thousands(static_cast<long long>(merged.mismatches())));
  if (merged.equal())
    return fmt::format("PASS: {}, {}\n", counted(merged.runs.size(), "run"), counts);
  const std::size_t broken = merged.runs_broken();
  return fmt::format("FAIL: {} of {}, {}{}\n",
                     merged.failed(),
                     counted(merged.runs.size(), "run"),
                     broken == 0 ? "" : fmt::format("{} of them could not be done, ", broken),
                     counts);
}

}  // namespace spinforge::regress
