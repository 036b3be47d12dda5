// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
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

/// The numbers of every row of the README's table whose header begins with `header`.
std::vector<std::istringstream> table(const std::string& header) {
  const std::string text = readme();
  std::istringstream lines(text.substr(text.find(header)));
  std::vector<std::istringstream> found;
  std::string line;
  std::getline(lines, line);  // the header, and then the line of dashes
  for (std::getline(lines, line); std::getline(lines, line) && line.starts_with("|");) {
    for (const char mark : {'|', '(', ')', ','}) std::replace(line.begin(), line.end(), mark, ' ');
    found.emplace_back(line);
  }
  return found;
}

std::vector<Row> rows() {
  std::vector<Row> found;
  for (std::istringstream& in : table("| step | layer | neuron |")) {
    Row row{};
    in >> row.step >> row.layer >> row.neuron >> row.c >> row.d0 >> row.d >> row.leak >> row.rest >>
        row.v1 >> row.spike >> row.over >> row.v >> row.armed;
    REQUIRE(in);
    found.push_back(row);
  }
  return found;
}

/// The first JSON that the README shows, after `heading`.
std::string shown_after(const std::string& heading) {
  const std::string text = readme();
  const std::size_t begin = text.find("```json\n", text.find(heading)) + std::size_t{8};
  return text.substr(begin, text.find("```", begin) - begin);
}

}  // namespace

TEST_CASE("README of the network: its example is the network of tests/data") {
  CHECK(shown_after("") == files::read(test::source("tests/data/three-neurons/network.json")));
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
    const network::Neuron& neuron = net.neuron_of(layer);
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

namespace {

constexpr std::array<std::uint8_t, 6> kMapPixels{10, 200, 30, 90, 50, 250};

network::Network maps() { return network::load(test::source("tests/data/small-maps")); }

/// A row of the README's table of commits of the convolution.
struct MapRow {
  int step, layer, neuron, y, x, c;
  std::array<std::int64_t, 4> window;
  std::int64_t d0;
  int spike, v;
};

std::vector<MapRow> map_rows() {
  std::vector<MapRow> found;
  for (std::istringstream& in : table("| step | layer | neuron | (y, x, c) |")) {
    MapRow row{};
    in >> row.step >> row.layer >> row.neuron >> row.y >> row.x >> row.c;
    for (std::int64_t& counter : row.window) in >> counter;
    in >> row.d0 >> row.spike >> row.v;
    REQUIRE(in);
    found.push_back(row);
  }
  return found;
}

/// The network up to `layer`, whose pool and factor are taken away: its D is the C of a position.
network::Network without_pool(std::size_t layer) {
  network::Network net = maps();
  net.layers.resize(layer + 1);
  network::Layer& last = net.layers.back();
  last.conv->pool = network::Pool::kNone;
  last.conv->pool_size = 1;
  last.outputs = last.conv->output().size();
  last.mul = {1};
  last.shift = 0;
  return net;
}

}  // namespace

TEST_CASE("README of the network: its convolutions are those of tests/data") {
  const std::string shown = shown_after("\n## 7. Worked convolution");
  REQUIRE(shown.starts_with("    {\n      \"kind\": \"conv2d\""));
  CHECK_THAT(files::read(test::source("tests/data/small-maps/network.json")),
             Catch::Contains("\"layers\": [\n" + shown + "  ],"));
  const network::Network net = maps();
  CHECK(net.layers[0].weights == std::vector<std::int8_t>{1, -1, 2, 3, -2, 1, -4, 0});
  CHECK(net.layers[1].weights == std::vector<std::int8_t>{3, -2, 1, 5, -1, 4, 2, -3});
  CHECK(net.layers[0].bias == std::vector<std::int32_t>{20, -100});
  CHECK(net.layers[1].bias == std::vector<std::int32_t>{-1});
  CHECK(net.layers[0].mul == std::vector<std::int16_t>{12, -9});
  CHECK(net.layers[1].mul == std::vector<std::int16_t>{3001});
}

TEST_CASE("README of the network: the golden model makes every commit of the convolution") {
  const network::Network net = maps();
  golden::Golden model(net);
  const golden::Trace trace = model.run(kMapPixels, 0);
  const std::vector<MapRow> table = map_rows();
  REQUIRE(table.size() == 4 * 5);
  std::size_t index = 0;
  for (const MapRow& row : table) {
    INFO("step " << row.step << ", layer " << row.layer << ", neuron " << row.neuron);
    CHECK(row.step == static_cast<int>(index / 5) + 1);
    CHECK((row.layer - 1) * 4 + row.neuron == static_cast<int>(index % 5));
    ++index;
    const auto k = static_cast<std::size_t>(row.layer - 1);
    const network::Shape size = net.layers[k].conv->output();
    CHECK(row.neuron == (row.y * size.width + row.x) * size.channels + row.c);
    const std::size_t at = static_cast<std::size_t>((row.step - 1) * size.size() + row.neuron);
    const golden::LayerTrace& layer = trace.layers[k];
    CHECK(layer.drive[at] == row.d0);
    CHECK(layer.spike[at] == row.spike);
    CHECK(layer.potential[at] == row.v);
    CHECK((layer.flags[at] & golden::kArmed) != 0);
  }
}

TEST_CASE("README of the network: the drives of the convolution follow from its counters") {
  const network::Network net = maps();
  for (const MapRow& row : map_rows()) {
    INFO("step " << row.step << ", layer " << row.layer << ", neuron " << row.neuron);
    const auto k = static_cast<std::size_t>(row.layer - 1);
    const network::Layer& layer = net.layers[k];
    const network::Shape size = layer.conv->convolved();
    golden::Golden model(without_pool(k));
    const auto& counters = model.run(kMapPixels, 0).layers[k].drive;
    const int mul = layer.mul[static_cast<std::size_t>(row.c)];
    std::int64_t sum = 0;
    std::int64_t largest = INT64_MIN;
    for (std::size_t i = 0; i < 4; ++i) {
      const int y = 2 * row.y + static_cast<int>(i / 2);
      const int x = 2 * row.x + static_cast<int>(i % 2);
      const int at = ((row.step - 1) * size.height + y) * size.width + x;
      CHECK(counters[static_cast<std::size_t>(at * size.channels + row.c)] == row.window[i]);
      sum += row.window[i];
      largest = std::max(largest, golden::requantise(row.window[i], mul, layer.shift));
    }
    CHECK(row.d0 == (k == 0 ? largest : golden::requantise(sum, mul, layer.shift)));
  }
}
