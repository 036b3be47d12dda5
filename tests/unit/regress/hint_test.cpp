// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/hint.hpp"

#include <fcntl.h>
#include <sys/wait.h>

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;

namespace {

/// What a process says that runs `work` and is ended by `number` then.
template <typename Work>
std::string said(int number, Work work) {
  const test::TempDir dir;
  const int status = test::status_of([&] {
    ::dup2(::open((dir / "log").c_str(), O_WRONLY | O_CREAT, 0600), STDERR_FILENO);
    work();
  });
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == number);
  return files::read(dir / "log");
}

}  // namespace

TEST_CASE("a signal ends the process as ever, which says how to go on before") {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    CHECK_THAT(said(number,
                    [&] {
                      const regress::Hint hint;
                      ::raise(number);
                    }),
               Catch::Contains("what is finished is kept: run again with --resume"));
  }
}

TEST_CASE("nothing is said once there is nothing to go on with, nor by a child") {
  CHECK(said(SIGTERM, [] {
          { const regress::Hint hint; }
          ::raise(SIGTERM);
        }) == "");
  CHECK(said(SIGTERM, [] {
          regress::Hint hint;
          hint.let_go();
          ::raise(SIGTERM);
        }) == "");
}
