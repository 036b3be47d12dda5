// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/emit.hpp"

#include <filesystem>

#include "gen/base/files.hpp"
#include "gen/chip/chip.hpp"
#include "gen/chip/spread.hpp"
#include "gen/directory/inventory.hpp"
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
  /// What emits it.
  [[nodiscard]] auto emitting() const {
    return [this] { emit::emit(request); };
  }
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

TEST_CASE("emit: the command in the manifest names the order, whichever is the default") {
  Workshop work;
  for (const plan::Order order : {plan::Order::kStep, plan::Order::kTime}) {
    work.request.options.order = order;
    emit::emit(work.request);
    CHECK_THAT(files::read(work.folder / "out/manifest.json"),
               Contains(std::string(" --order ").append(plan::name_of(order))));
  }
}

TEST_CASE("emit: an earlier emission is replaced whole") {
  Workshop work;
  work.request.target = "ecp5";
  emit::emit(work.request);
  CHECK(fs::exists(work.folder / "out/constraints/sf_core.lpf"));
  work.request.target = "generic";
  emit::emit(work.request);
  CHECK_FALSE(fs::exists(work.folder / "out/constraints"));
  CHECK(fs::exists(work.folder / "out/sf_core.sv"));
  CHECK(directory::strangers(work.request.output).empty());
  CHECK(work.folder.entries() == 2);
}

TEST_CASE("emit: what was added to an emission or changed in it is replaced by force only") {
  Workshop work;
  emit::emit(work.request);
  const std::string name = GENERATE("notes.txt", "sf_core.sv", "bench/vectors/pixels.hex");
  fs::create_directories(fs::path(work.folder / ("out/" + name)).parent_path());
  files::write(work.folder / ("out/" + name), "mine");
  const Error error = test::error_of(ErrorCode::kIo, "--force", work.emitting());
  CHECK_THAT(error.what(), Contains(name.substr(0, name.find("/pixels"))));
  CHECK(files::read(work.folder / ("out/" + name)) == "mine");
  work.request.force = true;
  emit::emit(work.request);
  CHECK(directory::strangers(work.request.output).empty());
  CHECK((name == "sf_core.sv" || !fs::exists(work.folder / ("out/" + name))));
}

TEST_CASE("emit: the directory that holds the network is not replaced, not even by force") {
  Workshop work;
  work.request.force = GENERATE(false, true);
  fs::create_directory_symlink(".", work.folder / "link");
  for (const std::string& output : {work.folder.path(),
                                    work.request.network,
                                    work.folder / "network/../network/.",
                                    work.folder / "link"}) {
    CAPTURE(output);
    work.request.output = output;
    test::error_of(ErrorCode::kUsage, "holds the network", work.emitting());
  }
  CHECK_NOTHROW((void)network::load(work.request.network));
}

TEST_CASE("emit: the directory that holds the chip is not replaced, not even by force") {
  Workshop work;
  fs::create_directory(work.folder / "out");
  work.request.output = work.folder / "out";
  work.request.chip = work.folder / "out/chip.json";
  work.request.force = true;
  const network::Network net = network::load(work.request.network);
  files::write(work.request.chip, chip::to_json(chip::draw(net, 1, {.th = 0.1})));
  test::error_of(ErrorCode::kUsage, "holds the chip", work.emitting());
  CHECK(fs::exists(work.request.chip));
}

TEST_CASE("emit: a bad request leaves nothing behind and says what to do") {
  Workshop work;
  SECTION("network missing") {
    work.request.network = work.folder / "nowhere";
    test::error_of(ErrorCode::kIo, "nowhere/network.json", work.emitting());
  }
  SECTION("lanes out of range") {
    for (const int lanes : {0, -1, 257}) {
      work.request.options.lanes = lanes;
      test::error_of(
          ErrorCode::kUsage, "expected 1..256, got " + std::to_string(lanes), work.emitting());
    }
  }
  SECTION("unknown target") {
    work.request.target = "asic";
    const Error error = test::error_of(ErrorCode::kUsage, "--target", work.emitting());
    CHECK_THAT(error.what(), Contains("asic"));
  }
  SECTION("truncated tensors") {
    const std::string path = work.folder / "network/tensors.safetensors";
    files::write(path, files::read(path).substr(0, 40));
    test::error_of(ErrorCode::kParse, work.emitting());
  }
  SECTION("the parent of the output is a file") {
    files::write(work.folder / "file", "");
    work.request.output = work.folder / "file/out";
    test::error_of(ErrorCode::kIo, work.emitting());
    fs::remove(work.folder / "file");
  }
  CHECK(work.folder.entries() == 1);  // the network
}

TEST_CASE("emit: neither a file nor a directory of somebody else's is overwritten") {
  Workshop work;
  SECTION("a file") {
    files::write(work.request.output, "mine");
    test::error_of(ErrorCode::kIo, "is a file", work.emitting());
    CHECK(files::read(work.request.output) == "mine");
  }
  SECTION("a directory, be it with a manifest.json of another program") {
    fs::create_directory(work.request.output);
    files::write(work.folder / "out/thesis.tex", "mine");
    if (GENERATE(false, true)) {
      files::write(work.folder / "out/manifest.json", R"({"name": "My app"})");
    }
    test::error_of(ErrorCode::kIo, "did not make", work.emitting());
    CHECK(files::read(work.folder / "out/thesis.tex") == "mine");
  }
  CHECK(work.folder.entries() == 2);
}
