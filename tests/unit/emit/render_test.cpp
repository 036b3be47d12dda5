// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "gen/base/files.hpp"
#include "gen/base/text.hpp"
#include "gen/directory/inventory.hpp"
#include "gen/network/sha256.hpp"
#include "gen/plan/choose.hpp"
#include "tests/support.hpp"
#include "tests/unit/emit/rendered.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using test::lanes;
using test::rendered;

namespace {

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

TEST_CASE("emit: a hundred random networks wire up without a broken invariant") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    plan::Options options = lanes(1 + static_cast<int>(seed * 7 % 80));
    options.order = seed % 2 == 0 ? plan::Order::kStep : plan::Order::kTime;
    CHECK_NOTHROW(rendered(test::random_network(seed), options));
    CHECK_NOTHROW(rendered(test::random_conv_network(seed), options));
  }
  for (const plan::Order order : {plan::Order::kStep, plan::Order::kTime}) {
    plan::Options options = lanes(8);
    options.order = order;
    CHECK_NOTHROW(rendered(test::random_network(1, {.steps = 255}), options));
  }
}

TEST_CASE("emit: nothing depends on the number of emissions, the place or the time") {
  const network::Network network = test::random_network(5);
  const auto second = rendered(network, lanes(4));
  for (const auto& [path, content] : rendered(network, lanes(4))) {
    CAPTURE(path);
    REQUIRE(second.contains(path));
    CHECK(second.at(path) == content);
  }
}

TEST_CASE("emit: the README says what the core takes of each part, and its typical cycles") {
  const network::Network network = test::random_network(5);
  const plan::Plan plan = plan::make_plan(network, lanes(4));
  const std::string readme = rendered(network, lanes(4)).at("README.md");
  CHECK_THAT(readme, Contains("## Instantiate"));
  for (const plan::Target& target : plan::targets()) {
    const plan::Fit fit = plan::fit(target, network, plan);
    const std::size_t row = readme.find("| " + std::string(target.name) + " ");
    REQUIRE(row != std::string::npos);
    const std::string line = readme.substr(row, readme.find('\n', row) - row);
    CHECK_THAT(line, Contains(text::thousands(fit.resources.lut)));
    CHECK_THAT(line, Contains(fit.fits ? "yes" : "no"));
  }
  const auto cycles = plan::typical_timing(network, plan).image_cycles;
  CHECK_THAT(readme, Contains("takes " + text::thousands(cycles) + " cycles"));
}

TEST_CASE("emit: the README names what its commands leave behind") {
  const std::string readme = rendered(test::random_network(5), lanes(4)).at("README.md");
  for (const std::string& product : directory::products()) {
    CHECK_THAT(readme, Contains("`" + product + "`"));
  }
}

TEST_CASE("emit: the README's design connects every port of this very core, once") {
  const network::Network network = test::random_network(5, {.layers = 2});
  const auto files = rendered(network, lanes(4));
  const std::string &readme = files.at("README.md"), &core = files.at("sf_core.sv");
  CHECK_THAT(readme, !Contains("{{") && !Contains("}}"));
  std::size_t ports = 0;
  for (const std::smatch& at :
       test::matches(core, "\n  (?:input |output) logic +(?:\\[[^\n]*\\] +)?(\\w+)")) {
    const std::string connection = "." + at[1].str() + "(";
    CAPTURE(connection);
    const std::size_t first = readme.find(connection);
    CHECK(first != std::string::npos);
    CHECK(readme.find(connection, first + 1) == std::string::npos);
    ++ports;
  }
  CHECK(ports > 40);
}

TEST_CASE("emit: the directory has the licence and the pages of the ports that it has") {
  const network::Network network = test::random_network(5, {.layers = 2});
  const auto files = rendered(network, lanes(4));
  CHECK(files.at("LICENSE") == files::read(test::source("LICENSE")));
  CHECK(files.at("doc/configuration.md") == files::read(test::source("rtl/doc/configuration.md")));
  const auto axi = test::rendered_axi(network, {});
  CHECK(axi.at("doc/axi.md") == files::read(test::source("rtl/doc/axi.md")));
  CHECK_FALSE(files.contains("doc/axi.md"));
}

TEST_CASE("emit: two lane counts differ in the package, the memories and what counts them only") {
  const network::Network network = test::random_network(5, {.layers = 2, .max_size = 60});
  const auto narrow = rendered(network, lanes(1)), wide = rendered(network, lanes(2));
  REQUIRE(narrow.size() == wide.size());
  for (const auto& [path, content] : narrow) {
    const bool may_differ = path == "sf_core_pkg.sv" || path == "sim/model_layers.h" ||
                            path == "bench/sf_bench.sv" || path == "README.md" ||
                            path.starts_with("mem/");
    CAPTURE(path);
    CHECK((may_differ || content == wide.at(path)));
  }
}

TEST_CASE("emit: macros come before those that instantiate them, and only where they are used") {
  test::RandomOptions direct{.coding = network::Coding::kDirect};
  test::RandomOptions rate{.coding = network::Coding::kRate};
  const auto plain = emit::macros_of(test::random_network(1, direct), plan::Order::kStep);
  const auto coded = emit::macros_of(test::random_network(1, rate), plan::Order::kStep);
  CHECK_FALSE(contains(plain, "sf_rate_encoder"));
  CHECK(contains(coded, "sf_rate_encoder"));
  const auto at = [&](const char* name) {
    return std::find(coded.begin(), coded.end(), name) - coded.begin();
  };
  CHECK(at("sf_ram") < at("sf_spike_buffer"));
  CHECK(at("sf_neuron") < at("sf_neuron_array"));
  CHECK(at("sf_neuron_array") < at("sf_layer"));
  CHECK(at("sf_mix") < at("sf_rate_encoder"));
}

TEST_CASE("emit: filelist.f and the FuseSoC core name each source once, package first, top last") {
  const auto files = rendered(test::random_network(2), lanes(4));
  const std::string& list = files.at("filelist.f");
  CHECK(list.starts_with("sf_core_pkg.sv\n"));
  CHECK(list.ends_with("\nsf_core.sv\n"));
  std::string entries;
  for (const std::string& path : test::lines_of(list)) {
    CHECK_FALSE(files.at(path).empty());
    entries += "      - " + path + "\n";
  }
  CHECK_THAT(files.at("sf_core.core"), Contains("CAPI=2:") && Contains(entries));
}

TEST_CASE("emit: the manifest lists every other file with its hash, the lanes and the top module") {
  const network::Network network = test::random_network(3, {.layers = 3});
  const std::vector<emit::File> files{{"b", "content"}, {"a/c", ""}};
  const auto manifest = nlohmann::json::parse(emit::manifest_text(
      network, plan::make_plan(network, lanes(4)), {"hash", "generic", "command"}, files));
  CHECK(manifest.at("schema_version") == directory::kManifestVersion);
  CHECK(manifest.at("top") == "sf_core");
  CHECK(manifest.at("network") == network.name);
  CHECK(manifest.at("network_hash") == "hash");
  CHECK(manifest.at("lanes").size() == 3);
  CHECK(manifest.at("neuron_lanes").size() == 3);
  CHECK(manifest.at("plan").at(2).at("neurons") == network.layers[2].outputs);
  CHECK(manifest.at("files") ==
        nlohmann::json{{"a/c", network::sha256("")}, {"b", network::sha256("content")}});
}
