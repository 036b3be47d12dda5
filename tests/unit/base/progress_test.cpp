// SPDX-License-Identifier: Apache-2.0
#include "gen/base/progress.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;

namespace {

/// What `work` prints on stderr.
template <typename Work>
std::string stderr_of(Work work) {
  const test::TempDir dir;
  const int kept = ::dup(STDERR_FILENO);
  const int file = ::open((dir / "log").c_str(), O_WRONLY | O_CREAT, 0600);
  ::dup2(file, STDERR_FILENO);
  work();
  ::dup2(kept, STDERR_FILENO);
  ::close(kept);
  ::close(file);
  return files::read(dir / "log");
}

}  // namespace

TEST_CASE("progress in a log is a few plain lines, the last with the total") {
  const std::string log = stderr_of([] {
    Progress progress("verify", "images", 1000);
    for (std::uint64_t done = 0; done <= 1000; ++done) progress.update(done, "0 mismatches");
  });
  CHECK(std::count(log.begin(), log.end(), '\n') == 2);
  CHECK(log.find('\r') == std::string::npos);
  CHECK_THAT(log, Catch::StartsWith("verify: 0/1000 images"));
  CHECK_THAT(log, Catch::Contains("verify: 1000/1000 images"));
  CHECK_THAT(log, Catch::EndsWith(", 0 mismatches\n"));
}

TEST_CASE("what was done before says nothing of the speed") {
  const std::string log = stderr_of([] {
    Progress progress("suite", "shards", 79, false, 29);
    progress.update(29);
  });
  CHECK(log == "suite: 29/79 shards\n");
}

TEST_CASE("quiet progress, and progress of nothing, print nothing") {
  const std::string log = stderr_of([] {
    Progress quiet("a", "b", 10, true);
    quiet.update(10);
    Progress nothing("a", "b", 0);
    nothing.update(0);
  });
  CHECK(log.empty());
}
