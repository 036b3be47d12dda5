// SPDX-License-Identifier: Apache-2.0
#include "gen/base/files.hpp"
#include "gen/emit/emit.hpp"
#include "tests/lint/tools.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

/// An emitted core in a directory of its own.
class Core {
 public:
  /// With the top module sf_axi around it, and thresholds that can be written or not, where `axi`.
  Core(const network::Network& network,
       int lanes,
       int neuron_lanes,
       bool axi = false,
       bool thresholds = false) {
    network::save(network, folder_ / "network");
    emit::Request request{folder_ / "network", folder_ / "core", {}, "generic"};
    if (axi) request.wrapper = "axi";
    request.thresholds = thresholds;
    request.options.lanes = lanes;
    request.options.neuron_lanes = neuron_lanes;
    emit::emit(request);
    sources.directory = folder_ / "core";
    const std::string list = files::read(folder_ / "core/filelist.f");
    for (std::size_t at = 0; at < list.size(); at = list.find('\n', at) + 1) {
      sources.files.push_back(list.substr(at, list.find('\n', at) - at));
    }
    sources.top = axi ? "sf_axi" : "sf_core";
  }

  test::Sources sources;

 private:
  test::TempDir folder_;
};

/// What a core must say to three readers: nothing.
void check(const Core& core) {
  CHECK(test::verilator_complaint(core.sources) == "");
  CHECK(test::yosys_complaint(core.sources) == "");
  CHECK(test::icarus_complaint(core.sources) == "");
  for (const std::string& file : core.sources.files) {
    const std::string text = files::read(core.sources.directory + "/" + file);
    CHECK_THAT(text, !Contains("lint_off") && !Contains("verilator_config"));
  }
}

void check(const network::Network& network, int lanes, int neuron_lanes) {
  if (const std::string missing = test::missing_tools(); !missing.empty()) {
    return test::skip(missing + " not installed");
  }
  check(Core(network, lanes, neuron_lanes));
}

/// A network of `sizes` (inputs first) with plain neurons.
network::Network plain(const std::vector<int>& sizes) {
  network::Network out;
  out.name = "plain";
  out.input = {1, sizes[0], 1, network::Coding::kDirect};
  network::Neuron neuron;
  neuron.name = "S";
  neuron.model = "dw";
  neuron.v_min = -32768;
  neuron.ka = 159;
  neuron.sa = 10;
  neuron.be = 164;
  neuron.fields = {{"on", true, 128, 12288, 16000, 2458}};
  out.neurons = {neuron};
  for (std::size_t k = 1; k < sizes.size(); ++k) {
    network::Layer layer;
    layer.inputs = sizes[k - 1];
    layer.outputs = sizes[k];
    layer.counter_bits = 20;
    for (int i = 0; i < layer.inputs * layer.outputs; ++i) {
      layer.weights.push_back(static_cast<std::int8_t>(i * 5 % 16 - 8));
    }
    layer.bias.assign(static_cast<std::size_t>(layer.outputs), 3);
    layer.mul = {7};
    layer.shift = 2;
    out.layers.push_back(std::move(layer));
  }
  return out;
}

}  // namespace

TEST_CASE("lint: emitted cores of one and three layers, lanes that do not divide them") {
  check(plain({20, 13}), 4, 2);
  check(plain({9, 33, 17, 10}), 8, 4);
  check(plain({9, 33, 17, 10}), 5, 1);
  check(plain({9, 33, 17, 10}), 256, 256);
}

TEST_CASE("lint: emitted cores of the smallest sizes") {
  check(plain({1, 1}), 1, 1);
  check(plain({2, 1, 1}), 1, 1);
  check(plain({1, 2, 1}), 2, 2);
}

TEST_CASE("lint: an emitted core with rate coding") {
  network::Network network = plain({40, 12, 5});
  network.input.coding = network::Coding::kRate;
  check(network, 4, 2);
  network.steps = 1;
  check(network, 12, 12);
}

TEST_CASE("lint: an emitted core with a multiplier for every neuron") {
  network::Network network = plain({20, 13, 6});
  network.layers[0].mul.assign(13, -40);
  network.layers[1].mul.assign(6, 300);
  check(network, 4, 2);
}

TEST_CASE("lint: an emitted core with field codes, gains and gated leak") {
  network::Network network = plain({20, 13, 6});
  network::Neuron& neuron = network.neurons[0];
  neuron.has_gain = true;
  neuron.leak_gated = true;
  neuron.fields = {{"off", false, 0, 12288, 16000, 2458},
                   {"weak", true, 64, 9000, 12000, 2458},
                   {"negative", true, -100, -200, 16000, -2458}};
  network.layers[0].field_code = 2;
  check(network, 4, 4);
}

TEST_CASE("lint: an emitted core with refractory neurons that do not reset") {
  network::Network network = plain({20, 13, 6});
  network.neurons[0].refractory = 3;
  network.neurons[0].reset = false;
  network.neurons[0].v_rest = 1000;
  check(network, 4, 2);
}

TEST_CASE("lint: emitted cores of random networks") {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    CAPTURE(seed);
    check(test::random_network(seed), 1 + static_cast<int>(seed * 5), 1 + static_cast<int>(seed));
  }
}

TEST_CASE("lint: emitted cores of random convolutional networks") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    check(test::random_conv_network(seed), 1 + static_cast<int>(seed * 3), static_cast<int>(seed));
  }
}

TEST_CASE("lint: a user's timescale after an emitted core's files, and before them") {
  if (const std::string missing = test::missing_tools(); !missing.empty()) {
    return test::skip(missing + " not installed");
  }
  Core core(plain({20, 13}), 4, 2);
  files::write(core.sources.directory + "/user.sv",
               "`timescale 1us / 1ns\nmodule user;\nendmodule\n");
  test::Sources after = core.sources, before = core.sources;
  after.files.emplace_back("user.sv");
  before.files.insert(before.files.begin(), "user.sv");
  for (const test::Sources& sources : {after, before}) {
    CHECK(test::icarus_complaint(sources) == "");
    // More than one top is a warning of its own, but none is about the time.
    CHECK_THAT(test::verilator_complaint(sources), !Contains("TIMESCALE"));
  }
  for (const std::string& file : core.sources.files) {
    CAPTURE(file);
    CHECK_THAT(files::read(core.sources.directory + "/" + file), Contains("\n`timescale "));
  }
}

TEST_CASE("lint: cores behind AXI, with thresholds fixed and to be written") {
  if (const std::string missing = test::missing_tools(); !missing.empty()) {
    return test::skip(missing + " not installed");
  }
  check(Core(plain({20, 13}), 4, 2, true, false));
  check(Core(plain({9, 50, 17, 10}), 40, 40, true, true));
  check(Core(plain({1, 1}), 1, 1, true, true));
  network::Network network = plain({20, 13, 6});
  network.neurons[0].fields.assign(16, network.neurons[0].fields[0]);
  check(Core(network, 4, 4, true, true));
}
