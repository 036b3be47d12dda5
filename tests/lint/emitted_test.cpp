// SPDX-License-Identifier: Apache-2.0
#include "gen/base/files.hpp"
#include "tests/lint/tools.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using test::EmittedCore;
using test::lanes;

namespace {

void check(const EmittedCore& core, const std::string& top = "sf_core") {
  const test::Sources sources = test::sources_of(core, top);
  test::check_clean(sources);
  for (const std::string& file : sources.files) {
    CHECK_THAT(files::read(core / file), !Contains("lint_off") && !Contains("verilator_config"));
  }
}

void check(const network::Network& network, int synapses, int neurons) {
  if (!test::no_tools()) check(EmittedCore(network, {.options = lanes(synapses, neurons)}));
}

/// Behind AXI, with thresholds that can be written or not.
void check_axi(
    const network::Network& network, int synapses, int neurons, bool thresholds, int beat = 1) {
  plan::Options options = lanes(synapses, neurons);
  options.pixels_per_beat = beat;
  check(EmittedCore(network, {.options = options, .wrapper = "axi", .thresholds = thresholds}),
        "sf_axi");
}

/// A network of `sizes` (inputs first) with plain neurons.
network::Network plain(const std::vector<int>& sizes) {
  network::Network out = test::empty_network("plain", 1, sizes[0], test::neuron_s());
  out.neurons[0].fields[0].th_hi = 16000;
  for (std::size_t k = 1; k < sizes.size(); ++k) {
    out.layers.push_back(test::dense(
        sizes[k - 1], sizes[k], [](int i) { return i * 5 % 16 - 8; }, 3, 7));
    out.layers.back().shift = 2;
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
  if (test::no_tools()) return;
  const EmittedCore core(plain({20, 13}), {.options = lanes(4, 2)});
  const std::vector<std::string> own = test::sources_of(core).files;
  files::write(core / "user.sv", "`timescale 1us / 1ns\nmodule user;\nendmodule\n");
  test::Sources after = test::sources_of(core), before = after;
  after.files.emplace_back("user.sv");
  before.files.insert(before.files.begin(), "user.sv");
  for (const test::Sources& sources : {after, before}) {
    CHECK(test::icarus_complaint(sources) == "");
    // More than one top is a warning of its own, but none is about the time.
    CHECK_THAT(test::verilator_complaint(sources), !Contains("TIMESCALE"));
  }
  for (const std::string& file : own) {
    CAPTURE(file);
    CHECK_THAT(files::read(core / file), Contains("\n`timescale "));
  }
}

TEST_CASE("lint: cores behind AXI, with thresholds fixed and to be written") {
  if (test::no_tools()) return;
  check_axi(plain({20, 13}), 4, 2, false);
  check_axi(plain({9, 50, 17, 10}), 40, 40, true);
  check_axi(plain({1, 1}), 1, 1, true);
  network::Network network = plain({20, 13, 6});
  network.neurons[0].fields.assign(16, network.neurons[0].fields[0]);
  check_axi(network, 4, 4, true);
}

TEST_CASE("lint: cores and wrappers with parity of the weights") {
  if (test::no_tools()) return;
  plan::Options options = lanes(4, 2);
  options.parity = true;
  check(EmittedCore(plain({20, 13, 6}), {.options = options}));
  options.order = plan::Order::kTime;
  check(EmittedCore(plain({20, 13, 6}), {.options = options, .wrapper = "axi"}), "sf_axi");
}

TEST_CASE("lint: cores and wrappers of two and four pixels a beat") {
  if (test::no_tools()) return;
  for (const int beat : {2, 4}) {
    for (const int pixels : {1, 3, 25, 32}) {
      CAPTURE(beat, pixels);
      check_axi(plain({pixels, 13}), 4, 2, false, beat);
    }
  }
}
