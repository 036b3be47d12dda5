// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/launcher.hpp"
#include "tests/unit/regress/rig.hpp"

using namespace spinforge;

namespace {

regress::LaunchOptions options(const test::TwoCores& cores, const std::string& out) {
  return {.out = out,
          .build_cache = cores.dir / "models",
          .quiet = true,
          .sbatch = "",
          .shared = std::chrono::milliseconds(10),
          .on_fork = {}};
}

/// Takes whatever is submitted, notes it in DIR/submitted, and has run it at once, to no effect.
void add_slurm(const test::TwoCores& cores, const std::string& config = "") {
  cores.programs.add("squeue", "");
  cores.programs.add("scontrol", config);
  cores.programs.add("sbatch", "echo \"$*\" >>" + (cores.dir / "submitted") + "\necho 1");
}

}  // namespace

TEST_CASE("array jobs whose models were not built do not count as attempts at their shards") {
  const test::TwoCores cores;
  const regress::Plan plan = cores.plan();
  const std::vector<regress::Shard> shards{regress::shards_of(plan).front()};
  regress::write_build(cores.out, plan.models[0], {.library = "l", .simulator = "s"});
  const std::string note = regress::build_note(cores.out, plan.models[0]);
  std::filesystem::copy_file(note, cores.dir / "note");
  // Jobs end at once. Those that build come to something from the fourth round on.
  cores.programs.add("squeue", "");
  cores.programs.add("scontrol", "");
  cores.programs.add("sbatch",
                     fmt::format("cd {}\necho >>calls\n"
                                 "case \"$*\" in *-build.sh) test $(wc -l <calls) -lt 7 || "
                                 "cp note {};; esac\necho 1",
                                 cores.dir.path(),
                                 note));
  const regress::Launched launched = regress::launch_slurm(plan, shards, options(cores, cores.out));
  REQUIRE(launched.given_up.size() == 1);
  CHECK_THAT(launched.given_up.at(0), Catch::Contains("left no"));
  CHECK(launched.slurm_jobs.size() == 2 * (3 + 4));  // two arrays a round; four attempts
}

TEST_CASE(
    "no array has more jobs than Slurm takes, and every model that cannot be built is named") {
  const test::TwoCores cores;
  add_slurm(cores, "echo 'MaxArraySize            = 2'");
  const regress::Plan plan = cores.plan();
  const regress::Launched launched =
      regress::launch_slurm(plan, regress::shards_of(plan), options(cores, cores.out));
  REQUIRE(launched.given_up.size() == 2);
  for (const std::size_t run : {0U, 1U}) {
    const regress::Model& model = plan.models[plan.runs[run].model];
    CHECK_THAT(launched.given_up.at(run),
               Catch::Contains(model.directory + ": its model could not be built"));
  }
  const std::string submitted = files::read(cores.dir / "submitted");
  CHECK_THAT(submitted, Catch::Contains("--array=0-0%") && !Catch::Contains("--array=0-1%"));
}

TEST_CASE("a core that cannot be built does not keep the others from being run") {
  const test::TwoCores cores;
  const regress::Plan plan = cores.plan();
  const std::vector<regress::Shard> shards = regress::shards_of(plan);
  regress::write_build(cores.out, plan.models[0], {.library = "l", .simulator = "s"});
  const std::string note = regress::build_note(cores.out, plan.models[0]);
  std::filesystem::copy_file(note, cores.dir / "note");
  const regress::Ledger ledger(cores.out);
  for (const regress::Shard& shard : shards) {
    regress::ShardResult result;
    result.results.resize(shard.count);
    if (shard.run == 0) ledger.write(shard, result);
  }
  std::filesystem::rename(cores.out + "/shards", cores.dir / "shards");
  // Jobs build the first core only. Those for shards run where nothing but it was to be built.
  cores.programs.add("squeue", "");
  cores.programs.add("scontrol", "");
  cores.programs.add("sbatch",
                     fmt::format("cd {}\n"
                                 "case \"$*\" in\n"
                                 "  *--array=0-0*-build.sh) touch only; cp note {};;\n"
                                 "  *-build.sh) cp note {};;\n"
                                 "  *) test ! -f only || mv shards {};;\n"
                                 "esac\necho 1",
                                 cores.dir.path(),
                                 note,
                                 note,
                                 cores.out));
  const regress::Launched launched = regress::launch_slurm(plan, shards, options(cores, cores.out));
  CHECK(launched.given_up.size() == 1);
  CHECK(launched.given_up.contains(1));
  for (const std::size_t shard : regress::missing(shards, ledger)) CHECK(shards[shard].run == 1);
}

TEST_CASE("where jobs print is told to Slurm so that it takes no letter of DIR for a pattern") {
  const test::TwoCores cores;
  add_slurm(cores);
  const regress::Plan plan = cores.plan();
  const std::string out = cores.dir / "100%j", escaped = cores.dir / "100%%j";
  CHECK_NOTHROW(regress::launch_slurm(plan, regress::shards_of(plan), options(cores, out)));
  CHECK_THAT(files::read(cores.dir / "submitted"),
             Catch::Contains("--output=" + escaped + "/logs/spinforge-") &&
                 Catch::Contains("-build-%a.txt "));
  test::error_of(ErrorCode::kUsage, "has a backslash", [&] {
    (void)regress::launch_slurm(plan, regress::shards_of(plan), options(cores, cores.dir / "a\\b"));
  });
}

TEST_CASE("squeue is asked for jobs of before only where some may be left") {
  const test::TwoCores cores;
  const regress::Plan plan = cores.plan();
  const auto settle = [&] { regress::settle_slurm(plan, cores.out, true); };
  {
    const test::Variable path("PATH", cores.programs.folder());
    CHECK_NOTHROW(settle());  // no job was ever submitted
    std::filesystem::create_directory(cores.out + "/jobs");
    test::error_of(ErrorCode::kTool, "may still run shards of it; expected squeue", settle);
  }
  add_slurm(cores);
  CHECK_NOTHROW(settle());
  {
    const test::Variable path("PATH", cores.programs.folder());
    cores.programs.remove("squeue");
    CHECK_NOTHROW(settle());  // it said that none is left
  }
  add_slurm(cores);
  CHECK_NOTHROW(regress::launch_slurm(plan, regress::shards_of(plan), options(cores, cores.out)));
  const test::Variable path("PATH", cores.programs.folder());
  cores.programs.remove("squeue");
  CHECK_NOTHROW(settle());  // the command saw its jobs end
  add_slurm(cores);
  cores.programs.add("sbatch", "case \"$*\" in *-build.sh) echo 1;; *) exit 1;; esac");
  test::error_of(ErrorCode::kTool, "does not take the jobs", [&] {
    (void)regress::launch_slurm(plan, regress::shards_of(plan), options(cores, cores.out));
  });
  cores.programs.remove("squeue");
  test::error_of(ErrorCode::kTool, "may still run shards of it", settle);
}
