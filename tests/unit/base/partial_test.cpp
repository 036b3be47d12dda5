// SPDX-License-Identifier: Apache-2.0
// Files and directories in the making: those of processes that were killed, and of ones that live.
#include <fcntl.h>
#include <sys/file.h>

#include "gen/base/rng.hpp"
#include "tests/unit/base/replaced.hpp"

using namespace spinforge;
using test::any, test::fill, test::is_whole, test::replace_until_ended;
using test::error_of;
using test::TempDir;
namespace fs = std::filesystem;

namespace {

/// A process with that number is no more.
pid_t dead_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

std::string partial_of(const std::string& target, pid_t process) {
  return target + ".partial-" + std::to_string(process);
}

}  // namespace

TEST_CASE("what dead processes left beside the target goes, what living ones make stays") {
  const TempDir dir;
  const std::string target = dir / "out";
  const pid_t dead = dead_process(), parent = ::getppid();
  fs::create_directories(partial_of(target, dead) + "/deep");
  fs::create_directories(partial_of(target, dead) + ".gone/deep");
  fs::create_directory(partial_of(target, parent));
  files::write(partial_of(dir / "other", dead), "another target's");
  files::write(target + ".partial-", "no number");
  files::write(partial_of(target, dead) + ".txt", "not ours");
  const std::size_t before = dir.entries();
  SECTION("a directory") {
    files::StagedDirectory(target, any).commit();
    CHECK(fs::is_directory(target));
  }
  SECTION("a file") {
    files::write(target, "x");
    CHECK(files::read(target) == "x");
  }
  CHECK(dir.entries() == before - 2 + 1);
  CHECK_FALSE(fs::exists(partial_of(target, dead)));
  CHECK(fs::exists(partial_of(target, parent)));
  CHECK(fs::exists(partial_of(dir / "other", dead)));
}

TEST_CASE("a process killed at any moment leaves one whole directory, and the next one tidies up") {
  const TempDir dir;
  fs::create_directory(dir / "out");
  fill(dir / "out", 0);
  rng::Sequence random(11);
  std::size_t left = 0;
  for (int i = 0; i < 60; ++i) {
    replace_until_ended(dir / "out", SIGKILL, static_cast<unsigned>(random.uniform(0, 20000)));
    CAPTURE(i);
    REQUIRE(is_whole(dir / "out"));
    left += dir.entries() - 1;
    if (i % 6 != 5) continue;  // the next one is killed as it tidies up
    { const files::StagedDirectory next(dir / "out", any); }
    REQUIRE(dir.entries() == 1);
  }
  CHECK(left > 0);
  CHECK(files::read(dir / "out/0") != "0");
}

TEST_CASE("who was killed between those two steps finds the former directory at the next run") {
  const TempDir dir;
  const std::string partial = partial_of(dir / "out", dead_process());
  fs::create_directories(partial);
  fs::create_directories(partial + ".old/deep");
  { const files::StagedDirectory next(dir / "out", any); }
  CHECK(fs::exists(dir / "out/deep"));
  CHECK(dir.entries() == 1);
}

TEST_CASE("what another container's process is making stays: it is locked, whatever its number") {
  const TempDir dir;
  const std::string target = dir / "out";
  const auto locked = [&](pid_t number) {
    files::write(partial_of(target, number), "theirs");
    const int file = ::open(partial_of(target, number).c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(::flock(file, LOCK_EX) == 0);
    return file;
  };
  const int theirs = locked(dead_process());
  const int same = locked(::getpid());
  error_of(
      ErrorCode::kIo, "is being written by another process", [&] { files::write(target, "x"); });
  CHECK(files::read(partial_of(target, ::getpid())) == "theirs");
  ::close(same);
  files::write(target, "x");
  CHECK(dir.entries() == 2);
  ::close(theirs);
  files::write(target, "y");
  CHECK(dir.entries() == 1);
}

TEST_CASE("a directory is changed by one process at a time, the second is told") {
  const TempDir dir;
  const std::string out = dir / "out";
  { const files::DirectoryLock nothing(out); }
  fs::create_directory(out);
  const std::string words = "is being written by another process";
  {
    files::StagedDirectory staged(out, any);
    error_of(ErrorCode::kIo, words, [&] { files::StagedDirectory(out, any); });
    error_of(ErrorCode::kIo, words, [&] { files::DirectoryLock(out + "/"); });
    staged.commit();
    const files::DirectoryLock now(out);
  }
  const files::DirectoryLock lock(out);
  error_of(ErrorCode::kIo, words, [&] { files::StagedDirectory(out, any); });
  files::StagedDirectory(dir / "other", any).commit();
}
