// SPDX-License-Identifier: Apache-2.0
//
// The .core file holds to what CAPI2 asks for. (FuseSoC itself is not at hand where this runs.)
#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/support.hpp"
#include "tests/support/text.hpp"
#include "tests/unit/emit/rendered.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

/// The directory as emitted for `target`, with sf_axi around the core or not.
test::Files rendered(const std::string& target, bool axi = false) {
  return test::rendered(test::random_network(2, {.layers = 2}),
                        test::lanes(4),
                        {"hash", target, "command", {.axi = axi}});
}

/// One line of YAML: its depth in steps of two blanks, its key and what stands behind it.
struct Line {
  std::size_t depth = 0;
  std::string key, value;
};

/// The .core file's lines, without comments; a list's element has "-" as key.
std::vector<Line> parse(const std::string& text) {
  static const std::regex kEntry("^( *)(- ([^:{]+)(: \\{.*\\})?|([A-Za-z_<]+):( .*)?)$");
  std::vector<Line> out;
  CHECK(text.starts_with("CAPI=2:\n"));
  for (const std::string& line : test::lines_of(text.substr(text.find('\n') + 1))) {
    if (line.empty() || line.find_first_not_of(' ') == line.find('#')) continue;
    CAPTURE(line);
    std::smatch match;
    REQUIRE(std::regex_match(line, match, kEntry));
    const std::size_t blanks = match[1].str().size();
    CHECK(blanks % 2 == 0);
    const bool element = match[3].matched;
    const std::string value = element ? match[3].str() : match[6].str();
    const std::size_t begin = value.find_first_not_of(' ');
    out.push_back({blanks / 2,
                   element ? "-" : match[5].str(),
                   begin == std::string::npos ? "" : value.substr(begin)});
  }
  return out;
}

/// Keys right below `path`, and the text behind each.
std::map<std::string, std::string> children(const std::vector<Line>& lines,
                                            const std::vector<std::string>& path) {
  std::map<std::string, std::string> out;
  std::vector<std::string> at;
  for (const Line& line : lines) {
    at.resize(std::min(at.size(), line.depth));
    if (at == path && line.depth == path.size()) {
      CHECK((line.key == "-" || out.count(line.key) == 0));
      out[line.key == "-" ? line.value : line.key] = line.value;
    }
    at.push_back(line.key);
  }
  return out;
}

std::vector<std::string> words(const std::string& list) {
  static const std::regex kWord("[A-Za-z0-9_]+");
  return {std::sregex_token_iterator(list.begin(), list.end(), kWord), {}};
}

}  // namespace

TEST_CASE("fusesoc: every file that a fileset names is in the directory") {
  const bool axi = GENERATE(false, true);
  for (const char* const target : {"generic", "xc7", "ecp5", "ice40up5k", "ice40hx8k"}) {
    CAPTURE(target, axi);
    const auto files = rendered(target, axi);
    const auto lines = parse(files.at("sf_core.core"));
    std::size_t checked = 0;
    for (const auto& [name, unused] : children(lines, {"filesets"})) {
      for (const auto& [path, same] : children(lines, {"filesets", name, "files"})) {
        CAPTURE(name, path);
        // spinforge-sim writes the vectors.
        CHECK((files.count(path) == 1 || path.starts_with("bench/vectors/")));
        ++checked;
      }
    }
    CHECK(checked > 30);
    CHECK((children(lines, {"filesets"}).count("constraints") == 1) ==
          (target != std::string("generic")));
  }
}

TEST_CASE("fusesoc: lint, sim and synth have a tool, a top module and filesets that are there") {
  const bool axi = GENERATE(false, true);
  CAPTURE(axi);
  const auto files = rendered("xc7", axi);
  const auto lines = parse(files.at("sf_core.core"));
  const auto top = children(lines, {});
  for (const char* const section : {"name", "description", "filesets", "targets", "parameters"}) {
    CHECK(top.count(section) == 1);
  }
  CHECK(std::regex_match(top.at("name"), std::regex("[a-z]+:[a-z]+:[A-Za-z0-9-]+:[0-9.]+")));
  const auto filesets = children(lines, {"filesets"});
  const auto parameters = children(lines, {"parameters"});
  const auto targets = children(lines, {"targets"});
  const auto defaults = children(lines, {"targets", "default"});
  std::map<std::string, std::string> tops = {
      {"lint", "sf_core"}, {"sim", "sf_bench"}, {"model", "sf_core"}, {"synth", "sf_core"}};
  if (axi) {
    tops = {{"lint", "sf_axi"},
            {"sim", "sf_axi_bench"},
            {"sim_core", "sf_bench"},
            {"model", "sf_core"},
            {"synth", "sf_axi"}};
  }
  CHECK(targets.size() == tops.size() + 1);  // and the defaults
  for (const auto& [name, module] : tops) {
    CAPTURE(name);
    REQUIRE(targets.count(name) == 1);
    auto target = children(lines, {"targets", name});
    // What a target says itself comes before the defaults.
    if (target.count("<<") == 1) target.insert(defaults.begin(), defaults.end());
    for (const std::string& used : words(target.at("filesets"))) CHECK(filesets.count(used) == 1);
    for (const std::string& used : words(target.at("parameters"))) {
      CHECK(parameters.count(used) == 1);
    }
    const auto tools = children(lines, {"targets", name, "tools"});
    CHECK(tools.count(target.at("default_tool")) == 1);
    CHECK(target.at("toplevel") == module);
  }
  for (const auto& [name, unused] : parameters) {
    const auto parameter = children(lines, {"parameters", name});
    CHECK(parameter.count("datatype") == 1);
    CHECK(parameter.count("description") == 1);
    CHECK_THAT(parameter.at("paramtype"), Contains("vlogparam") || Contains("plusarg"));
  }
}

TEST_CASE("fusesoc: synthesis is for the target's family and has its clock") {
  struct Family {
    const char* target;
    const char* arch;
    const char* path;
    const char* clock;
  };
  for (const Family& family :
       {Family{
            "xc7", "xilinx", "constraints/sf_core.xdc", "create_clock -name clk_i -period 10.000"},
        Family{"ecp5", "ecp5", "constraints/sf_core.lpf", "FREQUENCY PORT \"clk_i\" 50 MHZ;"},
        Family{"ice40up5k", "ice40", "constraints/sf_core.pcf", "set_frequency clk_i 12"},
        Family{"ice40hx8k", "ice40", "constraints/sf_core.pcf", "set_frequency clk_i 45"}}) {
    CAPTURE(family.target);
    const auto files = rendered(family.target);
    const auto lines = parse(files.at("sf_core.core"));
    CHECK(children(lines, {"targets", "synth", "tools", "yosys"}).at("arch") == family.arch);
    REQUIRE(files.count(family.path) == 1);
    CHECK_THAT(files.at(family.path), Contains(family.clock));
  }
  for (const auto& [path, text] : rendered("generic")) CHECK_FALSE(path.starts_with("constraints"));
}

TEST_CASE("constraints: with sf_axi around the core they are of its clock") {
  for (const char* const target : {"xc7", "ecp5", "ice40up5k", "ice40hx8k"}) {
    CAPTURE(target);
    const auto files = rendered(target, true);
    std::size_t found = 0;
    for (const auto& [path, text] : files) {
      if (!path.starts_with("constraints/")) continue;
      ++found;
      CHECK_THAT(path, Catch::Matchers::StartsWith("constraints/sf_axi."));
      CHECK_THAT(text, Contains("aclk") && !Contains("clk_i") && !Contains("sf_core"));
      CHECK_THAT(files.at("sf_core.core"), Contains(path));
    }
    CHECK(found == 1);
  }
}

TEST_CASE("constraints: a delay of the board is given to the ports of its direction, each once") {
  for (const bool axi : {false, true}) {
    const auto files = rendered("xc7", axi);
    const std::string top = axi ? "sf_axi" : "sf_core";
    const std::string& text = files.at("constraints/" + top + ".xdc");
    std::map<std::string, std::string> of;
    for (const std::smatch& line :
         test::matches(text, "set_(input|output)_delay [^{]*\\{([^}]*)\\}")) {
      std::istringstream names(line[2]);
      for (std::string name; names >> name;) CHECK(of.emplace(name, line[1]).second);
    }
    CHECK(of.size() == (axi ? 30 : 13));
    for (const auto& [name, direction] : of) {
      CAPTURE(name);
      CHECK(std::regex_search(files.at(top + ".sv"),
                              std::regex(direction + " [^,)]*\\b" + name + "\\b")));
    }
  }
}
