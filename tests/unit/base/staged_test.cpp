// SPDX-License-Identifier: Apache-2.0
// A directory that appears whole or not at all.
#include "gen/base/staged.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <iterator>

#include "tests/unit/base/replaced.hpp"

using namespace spinforge;
using test::any;
using test::error_of;
using test::status_of;
using test::TempDir;
namespace fs = std::filesystem;

namespace {

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

TEST_CASE("a directory that is replaced keeps its permissions") {
  const TempDir dir;
  const auto mode = [](const std::string& path) {
    return static_cast<int>(fs::status(path).permissions());
  };
  fs::create_directory(dir / "d");
  fs::permissions(dir / "d", fs::perms(0700));
  files::StagedDirectory staged(dir / "d", any);
  CHECK(mode(staged.path()) == 0700);
  staged.commit();
  CHECK(mode(dir / "d") == 0700);
}
