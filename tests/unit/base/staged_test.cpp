// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using test::error_of;
using test::status_of;
using test::TempDir;
namespace fs = std::filesystem;

TEST_CASE("a staged directory appears whole, and only on commit") {
  const TempDir dir;
  {
    files::StagedDirectory staged(dir / "out", "manifest.json");
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
    const files::StagedDirectory staged(dir / "out", "manifest.json");
    files::write(staged.path() + "/half", "x");
  }
  CHECK(dir.entries() == 0);
}

TEST_CASE("a committed directory replaces the former one with all its files") {
  const TempDir dir;
  for (const char* const name : {"first", "second"}) {
    files::StagedDirectory staged(dir / "out/", "manifest.json");
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
  files::StagedDirectory(dir / "a/out", "manifest.json").commit();
  files::StagedDirectory(dir / "b/c/out", "manifest.json").commit();
  CHECK(fs::is_directory(dir / "a/out"));
  CHECK(fs::is_directory(dir / "b/c/out"));
}

TEST_CASE("a directory with files of the user is refused and kept") {
  const TempDir dir;
  fs::create_directory(dir / "out");
  files::write(dir / "out/thesis.tex", "x");
  const Error error = error_of([&] { files::StagedDirectory(dir / "out", "manifest.json"); });
  CHECK(error.code() == ErrorCode::kIo);
  CHECK(error.where() == dir / "out");
  CHECK_THAT(error.what(), Catch::Contains("manifest.json"));
  CHECK(files::read(dir / "out/thesis.tex") == "x");
  CHECK(dir.entries() == 1);
}

TEST_CASE("a file where the directory should go is refused and kept") {
  const TempDir dir;
  files::write(dir / "out", "x");
  const Error error = error_of([&] { files::StagedDirectory(dir / "out", "manifest.json"); });
  CHECK_THAT(error.what(), Catch::Contains("not a directory"));
  CHECK(error_of([&] { files::StagedDirectory(dir / "out/below", "m"); }).code() == ErrorCode::kIo);
  CHECK(files::read(dir / "out") == "x");
}

TEST_CASE("the current directory is not replaced under the user's feet") {
  const TempDir dir;
  const int status = status_of([&] {
    fs::current_path(dir.path());
    const Error error = error_of([] { files::StagedDirectory(".", "manifest.json"); });
    if (error.code() != ErrorCode::kIo) ::_exit(1);
  });
  CHECK(status == 0);
  CHECK(fs::exists(dir.path()));
}

TEST_CASE("SIGINT and SIGTERM remove a staged directory and end the process as ever") {
  const int number = GENERATE(SIGINT, SIGTERM);
  const TempDir dir;
  const int status = status_of([&] {
    const files::StagedDirectory staged(dir / "out", "manifest.json");
    files::write(staged.path() + "/half", "x");
    ::raise(number);
    ::sleep(10);
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == number);
  CHECK(dir.entries() == 0);
}

TEST_CASE("an interrupt while files are still being written leaves nothing and reports nothing") {
  const TempDir dir;
  const int status = status_of([&] {
    try {
      const files::StagedDirectory staged(dir / "out", "manifest.json");
      for (int i = 0;; ++i) {
        files::write(staged.path() + "/" + std::to_string(i % 50), std::string(1000, 'x'));
        if (i == 60) ::raise(SIGINT);
      }
    } catch (const Error&) {
      ::_exit(3);
    }
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
  CHECK(dir.entries() == 0);
}

TEST_CASE("an ignored SIGINT stays ignored while a directory is staged") {
  const TempDir dir;
  const int status = status_of([&] {
    ::signal(SIGINT, SIG_IGN);
    files::StagedDirectory staged(dir / "out", "manifest.json");
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
      const files::StagedDirectory staged(dir / "out", "manifest.json");
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
  files::StagedDirectory staged(dir / "out", "manifest.json");
  const int status = status_of([&] {
    staged.~StagedDirectory();
    ::raise(SIGTERM);
    ::sleep(10);
  });
  REQUIRE(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
  CHECK(fs::is_directory(staged.path()));
  staged.commit();
}
