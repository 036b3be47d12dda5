// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/regress.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/staged.hpp"
#include "gen/base/tool.hpp"
#include "gen/directory/inventory.hpp"
#include "sim/classify/classify.hpp"
#include "sim/harness/cache.hpp"
#include "sim/regress/hint.hpp"
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
  if (options.jobs == 0 && options.launcher == "slurm") return kSlurmJobs;
  return static_cast<int>(classify::workers(static_cast<unsigned>(options.jobs)));
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

/// Whether there is something in `out`, where a regression was begun, to go on with: a shard's
/// result, or tasks, which others may be running.
bool holds_work(const fs::path& out) {
  return Ledger(out.string()).any() || fs::exists(out / "tasks.json");
}

/// DIR is empty, what a command left before it could run anything, or what `options` go on with.
void require_ours(const Options& options) {
  std::error_code error;
  const fs::path out(options.out);
  if (!fs::exists(out, error) || fs::is_empty(out, error)) return;
  const bool begun = fs::exists(out / "regress.json", error);
  if (begun ? options.resume || !holds_work(out) : is_unbegun(out)) return;
  throw Error(ErrorCode::kUsage,
              fmt::format("--out {}", options.out),
              begun ? "holds a regression; go on with it by --resume, or choose another directory"
                    : "holds something else; choose an empty directory, or one that is not there");
}

/// Refuses a directory of `option`, to be written into, that lies in a core of `suite`: with every
/// result that core would be another one.
void require_apart(const std::string& option, const std::string& path, const Suite& suite) {
  const std::string at = files::resolved(path);
  std::set<std::string> cores;
  for (const Wanted& run : suite.runs) {
    if (run.emitted) cores.insert(run.network);
  }
  for (const std::string& core : cores) {
    for (const std::string& read : directory::read_at(core)) {
      if (!files::is_within(at, files::resolved(read))) continue;
      throw Error(ErrorCode::kUsage,
                  fmt::format("{} {}", option, path),
                  fmt::format("lies in {}, a core of {}, which every result would change; choose "
                              "another directory",
                              core,
                              suite.name));
    }
  }
}

/// The suite, if all that `options` say goes with it.
Suite suite_of(const Options& options) {
  Suite suite = read_suite(options.suite);
  for (const std::string& tag : options.tags) require_text(tag, "--tag");
  Suite tagged = suite;
  restrict_to(tagged, options.tags, {});  // before there is a directory
  require_used(data_sets(options.data), suite);
  for (const auto& [option, path] :
       {std::pair("--out", options.out),
        std::pair("--build-dir", harness::cache_path(options.build_cache))}) {
    require_text(files::resolved(path), option);
    require_apart(option, path, suite);
  }
  return suite;
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
              .data = data_sets(options.data),
              .tool = {},
              .simulator = {}};
  auto former = options.resume ? read_terms(out) : std::nullopt;
  return former ? go_on(*std::move(former), given) : given;
}

/// Why results that were made on `terms` may be none of the shards of `plan`.
std::string what_changed(const Terms& terms, const Plan& plan) {
  if (terms.tool != plan.tool) return "spinforge-sim is another build than theirs";
  if (terms.simulator != plan.simulator) {
    return fmt::format("they were made with {}, not {}", terms.simulator, plan.simulator);
  }
  return "the suite, a network, a core or images have changed";
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
  std::string changed;  ///< since DIR was begun, see what_changed

  explicit Begun(const Options& options)
      : suite(suite_of(options)), out(directory_of(options)), lock(out), ledger(out) {
    require_ours(options);  // nobody else may have begun meanwhile
    Terms terms = terms_of(options, suite, out);
    for (const auto& [name, path] : terms.data) suite.data[name] = path;
    restrict_to(suite, terms.tags, terms.images);
    plan = make_plan(suite, out, terms.shard, sets, terms.coverage);
    shards = shards_of(plan);
    changed = what_changed(terms, plan);
    terms.tool = plan.tool;
    terms.simulator = plan.simulator;
    write_terms(out, terms);  // now it has begun
  }
};

/// Waveforms that a process was making when it ended, or could not make.
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

/// Rids DIR of what does not belong to what is run now.
Cleaned clear(const Begun& begun, bool quiet) {
  settle_slurm(begun.plan, begun.out, quiet);  // jobs of before write into the ledger, too
  const Cleaned cleaned = begun.ledger.clean(begun.shards);
  if (cleaned.removed > 0) {
    tool::say(
        fmt::format("{} results of before are dropped: {}\n", cleaned.removed, begun.changed));
  }
  clean_waves(begun.out, begun.shards);
  return cleaned;
}

/// Of the runs that `launched` gave up those that lack a shard. *Errors*: kTool where another lacks
/// one.
std::map<std::size_t, std::string> broken_runs(const Begun& begun, const Launched& launched) {
  std::map<std::size_t, std::string> out;
  for (const std::size_t shard : missing(begun.shards, begun.ledger)) {
    const std::size_t run = begun.shards[shard].run;
    const auto why = launched.given_up.find(run);
    if (why == launched.given_up.end()) {
      throw Error(
          ErrorCode::kTool,
          begun.out,
          fmt::format("a shard of \"{}\" was not run, and nothing says why; what is finished "
                      "is kept: run again with --resume",
                      begun.plan.runs[run].id));
    }
    out.insert(*why);
  }
  return out;
}

}  // namespace

Merged regress(const Options& options) {
  const auto start = std::chrono::steady_clock::now();
  Execution execution;
  execution.version = options.version;
  execution.started = now();
  execution.launcher = options.launcher;
  execution.jobs = jobs_of(options);
  execution.exclude = options.exclude;
  if (!options.sbatch.empty() && options.launcher != "slurm") {
    throw Error(ErrorCode::kUsage,
                "--sbatch",
                fmt::format("is for array jobs; expected --launcher slurm, got {}; give both or "
                            "none",
                            options.launcher));
  }
  const coverage::Exclusions exclusions = exclusions_of(options);     // before hours of work
  const std::vector<Former> history = read_history(options.history);  // one may be in DIR
  Begun begun(options);
  if (!options.exclude.empty() && !begun.plan.coverage) {
    throw Error(ErrorCode::kUsage,
                "--exclude",
                "no coverage is measured; expected --coverage, got none; give both or none");
  }
  Hint hint;
  const bool slurm = options.launcher == "slurm";
  execution.shards = begun.shards.size();
  remove_reports(begun.out);
  execution.reused = clear(begun, options.quiet).there;
  LaunchOptions launch{.out = begun.out,
                       .build_cache = harness::cache_path(options.build_cache),
                       .jobs = execution.jobs,
                       .waves = options.waves,
                       .quiet = options.quiet,
                       .sbatch = options.sbatch,
                       .on_fork = [&] {
                         begun.lock.let_go();
                         hint.let_go();
                       }};
  const Launched launched = slurm ? launch_slurm(begun.plan, begun.shards, launch)
                                  : launch_local(begun.plan, begun.shards, launch);
  const std::map<std::size_t, std::string> broken = broken_runs(begun, launched);
  show_rest(begun, options);
  require_unchanged(begun.plan, begun.suite);
  execution.build_s = launched.build_s;
  execution.slurm_jobs = launched.slurm_jobs;
  Merged merged =
      merge(begun.plan, begun.shards, begun.ledger, begun.out, begun.sets, broken, exclusions);
  for (const Outcome& run : merged.runs) execution.simulate_s += run.seconds;
  execution.wall_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  write_reports(begun.out, merged, execution, history);
  return merged;
}

std::size_t prepare_tasks(const Options& options, std::size_t tasks) {
  Begun begun(options);
  const Cleaned cleaned = clear(begun, options.quiet);
  const std::vector<std::size_t> left = missing(begun.shards, begun.ledger);
  if (!left.empty() || cleaned.removed > 0)
    remove_reports(begun.out);  // else they are what is there
  Tasks list{.plan = write_plan(begun.out, begun.plan),
             .build_cache = harness::cache_path(options.build_cache),
             .waves = options.waves,
             .build = false,
             .lists = cut(left, tasks)};
  write_tasks((fs::path(begun.out) / "tasks.json").string(), list);
  return list.lists.size();
}

}  // namespace spinforge::regress
