// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/workers.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>

#include "gen/base/files.hpp"
#include "sim/harness/wire.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using harness::ChunkResult;
using harness::ImageRecord;
using harness::OnImage;
using harness::Piece;

namespace {

/// A piece's result: one image with its own number.
ChunkResult one(std::size_t index) {
  ChunkResult result;
  ImageRecord record;
  record.image = static_cast<std::uint32_t>(index);
  record.cycles = static_cast<std::int64_t>(index * index);
  record.layers = {{.first = 1, .last = 2, .bound = 3}};
  result.images = {record};
  result.commits = index;
  return result;
}

/// Every worker makes the pieces by `piece`.
std::vector<ChunkResult> run(std::size_t pieces,
                             int jobs,
                             const Piece& piece,
                             const harness::OnProgress& progress = {}) {
  return harness::run_workers(
      pieces, jobs, [&] { return piece; }, progress);
}

}  // namespace

TEST_CASE("results survive the way between processes") {
  ChunkResult sent = one(7);
  sent.mismatches = 2;
  sent.first_mismatch = {{.image = 7,
                          .layer = 1,
                          .step = 2,
                          .neuron = 3,
                          .field = "v",
                          .expected = "1",
                          .got = "",
                          .cycle = 9,
                          .commits = {"a", "bc"}}};
  sent.first_difference = {{7, 1, "cycles", 5, 6}};
  const ChunkResult got = harness::chunk_from_bytes(harness::to_bytes(sent));
  CHECK(got.images.at(0).cycles == 49);
  CHECK(got.images.at(0).layers == sent.images.at(0).layers);
  CHECK(got.commits == 7);
  CHECK(got.mismatches == 2);
  CHECK(got.first_mismatch.at(0).commits == std::vector<std::string>{"a", "bc"});
  CHECK(got.first_mismatch.at(0).cycle == 9);
  CHECK(got.first_difference.at(0).what == "cycles");
}

TEST_CASE("pieces come back in order, however many processes do them") {
  const int jobs = GENERATE(1, 2, 5, 100);
  std::uint64_t seen = 0;
  const auto piece = [](std::size_t index, const OnImage& on_image) {
    ChunkResult result = one(index);
    on_image(result.images[0]);
    return result;
  };
  const auto results =
      run(20, jobs, piece, [&](std::uint64_t images, std::uint64_t) { seen = images; });
  REQUIRE(results.size() == 20);
  for (std::size_t i = 0; i < 20; ++i) CHECK(results[i].images.at(0).image == i);
  CHECK(seen == 20);
}

TEST_CASE("the first piece with a mismatch is the last that counts") {
  const int jobs = GENERATE(1, 3, 8);
  const auto results = run(50, jobs, [](std::size_t index, const OnImage&) {
    if (index == 11) ::usleep(20'000);  // later pieces finish before it
    ChunkResult result = one(index);
    result.mismatches = index == 11 || index >= 13 ? 1 : 0;
    return result;
  });
  CHECK(results.size() == 12);
  CHECK(results.back().mismatches == 1);
}

TEST_CASE("an error in a worker is the parent's error, word for word") {
  const Error error = test::error_of(ErrorCode::kIo, [] {
    (void)harness::run_workers(
        4,
        2,
        []() -> Piece { throw Error(ErrorCode::kIo, "some/where", "cannot be read; mend it"); },
        {});
  });
  CHECK(error.where() == "some/where");
  CHECK(std::string(error.what()) == "some/where: cannot be read; mend it");
}

TEST_CASE("a worker that dies is an error that names the signal") {
  const auto killed = [](std::size_t, const OnImage&) {
    ::raise(SIGKILL);
    return ChunkResult{};
  };
  test::error_of(ErrorCode::kTool, "signal 9", [&] { (void)run(4, 2, killed); });
}

TEST_CASE("a simulation that ends by $fatal is an error with the place and the words") {
  const auto printing = [](const char* text) {
    const auto aborted = [&](std::size_t, const OnImage&) {
      std::fputs(text, stdout);
      ::raise(SIGABRT);
      return ChunkResult{};
    };
    return test::error_of([&] { (void)run(1, 1, aborted); });
  };
  const Error fatal = printing(
      "[0] %Error: rtl/sf_rom.sv:73: Assertion failed in TOP.sf_core.u_layer1: a.mem is empty: do "
      "this\n%Error: rtl/sf_rom.sv:73: Verilog $stop\nAborting...\n");
  CHECK(fatal.code() == ErrorCode::kTool);
  CHECK(fatal.where() == "rtl/sf_rom.sv:73");
  CHECK(std::string(fatal.what()) ==
        "rtl/sf_rom.sv:73: a.mem is empty: do this (the simulation ended)");
  CHECK(printing("[12] %Fatal: a.sv:3: Assertion failed in TOP.a: no\n").where() == "a.sv:3");
  CHECK_THAT(printing("%Error: mem/a.mem:2: $readmem file syntax error\n").what(),
             Catch::Contains("mem/a.mem:2: $readmem file syntax error"));
  CHECK_THAT(printing("nothing of the kind\n").what(), Catch::Contains("signal 6"));
}

TEST_CASE("what a simulation prints goes to standard error, though it ends well") {
  const test::TempDir dir;
  const int status = test::status_of([&] {
    const int log = ::open((dir / "log").c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(log, STDERR_FILENO);
    (void)run(1, 1, [](std::size_t, const OnImage&) {
      std::fputs("from the RTL\nwithout an end", stdout);
      return ChunkResult{};
    });
  });
  CHECK(status == 0);
  CHECK_THAT(files::read(dir / "log"),
             Catch::Contains("from the RTL\n") && Catch::Contains("without an end"));
}
