// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/names.hpp"

#include <nlohmann/json.hpp>
#include <regex>

#include "tests/support.hpp"
#include "tests/unit/emit/rendered.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using emit::Names;

namespace {

/// All files, the manifest too.
test::Files rendered(const network::Network& network, const std::string& prefix) {
  const emit::Identity identity{"hash",
                                "xc7",
                                "spinforge-gen emit " + network.name,
                                {.thresholds = true, .axi = true},
                                prefix};
  test::Files out = test::rendered(network, test::lanes(3), identity);
  std::vector<emit::File> files;
  for (const auto& [path, content] : out) files.push_back({path, content});
  const plan::Plan plan = plan::make_plan(network, test::lanes(3));
  out["manifest.json"] = emit::manifest_text(network, plan, identity, files);
  return out;
}

}  // namespace

TEST_CASE("names: one pass gives every name its prefix and leaves other words alone") {
  const Names names("left");
  CHECK(names("sf_core u_core (.x(sf_core_pkg::Steps)); `SF_ID rtl/sf_rom.sv sf_") ==
        "left_core u_core (.x(left_core_pkg::Steps)); `LEFT_ID rtl/left_rom.sv left_");
  CHECK(names("Vsf_core my_sf_core $sf_x SfModel sf offset_sf_ Sf_core") ==
        "Vsf_core my_sf_core $sf_x SfModel sf offset_sf_ Sf_core");
  CHECK(Names("sf")("sf_core SF_ID") == "sf_core SF_ID");
  CHECK(Names("sf_a")("sf_core sf_a_core") == "sf_a_core sf_a_a_core");
}

TEST_CASE("names: the network's own words come through as they are") {
  const Names names("left");
  CHECK(names("sf_core of " + names.marked("sf_net, SF_x-sf_y and sf_z")) ==
        "left_core of sf_net, SF_x-sf_y and sf_z");
  network::Network network = test::random_network(3, {.layers = 2});
  network.name = "sf_core";
  network.neurons[0].name = "sf_S";
  const auto files = rendered(network, "left");
  CHECK_THAT(files.at("left_core.sv"),
             Contains("from sf_core, do not edit") && Contains("emit sf_core") &&
                 Contains("module left_core"));
  CHECK_THAT(files.at("sim/model_layers.h"), Contains("from sf_core, do not edit"));
  CHECK_THAT(files.at("axi/registers.json"), Contains("\"network\": \"sf_core\""));
  CHECK_THAT(files.at("manifest.json"), Contains("\"network\": \"sf_core\""));
}

TEST_CASE("names: a prefix that is none is refused in one sentence") {
  for (const std::string& prefix :
       test::lines_of("\nLeft\n1st\n_x\nx_\na__b\na-b\na b\nmodule\nünder\n"
                      "abcdefghijklmnopqrstuvwxyz0123456")) {
    CAPTURE(prefix);
    const Error error = test::error_of(ErrorCode::kUsage, "--name: ", [&] { Names names(prefix); });
    CHECK_THAT(error.what(), Contains("\"" + prefix + "\""));
  }
  CHECK_NOTHROW(Names("l"));
  CHECK_NOTHROW(Names("left_2"));
  CHECK_NOTHROW(Names("abcdefghijklmnopqrstuvwxyz012345"));
}

TEST_CASE("names: under another prefix nothing keeps ours, the rest stays byte for byte") {
  const network::Network network = test::random_network(3, {.layers = 2});
  const auto plain = rendered(network, "sf"), left = rendered(network, "left");
  REQUIRE(plain.size() == left.size());
  const std::regex ours("(^|[^A-Za-z0-9_$])(sf|SF)_");
  const Names names("left");
  for (const auto& [path, content] : plain) {
    CAPTURE(path);
    REQUIRE(left.contains(names(path)));
    const std::string& renamed = left.at(names(path));
    // verify loads the adapters by name; a probe is RTL like any other.
    const bool adapter = path.starts_with("sim/") && !path.ends_with(".sv");
    if (adapter) {
      CHECK(renamed == content);
    } else if (path != "manifest.json" && path != "sf_core.core" &&
               path != "README.md") {  // these three hold the FuseSoC name or the top's
      CHECK(renamed == names(content));
    }
    if (!adapter) CHECK_FALSE(std::regex_search(renamed, ours));
  }
  const auto manifest = nlohmann::json::parse(left.at("manifest.json"));
  CHECK(manifest.at("top") == "left_core");
  CHECK(manifest.at("wrapper").at("top") == "left_axi");
  CHECK_THAT(left.at("left_core.core"),
             Contains("name: spinforge:generated:left_" + network.name + ":1.0.0") &&
                 Contains("toplevel: left_core"));
  CHECK_THAT(rendered(network, "sf_left").at("sf_left_core.core"),
             Contains("name: spinforge:generated:sf_left_" + network.name + ":1.0.0"));
}

TEST_CASE("names: every global name of the sources begins with the prefix") {
  const auto files = rendered(test::random_conv_network(2), "sf");
  std::size_t checked = 0;
  for (const auto& [path, content] : files) {
    if (path.starts_with("sim/") || path.ends_with(".md")) continue;
    for (const std::smatch& at : test::matches(
             content, "(?:^|\n)[ \t]*(?:module|package|#define|#ifndef|`define)[ \t]+(\\w+)")) {
      INFO(path << ": " << at[1]);
      CHECK((at[1].str().starts_with("sf_") || at[1].str().starts_with("SF_")));
      ++checked;
    }
  }
  CHECK(checked > 40);
}
