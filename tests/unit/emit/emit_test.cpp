// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/emit.hpp"

#include <filesystem>

#include "gen/base/files.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A saved network and a place for output beside it.
class Workshop {
 public:
  Workshop() { network::save(test::random_network(5), request.network); }
  test::TempDir folder;
  emit::Request request{folder / "network", folder / "out", {}, "generic"};
};

}  // namespace

TEST_CASE("emit: the directory holds the network's own bytes and their hash") {
  Workshop work;
  emit::emit(work.request);
  for (const char* const name : {"network.json", "tensors.safetensors"}) {
    CHECK(files::read(work.folder / ("out/network/" + std::string(name))) ==
          files::read(work.folder / ("network/" + std::string(name))));
  }
  CHECK_THAT(files::read(work.folder / "out/manifest.json"),
             Contains(network::directory_hash(work.request.network)));
  CHECK(network::directory_hash(work.folder / "out/network") ==
        network::directory_hash(work.request.network));
}

TEST_CASE("emit: an earlier emission is replaced whole") {
  Workshop work;
  emit::emit(work.request);
  files::write(work.folder / "out/mem/stale.mem", "0\n");
  emit::emit(work.request);
  CHECK_FALSE(fs::exists(work.folder / "out/mem/stale.mem"));
  CHECK(fs::exists(work.folder / "out/sf_core.sv"));
}

TEST_CASE("emit: a bad request leaves nothing behind and says what to do") {
  Workshop work;
  SECTION("network missing") {
    work.request.network = work.folder / "nowhere";
    const Error error = test::error_of([&] { emit::emit(work.request); });
    CHECK(error.code() == ErrorCode::kIo);
    CHECK_THAT(error.what(), Contains("nowhere/network.json"));
  }
  SECTION("lanes out of range") {
    for (const int lanes : {0, -1, 257}) {
      work.request.options.lanes = lanes;
      const Error error = test::error_of([&] { emit::emit(work.request); });
      CHECK(error.code() == ErrorCode::kUsage);
      CHECK_THAT(error.what(), Contains("expected 1..256, got " + std::to_string(lanes)));
    }
  }
  SECTION("unknown target") {
    work.request.target = "asic";
    const Error error = test::error_of([&] { emit::emit(work.request); });
    CHECK(error.code() == ErrorCode::kUsage);
    CHECK_THAT(error.what(), Contains("--target") && Contains("asic"));
  }
  SECTION("truncated tensors") {
    const std::string path = work.folder / "network/tensors.safetensors";
    files::write(path, files::read(path).substr(0, 40));
    CHECK(test::error_of([&] { emit::emit(work.request); }).code() == ErrorCode::kParse);
  }
  SECTION("the parent of the output is a file") {
    files::write(work.folder / "file", "");
    work.request.output = work.folder / "file/out";
    CHECK(test::error_of([&] { emit::emit(work.request); }).code() == ErrorCode::kIo);
    fs::remove(work.folder / "file");
  }
  CHECK(work.folder.entries() == 1);  // the network
}

TEST_CASE("emit: neither a file nor a directory of somebody else's is overwritten") {
  Workshop work;
  SECTION("a file") {
    files::write(work.request.output, "mine");
    const Error error = test::error_of([&] { emit::emit(work.request); });
    CHECK(error.code() == ErrorCode::kIo);
    CHECK_THAT(error.what(), Contains("is a file"));
    CHECK(files::read(work.request.output) == "mine");
  }
  SECTION("a directory") {
    fs::create_directory(work.request.output);
    files::write(work.folder / "out/thesis.tex", "mine");
    const Error error = test::error_of([&] { emit::emit(work.request); });
    CHECK(error.code() == ErrorCode::kIo);
    CHECK_THAT(error.what(), Contains("did not make"));
    CHECK(files::read(work.folder / "out/thesis.tex") == "mine");
  }
  CHECK(work.folder.entries() == 2);
}
