// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/launcher.hpp"
#include "tests/unit/regress/rig.hpp"

using namespace spinforge;

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
  const regress::Launched launched = regress::launch_slurm(plan,
                                                           shards,
                                                           {.out = cores.out,
                                                            .build_cache = cores.dir / "models",
                                                            .quiet = true,
                                                            .sbatch = "",
                                                            .shared = std::chrono::milliseconds(10),
                                                            .on_fork = {}});
  REQUIRE(launched.given_up.size() == 1);
  CHECK_THAT(launched.given_up.front(), Catch::Contains("left no"));
  CHECK(launched.slurm_jobs.size() == 2 * (3 + 4));  // two arrays a round; four attempts
}
