// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/names.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "gen/emit/render.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using emit::Names;

namespace {

/// All files, the manifest too.
std::vector<emit::File> rendered(const network::Network& network, const std::string& prefix) {
  const emit::Identity identity{"hash",
                                "xc7",
                                "spinforge-gen emit " + network.name,
                                {.thresholds = true, .axi = true},
                                prefix};
  plan::Options options;
  options.lanes = 3;
  const plan::Plan plan = plan::make_plan(network, options);
  std::vector<emit::File> out = emit::render(network, plan, identity);
  out.push_back({"manifest.json", emit::manifest_text(network, plan, identity, out)});
  return out;
}

const emit::File* find(const std::vector<emit::File>& files, const std::string& path) {
  const auto found = std::find_if(
      files.begin(), files.end(), [&](const emit::File& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
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
  CHECK_THAT(find(files, "left_core.sv")->content,
             Contains("from sf_core, do not edit") && Contains("emit sf_core") &&
                 Contains("module left_core"));
  CHECK_THAT(find(files, "sim/model_layers.h")->content, Contains("from sf_core, do not edit"));
  CHECK_THAT(find(files, "axi/registers.json")->content, Contains("\"network\": \"sf_core\""));
  CHECK_THAT(find(files, "manifest.json")->content, Contains("\"network\": \"sf_core\""));
}

TEST_CASE("names: a prefix that is none is refused in one sentence") {
  for (const char* const prefix : {"",
                                   "Left",
                                   "1st",
                                   "_x",
                                   "x_",
                                   "a__b",
                                   "a-b",
                                   "a b",
                                   "module",
                                   "ünder",
                                   "abcdefghijklmnopqrstuvwxyz0123456"}) {
    CAPTURE(prefix);
    const Error error = test::error_of([&] { Names names(prefix); });
    CHECK(error.code() == ErrorCode::kUsage);
    CHECK_THAT(error.what(), Contains("--name: ") && Contains("\"" + std::string(prefix) + "\""));
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
  for (const emit::File& file : plain) {
    CAPTURE(file.path);
    const emit::File* const renamed = find(left, names(file.path));
    REQUIRE(renamed != nullptr);
    // verify loads the adapters by name; a probe is RTL like any other.
    const bool adapter = file.path.starts_with("sim/") && !file.path.ends_with(".sv");
    if (adapter) {
      CHECK(renamed->content == file.content);
    } else if (file.path != "manifest.json" && file.path != "sf_core.core" &&
               file.path != "README.md") {  // these three hold the FuseSoC name or the top's
      CHECK(renamed->content == names(file.content));
    }
    if (!adapter) CHECK_FALSE(std::regex_search(renamed->content, ours));
  }
  const auto manifest = nlohmann::json::parse(find(left, "manifest.json")->content);
  CHECK(manifest.at("top") == "left_core");
  CHECK(manifest.at("wrapper").at("top") == "left_axi");
  CHECK_THAT(find(left, "left_core.core")->content,
             Contains("name: spinforge:generated:left_" + network.name + ":1.0.0") &&
                 Contains("toplevel: left_core"));
  CHECK_THAT(find(rendered(network, "sf_left"), "sf_left_core.core")->content,
             Contains("name: spinforge:generated:sf_left_" + network.name + ":1.0.0"));
}

TEST_CASE("names: every global name of the sources begins with the prefix") {
  const auto files = rendered(test::random_conv_network(2), "sf");
  const std::regex global("(?:^|\n)[ \t]*(?:module|package|#define|#ifndef|`define)[ \t]+(\\w+)");
  std::size_t checked = 0;
  for (const emit::File& file : files) {
    if (file.path.starts_with("sim/") || file.path.ends_with(".md")) continue;
    for (auto at = std::sregex_iterator(file.content.begin(), file.content.end(), global);
         at != std::sregex_iterator();
         ++at) {
      INFO(file.path << ": " << (*at)[1]);
      CHECK(((*at)[1].str().starts_with("sf_") || (*at)[1].str().starts_with("SF_")));
      ++checked;
    }
  }
  CHECK(checked > 40);
}
