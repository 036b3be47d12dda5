// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/queue.hpp"

#include <fcntl.h>

#include <algorithm>
#include <sstream>

#include "sim/regress/watch.hpp"
#include "tests/unit/regress/rig.hpp"

using namespace spinforge;
using namespace std::chrono_literals;

namespace {

/// Commands of a Slurm that is not there. Each notes its words in a file.
struct Slurm {
  test::TempDir dir;
  test::Programs programs;

  /// `script` is what `command` does after that.
  void add(const std::string& command, const std::string& script) const {
    programs.add(
        command,
        "echo \"" + command + " $*\" >>" + (dir / "words") + "\ncd " + dir.path() + "\n" + script);
  }
  /// How often `words` were said.
  [[nodiscard]] std::size_t said(const std::string& words) const {
    if (!std::filesystem::exists(dir / "words")) return 0;
    std::istringstream lines(files::read(dir / "words"));
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.find(words) != std::string::npos) ++count;
    }
    return count;
  }
};

constexpr const char* kLost = "echo 'sbatch: error: Socket timed out on send/recv'; exit 1";

std::string submitted() {
  return regress::submit({.name = "spinforge-1",
                          .script = "s",
                          .output = "o",
                          .folder = "/",
                          .after = "",
                          .options = ""},
                         1ms);
}

}  // namespace

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

TEST_CASE("a submission whose answer is lost is not repeated where it has come through") {
  const Slurm slurm;
  slurm.add("sbatch", kLost);
  // The controller is silent for a while, and the job has ended by then.
  slurm.add("squeue",
            "test -e once || { : >once; exit 1; }\ncase \"$*\" in *states=all*) "
            "echo '7|7_0|spinforge-1|COMPLETED|None';; esac");
  CHECK(submitted() == "7");
  CHECK(slurm.said("sbatch") == 1);
}

TEST_CASE("a submission that did not come through is repeated, one that is refused is not") {
  const Slurm slurm;
  slurm.add("squeue", "");
  slurm.add("sbatch", std::string("test -e once && { echo 9; exit; }\n: >once\n") + kLost);
  CHECK(submitted() == "9");
  CHECK(slurm.said("sbatch") == 2);
  slurm.add("sbatch", "echo 'sbatch: error: invalid partition'; exit 1");
  test::error_of(ErrorCode::kTool, "invalid partition", [] { (void)submitted(); });
  CHECK(slurm.said("sbatch") == 3);
}

TEST_CASE("a job that Slurm cannot start is let go some times, then cancelled") {
  const Slurm slurm;
  slurm.add("squeue", "echo '7|7_3|spinforge-1|PENDING|launch failed requeued held'");
  slurm.add("scontrol", "");
  slurm.add("scancel", "");
  regress::Watch watch(1ms);
  for (int i = 0; i < 5; ++i) CHECK(watch.jobs("spinforge-").size() == 1);
  CHECK(slurm.said("scontrol release 7_3") == 4);
  CHECK(slurm.said("scancel 7_3") == 1);
}

TEST_CASE("a job that somebody holds is told, once, and left to them") {
  const Slurm slurm;
  slurm.add("squeue", "echo '7|7_3|spinforge-1|PENDING|JobHeldAdmin'");
  const int status = test::status_of([&] {
    const int log = ::open((slurm.dir / "log").c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(log, STDERR_FILENO);
    regress::Watch watch(1ms);
    for (int i = 0; i < 3; ++i) (void)watch.jobs("spinforge-");
  });
  CHECK(status == 0);
  const std::string told = files::read(slurm.dir / "log");
  CHECK_THAT(told, Catch::Contains("job 7_3 is held (JobHeldAdmin)"));
  CHECK(std::count(told.begin(), told.end(), '\n') == 1);
}
