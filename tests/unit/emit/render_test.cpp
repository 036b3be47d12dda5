// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/render.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "gen/base/files.hpp"
#include "gen/base/text.hpp"
#include "gen/directory/inventory.hpp"
#include "gen/network/sha256.hpp"
#include "gen/plan/choose.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

plan::Plan plan_of(const network::Network& network, int lanes) {
  plan::Options options;
  options.lanes = lanes;
  return plan::make_plan(network, options);
}

std::vector<emit::File> rendered(const network::Network& network, int lanes) {
  return emit::render(network, plan_of(network, lanes), {"hash", "generic", "command"});
}

const std::string& content(const std::vector<emit::File>& files, const std::string& path) {
  const auto found = std::find_if(
      files.begin(), files.end(), [&](const emit::File& file) { return file.path == path; });
  REQUIRE(found != files.end());
  return found->content;
}

bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

TEST_CASE("emit: a hundred random networks wire up without a broken invariant") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    CHECK_NOTHROW(rendered(test::random_network(seed), 1 + static_cast<int>(seed * 7 % 80)));
  }
}

TEST_CASE("emit: nothing depends on the number of emissions, the place or the time") {
  const network::Network network = test::random_network(5);
  const auto first = rendered(network, 4), second = rendered(network, 4);
  REQUIRE(first.size() == second.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(first[i].path == second[i].path);
    CHECK(first[i].content == second[i].content);
  }
}

TEST_CASE("emit: the README says what the core takes of each part, and its typical cycles") {
  const network::Network network = test::random_network(5);
  plan::Options options;
  options.lanes = 4;
  const plan::Plan plan = plan::make_plan(network, options);
  const std::string readme = content(rendered(network, 4), "README.md");
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
  const std::string readme = content(rendered(test::random_network(5), 4), "README.md");
  for (const std::string& product : directory::products()) {
    CHECK_THAT(readme, Contains("`" + product + "`"));
  }
}

TEST_CASE("emit: the README's design connects every port of this very core, once") {
  const network::Network network = test::random_network(5, {.layers = 2});
  const auto files = rendered(network, 4);
  const std::string readme = content(files, "README.md"), core = content(files, "sf_core.sv");
  CHECK_THAT(readme, !Contains("{{") && !Contains("}}"));
  const std::regex port("\n  (?:input |output) logic +(?:\\[[^\n]*\\] +)?(\\w+)");
  std::size_t ports = 0;
  for (auto at = std::sregex_iterator(core.begin(), core.end(), port); at != std::sregex_iterator();
       ++at, ++ports) {
    const std::string connection = "." + (*at)[1].str() + "(";
    CAPTURE(connection);
    const std::size_t first = readme.find(connection);
    CHECK(first != std::string::npos);
    CHECK(readme.find(connection, first + 1) == std::string::npos);
  }
  CHECK(ports > 40);
}

TEST_CASE("emit: the directory has the licence and the pages of the ports that it has") {
  const network::Network network = test::random_network(5, {.layers = 2});
  const auto files = rendered(network, 4);
  CHECK(content(files, "LICENSE") == files::read(test::source("LICENSE")));
  CHECK(content(files, "doc/configuration.md") ==
        files::read(test::source("rtl/doc/configuration.md")));
  const auto axi = emit::render(
      network, plan::make_plan(network, {}), {"hash", "generic", "command", {.axi = true}});
  CHECK(content(axi, "doc/axi.md") == files::read(test::source("rtl/doc/axi.md")));
  for (const emit::File& file : files) CHECK(file.path != "doc/axi.md");
}

TEST_CASE("emit: two lane counts differ in the package, the memories and what counts them only") {
  const network::Network network = test::random_network(5, {.layers = 2, .max_size = 60});
  const auto narrow = rendered(network, 1), wide = rendered(network, 2);
  REQUIRE(narrow.size() == wide.size());
  for (std::size_t i = 0; i < narrow.size(); ++i) {
    const std::string& path = narrow[i].path;
    const bool may_differ = path == "sf_core_pkg.sv" || path == "sim/model_layers.h" ||
                            path == "bench/sf_bench.sv" || path == "README.md" ||
                            path.starts_with("mem/");
    CAPTURE(path);
    CHECK((may_differ || narrow[i].content == wide[i].content));
  }
}

TEST_CASE("emit: macros come before those that instantiate them, and only where they are used") {
  test::RandomOptions direct{.coding = network::Coding::kDirect};
  test::RandomOptions rate{.coding = network::Coding::kRate};
  const auto plain = emit::macros_of(test::random_network(1, direct));
  const auto coded = emit::macros_of(test::random_network(1, rate));
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
  const auto files = rendered(test::random_network(2), 4);
  const std::string& list = content(files, "filelist.f");
  CHECK(list.starts_with("sf_core_pkg.sv\n"));
  CHECK(list.ends_with("\nsf_core.sv\n"));
  std::string entries;
  for (std::size_t at = 0; at < list.size();) {
    const std::string path = list.substr(at, list.find('\n', at) - at);
    at += path.size() + 1;
    CHECK_FALSE(content(files, path).empty());
    entries += "      - " + path + "\n";
  }
  CHECK_THAT(content(files, "sf_core.core"), Contains("CAPI=2:") && Contains(entries));
}

TEST_CASE("emit: the manifest lists every other file with its hash, the lanes and the top module") {
  const network::Network network = test::random_network(3, {.layers = 3});
  const std::vector<emit::File> files{{"b", "content"}, {"a/c", ""}};
  const auto manifest = nlohmann::json::parse(
      emit::manifest_text(network, plan_of(network, 4), {"hash", "generic", "command"}, files));
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
