// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/design.hpp"

#include <numeric>
#include <optional>

#include "gen/base/outputs.hpp"
#include "sim/classify/images.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/cache.hpp"
#include "tests/support/tools.hpp"
#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using test::Emitted;
using test::error_of;
namespace fs = std::filesystem;

namespace {

/// What reads the directory, and the images.
auto loading(const Emitted& emitted) {
  return [&emitted] { (void)harness::load_design(emitted.core()); };
}
auto loading(const std::optional<std::string>& data, const network::Network& net) {
  return [data, &net] { (void)classify::load_test_set(data, net); };
}

/// The small network with an input of that size.
network::Network sized(int height, int width) {
  network::Network net = test::small_network();
  net.input = {{.height = height, .width = width}};
  return net;
}

}  // namespace

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
  const Error error = error_of(ErrorCode::kIo, [&] { (void)harness::load_design(dir.path()); });
  CHECK(error.where() == dir.path());
  CHECK_THAT(error.what(), Catch::Contains("spinforge-gen emit NETWORK -o " + dir.path()));
}

TEST_CASE("a corrupt manifest is refused, naming the file and the key") {
  Emitted emitted;
  files::write(emitted.core() + "/manifest.json", "{\"top\": ");
  Error error = error_of(loading(emitted));
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.what(), Catch::Contains("not valid JSON"));
  files::write(emitted.core() + "/manifest.json", std::string(200000, '['));
  error = error_of(loading(emitted));
  CHECK_THAT(error.what(), Catch::Contains("manifest.json: JSON nested too deeply"));
  const auto [key, value] = GENERATE(table<std::string, nlohmann::json>({
      {"top", 3},
      {"top", "sf_core; touch x"},
      {"network_hash", nullptr},
      {"lanes", "8"},
      {"neuron_lanes", {"a", "b"}},
      {"schema_version", 1},
      {"schema_version", true},
      {"lanes", {8, std::int64_t{1} << 40}},
      {"lanes", {8, -8}},
      {"neuron_lanes", {4.0, 4}},
      {"order", "sideways"},
      {"order", nullptr},
      {"pixels_per_beat", 5},
      {"pixels_per_beat", "2"},
      {"pipeline", 1},
      {"thresholds", "writable"},
      {"thresholds", nullptr},
  }));
  INFO(key << " " << value);
  emitted.text[key] = value;
  emitted.save_manifest();
  error = error_of(loading(emitted));
  CHECK((error.code() == ErrorCode::kParse || error.code() == ErrorCode::kRange));
  CHECK_THAT(error.where(), Catch::Contains("manifest.json / " + key));
  CHECK_THAT(error.what(), Catch::EndsWith("emit the directory again with spinforge-gen emit"));
  if (key == "pipeline" || key == "thresholds" || key == "pixels_per_beat")
    return;  // may be left out
  emitted.text.erase(key);
  emitted.save_manifest();
  error = error_of(loading(emitted));
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.what(), Catch::Contains("got no such key"));
}

TEST_CASE("thresholds can be written where the manifest says true, and nowhere else") {
  Emitted emitted;
  CHECK_FALSE(harness::load_design(emitted.core()).thresholds);
  for (const bool said : {false, true}) {
    emitted.text["thresholds"] = said;
    emitted.save_manifest();
    CHECK(harness::load_design(emitted.core()).thresholds == said);
  }
}

TEST_CASE("a network that the RTL was not made from is refused with both hashes") {
  const Emitted emitted;
  const std::string path = emitted.core() + "/network/network.json";
  files::write(path, files::read(path) + " ");
  const Error error = error_of(ErrorCode::kRange, loading(emitted));
  CHECK_THAT(error.where(), Catch::EndsWith("network"));
  CHECK_THAT(error.what(), Catch::Contains(emitted.text["network_hash"].get<std::string>()));
}

TEST_CASE("lanes that do not fit the network are refused") {
  Emitted emitted;
  emitted.text["lanes"] = {8};
  emitted.save_manifest();
  error_of(ErrorCode::kShape, loading(emitted));
  emitted.text["lanes"] = {8, 100};
  emitted.save_manifest();
  error_of(ErrorCode::kShape, "layer 2", loading(emitted));
}

TEST_CASE("beats that no core has are refused") {
  Emitted emitted;
  emitted.text["pixels_per_beat"] = 3;
  emitted.save_manifest();
  error_of(ErrorCode::kRange, "expected 1, 2 or 4, got 3", loading(emitted));
}

TEST_CASE("a file list without sources is refused") {
  const Emitted emitted;
  files::write(emitted.core() + "/filelist.f", "// nothing\n\n");
  const Error error = error_of(ErrorCode::kParse, loading(emitted));
  CHECK_THAT(error.where(), Catch::EndsWith("filelist.f"));
}

TEST_CASE("without Verilator one sentence says what to install") {
  const Emitted emitted;
  const harness::Design design = harness::load_design(emitted.core());
  const test::TempDir empty;
  const test::Variable path("PATH", empty.path());
  const Error error = error_of(ErrorCode::kTool, [&] {
    (void)harness::build_model(design, {.cache = emitted.dir / "cache"});
  });
  CHECK(std::string(error.what()) ==
        "verilator: is not on PATH; `apt install verilator` provides it");
}

TEST_CASE("a cache that cannot be made is an I/O error") {
  if (test::missing({"verilator"})) return;
  const Emitted emitted;
  const harness::Design design = harness::load_design(emitted.core());
  const std::string cache = emitted.core() + "/manifest.json/cache";
  error_of(ErrorCode::kIo, "--build-dir", [&] {
    (void)harness::build_model(design, {.cache = cache, .quiet = true});
  });
}

TEST_CASE("sources that Verilator refuses are an error that quotes it, and leave no model behind") {
  if (test::missing({"verilator"})) return;
  const Emitted emitted;
  files::write(emitted.core() + "/sf_core.sv", "module sf_core;\n  assign oops\nendmodule\n");
  const harness::Design design = harness::load_design(emitted.core());
  const std::string cache = emitted.dir / "cache";
  const Error error = error_of(ErrorCode::kTool, "sf_core.sv:3", [&] {
    (void)harness::build_model(design, {.cache = cache, .quiet = true});
  });
  CHECK_THAT(error.what(), Catch::Contains("| endmodule") && !Catch::Contains("Exiting due to"));
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
  const Error error = error_of(ErrorCode::kUsage, [] { (void)harness::default_cache(); });
  CHECK(error.where() == "--build-dir");
}

TEST_CASE("a data set that many networks run on is read once") {
  const Emitted emitted;
  classify::Sets sets;
  const auto selected = [&] {
    return classify::select_images(
        {.dataset = emitted.data()}, emitted.net, dataset::Labels::kOptional, sets);
  };
  const classify::TestSet first = selected();
  fs::remove_all(emitted.data());
  CHECK(selected().images.pixels == first.images.pixels);
  CHECK(selected().count == 40);
}

TEST_CASE("a missing data set is an error that names the directory") {
  const network::Network net = test::small_network();
  const Error error = error_of(ErrorCode::kIo, loading("/nowhere/at/all", net));
  CHECK_THAT(error.where(), Catch::StartsWith("/nowhere/at/all"));
}

TEST_CASE("a network without a default data set asks for one") {
  network::Network net = test::small_network();
  error_of(ErrorCode::kUsage, loading({}, net));
  net = sized(28, 28);
  net.name = "mnist-fc";
  const Error error = error_of(ErrorCode::kUsage, loading({}, net));
  CHECK(error.where() == "--dataset");
}

TEST_CASE("a network of Fashion-MNIST's shape finds its images, be it only the sample") {
  network::Network net = sized(28, 28);
  net.name = "fmnist-fc";
  CHECK(classify::load_test_set({}, net).images.count >= 200);
}

TEST_CASE("images of another size than the network's input are refused") {
  const Emitted emitted;
  const network::Network net = sized(4, 5);
  error_of(ErrorCode::kShape, "expected 4 x 5 pixels, got 5 x 4", loading(emitted.data(), net));
}

TEST_CASE("a label beyond the network's classes is refused with its image and the classes") {
  Emitted emitted;
  emitted.images.labels[17] = 11;
  test::save_images(emitted.images, emitted.data());
  const Error error = error_of(ErrorCode::kShape, loading(emitted.data(), emitted.net));
  CHECK(error.where() == emitted.labels());
  CHECK_THAT(error.what(),
             Catch::Contains("network 'small', which has 11 classes; expected labels 0..10, got 11 "
                             "at image 17"));
}

TEST_CASE("data with fewer classes than the network is used, and told") {
  Emitted emitted;
  CHECK(classify::load_test_set(emitted.data(), emitted.net).notes.empty());
  for (std::uint8_t& label : emitted.images.labels) label %= 10;
  test::save_images(emitted.images, emitted.data());
  const classify::TestSet set = classify::load_test_set(emitted.data(), emitted.net);
  REQUIRE(set.notes.size() == 1);
  CHECK_THAT(set.notes[0], Catch::Contains("labels 0..9 only, network 'small' has 11 classes"));
}

TEST_CASE("labels may be missing where accuracy is not all, and that is told") {
  const Emitted emitted;
  fs::remove(emitted.labels());
  const classify::TestSet set = classify::load_test_set(emitted.data(), emitted.net);
  CHECK(set.images.labels.empty());
  REQUIRE(set.notes.size() == 1);
  CHECK_THAT(set.notes[0], Catch::Contains("has no t10k-labels-idx1-ubyte: no accuracy is given"));
  using dataset::Labels;
  CHECK(classify::load_test_set(emitted.data(), emitted.net, Labels::kUnused).notes.empty());
  const Error error = error_of(
      [&] { (void)classify::load_test_set(emitted.data(), emitted.net, Labels::kNeeded); });
  CHECK(error.where() == emitted.labels());
}

TEST_CASE("halving is told, with the size that the network sees") {
  const Emitted emitted;
  const network::Network net = sized(2, 2);  // images of 5 x 4 do not halve to it
  error_of(ErrorCode::kShape, loading(emitted.data(), net));
  dataset::Images images = emitted.images;
  images.height = images.width = 4;
  images.pixels.resize(images.count * 16);
  test::save_images(images, emitted.data());
  const classify::TestSet set = classify::load_test_set(emitted.data(), net);
  CHECK(set.images.width == 2);
  REQUIRE(set.notes.size() == 1);
  CHECK_THAT(set.notes[0], Catch::Contains("halved to 2 x 2 for network 'small'"));
}

TEST_CASE("images of several channels fit a network with as many, their channels last") {
  const test::TempDir dir;
  network::Network net = test::small_network();
  net.input = {{.height = 2, .width = 3, .channels = 2}};
  std::vector<std::uint8_t> pixels(12);
  std::iota(pixels.begin(), pixels.end(), 1);
  const std::string idx4 = dir / "t10k-images-idx4-ubyte";
  files::write(idx4, test::idx({1, 2, 3, 2}, pixels));
  const classify::TestSet last = classify::load_test_set(dir.path(), net);
  CHECK(last.images.pixels == pixels);
  CHECK(last.images.channels == 2);
  files::write(idx4, test::idx({1, 2, 2, 3}, pixels));
  const Error error = error_of(
      ErrorCode::kShape, "expected 2 x 3 x 2 pixels, got 2 x 2 x 3", loading(dir.path(), net));
  CHECK_THAT(error.what(), Catch::Contains("channels last"));
  fs::remove(idx4);
  files::write(dir / "t10k-images-idx3-ubyte", test::idx({1, 2, 6}, pixels));
  CHECK(classify::load_test_set(dir.path(), net).images.pixels == pixels);
}

TEST_CASE("images that are not there are refused, naming the option") {
  const Emitted emitted(40);
  const classify::TestSet set = classify::load_test_set(emitted.data(), emitted.net);
  CHECK_NOTHROW(classify::require_images(set, 39, 1));
  const auto refused = [&](std::uint64_t first, std::uint64_t count) {
    return error_of([&] { classify::require_images(set, first, count); });
  };
  CHECK(refused(40, 1).where() == "--first");
  CHECK(refused(0, 41).where() == "--images");
  CHECK_THAT(refused(30, 11).what(), Catch::Contains("expected 1..10, got 11"));
  CHECK(refused(0, 0).code() == ErrorCode::kUsage);
}

TEST_CASE("an output that cannot be written is refused before the work, naming the option") {
  const test::TempDir dir;
  CHECK_NOTHROW(files::require_writable("--json", ""));
  CHECK_NOTHROW(files::require_writable("--json", "-"));
  CHECK_NOTHROW(files::require_writable("--json", dir / "a.json"));
  // Nobody but root may write into /dev, and everybody into its null.
  const int nobody = test::status_of([] {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) ::_exit(2);
    files::require_writable("--json", "/dev/null");
  });
  CHECK(nobody == 0);
  const Error missing =
      error_of(ErrorCode::kIo, [&] { files::require_writable("--json", dir / "no/a.json"); });
  CHECK_THAT(missing.where(), Catch::StartsWith("--json"));
  const Error folder = error_of([&] { files::require_writable("--junit", dir.path()); });
  CHECK_THAT(folder.what(), Catch::Contains("it is a directory"));
}
