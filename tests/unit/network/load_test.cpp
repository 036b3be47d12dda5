// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "gen/base/files.hpp"
#include "gen/base/rng.hpp"
#include "gen/network/network.hpp"
#include "gen/network/safetensors.hpp"
#include "tests/support.hpp"
#include "tests/unit/network/small.hpp"

using namespace spinforge;
using network::make_tensor;
using network::Network;
using network::Tensors;
using test::error_of;
using test::TempDir;

namespace {

/// The error of loading the small network after `change` of its tensors.
template <typename Change>
Error error_with(Change change) {
  const TempDir dir;
  network::save(test::small(), dir.path());
  Tensors tensors = network::unpack_tensors(files::read(dir / "tensors.safetensors"), "t");
  change(tensors);
  files::write(dir / "tensors.safetensors", network::pack_tensors(tensors));
  return error_of([&] { (void)network::load(dir.path()); });
}

}  // namespace

TEST_CASE("a network is loaded as it was saved") {
  const TempDir dir;
  const Network net = test::small();
  network::save(net, dir / "a/b");
  CHECK(network::load(dir / "a/b") == net);
}

TEST_CASE("saving twice gives the same bytes, and saving what was loaded gives them again") {
  const TempDir dir;
  network::save(test::small(), dir / "one");
  network::save(test::small(), dir / "two");
  network::save(network::load(dir / "one"), dir / "three");
  CHECK(network::directory_hash(dir / "one") == network::directory_hash(dir / "two"));
  CHECK(network::directory_hash(dir / "one") == network::directory_hash(dir / "three"));
}

TEST_CASE("the hash is that of the description followed by the tensors, and sees any change") {
  const TempDir dir;
  files::write(dir / "network.json", "a");
  files::write(dir / "tensors.safetensors", "bc");
  CHECK(network::directory_hash(dir.path()) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // of "abc"
  files::write(dir / "tensors.safetensors", "bd");
  CHECK(network::directory_hash(dir.path()) !=
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a factor of one for all neurons needs no tensor") {
  const TempDir dir;
  Network net = test::small();
  network::save(net, dir.path());
  const Tensors tensors = network::unpack_tensors(files::read(dir / "tensors.safetensors"), "t");
  CHECK(tensors.contains("layer1.mul"));
  CHECK_FALSE(tensors.contains("layer2.mul"));
  net.layers[1].mul = {1, 1};
  network::save(net, dir.path());
  CHECK(network::load(dir.path()) == net);
}

TEST_CASE("files that were read are the network, whatever becomes of them afterwards") {
  const TempDir dir;
  network::save(test::small(), dir.path());
  network::Files read = network::read_files(dir.path());
  std::filesystem::remove(dir / "network.json");
  std::filesystem::remove(dir / "tensors.safetensors");
  CHECK(network::from_files(read, dir.path()) == test::small());
  read.tensors.pop_back();
  CHECK_THAT(error_of([&] { (void)network::from_files(read, dir.path()); }).where(),
             Catch::Contains(dir / "tensors.safetensors"));
}

TEST_CASE("a missing directory or file is an I/O error that names the file") {
  const TempDir dir;
  const Error absent = error_of(ErrorCode::kIo, [&] { (void)network::load(dir / "x"); });
  CHECK_THAT(absent.where(), Catch::EndsWith("x/network.json"));
  network::save(test::small(), dir.path());
  std::filesystem::remove(dir / "tensors.safetensors");
  const Error half = error_of(ErrorCode::kIo, [&] { (void)network::load(dir.path()); });
  CHECK_THAT(half.where(), Catch::EndsWith("tensors.safetensors"));
}

TEST_CASE("an emitted directory in the place of its network is told which one it holds") {
  const TempDir dir;
  std::filesystem::create_directory(dir / "core");
  network::save(test::small(), dir / "core/network");
  error_of(
      ErrorCode::kIo, "name " + (dir / "core/network"), [&] { (void)network::load(dir / "core"); });
}

TEST_CASE("an invalid network is not saved") {
  const TempDir dir;
  Network net = test::small();
  net.steps = 0;
  CHECK(error_of([&] { network::save(net, dir / "out"); }).code() == ErrorCode::kRange);
  CHECK(dir.entries() == 0);
}

TEST_CASE("a place that cannot be written is an I/O error") {
  const TempDir dir;
  files::write(dir / "file", "x");
  error_of(ErrorCode::kIo, [&] { network::save(test::small(), dir / "file/net"); });
}

TEST_CASE("a missing tensor is refused by layer and name") {
  const Error error = error_with([](Tensors& t) { t.erase("layer2.bias"); });
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.where(), Catch::EndsWith("tensors.safetensors / layer 2 / layer2.bias"));
}

TEST_CASE("a tensor that no layer names is refused") {
  const Error error = error_with(
      [](Tensors& t) { t["layer3.bias"] = make_tensor(std::vector<std::int8_t>{1}, {1}); });
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.what(), Catch::Contains("layer3.bias: belongs to no layer"));
}

TEST_CASE("a tensor of a wrong dtype is refused") {
  const Error error = error_with([](Tensors& t) {
    t["layer2.bias"] = make_tensor(std::vector<std::int16_t>{3, -3}, {2});
  });
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.what(), Catch::Contains("expected I32, got I16"));
}

TEST_CASE("a tensor of a wrong shape is refused, transposed weights too") {
  const Error error = error_with([](Tensors& t) { t["layer2.weight"].shape = {3, 2}; });
  CHECK(error.code() == ErrorCode::kShape);
  CHECK_THAT(error.what(), Catch::Contains("layer 2 / layer2.weight: wrong shape"));
  CHECK_THAT(error.what(), Catch::Contains("expected [2, 3], got [3, 2]"));
}

TEST_CASE("a weight out of range is refused with its file, layer and place") {
  const Error error = error_with([](Tensors& t) { t["layer1.weight"].bytes[5] = 100; });
  CHECK(error.code() == ErrorCode::kRange);
  CHECK_THAT(error.where(), Catch::EndsWith("tensors.safetensors / layer 1 / weight[1][1]"));
  CHECK_THAT(error.what(), Catch::Contains("expected -8..7, got 100"));
}

TEST_CASE("a register out of range is refused with its file") {
  const TempDir dir;
  network::save(test::small(), dir.path());
  std::string text = files::read(dir / "network.json");
  text.replace(text.find("\"steps\": 4"), 10, "\"steps\": 0");
  files::write(dir / "network.json", text);
  const Error error = error_of([&] { (void)network::load(dir.path()); });
  CHECK(error.where() == dir / "network.json / steps");
}

TEST_CASE("a layer whose sizes are negative or huge is refused without crashing") {
  const std::string size = GENERATE("-1", "0", "2147483647", "-2147483648");
  const TempDir dir;
  network::save(test::small(), dir.path());
  std::string text = files::read(dir / "network.json");
  text.replace(text.find("\"outputs\": 3"), 12, "\"outputs\": " + size);
  files::write(dir / "network.json", text);
  const Error error = error_of(ErrorCode::kRange, [&] { (void)network::load(dir.path()); });
  CHECK_THAT(error.where(), Catch::Contains("network.json / layer 1 / outputs"));
}

TEST_CASE("files with any byte altered load or are refused, and never crash") {
  const TempDir dir;
  network::save(test::small(), dir.path());
  rng::Sequence random(5);
  const std::string name = GENERATE("network.json", "tensors.safetensors");
  const std::string whole = files::read(dir / name);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string altered = whole;
    const auto last = static_cast<std::int64_t>(whole.size()) - 1;
    altered[static_cast<std::size_t>(random.uniform(0, last))] =
        static_cast<char>(random.uniform(-128, 127));
    files::write(dir / name, altered);
    try {
      (void)network::load(dir.path());
    } catch (const Error&) {
      ++refused;
    }
  }
  CHECK(refused > 100);
}
