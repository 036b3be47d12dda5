// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <sstream>

#include "gen/base/files.hpp"
#include "gen/network/network.hpp"
#include "sim/golden/golden.hpp"
#include "sim/golden/neuron.hpp"
#include "tests/support.hpp"

using namespace spinforge;

namespace {

constexpr std::array<std::uint8_t, 2> kPixels{200, 40};

std::string readme() { return files::read(test::source("gen/network/README.md")); }

network::Network example() { return network::load(test::source("tests/data/three-neurons")); }

/// A row of the README's table of commits.
struct Row {
  int step, layer, neuron;
  std::int64_t c, d0, d, leak, rest, v1;
  int spike, over, v, armed;
};

std::vector<Row> rows() {
  const std::string text = readme();
  std::istringstream lines(text.substr(text.find("| step | layer | neuron |")));
  std::vector<Row> found;
  std::string line;
  std::getline(lines, line);  // the header, and then the line of dashes
  for (std::getline(lines, line); std::getline(lines, line) && line.starts_with("|");) {
    std::replace(line.begin(), line.end(), '|', ' ');
    std::istringstream in(line);
    Row row{};
    in >> row.step >> row.layer >> row.neuron >> row.c >> row.d0 >> row.d >> row.leak >> row.rest >>
        row.v1 >> row.spike >> row.over >> row.v >> row.armed;
    REQUIRE(in);
    found.push_back(row);
  }
  return found;
}

}  // namespace

TEST_CASE("README of the network: its example is the network of tests/data") {
  const std::string text = readme();
  const std::size_t begin = text.find("```json\n") + 8;
  const std::string shown = text.substr(begin, text.find("```", begin) - begin);
  CHECK(shown == files::read(test::source("tests/data/three-neurons/network.json")));
}

TEST_CASE("README of the network: the golden model makes every commit of the example") {
  const network::Network net = example();
  golden::Golden model(net);
  const golden::Trace& trace = model.run(kPixels, 0);
  const std::vector<Row> table = rows();
  REQUIRE(table.size() == 18);
  for (const Row& row : table) {
    INFO("step " << row.step << ", layer " << row.layer << ", neuron " << row.neuron);
    const auto k = static_cast<std::size_t>(row.layer - 1);
    const auto width = static_cast<std::size_t>(net.layers[k].outputs);
    const std::size_t at =
        static_cast<std::size_t>(row.step - 1) * width + static_cast<std::size_t>(row.neuron);
    const golden::LayerTrace& layer = trace.layers[k];
    CHECK(layer.potential[at] == row.v);
    CHECK(layer.drive[at] == row.d);
    CHECK(layer.spike[at] == row.spike);
    CHECK(((layer.flags[at] & golden::kOver) != 0) == (row.over != 0));
    CHECK(((layer.flags[at] & golden::kArmed) != 0) == (row.armed != 0));
    CHECK((layer.flags[at] & golden::kCommitted) != 0);
  }
  CHECK(trace.counts == std::vector<std::uint16_t>{1, 0});
  CHECK(trace.predicted == 0);
}

TEST_CASE("README of the network: the values on the way to the commits follow from its equations") {
  const network::Network net = example();
  std::array<std::int64_t, 3> before{0, 3000, 3000};  // V_REST
  for (const Row& row : rows()) {
    INFO("step " << row.step << ", layer " << row.layer << ", neuron " << row.neuron);
    const network::Layer& layer = net.layers[static_cast<std::size_t>(row.layer - 1)];
    const network::Neuron& neuron = net.neurons[static_cast<std::size_t>(layer.neuron)];
    std::int64_t& v = before[static_cast<std::size_t>(row.layer - 1 + row.neuron)];
    CHECK(golden::requantise(row.c, layer.mul[static_cast<std::size_t>(row.neuron)], layer.shift) ==
          row.d0);
    CHECK(golden::leak(neuron, v) == row.rest);
    CHECK(std::max<std::int64_t>(std::abs(v) - row.leak - neuron.be, 0) == std::abs(row.rest));
    CHECK(row.v1 == row.rest + row.d);
    CHECK(row.v == (row.spike != 0 ? neuron.v_rest : row.v1));
    v = row.v;
  }
}
