// SPDX-License-Identifier: Apache-2.0
#include "sim/models/table.hpp"

#include "tests/support/tools.hpp"
#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using models::TrainedNetwork;
using nlohmann::json;

namespace {

constexpr const char* kPlaces =
    "before\n"
    "<!-- paper's table: written by spinforge-sim table -->\n<!-- end of paper's table -->\n"
    "between\n"
    "<!-- table: written by spinforge-sim table -->\nold\n<!-- end of table -->\n"
    "after\n";

/// Saves the small network as `name` into `directory`/`name`.
std::string save_model(const test::TempDir& directory, const std::string& name) {
  network::Network net = test::small_network();
  net.name = name;
  net.provenance = R"({"results":{"train":{"accuracy_integer":0.98765}}})";
  network::save(net, directory / name);
  return directory / name;
}

/// Layer 2 is the busier one.
json layers() {
  return {{{"lanes", 64},
           {"neuron_lanes", 16},
           {"cycles", {{"mean", 100.0}}},
           {"over_share", 0.3187},
           {"lane_utilisation", 0.5}},
          {{"lanes", 32},
           {"neuron_lanes", 4},
           {"cycles", {{"mean", 300.0}}},
           {"over_share", nullptr},
           {"lane_utilisation", 0.8125}}};
}

json record_of(const std::string& directory) {
  return {{"network_hash", network::directory_hash(directory)},
          {"images", 10000},
          {"commits_compared", 1234567},
          {"mismatches", 0},
          {"accuracy", 0.9912},
          {"order", "time"},
          {"cycles_per_image", {{"mean", 4321.4}}},
          {"interval", {{"mean", 2345.6}}},
          {"timing_model_exact", true},
          {"layers", layers()}};
}

void save_record(const std::string& directory, const json& record) {
  files::write(directory + "/verified.json", record.dump());
}

/// mnist-fc-dw with its record.
struct Verified {
  test::TempDir dir;
  std::string path = save_model(dir, "mnist-fc-dw");
  json record = record_of(path);
  Verified() { save(); }
  void save() const { save_record(path, record); }
  [[nodiscard]] std::vector<TrainedNetwork> load() const { return models::load_models(dir.path()); }
  /// The error of its record as it is now.
  [[nodiscard]] Error refused() const {
    save();
    return test::error_of([&] { (void)load(); });
  }
};

/// The line of `text` that begins with `start`.
std::string line(const std::string& text, const std::string& start) {
  const std::size_t at = text.find("| " + start);
  REQUIRE(at != std::string::npos);
  return text.substr(at, text.find('\n', at) - at);
}

network::Layer conv_layer(const network::Conv& conv) {
  network::Layer layer;
  layer.conv = conv;
  layer.inputs = conv.input.size();
  layer.outputs = conv.output().size();
  return layer;
}

}  // namespace

TEST_CASE("the shape of a network tells its layers") {
  CHECK(models::shape(test::small_network()) == "20-23-11");
  network::Network net;
  net.input = {{.height = 28, .width = 28}};
  network::Conv first{.input = {.height = 28, .width = 28},
                      .channels = 32,
                      .kernel = 5,
                      .padding = 2,
                      .pool = network::Pool::kMax,
                      .pool_size = 2};
  network::Conv second = first;
  second.input = first.output();
  second.channels = 64;
  network::Layer dense;
  dense.outputs = 10;
  net.layers = {conv_layer(first), conv_layer(second), dense};
  CHECK(models::shape(net) == "28x28-32c5-p2-64c5-p2-10");
  net.layers[0].conv->padding = 5;
  net.layers[1].conv->pool = network::Pool::kSum;
  CHECK(models::shape(net) == "28x28-32c5p5-p2-64c5-a2-10");
  net.input.channels = 3;
  net.layers[0].conv->stride = 2;
  net.layers[0].conv->padding = 0;
  net.layers[1].conv->pool = network::Pool::kNone;
  CHECK(models::shape(net) == "28x28x3-32c5s2p0-p2-64c5-10");
}

TEST_CASE("a network's row has what its record says, and the lanes of its busiest layer") {
  const Verified one;
  save_model(one.dir, "other");
  const std::string table = models::model_table(one.load());
  CHECK_THAT(line(table, "mnist-fc-dw"),
             Contains("| 20-23-11 | S") && Contains("98.77") && Contains("99.12") &&
                 Contains("| time") && Contains("32/4") && Contains("4,321") && Contains("2,346") &&
                 Contains("81.25") && Contains("| 31.9, - ") &&
                 Contains("10,000 images, 1,234,567 updates, 0 mismatches, timing exact"));
  CHECK_THAT(line(table, "other"), Contains("98.77") && Contains("not verified"));
}

TEST_CASE("a network's row says how long a reset takes, and whether the range has an upper end") {
  network::Network net = test::small_network();
  const auto row = [&] { return models::model_table({{.directory = "", .network = net, .record = {}}}); };
  CHECK_THAT(row(), Contains("| none ") && Contains("| open "));
  for (network::Neuron& neuron : net.neurons) {
    neuron.refractory = 2;
    neuron.closed = true;
  }
  CHECK_THAT(row(), Contains(" 2 | closed"));
  for (network::Neuron& neuron : net.neurons) neuron.kind = network::NeuronKind::kLeaky;
  CHECK_THAT(row(), !Contains("open") && !Contains("none ") && !Contains("closed"));
}

TEST_CASE("images in flight together leave the use of lanes open") {
  Verified one;
  for (json& layer : one.record["layers"]) layer["cycles"] = layer["lane_utilisation"] = nullptr;
  one.save();
  CHECK_THAT(models::model_table(one.load()), Contains("64/16"));
}

TEST_CASE("the paper's table sets the RTL before the paper and shows what is missing as -") {
  const Verified one;
  const std::string part = save_model(one.dir, "fmnist-csnn-hall180");
  json some = record_of(part);
  some["images"] = 1000;
  save_record(part, some);
  save_model(one.dir, "mnist-csnn-leaky");
  const std::string table = models::paper_table(one.load());
  CHECK_THAT(line(table, "neuron"), Contains("FC-MNIST") && Contains("CSNN-FMNIST"));
  CHECK_THAT(line(table, "domain wall"),
             Contains("| **99.12** (98.77), paper 96.61 (97.87) ") &&
                 Contains("| -, paper 96.99 (96.86) ") && Contains("| -, paper 90.97 (88.98) "));
  CHECK_THAT(line(table, "measured"),
             Contains("| **99.12** of 1,000 images (98.77), paper 87.67 (89) |"));
  CHECK_THAT(line(table, "snnTorch"), Contains("| - (98.77), paper 96.79 (97.28) "));
  CHECK_THAT(line(table, "snnTorch"), Contains("| -, paper - "));
}

TEST_CASE("the record of another version of a network does not count") {
  const Verified one;
  REQUIRE(one.load()[0].record);
  network::Network net = network::load(one.path);
  net.seed += 1;
  network::save(net, one.path);
  CHECK_FALSE(one.load()[0].record);
}

TEST_CASE("a record that lacks something is refused with its name") {
  Verified one;
  const auto key = GENERATE("network_hash", "layers", "accuracy");
  one.record.erase(key);
  const Error error = one.refused();
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.what(), Contains("verified.json") && Contains(key));
}

TEST_CASE("an impossible value in a record is refused with its file and key") {
  Verified one;
  using Case = std::pair<std::string, json>;
  const auto [pointer, value] = GENERATE(values<Case>({
      {"/images", "many"},
      {"/images", 0},
      {"/images", std::int64_t{1} << 32},
      {"/commits_compared", 1e300},
      {"/commits_compared", std::uint64_t{1} << 63},
      {"/mismatches", -5},
      {"/accuracy", 7.5},
      {"/accuracy", "0.9"},
      {"/accuracy", -0.1},
      {"/cycles_per_image", 4321},
      {"/cycles_per_image/mean", 1e30},
      {"/timing_model_exact", 1},
      {"/layers", {{"lanes", 3}}},
      {"/layers/0", nullptr},
      {"/layers/1/lanes", std::int64_t{1} << 40},
      {"/layers/1/neuron_lanes", 0},
      {"/layers/0/lane_utilisation", 1.5},
      {"/layers/0/over_share", 1.5},
      {"/layers/0/cycles/mean", "100"},
  }));
  INFO(pointer << " = " << value);
  one.record[json::json_pointer(pointer)] = value;
  const Error error = one.refused();
  CHECK((error.code() == ErrorCode::kParse || error.code() == ErrorCode::kRange));
  const std::string key = pointer.substr(pointer.rfind('/') + 1);
  CHECK_THAT(error.where(), Contains("verified.json / "));
  CHECK_THAT(error.where(), Contains(key == "0" ? "layer 1" : key));
}

TEST_CASE("a record of other layers than its network's is refused") {
  Verified one;
  one.record["layers"].erase(1);
  const Error error = one.refused();
  CHECK(error.code() == ErrorCode::kShape);
  CHECK_THAT(error.what(), Contains("verified.json / layers: expected the network's 2, got 1"));
}

TEST_CASE("a share in a network's provenance that is none is refused with its file and key") {
  const test::TempDir dir;
  const std::string path = save_model(dir, "mnist-fc-dw");
  network::Network net = network::load(path);
  const auto value = GENERATE(as<std::string>{}, "7.5", "\"high\"", "-1", "null", "[]");
  INFO(value);
  net.provenance = R"({"results":{"train":{"accuracy_integer":)" + value + "}}}";
  network::save(net, path);
  const auto models = models::load_models(dir.path());
  const Error error = test::error_of([&] { (void)models::model_table(models); });
  CHECK(error.where() == path + "/network.json / provenance / results / train / accuracy_integer");
  net.provenance = R"({"results":[1,2]})";
  network::save(net, path);
  const auto others = models::load_models(dir.path());
  CHECK(test::error_of([&] { (void)models::paper_table(others); }).where() ==
        path + "/network.json / provenance / results");
}

TEST_CASE("a confusion matrix is read back, absent in old records, and refused where it is wrong") {
  Verified one;
  CHECK(one.load()[0].record->confusion.empty());
  one.record["accuracy"] = 0.9;
  one.record["confusion"] = {{4000, 1}, {999, 5000}};
  one.save();
  CHECK(json(one.load()[0].record->confusion) == one.record["confusion"]);
  const auto wrong = GENERATE(values<json>({json{{4000, 1}, {999, 4999}},
                                            json{{4001, 0}, {999, 5000}},
                                            json{{4000, 1}, {5999}},
                                            json{{4000, 1}},
                                            json{{4000, -1}, {1001, 5000}},
                                            json{{std::uint64_t{1} << 63, 1}, {1001, 5000}},
                                            json{1, 2},
                                            json("text")}));
  INFO(wrong.dump());
  one.record["confusion"] = wrong;
  const Error error = one.refused();
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.where(), Contains("verified.json / confusion"));
}

TEST_CASE("tables go between their markers and nothing else changes") {
  const test::TempDir dir;
  save_model(dir, "mnist-fc-dw");
  const std::vector<TrainedNetwork> models = models::load_models(dir.path());
  const std::string once = models::with_tables(kPlaces, models, "page");
  CHECK(once == models::with_tables(once, models, "page"));
  CHECK_THAT(once,
             Contains(models::paper_table(models)) && Contains(models::model_table(models)) &&
                 !Contains("\nold\n") && Catch::StartsWith("before\n") && Contains("\nbetween\n") &&
                 Catch::EndsWith("\nafter\n"));
  std::string torn = kPlaces;
  torn.erase(torn.find("<!-- end of paper's"), 5);
  const Error error = test::error_of(
      ErrorCode::kParse, "page", [&] { (void)models::with_tables(torn, models, "page"); });
  CHECK_THAT(error.what(), Contains("<!-- end of paper's table -->"));
}

TEST_CASE("table checks and updates a page") {
  const test::TempDir dir;
  const std::string models = dir / "models";
  const std::string page = dir / "page.md";
  network::save(test::small_network(), models + "/small");
  files::write(page, kPlaces);
  const auto tool = [&](const std::string& option) {
    return test::shell(SPINFORGE_SIM " table " + models + " " + option + " " + page).status;
  };
  CHECK(tool("--check") == 1);
  CHECK(tool("--update") == 0);
  CHECK(tool("--check") == 0);
  CHECK_THAT(files::read(page), Contains("not verified"));
}

TEST_CASE("README's tables are those of the committed networks") {
  const std::string readme = files::read(test::source("README.md"));
  const std::vector<TrainedNetwork> models = models::load_models(test::source("weights/models"));
  INFO("run `spinforge-sim table weights/models --update README.md`");
  CHECK(models::with_tables(readme, models, "README.md") == readme);
}
