// SPDX-License-Identifier: Apache-2.0
//
// Shards as array jobs: one that builds the models, and behind it one whose jobs run lists of
// shards. Slurm decides what runs where and when; what is finished stands in the ledger, so jobs
// that end in any way, or are lost, only leave shards for the next round.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/process.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/text.hpp"
#include "gen/base/tool.hpp"
#include "sim/regress/inputs.hpp"
#include "sim/regress/launcher.hpp"
#include "sim/regress/queue.hpp"
#include "sim/regress/tasks.hpp"
#include "sim/regress/watch.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kAttempts = 4;           // at a shard whose job ends without it, and at a build
constexpr std::size_t kListsEach = 4;  // lists of shards for each job that may run at once

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// What the names of all jobs of DIR begin with.
std::string prefix_of(const std::string& out) {
  return fmt::format("spinforge-{:.12}-", short_hash(out));
}

/// And those of a plan.
std::string prefix_of(const std::string& out, const Plan& plan) {
  return fmt::format("{}{:.8}-", prefix_of(out), identity(plan));
}

/// The file that says that no job of DIR is left.
std::string ended_note(const std::string& out) {
  return (fs::path(out) / "jobs" / "ended").string();
}

/// `path` as Slurm's --output takes it, in which % begins a pattern.
std::string literal(const std::string& path) {
  std::string out;
  for (const char c : path) out += c == '%' ? "%%" : std::string(1, c);
  return out;
}

/// Files of one round of jobs.
class Round {
 public:
  Round(const std::string& out, const std::string& prefix, const std::string& tool)
      : out_(out), tool_(tool) {
    const fs::path jobs = fs::path(out) / "jobs";
    files::make_directory("--out", jobs.string());
    files::make_directory("--out", (fs::path(out) / "logs").string());
    for (int number = 1;; ++number) {  // of this DIR, never used before
      name_ = fmt::format("{}{}", prefix, number);
      std::error_code error;
      if (!fs::exists(jobs / (name_ + "-build.json"), error)) break;
    }
    std::error_code ignored;
    fs::remove(ended_note(out), ignored);
  }

  /// Submits `tasks`, as "build" or "shards".
  std::string send(const Tasks& tasks,
                   const char* kind,
                   const std::string& after,
                   int minutes,
                   const LaunchOptions& options) const {
    const std::string base = (fs::path(out_) / "jobs" / name(kind)).string();
    write_tasks(base + ".json", tasks);
    files::write(base + ".sh",
                 fmt::format("#!/bin/sh\nexec {} regress {} --task \"$SLURM_ARRAY_TASK_ID\"\n",
                             text::shell_word(tool_),
                             text::shell_word(base + ".json")));
    return submit({.name = name(kind),
                   .script = base + ".sh",
                   .output = literal(fs::path(out_) / "logs" / name(kind)) + "-%a.txt",
                   .folder = out_,
                   .size = tasks.lists.size(),
                   .at_once = options.jobs,
                   .after = after,
                   .minutes = minutes,
                   .options = options.sbatch});
  }

  /// What job `index` of a kind said last.
  [[nodiscard]] std::string last_words(const char* kind, std::size_t index) const {
    const fs::path path = fs::path(out_) / "logs" / fmt::format("{}-{}.txt", name(kind), index);
    std::error_code error;
    if (!fs::exists(path, error)) return fmt::format("its job left no {}", path.string());
    const std::string text = files::read(path.string());
    const std::size_t said = text.rfind("spinforge-sim: ");
    if (said == std::string::npos) return fmt::format("{} may say more", path.string());
    return text.substr(said, text.find_last_not_of('\n') + 1 - said);
  }

  [[nodiscard]] std::string name(const char* kind) const { return name_ + "-" + kind; }

 private:
  std::string out_, tool_, name_;
};

/// "3 jobs running, others wait: Resources".
std::string text_of(const std::vector<QueuedJob>& jobs) {
  const auto is_running = [](const QueuedJob& job) { return job.state == "RUNNING"; };
  std::string out =
      fmt::format("{} jobs running", std::count_if(jobs.begin(), jobs.end(), is_running));
  for (const QueuedJob& job : jobs) {
    if (job.state == "PENDING") return out + ", others wait: " + job.reason;
  }
  return out;
}

/// All rounds, until nothing is missing or what is left cannot be done.
class Campaign {
 public:
  Campaign(const Plan& plan, const std::vector<Shard>& shards, const LaunchOptions& options)
      : plan_(plan),
        shards_(shards),
        options_(options),
        ledger_(options.out),
        plan_path_(write_plan(options.out, plan)),
        tool_(fs::read_symlink("/proc/self/exe").string()),
        left_(missing(shards, ledger_)),
        progress_(
            plan.suite, "shards", shards.size(), options.quiet, shards.size() - left_.size()) {}

  Launched run() {
    show("");
    while (!left_.empty()) {
      const Round round(options_.out, prefix_of(options_.out, plan_), tool_);
      const std::vector<std::size_t> models = models_of(left_);
      for (const std::size_t model : models) forget_build(model);
      const std::size_t most = most_in_array();
      Tasks build = tasks(true), run = tasks(false);
      build.lists = cut(models, most);
      run.lists = cut(left_, std::min(most, kListsEach * static_cast<std::size_t>(options_.jobs)));
      const auto begin = Clock::now();
      const std::string first = round.send(build, "build", "", 0, options_);
      const std::string second = round.send(run, "shards", first, minutes(run), options_);
      launched_.slurm_jobs.insert(launched_.slurm_jobs.end(), {first, second});
      wait(round, begin);
      if (all_built(round, build)) judge(round, run);  // else no job for shards began
    }
    return std::move(launched_);
  }

 private:
  [[nodiscard]] Tasks tasks(bool build) const {
    return {.plan = plan_path_,
            .build_cache = options_.build_cache,
            .waves = options_.waves,
            .build = build,
            .lists = {}};
  }

  [[nodiscard]] std::vector<std::size_t> models_of(const std::vector<std::size_t>& which) const {
    std::set<std::size_t> out;
    for (const std::size_t i : which) out.insert(plan_.runs[shards_[i].run].model);
    return {out.begin(), out.end()};
  }

  void forget_build(std::size_t model) const {
    std::error_code ignored;
    fs::remove(build_note(options_.out, plan_.models[model]), ignored);
  }

  /// Limit of a job: that of its shards, one after the other; 0 where one has none.
  [[nodiscard]] int minutes(const Tasks& run) const {
    int most = 0;
    for (const auto& list : run.lists) {
      int sum = 0;
      for (const std::size_t i : list) {
        const int own = plan_.runs[shards_[i].run].wanted.minutes;
        if (own == 0) return 0;
        sum += own;
      }
      most = std::max(most, sum);
    }
    return most;
  }

  /// Drops from `left_` what the ledger has by now.
  void look() {
    std::erase_if(left_, [&](std::size_t i) { return ledger_.has(shards_[i]); });
  }
  void show(const std::string& note) {
    progress_.update(shards_.size() - left_.size() - given_up_, note);
  }

  void wait(const Round& round, Clock::time_point begin) {
    bool building = true;
    for (;;) {
      const std::vector<QueuedJob> jobs = watch_.jobs(round.name(""));
      const auto is_build = [&](const QueuedJob& job) { return job.name == round.name("build"); };
      if (building && std::none_of(jobs.begin(), jobs.end(), is_build)) {
        building = false;
        launched_.build_s += seconds_since(begin);
      }
      look();
      show((building ? "building models: " : "") + text_of(jobs));
      if (jobs.empty()) break;
      const auto pause = std::clamp<std::size_t>(left_.size() / 100, 1, 10);
      std::this_thread::sleep_for(std::chrono::seconds(pause));
    }
    for (const auto end = Clock::now(); !left_.empty() && Clock::now() - end < options_.shared;
         look()) {
      std::this_thread::sleep_for(options_.shared / 10);
    }
    files::write(ended_note(options_.out), "");
    show("");
  }

  /// A job that builds ends at the first model that it cannot have. One that cannot be had at all
  /// is given up.
  bool all_built(const Round& round, const Tasks& build) {
    bool all = true;
    for (std::size_t list = 0; list < build.lists.size(); ++list) {
      const auto& models = build.lists[list];
      const auto at = std::find_if(models.begin(), models.end(), [&](std::size_t model) {
        return !read_build(options_.out, plan_.models[model]);
      });
      if (at == models.end()) continue;
      all = false;
      if (++build_attempts_[*at] < kAttempts) continue;
      give_up_model(launched_,
                    plan_,
                    *at,
                    fmt::format("{}: its model could not be built: {}",
                                plan_.models[*at].directory,
                                round.last_words("build", list)));
    }
    leave_given_up();
    return all;
  }

  /// Runs that were given up need no more jobs.
  void leave_given_up() {
    given_up_ += std::erase_if(
        left_, [&](std::size_t i) { return launched_.given_up.contains(shards_[i].run); });
  }

  /// A job that ended early died at the first shard that it left.
  void judge(const Round& round, const Tasks& run) {
    std::set<std::size_t> open(left_.begin(), left_.end());
    for (std::size_t list = 0; list < run.lists.size(); ++list) {
      const auto& items = run.lists[list];
      const auto at =
          std::find_if(items.begin(), items.end(), [&](std::size_t i) { return open.contains(i); });
      if (at == items.end() || ++attempts_[*at] < kAttempts) continue;
      const Shard& shard = shards_[*at];
      launched_.given_up.emplace(shard.run, sentence(shard, round.last_words("shards", list)));
    }
    leave_given_up();
  }

  const Plan& plan_;
  const std::vector<Shard>& shards_;
  const LaunchOptions& options_;
  Ledger ledger_;
  std::string plan_path_, tool_;
  std::vector<std::size_t> left_;
  Progress progress_;
  Watch watch_;
  Launched launched_;
  std::size_t given_up_ = 0;
  std::map<std::size_t, int> attempts_, build_attempts_;
};

}  // namespace

Launched launch_slurm(const Plan& plan,
                      const std::vector<Shard>& shards,
                      const LaunchOptions& options) {
  if (options.out.find('\\') != std::string::npos) {
    throw Error(ErrorCode::kUsage,
                fmt::format("--out {}", options.out),
                "has a backslash, with which Slurm cannot name what each job prints; expected a "
                "path without one for --launcher slurm; choose another directory");
  }
  return Campaign(plan, shards, options).run();
}

void settle_slurm(const Plan& plan, const std::string& out, bool quiet) {
  if (!fs::exists(fs::path(out) / "jobs") || fs::exists(ended_note(out))) return;
  if (!process::on_path("squeue")) {
    throw Error(ErrorCode::kTool,
                out,
                fmt::format("jobs of Slurm that an earlier command left may still run shards of "
                            "it; expected squeue, which tells, got none; run again where Slurm's "
                            "commands are, or, if you know that none is left, after: touch {}",
                            text::shell_word(ended_note(out))));
  }
  Watch watch;
  const std::string ours = prefix_of(out, plan);
  std::set<std::string> ended;
  for (bool first = true;; first = false) {
    const std::vector<QueuedJob> jobs = watch.jobs(prefix_of(out));
    if (jobs.empty()) break;
    for (const QueuedJob& job : jobs) {
      if (!job.name.starts_with(ours) && ended.insert(job.id).second) cancel(job.id);
    }
    if (first && !quiet) {
      tool::say(fmt::format("waiting for job {} of an earlier command\n", jobs.front().id));
    }
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  files::write(ended_note(out), "");
}

}  // namespace spinforge::regress
