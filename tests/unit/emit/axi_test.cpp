// SPDX-License-Identifier: Apache-2.0
//
// The register map, and everything that is made from it.
#include "gen/emit/axi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "gen/base/files.hpp"
#include "gen/emit/embedded.hpp"
#include "gen/emit/emit.hpp"
#include "tests/support.hpp"
#include "tests/unit/emit/rendered.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

using Offsets = std::map<std::string, int>;

network::Network small() { return test::random_network(3, {.layers = 3}); }

plan::Plan plan_of(const network::Network& network) {
  return plan::make_plan(network, test::lanes(40, 40));
}

emit::AxiMap map_of(const network::Network& network, bool thresholds = false) {
  const plan::Plan plan = plan_of(network);
  return emit::make_axi_map(
      network,
      plan,
      {"0123abcd89abcdef0000", "", "", {.thresholds = thresholds, .axi = true}},
      emit::memories_of(network, plan));
}

test::Files rendered(const emit::Features& features) {
  return test::rendered(small(), test::lanes(40, 40), {"hash", "generic", "command", features});
}

nlohmann::json manifest_of(const emit::Features& features) {
  return nlohmann::json::parse(
      emit::manifest_text(small(), plan_of(small()), {"hash", "generic", "command", features}, {}));
}

/// All matches of `pattern`: its first group is a name, its second a number.
Offsets numbers(const std::string& text, const std::string& pattern) {
  Offsets out;
  for (const std::smatch& at : test::matches(text, pattern)) {
    out[at[1]] = std::stoi(at[2], nullptr, 0);
  }
  return out;
}

Offsets offsets_of(const emit::AxiMap& map) {
  Offsets out;
  for (const emit::AxiRegister& entry : map.registers) out[entry.name] = entry.offset;
  return out;
}

}  // namespace

TEST_CASE("emit: registers lie apart, on words, and within the address space") {
  const emit::AxiMap map = map_of(small());
  std::set<int> taken;
  for (const emit::AxiRegister& entry : map.registers) {
    CAPTURE(entry.name);
    CHECK_FALSE(entry.text.empty());
    for (std::size_t k = 0; k < entry.reset.size(); ++k) {
      const int address = entry.offset + static_cast<int>(k) * entry.stride;
      CHECK(address % 4 == 0);
      CHECK(address < 1 << emit::kAxiAddressBits);
      CHECK(taken.insert(address).second);
    }
    std::uint64_t bits = 0;
    for (const emit::AxiField& field : entry.fields) {
      CAPTURE(field.name);
      CHECK((0 <= field.low && field.low <= field.high && field.high < 32));
      const std::uint64_t mask = ((std::uint64_t{1} << (field.high - field.low + 1)) - 1)
                                 << field.low;
      CHECK((bits & mask) == 0);
      bits |= mask;
    }
  }
}

TEST_CASE("emit: the map holds what the network is, and has room for the widest mask") {
  const network::Network network = small();
  const emit::AxiMap map = map_of(network, true);
  CHECK(emit::axi_register(map, "HASH0").reset.front() == 0x0123abcdU);
  CHECK(emit::axi_register(map, "HASH1").reset.front() == 0x89abcdefU);
  CHECK(emit::axi_register(map, "LAYERS").reset.front() == 3);
  CHECK(emit::axi_register(map, "INPUT_SIZE").reset.front() ==
        static_cast<std::uint32_t>(network.input.size()));
  CHECK(emit::axi_register(map, "LAYER_NEURONS").reset.at(2) ==
        static_cast<std::uint32_t>(network.layers[2].outputs));
  CHECK(emit::axi_register(map, "LAYER_SHAPE").reset.at(0) >> 31 == 1);
  CHECK(emit::axi_register(map_of(network), "LAYER_SHAPE").reset.at(0) >> 31 == 0);
  int widest = 0;
  for (const plan::LayerPlan& layer : plan_of(network).layers) {
    widest = std::max(widest, layer.neuron_lanes);
  }
  CHECK(static_cast<int>(emit::axi_register(map, "MASK_DATA").reset.size()) == (widest + 31) / 32);
}

TEST_CASE("emit: page, header, JSON file and decoder of the registers say the same") {
  const emit::AxiMap map = map_of(small());
  const auto files = rendered({.thresholds = true, .axi = true});
  const Offsets expected = offsets_of(map);
  for (const auto& [name, offset] : expected) {
    const std::string row = fmt::format("\n| 0x{:03x}", offset);
    const std::string text = files.at("axi/registers.md");
    const std::size_t at = text.find(row);
    REQUIRE(at != std::string::npos);
    CHECK_THAT(text.substr(at, text.find('\n', at + 1) - at), Contains("| " + name + " |"));
  }
  Offsets header = numbers(files.at("axi/registers.h"),
                           "#define SF_([A-Z0-9_]+?)(?:\\(k\\) \\(| )(0x[0-9a-f]{3})u");
  CHECK(header == expected);
  Offsets json;
  const auto parsed = nlohmann::json::parse(files.at("axi/registers.json"));
  for (const auto& entry : parsed.at("registers")) json[entry.at("name")] = entry.at("offset");
  CHECK(json == expected);
  Offsets constants;
  for (const auto& [name, offset] : expected) constants[emit::axi_constant(name)] = offset;
  CHECK(numbers(files.at("sf_axi_pkg.sv"), " Addr(\\w+) = 12'd(\\d+);") == constants);
  // The fields too.
  Offsets bits, masks_low;
  for (const emit::AxiRegister& entry : map.registers) {
    for (const emit::AxiField& field : entry.fields) {
      bits[emit::axi_constant(entry.name) + emit::axi_constant(field.name)] = field.low;
      masks_low[entry.name + "_" + field.name] = field.low;
    }
  }
  CHECK(numbers(files.at("sf_axi_pkg.sv"), " Bit(\\w+) = (\\d+);") == bits);
  CHECK(numbers(files.at("axi/registers.h"), "#define SF_([A-Z0-9_]+)_LSB (\\d+)u") == masks_low);
}

TEST_CASE("emit: proofs and lint of the registers have a package as it is emitted") {
  const std::string file = test::source("tests/data/sf_axi_pkg.sv");
  const network::Network network = test::random_network(3, {.layers = 3});
  const std::string text = test::rendered_axi(network, test::lanes(40, 40)).at("sf_axi_pkg.sv");
  if (std::getenv("UPDATE_SNAPSHOTS") != nullptr) files::write(file, text);
  CHECK(text == files::read(file));
}

/// `text` without the ports by which a wrapper reads the core's memories.
std::string without_check(const std::string& text) {
  static const std::regex kOnlyWithWrapper("heck_|Check|CHECK|what the memories hold|unused");
  std::string out;
  for (const std::string& line : test::lines_of(text)) {
    if (!std::regex_search(line, kOnlyWithWrapper)) out += line + "\n";
  }
  return out;
}

TEST_CASE("emit: a wrapper adds files and takes nothing away, and without it nothing is there") {
  const auto plain = rendered({}), axi = rendered({.axi = true});
  for (const auto& [path, content] : plain) {
    CHECK(path.find("axi") == std::string::npos);
    if (path == "filelist.f" || path == "sf_core.core") continue;
    CAPTURE(path);
    CHECK(without_check(axi.at(path)) == without_check(content));
  }
  CHECK_THAT(axi.at("filelist.f"), Contains("sf_core.sv\nsf_axi_pkg.sv\nrtl/sf_axi_layer.sv\n"));
  CHECK(axi.at("filelist.f").ends_with(".sv\nsf_axi.sv\n"));
  const auto manifest = manifest_of({.axi = true});
  CHECK(manifest.at("top") == "sf_core");
  CHECK(manifest.at("wrapper").at("top") == "sf_axi");
  CHECK_FALSE(manifest_of({}).contains("wrapper"));
}

TEST_CASE("emit: the header says how many bytes an image has in a buffer of many") {
  network::Network network = small();
  const int size = network.input.size();
  for (const int beat : {1, 2, 4}) {
    CAPTURE(size, beat);
    plan::Options options = test::lanes(40, 40);
    options.pixels_per_beat = beat;
    const std::string header = test::rendered_axi(network, options).at("axi/registers.h");
    CHECK_THAT(header, Contains(fmt::format("#define SF_PIXELS_PER_BEAT {}u\n", beat)));
    CHECK_THAT(
        header,
        Contains(fmt::format("#define SF_IMAGE_STRIDE {}u\n", (size + beat - 1) / beat * beat)));
  }
}

TEST_CASE("emit: a network with more layers than the map has room for is refused") {
  network::Network network = small();
  while (network.layers.size() <= emit::kAxiMaxLayers) network.layers.push_back(network.layers[2]);
  plan::Plan plan = plan_of(small());
  plan.layers.resize(network.layers.size(), plan.layers.back());
  const Error error = test::error_of(
      ErrorCode::kShape, "16 layers", [&] { (void)emit::make_axi_map(network, plan, {}, {}); });
  CHECK_THAT(error.what(), Contains("17"));
}

TEST_CASE("emit: an unknown wrapper is refused, a known one stands in the command line") {
  const test::TempDir folder;
  emit::Request request;
  request.network = test::source("tests/data/three-neurons");
  request.output = folder / "core";
  request.wrapper = "pci";
  const Error error = test::error_of(ErrorCode::kUsage, "--wrapper", [&] { emit::emit(request); });
  CHECK_THAT(error.what(), Contains("axi") && Contains("pci"));
  request.wrapper = "axi";
  request.thresholds = true;
  emit::emit(request);
  const auto manifest = nlohmann::json::parse(files::read(folder / "core/manifest.json"));
  CHECK_THAT(manifest.at("command").get<std::string>(), Contains(" --wrapper axi --thresholds"));
  CHECK(manifest.at("thresholds") == true);
}
