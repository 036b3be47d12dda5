// SPDX-License-Identifier: Apache-2.0
// Interrupts: what was being made goes, and the process ends as it would have.
#include "gen/base/cleanup.hpp"

#include <array>

#include "gen/base/rng.hpp"
#include "tests/unit/base/replaced.hpp"

using namespace spinforge;
using test::any, test::fill, test::is_whole, test::replace_until_ended, test::require_ended;
using test::status_of;
using test::TempDir;
namespace fs = std::filesystem;

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
