// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/regress.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <thread>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/base/outputs.hpp"
#include "sim/harness/cache.hpp"
#include "sim/regress/launcher.hpp"
#include "sim/regress/page.hpp"
#include "sim/regress/runner.hpp"
#include "sim/regress/tasks.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

constexpr int kSlurmJobs = 64;

std::string now() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

/// DIR is ours or empty.
void require_ours(const Options& options) {
  std::error_code error;
  const fs::path out(options.out);
  if (!fs::exists(out, error) || fs::is_empty(out, error)) return;
  const bool ours = fs::exists(out / ".lock", error);
  if (ours && options.resume) return;
  throw Error(ErrorCode::kUsage,
              fmt::format("--out {}", options.out),
              ours ? "holds a regression; go on with it by --resume, or choose another directory"
                   : "holds something else; choose an empty directory, or one that is not there");
}

int jobs_of(const Options& options) {
  if (options.jobs > 0) return options.jobs;
  if (options.launcher == "slurm") return kSlurmJobs;
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// What DIR was begun with: its results are kept for these shards of this suite.
struct Identity {
  std::string suite;
  std::optional<std::uint32_t> shard;
};

/// That of `out`, which a command begins by writing it. Where nobody says how large shards are,
/// they are what they were. *Errors*: kUsage where DIR belongs to another suite.
Identity identify(const std::string& out, const Suite& suite, const Options& options) {
  const std::string path = (fs::path(out) / "regress.json").string();
  Identity own{.suite = suite.name, .shard = options.shard};
  std::error_code error;
  if (fs::exists(path, error)) {
    const Json json = parse_json(files::read(path), path);
    Reader reader(json, path, "choose another --out");
    const std::string former = reader.text("suite");
    if (former != own.suite) {
      throw Error(
          ErrorCode::kUsage,
          fmt::format("--out {}", options.out),
          fmt::format("holds suite {}, not {}; choose another directory", former, own.suite));
    }
    if (!own.shard && !reader.null("shard")) own.shard = reader.word("shard");
  }
  const Json json = {{"suite", own.suite}, {"shard", own.shard ? Json(*own.shard) : Json()}};
  files::write(path, json.dump(1) + "\n");
  return own;
}

/// A regression with everything that is known before its shards are run.
struct Begun {
  Suite suite;
  std::string out;
  DirLock lock;
  Identity own;
  Plan plan;
  std::vector<Shard> shards;
  Ledger ledger;
  std::size_t reused = 0;

  explicit Begun(const Options& options)
      : suite(suite_of(options)),
        out(directory_of(options)),
        lock(out),
        own(identify(out, suite, options)),
        ledger(out) {
    plan = make_plan(suite, out, own.shard);
    shards = shards_of(plan);
  }

 private:
  static Suite suite_of(const Options& options) {
    Suite suite = read_suite(options.suite);
    add_data(suite, options.data);
    restrict_to(suite, options.tags, options.images);
    return suite;
  }
  static std::string directory_of(const Options& options) {
    require_ours(options);
    files::make_directory("--out", options.out);
    return fs::canonical(options.out).string();
  }
};

/// What decided the shards' results is what it was.
void require_same(const Begun& begun) {
  if (identity(make_plan(begun.suite, begun.out, begun.own.shard)) == identity(begun.plan)) return;
  throw Error(
      ErrorCode::kIo,
      begun.out,
      "a network, a core, a data set or a tool changed while the shards were run; run again "
      "with --resume");
}

/// Waveforms that a process was making when it ended.
void show_rest(const Begun& begun, const Options& options) {
  const std::vector<std::size_t> rest = unshown(begun.out, begun.shards);
  if (rest.empty()) return;
  Runner runner(begun.plan,
                begun.shards,
                {.out = begun.out,
                 .build_cache = harness::cache_path(options.build_cache),
                 .waves = options.waves});
  for (const std::size_t shard : rest) runner.show(shard);
}

void write_reports(const std::string& out, const Merged& merged, const Execution& execution) {
  const fs::path folder(out);
  files::write_together({{(folder / "result.json").string(), result_text(merged)},
                         {(folder / "run.json").string(), run_text(merged, execution)},
                         {(folder / "report.md").string(), markdown(merged, execution)},
                         {(folder / "report.html").string(), page(merged, execution)},
                         {(folder / "junit.xml").string(), junit(merged, execution)}});
}

/// Reports of before say nothing of what is run now.
void remove_reports(const std::string& out) {
  for (const char* name : {"result.json", "run.json", "report.md", "report.html", "junit.xml"}) {
    std::error_code ignored;
    fs::remove(fs::path(out) / name, ignored);
  }
}

}  // namespace

Merged regress(const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  Execution execution;
  execution.version = options.version;
  execution.started = now();
  execution.launcher = options.launcher;
  execution.jobs = jobs_of(options);
  Begun begun(options);
  remove_reports(begun.out);
  const bool slurm = options.launcher == "slurm";
  // Jobs of before write into the ledger, too.
  if (fs::exists(fs::path(begun.out) / "jobs")) {
    settle_slurm(begun.plan, begun.out, options.quiet);
  }
  execution.shards = begun.shards.size();
  execution.reused = begun.ledger.clean(begun.shards);
  clean_waves(begun.out, begun.shards);
  LaunchOptions launch{.out = begun.out,
                       .build_cache = harness::cache_path(options.build_cache),
                       .jobs = execution.jobs,
                       .waves = options.waves,
                       .quiet = options.quiet,
                       .sbatch = options.sbatch,
                       .on_fork = [&begun] { begun.lock.let_go(); }};
  const Launched launched = slurm ? launch_slurm(begun.plan, begun.shards, launch)
                                  : launch_local(begun.plan, begun.shards, launch);
  const std::vector<std::size_t> left = missing(begun.shards, begun.ledger);
  if (!left.empty()) {
    throw Error(
        ErrorCode::kTool,
        begun.out,
        fmt::format("{} of {} shards could not be run; {}; what is finished is kept: run "
                    "again with --resume",
                    left.size(),
                    begun.shards.size(),
                    launched.given_up.empty() ? "nothing says why" : launched.given_up.front()));
  }
  show_rest(begun, options);
  require_same(begun);
  execution.build_s = launched.build_s;
  execution.slurm_jobs = launched.slurm_jobs;
  Merged merged = merge(begun.plan, begun.shards, begun.ledger, begun.out);
  for (const Outcome& run : merged.runs) execution.simulate_s += run.seconds;
  execution.wall_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  write_reports(begun.out, merged, execution);
  return merged;
}

std::size_t prepare_tasks(const Options& options, int tasks) {
  Begun begun(options);
  (void)begun.ledger.clean(begun.shards);
  Tasks list{.plan = write_plan(begun.out, begun.plan),
             .build_cache = harness::cache_path(options.build_cache),
             .waves = options.waves,
             .build = false,
             .lists = cut(missing(begun.shards, begun.ledger), static_cast<std::size_t>(tasks))};
  files::write((fs::path(begun.out) / "tasks.json").string(), to_text(list));
  return list.lists.size();
}

void run_task(const Options& options, int task) {
  do_task(options.suite, static_cast<std::size_t>(task));
}

}  // namespace spinforge::regress
