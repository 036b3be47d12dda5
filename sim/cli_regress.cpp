// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "sim/cli.hpp"
#include "sim/regress/merge.hpp"
#include "sim/regress/regress.hpp"
#include "sim/regress/tasks.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "Run a suite: many cores, images and ways to drive them, on many processes.",
    .details =
        "SUITE is smoke, nightly, table, soak, or a file as sim/regress/README.md describes it.\n"
        "DIR then holds result.json, run.json, report.html, report.md and junit.xml. Whatever "
        "ends\n"
        "the command, --resume goes on where it was. The last line says PASS or FAIL. Exit code "
        "0:\n"
        "all equal; 1: something differs; 2 and up: it could not be done.",
    .examples = {
        {"spinforge-sim regress smoke --out smoke", "some minutes, on this machine"},
        {"spinforge-sim regress smoke --out smoke --resume", "goes on"},
        {"spinforge-sim regress table --out table --data mnist=DIR", "all committed networks"},
        {"spinforge-sim regress mine.json --out mine --launcher slurm --jobs 200",
         "array jobs, at most 200 at once"},
        {"spinforge-sim regress smoke --out cover --coverage",
         "what the suite does not reach, too"},
        {"spinforge-sim regress smoke --out today --history yesterday",
         "report.html shows the results of before, too"},
        {"spinforge-sim regress nightly --out n --prepare 64", "tasks for GNU parallel, say"}}};

struct Arguments {
  regress::Options options;
  int prepare = 0;
  std::optional<std::uint32_t> task;
};

void add_choice_of_runs(usage::Command& command, regress::Options& o) {
  command.add_option("--data", o.data, "where a data set of the suite lies: mnist=/data/mnist")
      ->type_name("NAME=PATH")
      ->one_value();
  command.add_option("--tag", o.tags, "only runs that have this tag")->one_value();
  command.add_option("--images", o.images, "at most so many images a run")->positive();
}

void add_ways_to_run(usage::Command& command, regress::Options& o) {
  command
      .add_option("--launcher", o.launcher, "local: processes of this machine; slurm: array jobs")
      ->one_of({"local", "slurm"})
      ->show_default();
  command
      .add_option("--jobs",
                  o.jobs,
                  "processes, or jobs of Slurm, at once; default: one for each core, or 64 jobs")
      ->between(1, 100'000);
  command
      .add_option(
          "--shard", o.shard, "images of a shard, in whole parts; default: some seconds of work")
      ->positive();
  command.add_option("--sbatch", o.sbatch, "more options for sbatch, in one word: \"-p long\"");
  command
      .add_option("--waves", o.waves, "failing shards that are run again with a waveform, at most")
      ->between(0, 1000)
      ->show_default();
  command.add_flag("--coverage",
                   o.coverage,
                   "measure lines, branches and toggles of every instance; see coverage.txt");
  command.add_option("--exclude", o.exclude, "FILE of points that need not be covered, and why");
  add_build_dir(command, o.build_cache);
  add_quiet(command, o.quiet);
}

void add_options(usage::Command& command, Arguments& to) {
  regress::Options& o = to.options;
  command.add_option("SUITE", o.suite, "name or file of a suite")->required();
  command.add_option("--out", o.out, "DIR for results; default: regress-SUITE");
  command
      .add_option(
          "--history",
          o.history,
          "result.json of before, or its DIR, which report.html then shows beside this one's;\n"
          "once for each, oldest first")
      ->type_name("FILE")
      ->one_value();
  command.add_flag("--resume", o.resume, "go on with what DIR holds");
  add_choice_of_runs(command, o);
  add_ways_to_run(command, o);
  auto* prepare =
      command
          .add_option("--prepare",
                      to.prepare,
                      "run nothing, but cut what is missing into so many tasks, DIR/tasks.json")
          ->between(1, 1'000'000);
  auto* task = command.add_option(
      "--task", to.task, "run this task, from 0, of a file of tasks, which is given as SUITE");
  task->excludes(prepare);
  // What would be ignored. The file of tasks says all that a task needs.
  for (const char* name : {"--history", "--launcher", "--jobs", "--sbatch", "--exclude"}) {
    prepare->excludes(command.get_option(name));
    task->excludes(command.get_option(name));
  }
  for (const char* name : {"--out",
                           "--resume",
                           "--data",
                           "--tag",
                           "--images",
                           "--shard",
                           "--waves",
                           "--coverage",
                           "--build-dir"}) {
    task->excludes(command.get_option(name));
  }
}

/// Cores of runs that could not be done. *Errors*: kTool where there are any.
void require_done(const regress::Merged& merged, const std::string& out) {
  if (merged.broken.empty()) return;
  std::set<std::string> cores;
  for (const regress::Broken& one : merged.broken) cores.insert(one.core);
  throw Error(ErrorCode::kTool,
              out,
              fmt::format("{} of {} runs could not be done, those of {}; what is finished is kept: "
                          "mend what report.md says of them and run again with --resume",
                          merged.runs_broken(),
                          merged.runs.size(),
                          fmt::join(cores, ", ")));
}

/// A line for each run, what failed, and the verdict.
void print(const regress::Merged& merged, const std::string& out) {
  for (const regress::Outcome& outcome : merged.runs) {
    fmt::print("{:<88} {:>8} images {:>15} updates {:>6} mismatches  {}\n",
               outcome.id,
               outcome.images_text(),
               text::thousands(static_cast<long long>(outcome.commits)),
               text::thousands(static_cast<long long>(outcome.mismatches)),
               outcome.word());
  }
  for (const regress::Broken& one : merged.broken) {
    fmt::print("\n{} could not be done:\n{}\n", text::joined(one.runs, "; "), one.why);
  }
  for (const regress::Bucket& bucket : merged.failures.all()) {
    fmt::print("\n{} differ first in {}, {}, step {}:\n{}reproduce: {}\n",
               bucket.size_text(),
               bucket.first.module,
               bucket.first.signal,
               bucket.first.step,
               bucket.first.story,
               bucket.first.reproduce);
  }
  fmt::print(
      "\n{0}/report.html, report.md, junit.xml, result.json\n{1}", out, regress::verdict(merged));
}

int run(const Arguments& given) {
  regress::Options options = given.options;
  if (given.task) {
    regress::do_task(options.suite, *given.task);
    return 0;
  }
  options.version = usage::version();
  if (options.out.empty()) {
    options.out = "regress-" + std::filesystem::path(options.suite).stem().string();
  }
  std::vector<std::string> read;
  if (std::filesystem::exists(options.suite)) read.push_back(options.suite);
  (void)usage::prepare({}, read, {{"--out", options.out, {}}, build_folder(options.build_cache)});
  if (given.prepare > 0) {
    const std::size_t tasks =
        regress::prepare_tasks(options, static_cast<std::size_t>(given.prepare));
    fmt::print("{} tasks in {}/tasks.json\n", tasks, options.out);
    return 0;
  }
  const regress::Merged merged = regress::regress(options);
  print(merged, options.out);
  require_done(merged, options.out);
  return merged.equal() ? 0 : 1;
}

}  // namespace

void add_regress_command(usage::Tool& tool) {
  tool.add_command("regress", kHelp, add_options, run);
}

}  // namespace spinforge::sim
