// SPDX-License-Identifier: Apache-2.0
#include "gen/base/staged.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "gen/base/files.hpp"
#include "gen/base/rng.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using test::error_of;
using test::status_of;
using test::TempDir;
namespace fs = std::filesystem;

namespace {

/// Whatever stands there may go.
void any(const std::string&) {}

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

constexpr int kFiles = 300;

/// Puts `kFiles` files into the directory, each with the number of its generation. (Links to one,
/// which are made quickly.)
void fill(const std::string& directory, int generation) {
  std::ofstream(directory + "/0") << generation;
  for (int i = 1; i < kFiles; ++i) {
    fs::create_hard_link(directory + "/0", directory + "/" + std::to_string(i));
  }
}

/// True where `directory` holds all files of one generation.
bool is_whole(const std::string& directory) {
  const std::string generation = files::read(directory + "/0");
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (files::read(entry.path().string()) != generation) return false;
    ++files;
  }
  return files == kFiles;
}

/// Replaces directory `out` by new generations until signal `number` ends the process, after so
/// many microseconds.
void replace_until_ended(const std::string& out, int number, unsigned delay) {
  sigset_t all, former;
  ::sigfillset(&all);
  ::sigprocmask(SIG_BLOCK, &all, &former);
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int each : {SIGINT, SIGTERM, SIGHUP}) ::signal(each, SIG_DFL);  // not Catch's report
    ::sigprocmask(SIG_SETMASK, &former, nullptr);
    for (int generation = 1;; ++generation) {
      files::StagedDirectory staged(out, any);
      fill(staged.path(), generation);
      staged.commit();
    }
  }
  ::sigprocmask(SIG_SETMASK, &former, nullptr);
  ::usleep(delay);
  ::kill(child, number);
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(WTERMSIG(status) == number);
}

/// That a process doing `work` is ended by signal `number`.
template <typename Work>
void require_ended(int number, Work work) {
  const int status = status_of(work);
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(WTERMSIG(status) == number);
}

/// From here on the system call `number` of this process fails with EINVAL.
void deny(unsigned number) {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter{std::size(program), program};
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) ::_exit(90);
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) ::_exit(91);
}

}  // namespace

TEST_CASE("a staged directory appears whole, and only on commit") {
  const TempDir dir;
  {
    files::StagedDirectory staged(dir / "out", any);
    files::write(staged.path() + "/manifest.json", "{}");
    CHECK_FALSE(fs::exists(dir / "out"));
    staged.commit();
    CHECK(files::read(dir / "out/manifest.json") == "{}");
  }
  CHECK(files::read(dir / "out/manifest.json") == "{}");
  CHECK(dir.entries() == 1);
}

TEST_CASE("a staged directory that is not committed leaves nothing") {
  const TempDir dir;
  {
    const files::StagedDirectory staged(dir / "out", any);
    files::write(staged.path() + "/half", "x");
  }
  CHECK(dir.entries() == 0);
}

TEST_CASE("a committed directory replaces the former one with all its files") {
  const TempDir dir;
  for (const char* const name : {"first", "second"}) {
    files::StagedDirectory staged(dir / "out/", any);
    files::write(staged.path() + "/manifest.json", name);
    files::write(staged.path() + "/" + name, name);
    staged.commit();
  }
  CHECK(files::read(dir / "out/manifest.json") == "second");
  CHECK_FALSE(fs::exists(dir / "out/first"));
  CHECK(dir.entries() == 1);
}

TEST_CASE("an empty directory may be replaced, and missing parents are made") {
  const TempDir dir;
  fs::create_directories(dir / "a/out");
  files::StagedDirectory(dir / "a/out", any).commit();
  files::StagedDirectory(dir / "b/c/out", any).commit();
  CHECK(fs::is_directory(dir / "a/out"));
  CHECK(fs::is_directory(dir / "b/c/out"));
}

TEST_CASE("what the guard refuses is kept, before any work and before it is replaced") {
  const TempDir dir;
  const auto guard = [](const std::string& there) {
    if (fs::exists(there + "/thesis.tex")) throw Error(ErrorCode::kIo, there, "is mine");
  };
  fs::create_directory(dir / "out");
  files::write(dir / "out/old", "x");
  {
    files::StagedDirectory staged(dir / "out", guard);
    files::write(dir / "out/thesis.tex", "written meanwhile");
    error_of(ErrorCode::kIo, "is mine", [&] { staged.commit(); });
  }
  error_of(ErrorCode::kIo, "is mine", [&] { files::StagedDirectory(dir / "out", guard); });
  CHECK(files::read(dir / "out/thesis.tex") == "written meanwhile");
  CHECK(files::read(dir / "out/old") == "x");
  CHECK(dir.entries() == 1);
}

TEST_CASE("a file where the directory should go is refused and kept") {
  const TempDir dir;
  files::write(dir / "out", "x");
  error_of(ErrorCode::kIo, "not a directory", [&] { files::StagedDirectory(dir / "out", any); });
  error_of(ErrorCode::kIo, [&] { files::StagedDirectory(dir / "out/below", any); });
  CHECK(files::read(dir / "out") == "x");
}

TEST_CASE("the root, the current directory, the home and what holds them are never replaced") {
  const TempDir dir;
  fs::create_directories(dir / "work/here/below");
  fs::create_directories(dir / "homes/me");
  fs::create_directory_symlink(dir / "work", dir / "link");
  const int status = status_of([&] {
    fs::current_path(dir / "work/here");
    ::setenv("HOME", (dir / "homes/me").c_str(), 1);
    const auto refused = [](const std::string& path, const std::string& reason) {
      const Error error = error_of([&] { files::StagedDirectory(path, any); });
      if (error.code() != ErrorCode::kIo) ::_exit(1);
      if (std::string(error.what()).find(reason) == std::string::npos) ::_exit(2);
    };
    for (const char* const path : {".", "./", "../here", "below/.."}) {
      refused(path, "is the current directory");
    }
    for (const std::string& path : {std::string(".."), dir / "work", dir / "link"}) {
      refused(path, "holds the current directory");
    }
    refused("/", "is the root");
    refused(dir / "homes/me", "is your home");
    refused(dir / "homes", "holds your home");
    files::StagedDirectory("below", any).commit();
  });
  CHECK(status == 0);
  CHECK(fs::is_directory(dir / "work/here/below"));
  CHECK(fs::is_directory(dir / "homes/me"));
}

TEST_CASE("a link to a directory is followed and kept, also where it leads to nothing yet") {
  const TempDir dir;
  fs::create_directory_symlink("real", dir / "out");
  for (const char* const text : {"1", "2"}) {
    files::StagedDirectory staged(dir / "out", any);
    staged.write("file", text);
    staged.commit();
    CHECK(fs::is_symlink(dir / "out"));
    CHECK(files::read(dir / "real/file") == text);
  }
  CHECK(dir.entries() == 2);
}

TEST_CASE("files are written with the folders above them, but never without their directory") {
  const TempDir dir;
  files::StagedDirectory staged(dir / "out", any);
  staged.write("a/b/c", "deep");
  staged.write("a/d", "");
  CHECK(files::read(staged.path() + "/a/b/c") == "deep");
  fs::remove_all(staged.path());
  CHECK(error_of([&] { staged.write("a/e", ""); }).code() == ErrorCode::kIo);
  CHECK(error_of([&] { staged.commit(); }).code() == ErrorCode::kIo);
  CHECK(dir.entries() == 0);
}

TEST_CASE("an interrupt at any moment leaves one whole directory, and nothing beside it") {
  const TempDir dir;
  fs::create_directory(dir / "out");
  fill(dir / "out", 0);
  rng::Sequence random(10);
  for (int i = 0; i < 60; ++i) {
    const int number = std::array{SIGINT, SIGTERM, SIGHUP}[static_cast<std::size_t>(i) % 3];
    replace_until_ended(dir / "out", number, static_cast<unsigned>(random.uniform(0, 20000)));
    CAPTURE(i, number);
    REQUIRE(is_whole(dir / "out"));
    REQUIRE(dir.entries() == 1);
  }
  CHECK(files::read(dir / "out/0") != "0");  // some were replaced
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

TEST_CASE("an interrupt that is served beside the exchange leaves one whole directory") {
  const TempDir dir;
  fs::create_directory(dir / "out");
  fill(dir / "out", 0);
  for (unsigned round = 0; round < 20; ++round) {
    CAPTURE(round);
    require_ended(SIGINT, [&] {
      files::StagedDirectory staged(dir / "out", any);
      fill(staged.path(), 1);
      ::raise(SIGINT);
      ::usleep(50 * round);
      staged.commit();
      ::sleep(10);
    });
    REQUIRE(is_whole(dir / "out"));
    REQUIRE(dir.entries() == 1);
  }
}

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

TEST_CASE("on a file system that cannot exchange, directories are replaced in two steps") {
  const TempDir dir;
  fs::create_directory(dir / "out");
  files::write(dir / "out/old", "");
  const int status = status_of([&] {
    deny(SYS_renameat2);
    files::StagedDirectory staged(dir / "out", any);
    staged.write("new", "");
    staged.commit();
  });
  CHECK(status == 0);
  CHECK(fs::exists(dir / "out/new"));
  CHECK_FALSE(fs::exists(dir / "out/old"));
  CHECK(dir.entries() == 1);
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

TEST_CASE("several files are written like one") {
  const TempDir dir;
  files::write(dir / "a", "1");
  fs::create_directory(dir / "c");
  files::write(dir / "c/inside", "");
  files::write_together({{dir / "a", "2"}, {dir / "b", "2"}});
  CHECK(files::read(dir / "a") == "2");
  CHECK(files::read(dir / "b") == "2");
  const Error error = error_of(ErrorCode::kIo, [&] {
    files::write_together({{dir / "a", "3"}, {dir / "absent/d", "3"}});
  });
  CHECK(error.where() == dir / "absent/d");
  CHECK(files::read(dir / "a") == "2");
  CHECK(dir.entries() == 3);
}

TEST_CASE("SIGINT, SIGTERM and SIGHUP remove a staged directory and end the process as ever") {
  const int number = GENERATE(SIGINT, SIGTERM, SIGHUP);
  const TempDir dir;
  require_ended(number, [&] {
    const files::StagedDirectory staged(dir / "out", any);
    files::write(staged.path() + "/half", "x");
    ::raise(number);
    ::sleep(10);
  });
  CHECK(dir.entries() == 0);
}

TEST_CASE("an interrupt while files are still being written leaves nothing and reports nothing") {
  const TempDir dir;
  require_ended(SIGINT, [&] {
    try {
      files::StagedDirectory staged(dir / "out", any);
      for (int i = 0;; ++i) {
        staged.write(std::to_string(i) + "/file", std::string(1000, 'x'));
        if (i == 60) ::raise(SIGINT);
      }
    } catch (const Error&) {
      ::_exit(3);
    }
  });
  CHECK(dir.entries() == 0);
}

TEST_CASE("an ignored SIGINT stays ignored while a directory is staged") {
  const TempDir dir;
  const int status = status_of([&] {
    ::signal(SIGINT, SIG_IGN);
    files::StagedDirectory staged(dir / "out", any);
    ::raise(SIGINT);
    staged.commit();
  });
  CHECK(status == 0);
  CHECK(fs::is_directory(dir / "out"));
}

TEST_CASE("a tool's own SIGINT handler runs after the clean-up, and is back afterwards") {
  const TempDir dir;
  const int status = status_of([&] {
    static volatile sig_atomic_t handled = 0;
    ::signal(SIGINT, [](int) { handled = handled + 1; });
    {
      const files::StagedDirectory staged(dir / "out", any);
      ::raise(SIGINT);
      for (int i = 0; handled == 0 && i < 1000; ++i) ::usleep(1000);
      if (fs::exists(staged.path())) ::_exit(1);
    }
    ::raise(SIGINT);
    ::_exit(handled == 2 ? 0 : 2);
  });
  CHECK(status == 0);
}

TEST_CASE("a forked child neither removes its parent's directory nor passes its signal on") {
  const TempDir dir;
  files::StagedDirectory staged(dir / "out", any);
  require_ended(SIGTERM, [&] {
    staged.~StagedDirectory();
    ::raise(SIGTERM);
    ::sleep(10);
  });
  CHECK(fs::is_directory(staged.path()));
  staged.commit();
}
