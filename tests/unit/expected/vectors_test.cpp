// SPDX-License-Identifier: Apache-2.0
#include "sim/expected/vectors.hpp"

#include <algorithm>
#include <sstream>

#include "gen/base/rng.hpp"
#include "sim/expected/timing.hpp"
#include "sim/golden/golden.hpp"
#include "tests/support.hpp"
#include "tests/support/neurons.hpp"
#include "tests/support/random_network.hpp"
#include "tests/support/text.hpp"

using namespace spinforge;

namespace {

network::Network three_neurons() { return network::load(test::source("tests/data/three-neurons")); }

std::string content(const expected::Vectors& vectors, const std::string& name) {
  for (const files::File& file : vectors.files) {
    if (file.path == "bench/vectors/" + name) return file.content;
  }
  FAIL("no file " << name);
  return "";
}

/// The hexadecimal words of the lines.
std::vector<std::vector<unsigned long>> table(const std::string& text) {
  std::vector<std::vector<unsigned long>> out;
  for (const std::string& line : test::lines_of(text)) {
    std::istringstream words(line);
    out.emplace_back();
    for (std::string word; words >> word;) out.back().push_back(std::stoul(word, nullptr, 16));
  }
  return out;
}

}  // namespace

TEST_CASE("expected: a drawn image is the random words of the network's seed, denser in turn") {
  network::Network network = test::random_network(1, {.layers = 1});
  network.input = {40, 50, 1, network::Coding::kDirect};
  network.seed = 77;
  for (const std::uint32_t number : {0U, 1U, 2U, 3U, 4U}) {
    const auto pixels = expected::drawn_image(network, number);
    REQUIRE(pixels.size() == 2000);
    std::size_t drawn = 0;
    for (std::uint32_t p = 0; p < 2000; ++p) {
      const std::uint32_t word = rng::hash(77, number, 0, 0, p);
      const bool on = word % 256 < 64 * (number % 4 + 1);
      REQUIRE(pixels[p] == (on ? word >> 24 : 0));
      drawn += on ? 1 : 0;
    }
    CHECK(std::abs(static_cast<double>(drawn) / 2000 - 0.25 * (number % 4 + 1)) < 0.05);
  }
  CHECK(expected::drawn_image(network, 0) != expected::drawn_image(network, 4));
}

TEST_CASE("expected: vectors hold every pixel, beat and update of golden, and the cycles") {
  const network::Network network = three_neurons();
  const plan::Plan plan = plan::make_plan(network, test::lanes(2));
  const auto vectors = expected::drawn_vectors(network, plan, 5, 2);
  golden::Golden golden(network);
  std::uint64_t updates = 0;
  std::size_t beat = 0;
  const auto beats = table(content(vectors, "results.hex"));
  for (const std::uint32_t number : {5U, 6U}) {
    const auto pixels = expected::drawn_image(network, number);
    const golden::Trace& trace = golden.run(pixels, number);
    const auto cycles = expected::predict(network, plan, pixels, trace).image_cycles;
    for (std::size_t k = 0; k < trace.counts.size(); ++k, ++beat) {
      CHECK(beats.at(beat) ==
            std::vector<unsigned long>{number,
                                       static_cast<unsigned long>(trace.predicted),
                                       trace.counts[k],
                                       k + 1 == trace.counts.size() ? 1UL : 0UL,
                                       static_cast<unsigned long>(cycles)});
    }
    for (const golden::LayerTrace& layer : trace.layers) {
      updates += static_cast<std::uint64_t>(
          std::count_if(layer.flags.begin(), layer.flags.end(), [](std::uint8_t flags) {
            return (flags & golden::kCommitted) != 0;
          }));
    }
  }
  CHECK(beat == beats.size());
  CHECK(vectors.updates == updates);
  CHECK(updates > 0);
  // Two whole frames of two pixels, and before the last one of 1 pixel and one of 4.
  const auto pixels = table(content(vectors, "pixels.hex"));
  std::vector<unsigned long> flags;
  for (const auto& line : pixels) flags.push_back(line.at(2));
  CHECK(flags == std::vector<unsigned long>{2, 1, 5, 0, 0, 0, 5, 2, 1});
}

TEST_CASE("expected: the lines of a layer are its words of neurons in the order of commits") {
  const network::Network network = three_neurons();
  const plan::Plan plan = plan::make_plan(network, test::lanes(2));
  const auto vectors = expected::drawn_vectors(network, plan);
  REQUIRE(vectors.files.size() == 2 + network.layers.size());
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const auto lines = table(content(vectors, "layer" + std::to_string(k + 1) + ".hex"));
    REQUIRE_FALSE(lines.empty());
    const auto key = [](const std::vector<unsigned long>& line) {
      return std::vector<unsigned long>(line.begin(), line.begin() + 3);  // image, step, base
    };
    for (std::size_t i = 0; i < lines.size(); ++i) {
      CHECK(lines[i].size() == 10);
      CHECK(lines[i][2] % static_cast<unsigned long>(plan.layers[k].neuron_lanes) == 0);
      if (i > 0) CHECK(key(lines[i - 1]) < key(lines[i]));
    }
  }
}
