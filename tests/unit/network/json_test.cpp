// SPDX-License-Identifier: Apache-2.0
#include "gen/network/json.hpp"

#include "tests/support.hpp"
#include "tests/unit/network/small.hpp"

using namespace spinforge;
using network::Network;

namespace {

const std::vector<network::TensorNames> kNames{{"w1", "b1", "m1"}, {"w2", "b2", ""}};

std::string small_text() { return network::to_json(test::small(), kNames); }

Error error_in(const std::string& text) {
  return test::error_of([&] { (void)network::from_json(text, "n.json"); });
}

void check(const std::vector<test::Edit>& edits, ErrorCode code = ErrorCode::kParse) {
  test::check_edits(small_text(), code, edits);
}

void check_range(const std::vector<test::Edit>& edits) { check(edits, ErrorCode::kRange); }

}  // namespace

TEST_CASE("a description is read back as it was written, tensors aside") {
  Network net = test::small();
  net.seed = 0xffffffff;
  net.input.coding = network::Coding::kRate;
  net.neurons[0].model = "hall";
  net.neurons[0].reset = false;
  net.neurons[0].leak_gated = true;
  net.neurons[0].has_gain = true;
  net.neurons[0].fields = {{.name = "180 Oe", .gain = -7, .th_lo = 1, .th_hi = 2, .th_rest = -3},
                           {.name = "0 Oe", .gate_en = false}};
  net.neurons[1].reset_to_zero = true;
  // Written before the first one alphabetically: order is the file's, not the alphabet's.
  net.neurons.push_back(test::neuron_s());
  net.neurons.back().name = "A";
  const network::Description got = network::from_json(network::to_json(net, kNames), "n.json");
  for (network::Layer& layer : net.layers) {
    layer.weights.clear();
    layer.bias.clear();
    layer.mul.clear();
  }
  CHECK(got.network == net);
  CHECK(got.tensors[0].mul == "m1");
  CHECK(got.tensors[1].weight == "w2");
  CHECK(got.tensors[1].mul.empty());
}

TEST_CASE(
    "what came with version 2 is written where it is used, and not read in a file of version 1") {
  Network net = test::small();
  CHECK(network::schema_version(net) == 1);
  CHECK(small_text().find("window") == std::string::npos);
  net.neurons[0].closed = true;
  CHECK(network::schema_version(net) == 2);
  const std::string text = network::to_json(net, kNames);
  CHECK_THAT(text,
             Catch::Contains("\"schema_version\": 2") && Catch::Contains("\"window\": \"closed\""));
  CHECK(network::from_json(text, "n.json").network.neurons == net.neurons);
  const std::string older = test::replaced(text, "\"schema_version\": 2", "\"schema_version\": 1");
  CHECK_THAT(error_in(older).what(), Catch::Contains("neuron S / window: unknown key"));
  const std::string said = test::replaced(text, "\"closed\"", "\"open\"");
  CHECK(network::from_json(said, "n.json").network.neurons == test::small().neurons);
  CHECK_THAT(error_in(test::replaced(text, "\"closed\"", "\"shut\"")).what(),
             Catch::Contains("expected one of \"open\", \"closed\", got \"shut\""));
}

TEST_CASE("missing keys are refused by name, at every level") {
  check({
      {"'seed': 1,", "", "seed", "missing; expected an integer"},
      {"'height': 2,", "", "input / height", "missing"},
      {"'KA': 159,", "", "neuron S / KA", "missing"},
      {"'TH_LO': 12288,", "", "neuron S / fields[0] / TH_LO", "missing"},
      {"'shift': 2,", "", "layer 1 / shift", "missing"},
      {"'weight': 'w2',", "", "layer 2 / weight", "missing; expected a text"},
  });
}

TEST_CASE("values of a wrong type are refused by name") {
  check({
      {"'steps': 4", "'steps': 4.0", "steps", "expected an integer, got 4.0"},
      {"'steps': 4", "'steps': '4'", "steps", "expected an integer, got '4'"},
      {"'steps': 4", "'steps': null", "steps", "got null"},
      {"'name': 'small'", "'name': [1]", "name", "expected a text, got an array"},
      {"'GATE_EN': true",
       "'GATE_EN': 1",
       "neuron S / fields[0] / GATE_EN",
       "expected true or false, got 1"},
      {"'provenance': {", "'provenance': 1, 'x': {", "provenance", "expected an object"},
  });
  check_range({
      {"'seed': 1", "'seed': -1", "seed", "0..4294967295, got -1"},
      {"'seed': 1", "'seed': 4294967296", "seed", "got 4294967296"},
      {"'steps': 4", "'steps': 18446744073709551615", "steps", "out of range"},
  });
}

TEST_CASE("a neuron's register that is none is one sentence, whatever is wrong with it") {
  const auto said = [](const char* from, const char* to) {
    return std::string(error_in(test::replaced(small_text(), from, to)).what());
  };
  CHECK(said("\"KA\": 159", "\"KA\": \"159\"") ==
        "n.json / neuron S / KA: wrong type; expected an integer, got \"159\"; correct the file");
  CHECK(said("\"LEAK_GATED\": false", "\"LEAK_GATED\": 0") ==
        "n.json / neuron S / LEAK_GATED: wrong type; expected true or false, got 0; correct the "
        "file");
  CHECK(said("\"KA\": 159", "\"KA\": 99999999999") ==
        "n.json / neuron S / KA: out of range; expected -2147483648..2147483647, got 99999999999; "
        "correct the file");
}

TEST_CASE("words outside their lists are refused with the list") {
  check({
      {"'schema_version': 1", "'schema_version': 3", "schema_version", "expected 1..2, got 3"},
      {"'coding': 'direct'",
       "'coding': 'ttfs'",
       "input / coding",
       "expected one of 'direct', 'rate', got 'ttfs'"},
      {"'model': 'dw'", "'model': 'lif'", "neuron S / model", "'dw', 'hall', 'leaky'"},
      {"'reset': 'rest'", "'reset': 'zero'", "neuron S / reset", "'rest', 'none'"},
      {"'kind': 'dense'", "'kind': 'lstm'", "layer 1 / kind", "got 'lstm'"},
      {"'neuron': 'L'", "'neuron': 'M'", "layer 2 / neuron", "got 'M'"},
  });
}

TEST_CASE("unknown keys are refused with the keys that are known") {
  check({
      {"'seed': 1,", "'seed': 1, 'sed': 1,", "sed", "unknown key"},
      {"'BETA': 973,", "'BETA': 973, 'KA': 1,", "neuron L / KA", "BETA"},
      {"'field_code': 0,", "'field_code': 0, 'stride': 1,", "layer 1 / stride", "unknown key"},
  });
}

TEST_CASE("a key given twice is refused") {
  const Error error =
      error_in(test::replaced(small_text(), "\"seed\": 1,", "\"seed\": 1, \"seed\": 2,"));
  CHECK_THAT(error.what(), Catch::Contains("key \"seed\" is given twice"));
}

TEST_CASE("a gain in one register set of a neuron but not in the other is refused") {
  Network net = test::small();
  net.neurons[0].has_gain = true;
  net.neurons[0].fields.resize(2, net.neurons[0].fields[0]);
  std::string text = network::to_json(net, kNames);
  const std::string gain = "\"GAIN\": 128,";
  text.erase(text.find(gain), gain.size());
  CHECK(error_in(text).where() == "n.json / neuron S / fields[0] / GAIN");
}

TEST_CASE("a text cut at any place is refused with the line where it ends") {
  const std::string text = small_text();
  const std::size_t end = text.rfind('}');
  for (std::size_t length = 0; length < end; length += 7) {
    REQUIRE(error_in(text.substr(0, length)).code() == ErrorCode::kParse);
  }
  CHECK_THAT(error_in("{\n  \"a\": ?}").what(), Catch::Contains("line 2, column 8"));
}

TEST_CASE("texts that are no object, too deep or no UTF-8 are refused") {
  CHECK(error_in("[]").code() == ErrorCode::kParse);
  CHECK(error_in("").code() == ErrorCode::kParse);
  CHECK(error_in("{\"name\": \"\xff\"}").code() == ErrorCode::kParse);
  CHECK(error_in("{\"a\": 1e999}").code() == ErrorCode::kParse);
  const Error deep = error_in("{\"a\":" + std::string(100000, '['));
  CHECK_THAT(deep.what(), Catch::Contains("nested too deeply"));
}
