// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/report.hpp"

#include "sim/regress/page.hpp"
#include "tests/support.hpp"
#include "tests/support/text.hpp"

using namespace spinforge;
using regress::Failure;
using regress::Merged;
using regress::Outcome;

namespace {

Failure failure(const std::string& run, int step) {
  return {.module = "sf_core / layer 2",
          .signal = "v",
          .step = step,
          .run = run,
          .image = 7,
          .story = "image 7: v is <4>\n",
          .reproduce = "spinforge-sim verify x"};
}

Outcome outcome(const std::string& id, std::uint64_t mismatches) {
  Outcome out;
  out.id = id;
  out.network = "net";
  out.images = 10;
  out.commits = 1000;
  out.mismatches = mismatches;
  out.exact = true;
  out.equal = mismatches == 0;
  out.record = {{"run", id}};
  return out;
}

Merged merged() {
  Merged out;
  out.suite = "s";
  out.runs = {outcome("net, core, plain", 0), outcome("net, core, \"stall\"", 3)};
  return out;
}

}  // namespace

TEST_CASE("failures with the same module, signal and step are one bucket") {
  regress::Buckets buckets;
  for (const char* run : {"a", "a", "b"}) buckets.add(failure(run, 5));
  buckets.add(failure("a", 6));
  REQUIRE(buckets.all().size() == 2);
  CHECK(buckets.all()[0].parts == 3);
  CHECK(buckets.all()[0].runs == std::vector<std::string>{"a", "b"});
  CHECK(buckets.all()[0].first.run == "a");
  CHECK(buckets.all()[1].first.step == 6);
}

TEST_CASE("the verdict, the result and every report tell what failed") {
  Merged m = merged();
  m.failures.add(failure("net, core, \"stall\"", 5));
  regress::Execution run;
  run.shards = 4;
  run.reused = 1;
  CHECK(regress::verdict(m) ==
        "FAIL: 1 of 2 runs, 20 images, 2,000 updates compared, 3 mismatches\n");
  const Json result = parse_json(regress::result_text(m), "result.json");
  CHECK(result["commits_compared"] == 2000);
  CHECK(result["mismatches"] == 3);
  CHECK(result["equal"] == false);
  CHECK(result["failures"][0]["module"] == "sf_core / layer 2");
  CHECK(result["failures"][0]["first_image"] == 7);
  const std::string junit = regress::junit(m, run);
  CHECK_THAT(junit,
             Catch::Contains("tests=\"2\" failures=\"1\"") &&
                 Catch::Contains("name=\"net, core, &quot;stall&quot;\"") &&
                 Catch::Contains("v is &lt;4&gt;"));
  CHECK_THAT(regress::markdown(m, run),
             Catch::Contains("### sf_core / layer 2, v, step 5") && Catch::Contains("**FAIL**"));
  CHECK_THAT(regress::page(m, run),
             Catch::Contains("<h3>sf_core / layer 2, v, step 5</h3>") &&
                 Catch::Contains("v is &lt;4&gt;") && !Catch::Contains("<script"));
  CHECK(parse_json(regress::run_text(m, run), "run.json")["shards_reused"] == 1);
}

TEST_CASE("all equal is a pass, nothing at all is none") {
  Merged m = merged();
  m.runs.pop_back();
  CHECK(regress::verdict(m) == "PASS: 1 runs, 10 images, 1,000 updates compared, 0 mismatches\n");
  CHECK(m.equal());
  CHECK_FALSE(Merged{}.equal());
}
