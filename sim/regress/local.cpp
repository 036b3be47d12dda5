// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "gen/base/progress.hpp"
#include "sim/regress/launcher.hpp"
#include "sim/regress/pool.hpp"
#include "sim/regress/runner.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

/// A shard whose process is killed before it says what it took is taken again.
constexpr int kRounds = 5;

PoolOptions pool_options(const LaunchOptions& options) {
  return {.jobs = options.jobs,
          .logs = (fs::path(options.out) / "logs").string(),
          .limit = {},
          .on_start = options.on_fork,
          .on_done = {}};
}

RunnerOptions runner_options(const LaunchOptions& options) {
  return {.out = options.out,
          .build_cache = options.build_cache,
          .same_machine = true,
          .waves = options.waves};
}

/// Builds the models of shards `which`, or gives up their runs.
void build_here(Launched& launched,
                const Plan& plan,
                const std::vector<Shard>& shards,
                const std::vector<std::size_t>& which,
                const LaunchOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  std::set<std::size_t> models;
  for (const std::size_t i : which) models.insert(plan.runs[shards[i].run].model);
  std::vector<std::vector<std::size_t>> groups;
  for (const std::size_t model : models) groups.push_back({model});
  PoolOptions pool = pool_options(options);
  pool.jobs = std::max(1, options.jobs / 2);  // each compiles with two processes
  Progress progress("models", "models", models.size(), options.quiet);
  std::size_t built = 0;
  pool.on_done = [&](std::size_t) { progress.update(++built); };
  const std::vector<GivenUp> failed = run_pool(groups, pool, [&]() -> Work {
    auto runner = std::make_shared<Runner>(plan, shards, runner_options(options));
    return [runner](std::size_t model) { runner->build(model); };
  });
  for (const GivenUp& model : failed) give_up_model(launched, plan, model.item, model.why);
  launched.build_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::vector<std::vector<std::size_t>> by_run(const std::vector<Shard>& shards,
                                             const std::vector<std::size_t>& which) {
  std::map<std::size_t, std::vector<std::size_t>> runs;
  for (const std::size_t i : which) runs[shards[i].run].push_back(i);
  std::vector<std::vector<std::size_t>> out;
  for (auto& [run, list] : runs) out.push_back(std::move(list));
  return out;
}

}  // namespace

std::string sentence(const Shard& shard, const std::string& why) {
  return fmt::format("parts {}..{}: {}", shard.first, shard.first + shard.count - 1, why);
}

void give_up_model(Launched& launched,
                   const Plan& plan,
                   std::size_t model,
                   const std::string& why) {
  for (std::size_t run = 0; run < plan.runs.size(); ++run) {
    if (plan.runs[run].model == model) launched.given_up.emplace(run, why);
  }
}

std::vector<std::size_t> missing(const std::vector<Shard>& shards, const Ledger& ledger) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < shards.size(); ++i) {
    if (!ledger.has(shards[i])) out.push_back(i);
  }
  return out;
}

Launched launch_local(const Plan& plan,
                      const std::vector<Shard>& shards,
                      const LaunchOptions& options) {
  const Ledger ledger(options.out);
  Launched out;
  std::vector<std::size_t> left;
  const auto look = [&] {
    left = missing(shards, ledger);
    std::erase_if(left, [&](std::size_t i) { return out.given_up.contains(shards[i].run); });
  };
  look();
  if (left.empty()) return out;
  const std::size_t before = shards.size() - left.size();
  build_here(out, plan, shards, left, options);
  look();
  Progress progress(plan.suite, "shards", shards.size(), options.quiet, before);
  std::size_t done = before;
  progress.update(done);
  PoolOptions pool = pool_options(options);
  pool.on_done = [&](std::size_t) { progress.update(++done); };
  pool.limit = [&](std::size_t item) { return 60.0 * plan.runs[shards[item].run].wanted.minutes; };
  for (int round = 0; round < kRounds && !left.empty(); ++round) {
    const std::vector<GivenUp> failed = run_pool(by_run(shards, left), pool, [&]() -> Work {
      auto runner = std::make_shared<Runner>(plan, shards, runner_options(options));
      return [runner](std::size_t shard) { runner->run(shard); };
    });
    for (const GivenUp& item : failed) {
      const Shard& shard = shards[item.item];
      out.given_up.emplace(shard.run, sentence(shard, item.why));
    }
    look();
  }
  return out;
}

}  // namespace spinforge::regress
