// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/queue.hpp"

#include "tests/support.hpp"

using namespace spinforge;

TEST_CASE("of what squeue shows, our jobs are found by the beginning of their names") {
  const auto jobs = regress::parse_queue(
      "40|40_0|spinforge-abc-1-build|RUNNING|None\n"
      "41|41_[3-9%4]|spinforge-abc-1-shards|PENDING|Dependency\n"
      "42|42|spinforge-abd-1-shards|PENDING|Priority\n"
      "43|43|somebody's|RUNNING|None\n"
      "slurm_load_jobs error: this line has no fields\n",
      "spinforge-abc-");
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].id == "40");
  CHECK(jobs[0].state == "RUNNING");
  CHECK(jobs[1].task == "41_[3-9%4]");
  CHECK(jobs[1].reason == "Dependency");
  CHECK(regress::parse_queue("", "spinforge-").empty());
}
