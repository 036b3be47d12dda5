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
#include "gen/base/outputs.hpp"
#include "gen/base/staged.hpp"
#include "sim/harness/cache.hpp"
#include "sim/regress/launcher.hpp"
#include "sim/regress/page.hpp"
#include "sim/regress/runner.hpp"
#include "sim/regress/tasks.hpp"
#include "sim/regress/terms.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

constexpr int kSlurmJobs = 64;

std::string now() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

int jobs_of(const Options& options) {
  if (options.jobs > 0) return options.jobs;
  if (options.launcher == "slurm") return kSlurmJobs;
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Whether `out` holds what a command leaves that never began, and nothing else.
bool is_unbegun(const fs::path& out) {
  std::error_code error;
  if (!fs::exists(out / ".lock", error)) return false;
  const auto entries = fs::directory_iterator(out);
  return std::all_of(begin(entries), end(entries), [](const fs::directory_entry& entry) {
    const fs::path name = entry.path().filename();
    return name == ".lock" || name == "designs" || files::is_left_behind(entry.path().string());
  });
}

/// DIR is empty, what a command left that never began, or what `options` go on with.
void require_ours(const Options& options) {
  std::error_code error;
  const fs::path out(options.out);
  if (!fs::exists(out, error) || fs::is_empty(out, error)) return;
  const bool begun = fs::exists(out / "regress.json", error);
  if (begun ? options.resume : is_unbegun(out)) return;
  throw Error(ErrorCode::kUsage,
              fmt::format("--out {}", options.out),
              begun ? "holds a regression; go on with it by --resume, or choose another directory"
                    : "holds something else; choose an empty directory, or one that is not there");
}

/// DIR, which is there then.
std::string directory_of(const Options& options) {
  require_ours(options);
  files::make_directory("--out", options.out);
  return fs::canonical(options.out).string();
}

/// What the command says, and what DIR was begun with.
Terms terms_of(const Options& options, const Suite& suite, const std::string& out) {
  Terms given{.suite = suite.file,
              .shard = options.shard,
              .images = options.images,
              .tags = options.tags,
              .coverage = options.coverage,
              .data = data_sets(options.data)};
  auto former = read_terms(out);
  return former ? go_on(*std::move(former), given) : given;
}

/// A regression with everything that is known before its shards are run.
struct Begun {
  Suite suite;
  std::string out;
  DirLock lock;
  classify::Sets sets;
  Plan plan;
  std::vector<Shard> shards;
  Ledger ledger;

  explicit Begun(const Options& options)
      : suite(read_suite(options.suite)), out(directory_of(options)), lock(out), ledger(out) {
    require_ours(options);  // nobody else may have begun meanwhile
    const Terms terms = terms_of(options, suite, out);
    for (const auto& [name, path] : terms.data) suite.data[name] = path;
    restrict_to(suite, terms.tags, terms.images);
    plan = make_plan(suite, out, terms.shard, sets, terms.coverage);
    shards = shards_of(plan);
    write_terms(out, terms);  // now it has begun
  }
};

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

void write_reports(const std::string& out,
                   const Merged& merged,
                   const Execution& execution,
                   const std::vector<Former>& history) {
  const fs::path folder(out);
  std::vector<files::File> reports{
      {(folder / "result.json").string(), result_text(merged)},
      {(folder / "run.json").string(), run_text(merged, execution)},
      {(folder / "report.md").string(), markdown(merged, execution)},
      {(folder / "report.html").string(), page(merged, execution, history)},
      {(folder / "junit.xml").string(), junit(merged, execution)}};
  if (merged.coverage) {
    reports.push_back({(folder / "coverage.txt").string(), coverage::list(*merged.coverage)});
  }
  files::write_together(reports);
}

/// Reports of before say nothing of what is run now.
void remove_reports(const std::string& out) {
  for (const char* name :
       {"result.json", "run.json", "report.md", "report.html", "junit.xml", "coverage.txt"}) {
    std::error_code ignored;
    fs::remove(fs::path(out) / name, ignored);
  }
}

/// The tool's own and the user's. *Errors*: those of Exclusions::add.
coverage::Exclusions exclusions_of(const Options& options) {
  coverage::Exclusions out = coverage::Exclusions::embedded();
  if (!options.exclude.empty()) out.add(files::read(options.exclude), options.exclude);
  return out;
}

/// Rids DIR of what does not belong to what is run now; gives how many shards are finished.
std::size_t clear(const Begun& begun, bool quiet) {
  remove_reports(begun.out);
  // Jobs of before write into the ledger, too.
  if (fs::exists(fs::path(begun.out) / "jobs")) settle_slurm(begun.plan, begun.out, quiet);
  const std::size_t there = begun.ledger.clean(begun.shards);
  clean_waves(begun.out, begun.shards);
  return there;
}

}  // namespace

Merged regress(const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  Execution execution;
  execution.version = options.version;
  execution.started = now();
  execution.launcher = options.launcher;
  execution.jobs = jobs_of(options);
  const coverage::Exclusions exclusions = exclusions_of(options);     // before hours of work
  const std::vector<Former> history = read_history(options.history);  // one may be in DIR
  Begun begun(options);
  if (!options.exclude.empty() && !begun.plan.coverage) {
    throw Error(ErrorCode::kUsage,
                "--exclude",
                "no coverage is measured; expected --coverage, got none; give both or none");
  }
  const bool slurm = options.launcher == "slurm";
  execution.shards = begun.shards.size();
  execution.reused = clear(begun, options.quiet);
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
  require_unchanged(begun.plan, begun.suite);
  execution.build_s = launched.build_s;
  execution.slurm_jobs = launched.slurm_jobs;
  Merged merged = merge(begun.plan, begun.shards, begun.ledger, begun.out, begun.sets, exclusions);
  for (const Outcome& run : merged.runs) execution.simulate_s += run.seconds;
  execution.wall_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  write_reports(begun.out, merged, execution, history);
  return merged;
}

std::size_t prepare_tasks(const Options& options, std::size_t tasks) {
  Begun begun(options);
  (void)clear(begun, options.quiet);
  Tasks list{.plan = write_plan(begun.out, begun.plan),
             .build_cache = harness::cache_path(options.build_cache),
             .waves = options.waves,
             .build = false,
             .lists = cut(missing(begun.shards, begun.ledger), tasks)};
  write_tasks((fs::path(begun.out) / "tasks.json").string(), list);
  return list.lists.size();
}

}  // namespace spinforge::regress
