// SPDX-License-Identifier: Apache-2.0
// What gen/network/README.md says beyond its examples, statement by statement.
#include <algorithm>

#include "gen/base/files.hpp"
#include "gen/network/network.hpp"
#include "gen/network/safetensors.hpp"
#include "gen/network/size.hpp"
#include "tests/support.hpp"
#include "tests/unit/network/small.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using network::Network;

namespace {

void replace(const std::string& file, const std::string& from, const std::string& to) {
  std::string text = files::read(file);
  REQUIRE(text.find(from) != std::string::npos);
  files::write(file, text.replace(text.find(from), from.size(), to));
}

/// Two layers of the same shape: 2 pixels, 2 neurons, 2 neurons.
Network twins() {
  Network net = test::small();
  net.input = {{.height = 1, .width = 2}};
  network::Layer layer = net.layers[0];
  layer.inputs = layer.outputs = 2;
  layer.weights = {1, -2, 3, -4};
  layer.bias = {5, 6};
  layer.mul = {7, 8};
  net.layers = {layer, layer};
  return net;
}

/// One convolution after another on a map of 255 x 257 pixels.
Network maps(std::size_t layers) {
  Network net = test::small();
  net.input = {{.height = 255, .width = 257}};
  net.steps = 255;
  network::Layer layer;
  layer.conv = network::Conv{.input = {.height = 255, .width = 257}};
  layer.inputs = layer.outputs = 65535;
  layer.counter_bits = 16;
  layer.weights = {1};
  layer.bias = {0};
  layer.mul = {1};
  net.layers.assign(layers, layer);
  return net;
}

}  // namespace

TEST_CASE("names have up to 64 characters, the network's and the neurons'") {
  Network net = test::small();
  net.name = "a" + std::string(63, 'b');
  net.neurons[0].name = "A" + std::string(63, '-');
  CHECK_NOTHROW(network::validate(net));
  net.name += "c";
  CHECK(test::error_of([&] { network::validate(net); }).where() == "name");
  net.name = "a";
  net.neurons[0].name += "-";
  CHECK_THAT(test::error_of([&] { network::validate(net); }).what(), Contains("up to 64"));
}

TEST_CASE("layers may name the same tensors, and share them") {
  const test::TempDir dir;
  const Network net = twins();
  network::save(net, dir.path());
  network::Tensors tensors =
      network::unpack_tensors(files::read(dir / "tensors.safetensors"), "tensors");
  for (const std::string part : {"weight", "bias", "mul"}) {
    replace(dir / "network.json", "layer2." + part, "layer1." + part);
    tensors.erase("layer2." + part);
  }
  files::write(dir / "tensors.safetensors", network::pack_tensors(tensors));
  CHECK(network::load(dir.path()) == net);
  // Our own tools write one for each layer.
  const test::TempDir again;
  network::save(network::load(dir.path()), again.path());
  CHECK(network::unpack_tensors(files::read(again / "tensors.safetensors"), "t").size() == 6);
}

TEST_CASE("a neuron that no layer names is checked and has no effect") {
  const test::TempDir dir;
  Network net = test::small();
  net.neurons.push_back(test::neuron_s());
  net.neurons[2].name = "spare";
  network::save(net, dir.path());
  CHECK(network::load(dir.path()) == net);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK(network::bounds(net, k).d_max == network::bounds(test::small(), k).d_max);
  }
  net.neurons[2].ka = 256;
  CHECK(test::error_of([&] { network::validate(net); }).where() == "neuron spare / KA");
}

TEST_CASE("D's bound is that of D0 and the noise where no set has GATE_EN, or no gains are there") {
  Network net = test::small();
  network::Neuron& neuron = net.neurons[0];
  neuron.has_gain = true;
  neuron.fields = {{.name = "off", .gate_en = false, .gain = -256},
                   {.name = "off too", .gate_en = false, .gain = 255}};
  neuron.noise_ns = 1000;
  const network::Bounds closed = network::bounds(net, 0);
  CHECK(closed.d_min == closed.d0_min - 510 * 1000);
  CHECK(closed.d_max == closed.d0_max + 510 * 1000);
  neuron.fields[0].gate_en = true;
  CHECK(network::bounds(net, 0).d_max > closed.d_max);
  neuron.has_gain = false;
  neuron.fields = {{.name = "off", .gate_en = false}};
  CHECK(network::bounds(net, 0).d_max == closed.d_max);
}

TEST_CASE("an integer is written without a point or an exponent, and nesting ends at 64 levels") {
  const test::TempDir dir;
  const auto wrong = GENERATE(as<std::string>{}, "4.0", "4e0", "\"4\"");
  network::save(test::small(), dir.path());
  replace(dir / "network.json", "\"steps\": 4", "\"steps\": " + wrong);
  CHECK_THAT(test::error_of([&] { (void)network::load(dir.path()); }).what(),
             Contains("network.json / steps: wrong type; expected an integer"));
  network::save(test::small(), dir.path());
  const auto nest = [&](std::size_t levels) {
    replace(
        dir / "network.json",
        "\"provenance\": {",
        "\"provenance\": { \"x\": " + std::string(levels, '[') + std::string(levels, ']') + ",");
  };
  nest(62);  // two levels of objects around them
  CHECK_NOTHROW(network::load(dir.path()));
  network::save(test::small(), dir.path());
  nest(63);
  CHECK_THAT(test::error_of([&] { (void)network::load(dir.path()); }).what(),
             Contains("nested too deeply"));
}

TEST_CASE("the files are written in their canonical bytes") {
  const test::TempDir dir;
  const std::string shown = test::source("tests/data/three-neurons");  // as section 6 prints it
  network::save(network::load(shown), dir.path());
  CHECK(files::read(dir / "network.json") == files::read(shown + "/network.json"));

  network::save(twins(), dir.path());
  const std::string tensors = files::read(dir / "tensors.safetensors");
  std::string header = R"({"layer1.bias":{"dtype":"I32","shape":[2],"data_offsets":[0,8]},)"
                       R"("layer2.bias":{"dtype":"I32","shape":[2],"data_offsets":[8,16]},)"
                       R"("layer1.mul":{"dtype":"I16","shape":[2],"data_offsets":[16,20]},)"
                       R"("layer2.mul":{"dtype":"I16","shape":[2],"data_offsets":[20,24]},)"
                       R"("layer1.weight":{"dtype":"I8","shape":[2,2],"data_offsets":[24,28]},)"
                       R"("layer2.weight":{"dtype":"I8","shape":[2,2],"data_offsets":[28,32]}})";
  header.append((8 - header.size() % 8) % 8, ' ');
  CHECK(tensors.substr(8, header.size()) == header);
  CHECK(tensors.size() == 8 + header.size() + 32);
  CHECK(tensors.substr(tensors.size() - 8) == std::string("\x01\xfe\x03\xfc\x01\xfe\x03\xfc"));

  Network net = twins();
  net.layers[0].mul = {1};
  net.provenance = "{\"alpha\":\"\u00e9\",\"zeta\":1}";
  network::save(net, dir.path());
  const std::string json = files::read(dir / "network.json");
  CHECK(json.find("layer1.mul") == std::string::npos);
  CHECK_THAT(json,
             Catch::EndsWith("  \"provenance\": {\n    \"alpha\": \"\u00e9\",\n"
                             "    \"zeta\": 1\n  }\n}\n"));
}

TEST_CASE("registers of single neurons are tensors of the layer that names them") {
  const test::TempDir dir;
  Network net = test::small();
  net.layers[0].own.th_offset = {-5, 0, 7};
  net.layers[0].own.ka = {0, 255, 9};
  net.layers[0].own.gain = {-32768, 32767, 1024};
  net.layers[0].own.fault = {0, 1, 2};
  net.layers[1].own.beta = {1, 1024};
  network::save(net, dir.path());
  CHECK(network::load(dir.path()) == net);
  const std::string json = files::read(dir / "network.json");
  CHECK_THAT(json,
             Contains("\"schema_version\": 2") && Contains("\"TH_OFFSET\": \"layer1.th_offset\"") &&
                 Contains("\"GAIN_N\": \"layer1.gain_n\"") &&
                 Contains("\"BETA\": \"layer2.beta\""));
  const network::Tensors tensors =
      network::unpack_tensors(files::read(dir / "tensors.safetensors"), "tensors");
  CHECK(tensors.at("layer1.ka").dtype == network::Dtype::kU8);
  CHECK(tensors.at("layer1.gain_n").dtype == network::Dtype::kI16);
  CHECK(tensors.at("layer1.th_offset").dtype == network::Dtype::kI32);
  CHECK(network::directory_hash(dir.path()).size() == 64);
}

TEST_CASE("D's bound has the gains of single neurons in it") {
  Network net = test::small();
  const network::Bounds before = network::bounds(net, 0);
  net.layers[0].own.gain = {2048, 2048, 2048};
  CHECK(network::bounds(net, 0).d0_max == before.d0_max);
  CHECK(network::bounds(net, 0).d_max == 2 * before.d0_max);
  CHECK(network::bounds(net, 0).d_min == 2 * before.d0_min);
}

TEST_CASE("the hash covers every byte, also those that say nothing") {
  const test::TempDir dir;
  network::save(test::small(), dir.path());
  const std::string before = network::directory_hash(dir.path());
  replace(dir / "network.json", "{", "{ ");
  CHECK(network::load(dir.path()) == test::small());
  CHECK(network::directory_hash(dir.path()) != before);
}

TEST_CASE("an image has at most 2^25 counters, whatever the files take") {
  CHECK(network::counters_per_image(test::small()) == 4 * (3 + 2));
  CHECK(network::counters_per_image(maps(2)) == 2 * 255 * 65535);
  CHECK_NOTHROW(network::validate(maps(2)));
  test::error_of(
      ErrorCode::kRange, "at most 33554432, got 50134275", [] { network::validate(maps(3)); });
  Network pooled = maps(1);  // a pool's window counts with all its positions
  pooled.layers[0].conv->pool = network::Pool::kMax;
  pooled.layers[0].conv->pool_size = 2;
  pooled.layers[0].outputs = pooled.layers[0].conv->output().size();
  CHECK(network::counters_per_image(pooled) == 255 * 65535);
}
