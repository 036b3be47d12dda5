// SPDX-License-Identifier: Apache-2.0
//
// component.xml holds to its own directory, and the ports of sf_axi tell what they are. (Vivado is
// not at hand where this runs.)
#include "gen/emit/artefacts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "gen/emit/axi.hpp"
#include "tests/support.hpp"
#include "tests/unit/emit/rendered.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

network::Network small() {
  network::Network out = test::random_network(3, {.layers = 3});
  out.name = "small-net";
  return out;
}

test::Files rendered() { return test::rendered_axi(small(), test::lanes(40)); }

/// An element of an XML file without mixed content.
struct Element {
  std::string path;  ///< "spirit:component/spirit:name"
  std::string text;
};

/// All elements in the order of their ends. Checks that tags are well formed and nested.
std::vector<Element> parse(const std::string& xml) {
  static const std::regex kTag(
      R"re(<(/?)([A-Za-z]+:[A-Za-z]+)((?: [A-Za-z]+:[A-Za-z]+="[^"<&]*")*)(/?)>)re");
  const std::size_t comment = xml.find("-->");
  REQUIRE(comment != std::string::npos);
  CHECK_THAT(xml, Catch::Matchers::StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- "));
  CHECK(xml.substr(0, comment).find("--", xml.find("<!--") + 4) == std::string::npos);
  std::vector<Element> out;
  std::vector<std::string> open;
  std::string path;
  auto at = xml.begin() + static_cast<std::ptrdiff_t>(comment) + 3;
  for (std::smatch tag; std::regex_search(at, xml.end(), tag, kTag); at = tag[0].second) {
    const std::string text(at, tag[0].first);
    CHECK(text.find_first_of("<>") == std::string::npos);
    CHECK(std::regex_replace(text, std::regex("&(amp|lt|gt);"), "").find('&') == std::string::npos);
    const bool closes = tag[1].length() > 0, empty = tag[4].length() > 0;
    if (closes) {
      REQUIRE(!open.empty());
      REQUIRE(open.back() == tag[2]);
      out.push_back({path, text});
      open.pop_back();
      path = path.substr(0, path.rfind('/'));
    } else if (!empty) {
      CHECK(text.find_first_not_of(" \n") == std::string::npos);
      open.push_back(tag[2]);
      path += (path.empty() ? "" : "/") + open.back();
    }
  }
  CHECK(open.empty());
  CHECK(std::string(at, xml.end()) == "\n");
  return out;
}

/// Texts of the elements whose path ends so.
std::vector<std::string> texts(const std::vector<Element>& all, const std::string& end) {
  std::vector<std::string> out;
  for (const Element& element : all) {
    if (element.path.ends_with(end)) out.push_back(element.text);
  }
  return out;
}

std::set<std::string> as_set(const std::vector<std::string>& list) {
  return {list.begin(), list.end()};
}

/// Direction, width and name of the ports that a module's text declares.
std::set<std::string> declared(const std::string& module) {
  std::set<std::string> out;
  for (const std::smatch& port :
       test::matches(module, R"(\n  (input|output) +logic +(?:\[(\d+):0\] +)?(\w+))")) {
    out.insert(fmt::format("{} {} {}",
                           port[1] == "input" ? "in" : "out",
                           port[2].matched ? std::stoi(port[2]) + 1 : 1,
                           port[3].str()));
  }
  return out;
}

}  // namespace

TEST_CASE("vivado: component.xml is well formed and names files that are there, each once a view") {
  const auto files = rendered();
  const auto xml = parse(files.at("component.xml"));
  const auto named = texts(xml, "spirit:fileSet/spirit:file/spirit:name");
  std::set<std::string> expected;
  for (const auto& [path, text] : files) {
    if (path.starts_with("mem/")) expected.insert(path);
  }
  for (const std::string& path : test::lines_of(files.at("filelist.f"))) expected.insert(path);
  CHECK(as_set(named) == expected);
  CHECK(named.size() == 2 * expected.size());  // synthesis and simulation
  for (const std::string& path : expected) CHECK(files.count(path) == 1);
  CHECK(as_set(texts(xml, "spirit:view/spirit:fileSetRef/spirit:localName")) ==
        as_set(texts(xml, "spirit:fileSets/spirit:fileSet/spirit:name")));
  CHECK(texts(xml, "spirit:component/spirit:name") == std::vector<std::string>{"sf_axi_small_net"});
}

TEST_CASE("vivado: component.xml has the ports of sf_axi, each in an interface") {
  const auto files = rendered();
  const auto xml = parse(files.at("component.xml"));
  std::set<std::string> ports;
  std::vector<std::string> names;
  std::string left;
  std::string direction;
  for (const Element& element : xml) {
    if (element.path.ends_with("spirit:port/spirit:name")) names.push_back(element.text);
    if (element.path.ends_with("spirit:wire/spirit:direction")) direction = element.text;
    if (element.path.ends_with("spirit:vector/spirit:left")) left = element.text;
    if (!element.path.ends_with("spirit:ports/spirit:port")) continue;
    ports.insert(
        fmt::format("{} {} {}", direction, left.empty() ? 1 : std::stoi(left) + 1, names.back()));
    left.clear();
  }
  CHECK(ports.size() == 31);
  CHECK(ports == declared(files.at("sf_axi.sv")));
  auto mapped = texts(xml, "spirit:physicalPort/spirit:name");
  std::sort(mapped.begin(), mapped.end());
  std::sort(names.begin(), names.end());
  CHECK(mapped == names);
  CHECK(texts(xml, "spirit:busInterface/spirit:name") ==
        std::vector<std::string>{"aclk", "aresetn", "s_axi", "s_axis", "m_axis", "irq"});
  for (const char* const name : {"AWVALID", "RRESP", "TDATA", "TUSER", "CLK", "RST", "INTERRUPT"}) {
    CHECK(as_set(texts(xml, "spirit:logicalPort/spirit:name")).count(name) == 1);
  }
}

TEST_CASE("vivado: the stream of pixels is as wide as a beat, and keeps where it has several") {
  for (const int beat : {1, 2, 4}) {
    CAPTURE(beat);
    plan::Options options = test::lanes(40);
    options.pixels_per_beat = beat;
    const auto files = test::rendered_axi(small(), options);
    const std::string parameters =
        fmt::format("TDATA_NUM_BYTES {}, {}HAS_TLAST 1", beat, beat == 1 ? "" : "HAS_TKEEP 1, ");
    CHECK_THAT(files.at("sf_axi.sv"), Contains("XIL_INTERFACENAME s_axis, " + parameters + "\""));
    const auto ports = declared(files.at("sf_axi.sv"));
    CHECK(ports.count(fmt::format("in {} s_axis_tdata", 8 * beat)) == 1);
    CHECK(ports.count(fmt::format("in {} s_axis_tkeep", beat)) == (beat == 1 ? 0 : 1));
    const auto xml = parse(files.at("component.xml"));
    CHECK(as_set(texts(xml, "spirit:logicalPort/spirit:name")).count("TKEEP") ==
          (beat == 1 ? 0 : 1));
  }
}

TEST_CASE("vivado: the registers of component.xml are those of the map") {
  const auto xml = parse(rendered().at("component.xml"));
  const network::Network network = small();
  const plan::Plan plan = plan::make_plan(network, test::lanes(40));
  const emit::AxiMap map = emit::make_axi_map(
      network, plan, {"0123abcd", "", "", {.axi = true}}, emit::memories_of(network, plan));
  std::vector<std::string> offsets, resets;
  for (const emit::AxiRegister& entry : map.registers) {
    for (std::size_t k = 0; k < entry.reset.size(); ++k) {
      offsets.push_back(fmt::format("0x{:03x}", entry.offset + static_cast<int>(k) * entry.stride));
      resets.push_back(fmt::format("0x{:08x}", entry.reset[k]));
    }
  }
  CHECK(texts(xml, "spirit:register/spirit:addressOffset") == offsets);
  CHECK(texts(xml, "spirit:register/spirit:reset/spirit:value") == resets);
  const auto names = texts(xml, "spirit:register/spirit:name");
  CHECK(as_set(names).size() == offsets.size());
}

TEST_CASE("vivado: every port of sf_axi says what it is") {
  const std::string module = rendered().at("sf_axi.sv");
  const char* const pattern =
      R"re(\n  \(\* X_INTERFACE_INFO = "xilinx\.com:(\w+):(\w+):1\.0 (\w+) (\w+)" \*\)\n)re"
      R"re((?:  \(\* X_INTERFACE_PARAMETER = "XIL_INTERFACENAME (\w+)[^"]*" \*\)\n)?)re"
      R"re(  (?:input|output) [^\n]*?(\w+),?(?=\n))re";
  std::map<std::string, std::string> seen;
  std::multiset<std::string> parameters;
  for (const std::smatch& at : test::matches(module, pattern)) {
    seen[at[6]] = fmt::format("{} {} {}", at[2].str(), at[3].str(), at[4].str());
    if (!at[5].matched) continue;
    CHECK(at[5] == at[3]);
    parameters.insert(at[5]);
  }
  CHECK(seen.size() == declared(module).size());
  CHECK(seen.at("aclk") == "clock aclk CLK");
  CHECK(seen.at("aresetn") == "reset aresetn RST");
  CHECK(seen.at("s_axi_awaddr") == "aximm s_axi AWADDR");
  CHECK(seen.at("s_axis_tlast") == "axis s_axis TLAST");
  CHECK(seen.at("m_axis_tuser") == "axis m_axis TUSER");
  CHECK(seen.at("irq_o") == "interrupt irq INTERRUPT");
  CHECK(parameters ==
        std::multiset<std::string>{"aclk", "aresetn", "irq", "m_axis", "s_axi", "s_axis"});
  CHECK_THAT(module,
             Contains("ASSOCIATED_BUSIF s_axi:s_axis:m_axis, ASSOCIATED_RESET aresetn") &&
                 Contains("POLARITY ACTIVE_LOW") && Contains("SENSITIVITY LEVEL_HIGH"));
}
