// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/design.hpp"

#include <cstdlib>

#include "sim/harness/build.hpp"
#include "sim/harness/cache.hpp"
#include "sim/harness/images.hpp"
#include "gen/base/outputs.hpp"
#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using test::Emitted;
using test::error_of;
namespace fs = std::filesystem;

TEST_CASE("an emitted directory gives its network and, again, its plan") {
  const Emitted emitted;
  const harness::Design design = harness::load_design(emitted.core());
  CHECK(design.network.name == "small");
  CHECK(design.plan == emitted.plan);
  CHECK(design.sources == std::vector<std::string>{"sf_core.sv"});
  CHECK(fs::path(design.directory).is_absolute());
}

TEST_CASE("a directory without a manifest is refused and the command that makes one named") {
  const test::TempDir dir;
  const Error error = error_of([&] { (void)harness::load_design(dir.path()); });
  CHECK(error.code() == ErrorCode::kIo);
  CHECK(error.where() == dir.path());
  CHECK_THAT(error.what(), Catch::Contains("spinforge-gen emit NETWORK -o " + dir.path()));
}

TEST_CASE("a corrupt manifest is refused, naming the file and the key") {
  Emitted emitted;
  files::write(emitted.core() + "/manifest.json", "{\"top\": ");
  Error error = error_of([&] { (void)harness::load_design(emitted.core()); });
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.what(), Catch::Contains("is not JSON"));
  const auto [key, value] = GENERATE(table<std::string, nlohmann::json>({
      {"top", 3},
      {"network_hash", nullptr},
      {"lanes", "8"},
      {"neuron_lanes", {"a", "b"}},
      {"schema_version", 1},
  }));
  emitted.text[key] = value;
  emitted.save_manifest();
  error = error_of([&] { (void)harness::load_design(emitted.core()); });
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.where(), Catch::EndsWith("manifest.json / " + key));
  emitted.text.erase(key);
  emitted.save_manifest();
  error = error_of([&] { (void)harness::load_design(emitted.core()); });
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.what(), Catch::Contains("got nothing"));
}

TEST_CASE("a network that the RTL was not made from is refused with both hashes") {
  const Emitted emitted;
  const std::string path = emitted.core() + "/network/network.json";
  files::write(path, files::read(path) + " ");
  const Error error = error_of([&] { (void)harness::load_design(emitted.core()); });
  CHECK(error.code() == ErrorCode::kRange);
  CHECK_THAT(error.where(), Catch::EndsWith("network"));
  CHECK_THAT(error.what(), Catch::Contains(emitted.text["network_hash"].get<std::string>()));
}

TEST_CASE("lanes that do not fit the network are refused") {
  Emitted emitted;
  emitted.text["lanes"] = {8};
  emitted.save_manifest();
  CHECK(error_of([&] { (void)harness::load_design(emitted.core()); }).code() == ErrorCode::kShape);
  emitted.text["lanes"] = {8, 100};
  emitted.save_manifest();
  const Error error = error_of([&] { (void)harness::load_design(emitted.core()); });
  CHECK(error.code() == ErrorCode::kShape);
  CHECK_THAT(error.what(), Catch::Contains("layer 2"));
}

TEST_CASE("a file list without sources is refused") {
  const Emitted emitted;
  files::write(emitted.core() + "/filelist.f", "// nothing\n\n");
  const Error error = error_of([&] { (void)harness::load_design(emitted.core()); });
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.where(), Catch::EndsWith("filelist.f"));
}

TEST_CASE("without Verilator one sentence says what to install") {
  const Emitted emitted;
  const harness::Design design = harness::load_design(emitted.core());
  const test::TempDir empty;
  const test::Variable path("PATH", empty.path());
  const Error error =
      error_of([&] { (void)harness::build_model(design, {.cache = emitted.dir / "cache"}); });
  CHECK(error.code() == ErrorCode::kTool);
  CHECK(std::string(error.what()) ==
        "verilator: is not on PATH; `apt install verilator` provides it");
}

TEST_CASE("a cache that cannot be made is an I/O error") {
  if (std::system("verilator --version > /dev/null 2>&1") != 0) return test::skip("no verilator");
  const Emitted emitted;
  const harness::Design design = harness::load_design(emitted.core());
  const std::string cache = emitted.core() + "/manifest.json/cache";
  const Error error =
      error_of([&] { (void)harness::build_model(design, {.cache = cache, .quiet = true}); });
  CHECK(error.code() == ErrorCode::kIo);
  CHECK_THAT(error.what(), Catch::Contains("--build-dir"));
}

TEST_CASE("sources that Verilator refuses are an error that quotes it, and leave no model behind") {
  if (std::system("verilator --version > /dev/null 2>&1") != 0) return test::skip("no verilator");
  const Emitted emitted;
  files::write(emitted.core() + "/sf_core.sv", "module sf_core;\n  assign oops\nendmodule\n");
  const harness::Design design = harness::load_design(emitted.core());
  const std::string cache = emitted.dir / "cache";
  const Error error =
      error_of([&] { (void)harness::build_model(design, {.cache = cache, .quiet = true}); });
  CHECK(error.code() == ErrorCode::kTool);
  CHECK_THAT(error.what(),
             Catch::Contains("sf_core.sv:3") && Catch::Contains("| endmodule") &&
                 !Catch::Contains("Exiting due to"));
  for (const auto& entry : fs::directory_iterator(cache)) {
    CHECK(entry.path().extension() == ".lock");
  }
}

TEST_CASE("the cache folder follows the environment") {
  const test::Variable home("HOME", "/home/a");
  const test::Variable none("XDG_CACHE_HOME", "");
  const test::Variable own("SPINFORGE_BUILD_DIR", "");
  CHECK(harness::default_cache() == "/home/a/.cache/spinforge");
  const test::Variable xdg("XDG_CACHE_HOME", "/x");
  CHECK(harness::default_cache() == "/x/spinforge");
  const test::Variable mine("SPINFORGE_BUILD_DIR", "/mine");
  CHECK(harness::default_cache() == "/mine");
  const test::Variable nobody("HOME", "");
  const test::Variable nowhere("XDG_CACHE_HOME", "");
  const test::Variable nothing("SPINFORGE_BUILD_DIR", "");
  const Error error = error_of([] { (void)harness::default_cache(); });
  CHECK(error.code() == ErrorCode::kUsage);
  CHECK(error.where() == "--build-dir");
}

TEST_CASE("a missing data set is an error that names the directory") {
  const network::Network net = test::small_network();
  const Error error = error_of([&] { (void)harness::load_test_set("/nowhere/at/all", net); });
  CHECK(error.code() == ErrorCode::kIo);
  CHECK_THAT(error.where(), Catch::StartsWith("/nowhere/at/all"));
}

TEST_CASE("a network without a default data set asks for one") {
  network::Network net = test::small_network();
  CHECK(error_of([&] { (void)harness::load_test_set({}, net); }).code() == ErrorCode::kUsage);
  net.name = "mnist-fc";
  net.input = {.height = 28, .width = 28};
  const Error error = error_of([&] { (void)harness::load_test_set({}, net); });
  CHECK(error.code() == ErrorCode::kUsage);
  CHECK(error.where() == "--dataset");
}

TEST_CASE("a network of Fashion-MNIST's shape finds its images, be it only the sample") {
  network::Network net = test::small_network();
  net.name = "fmnist-fc";
  net.input = {.height = 28, .width = 28};
  CHECK(harness::load_test_set({}, net).images.count >= 200);
}

TEST_CASE("images of another size than the network's input are refused") {
  const Emitted emitted;
  network::Network net = emitted.net;
  net.input = {.height = 4, .width = 5};
  const Error error = error_of([&] { (void)harness::load_test_set(emitted.data(), net); });
  CHECK(error.code() == ErrorCode::kShape);
  CHECK_THAT(error.what(), Catch::Contains("expected 4 x 5 pixels, got 5 x 4"));
}

TEST_CASE("an output that cannot be written is refused before the work, naming the option") {
  const test::TempDir dir;
  CHECK_NOTHROW(files::require_writable("--json", ""));
  CHECK_NOTHROW(files::require_writable("--json", "-"));
  CHECK_NOTHROW(files::require_writable("--json", dir / "a.json"));
  const Error missing = error_of([&] { files::require_writable("--json", dir / "no/a.json"); });
  CHECK(missing.code() == ErrorCode::kIo);
  CHECK_THAT(missing.where(), Catch::StartsWith("--json"));
  const Error folder = error_of([&] { files::require_writable("--junit", dir.path()); });
  CHECK_THAT(folder.what(), Catch::Contains("it is a directory"));
}
