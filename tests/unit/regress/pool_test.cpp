// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/pool.hpp"

#include <filesystem>
#include <fstream>
#include <numeric>

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using regress::PoolOptions;
using regress::Work;
namespace fs = std::filesystem;

namespace {

/// Groups of items, each of which leaves a file.
struct Job {
  test::TempDir dir;
  std::vector<std::vector<std::size_t>> groups{{0, 1, 2, 3, 4, 5, 6, 7}, {8}, {9, 10, 11}};
  std::size_t told = 0;

  [[nodiscard]] std::string file(std::size_t item) const { return dir / std::to_string(item); }
  PoolOptions options() {
    PoolOptions out;
    out.jobs = 3;
    out.logs = dir / "logs";
    out.on_done = [this](std::size_t) { ++told; };
    return out;
  }
  /// Items that left their file.
  [[nodiscard]] std::size_t done() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i < 12; ++i) count += fs::exists(file(i)) ? 1U : 0U;
    return count;
  }
  /// How often an item was begun, counted in a file of its own.
  std::size_t begun(std::size_t item) const {
    std::ofstream(dir / ("begun-" + std::to_string(item)), std::ios::app) << 'x';
    return fs::file_size(dir / ("begun-" + std::to_string(item)));
  }
};

}  // namespace

TEST_CASE("every item of every group is done once, whatever the number of children") {
  for (const int jobs : {1, 2, 7, 40}) {
    Job job;
    PoolOptions options = job.options();
    options.jobs = jobs;
    const auto given_up = regress::run_pool(job.groups, options, [&]() -> Work {
      return [&](std::size_t item) {
        expects(!fs::exists(job.file(item)), "an item is done once");
        files::write(job.file(item), "done");
      };
    });
    CHECK(given_up.empty());
    CHECK(job.done() == 12);
    CHECK(job.told == 12);
  }
}

TEST_CASE("a child that is killed loses its item only, and that is tried again") {
  Job job;
  const auto given_up = regress::run_pool(job.groups, job.options(), [&]() -> Work {
    return [&](std::size_t item) {
      if (item % 3 == 0 && job.begun(item) == 1) ::raise(SIGKILL);
      files::write(job.file(item), "done");
    };
  });
  CHECK(given_up.empty());
  CHECK(job.done() == 12);
}

TEST_CASE("an item at which every child dies is given up, and all others are done") {
  Job job;
  const auto given_up = regress::run_pool(job.groups, job.options(), [&]() -> Work {
    return [&](std::size_t item) {
      if (item == 4) {
        std::fputs("%Error: stop\n", stderr);
        ::signal(SIGSEGV, SIG_DFL);  // not the test's own
        ::raise(SIGSEGV);
      }
      files::write(job.file(item), "done");
    };
  });
  REQUIRE(given_up.size() == 1);
  CHECK(given_up.front().item == 4);
  CHECK_THAT(given_up.front().why, Catch::Contains("signal 11") && Catch::Contains("%Error: stop"));
  CHECK(job.done() == 11);
}

TEST_CASE("an item that takes longer than it may is ended and given up") {
  Job job;
  PoolOptions options = job.options();
  options.limit = [](std::size_t item) { return item == 9 ? 0.2 : 0.0; };
  const auto given_up = regress::run_pool(job.groups, options, [&]() -> Work {
    return [&](std::size_t item) {
      if (item == 9) ::pause();
      files::write(job.file(item), "done");
    };
  });
  REQUIRE(given_up.size() == 1);
  CHECK_THAT(given_up.front().why, Catch::Contains("longer than its run allows"));
  CHECK(job.done() == 11);
}

TEST_CASE("an item that throws is given up at once, with its group, and all others are done") {
  Job job;
  PoolOptions options = job.options();
  options.jobs = 1;  // in order
  const auto given_up = regress::run_pool(job.groups, options, [&]() -> Work {
    return [&](std::size_t item) {
      if (item == 4) throw Error(ErrorCode::kTool, "core", "does not compile:\n  line 7");
      files::write(job.file(item), "done");
    };
  });
  REQUIRE(given_up.size() == 1);
  CHECK(given_up.front().item == 4);
  CHECK(given_up.front().why == "core: does not compile:\n  line 7");
  CHECK(job.done() == 8);
  for (const std::size_t behind : {5U, 6U, 7U}) CHECK_FALSE(fs::exists(job.file(behind)));
}

TEST_CASE("an error that is no item's is thrown here, whole") {
  Job job;
  const Error error = test::error_of([&] {
    (void)regress::run_pool(job.groups, job.options(), []() -> Work {
      return [](std::size_t) { throw Error(ErrorCode::kIo, "here: there", "what; do this"); };
    });
  });
  CHECK(error.code() == ErrorCode::kIo);
  CHECK(error.where() == "here: there");
  CHECK(error.what() == std::string("here: there: what; do this"));
}
