// SPDX-License-Identifier: Apache-2.0
#include "gen/base/process.hpp"

#include <chrono>
#include <thread>

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;
namespace fs = std::filesystem;

namespace {

constexpr const char* kAdvice = "a shell is needed";

/// Whether `condition` comes true within ten seconds.
template <class Condition>
bool soon(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

/// Whether process `id` runs; one that has ended but is not waited for does not.
bool runs(int id) {
  const std::string path = "/proc/" + std::to_string(id) + "/stat";
  if (!fs::exists(path)) return false;
  try {
    return files::read(path).find(") Z ") == std::string::npos;
  } catch (const Error&) {
    return false;  // gone meanwhile
  }
}

}  // namespace

TEST_CASE("a program's output, exit code, directory, environment and empty input are as told") {
  const test::TempDir dir;
  const process::Exit exit = process::run(
      {"sh", "-c", "cat; pwd; echo $COLOUR >&2; exit 7"}, dir.path(), {"COLOUR=red"}, kAdvice);
  CHECK(exit.status == 7);
  CHECK(exit.output == dir.path() + "\nred\n");
  CHECK(process::run({"sh", "-c", "kill -9 $$"}, "/", {}, kAdvice).status == 128 + 9);
}

TEST_CASE("a program that cannot be started is an error with the advice") {
  const Error error = test::error_of(
      ErrorCode::kTool, [] { (void)process::run({"no-such-program"}, "/", {}, "install it"); });
  CHECK(std::string(error.what()) ==
        "no-such-program: cannot be started: No such file or directory; install it");
}

TEST_CASE("what a program started dies with us, whichever way we die") {
  const int signal = GENERATE(SIGINT, SIGTERM, SIGKILL);
  const test::TempDir dir;
  const std::string ids = dir / "ids";
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int number : {SIGINT, SIGTERM}) ::signal(number, SIG_DFL);  // not Catch's report
    (void)process::run({"sh", "-c", "sleep 1000 & echo $! $$ > ids.part; mv ids.part ids; wait"},
                       dir.path(),
                       {},
                       kAdvice);
    ::_exit(0);
  }
  REQUIRE(soon([&] { return fs::exists(ids); }));
  int sleeper = 0;
  int shell = 0;
  REQUIRE(std::sscanf(files::read(ids).c_str(), "%d %d", &sleeper, &shell) == 2);
  CHECK(runs(sleeper));
  CHECK(runs(shell));
  ::kill(child, signal);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFSIGNALED(status));
  CHECK(soon([&] { return !runs(sleeper) && !runs(shell); }));
}
