// SPDX-License-Identifier: Apache-2.0
// The command line `spinforge-sim regress ...`.
#include "sim/cli.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

/// What is said of `arguments`, of which something is always wrong.
std::string said(const std::string& arguments) {
  usage::Tool tool(
      "spinforge-sim",
      {.summary = "", .details = "", .examples = {{"spinforge-sim regress smoke", ""}}});
  sim::add_regress_command(tool);
  try {
    tool.parse("regress " + arguments);
  } catch (const std::exception& problem) {
    return problem.what();
  }
  return "";
}

}  // namespace

TEST_CASE("options that a task, or the making of tasks, would ignore are refused") {
  const std::string none = "/nowhere/s.json ";
  CHECK_THAT(said(none + "--task 0 --quiet"), Contains("/nowhere/s.json"));
  for (const std::string option :
       {"--history x", "--launcher local", "--jobs 2", "--sbatch x", "--exclude x"}) {
    const std::string name = option.substr(0, option.find(' '));
    CHECK_THAT(said(none + "--task 0 " + option), Contains("excludes") && Contains(name));
    CHECK_THAT(said(none + "--prepare 2 " + option), Contains("excludes") && Contains(name));
  }
  for (const std::string option : {"--out x",
                                   "--resume",
                                   "--data x=y",
                                   "--tag x",
                                   "--images 2",
                                   "--shard 2",
                                   "--waves 2",
                                   "--coverage",
                                   "--build-dir x",
                                   "--prepare 2"}) {
    const std::string name = option.substr(0, option.find(' '));
    CHECK_THAT(said(none + "--task 0 " + option), Contains("excludes") && Contains(name));
  }
}
