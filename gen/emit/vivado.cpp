// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/vivado.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "gen/base/error.hpp"
#include "gen/emit/names.hpp"

namespace spinforge::emit {
namespace {

/// An interface of sf_axi: the ports whose names begin with its own, or the one that is named.
struct Bus {
  const char* name;
  const char* library;  ///< "signal" or "interface", of xilinx.com
  const char* type;     ///< "aximm"
  const char* mode;     ///< "slave" or "master"
  const char* first;    ///< its first port
  const char* signal;   ///< what its only port is called; null where names tell
  std::vector<std::pair<const char*, const char*>> parameters;
};

const std::vector<Bus>& buses() {
  static const std::vector<Bus> kBuses = {
      {"aclk",
       "signal",
       "clock",
       "slave",
       "aclk",
       "CLK",
       {{"ASSOCIATED_BUSIF", "s_axi:s_axis:m_axis"}, {"ASSOCIATED_RESET", "aresetn"}}},
      {"aresetn", "signal", "reset", "slave", "aresetn", "RST", {{"POLARITY", "ACTIVE_LOW"}}},
      {"s_axi",
       "interface",
       "aximm",
       "slave",
       "s_axi_awvalid",
       nullptr,
       {{"PROTOCOL", "AXI4LITE"}}},
      {"s_axis",
       "interface",
       "axis",
       "slave",
       "s_axis_tvalid",
       nullptr,
       {{"TDATA_NUM_BYTES", "1"}, {"HAS_TLAST", "1"}}},
      {"m_axis",
       "interface",
       "axis",
       "master",
       "m_axis_tvalid",
       nullptr,
       {{"TDATA_NUM_BYTES", "4"}, {"TUSER_WIDTH", "1"}, {"HAS_TLAST", "1"}}},
      {"irq",
       "signal",
       "interrupt",
       "master",
       "irq_o",
       "INTERRUPT",
       {{"SENSITIVITY", "LEVEL_HIGH"}}}};
  return kBuses;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

bool belongs(std::string_view port, const Bus& bus) {
  if (bus.signal != nullptr) return port == bus.first;
  return port.substr(0, port.rfind('_')) == bus.name;
}

/// What the interface's standard calls `port`.
std::string logical_name(std::string_view port, const Bus& bus) {
  return bus.signal != nullptr ? bus.signal : upper(port.substr(port.rfind('_') + 1));
}

const Bus& bus_of(std::string_view port) {
  const auto found = std::find_if(
      buses().begin(), buses().end(), [&](const Bus& bus) { return belongs(port, bus); });
  expects(found != buses().end(), fmt::format("{} belongs to an interface", port));
  return *found;
}

/// Text for between two tags.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  }
  return out;
}

/// Lines of XML, indented.
class Xml {
 public:
  void open(std::string_view tag, std::string_view attributes = "") {
    line(fmt::format("<{}{}{}>", tag, attributes.empty() ? "" : " ", attributes));
    open_.emplace_back(tag);
  }
  void close() {
    const std::string tag = open_.back();
    open_.pop_back();
    line(fmt::format("</{}>", tag));
  }
  void element(std::string_view tag, std::string_view text, std::string_view attributes = "") {
    line(fmt::format(
        "<{0}{1}{2}>{3}</{0}>", tag, attributes.empty() ? "" : " ", attributes, escaped(text)));
  }
  void line(std::string_view text) {
    out_ += std::string(2 * open_.size(), ' ') + std::string(text) + "\n";
  }
  [[nodiscard]] const std::string& text() const {
    expects(open_.empty(), "every tag is closed");
    return out_;
  }

 private:
  std::string out_;
  std::vector<std::string> open_;
};

constexpr const char* kNumber = R"(spirit:format="long")";
const char* const kViews[][3] = {
    {"xilinx_anylanguagesynthesis", "Synthesis", ":vivado.xilinx.com:synthesis"},
    {"xilinx_anylanguagebehavioralsimulation", "Simulation", ":vivado.xilinx.com:simulation"}};

void port_map(Xml& xml, const std::string& logical, const std::string& physical) {
  xml.open("spirit:portMap");
  xml.open("spirit:logicalPort");
  xml.element("spirit:name", logical);
  xml.close();
  xml.open("spirit:physicalPort");
  xml.element("spirit:name", physical);
  xml.close();
  xml.close();
}

void bus_interface(Xml& xml, const Bus& bus, const sv::Interface& top) {
  const auto type = [&](const char* tag, const char* suffix) {
    xml.line(fmt::format(R"(<spirit:{} spirit:vendor="xilinx.com" spirit:library="{}" )"
                         R"(spirit:name="{}{}" spirit:version="1.0"/>)",
                         tag,
                         bus.library,
                         bus.type,
                         suffix));
  };
  xml.open("spirit:busInterface");
  xml.element("spirit:name", bus.name);
  type("busType", "");
  type("abstractionType", "_rtl");
  if (bus.type == std::string_view("aximm")) {
    xml.open("spirit:slave");
    xml.line(fmt::format(R"(<spirit:memoryMapRef spirit:memoryMapRef="{}"/>)", bus.name));
    xml.close();
  } else {
    xml.line(fmt::format("<spirit:{}/>", bus.mode));
  }
  xml.open("spirit:portMaps");
  for (const sv::Interface::Port& port : top.ports) {
    if (belongs(port.name, bus)) port_map(xml, logical_name(port.name, bus), port.name);
  }
  xml.close();
  xml.open("spirit:parameters");
  for (const auto& [name, value] : bus.parameters) {
    xml.open("spirit:parameter");
    xml.element("spirit:name", name);
    xml.element("spirit:value",
                value,
                fmt::format(R"(spirit:id="BUSIFPARAM_VALUE.{}.{}")", upper(bus.name), name));
    xml.close();
  }
  xml.close();
  xml.close();
}

const char* ip_xact_access(AxiAccess access) {
  if (access == AxiAccess::kReadOnly) return "read-only";
  return access == AxiAccess::kWriteOnly ? "write-only" : "read-write";
}

void register_entry(Xml& xml, const AxiRegister& entry, std::size_t k) {
  const bool array = entry.reset.size() > 1;
  xml.open("spirit:register");
  xml.element("spirit:name", array ? fmt::format("{}_{}", entry.name, k) : entry.name);
  xml.element("spirit:description", entry.text);
  xml.element("spirit:addressOffset",
              fmt::format("0x{:03x}", entry.offset + static_cast<int>(k) * entry.stride));
  xml.element("spirit:size", "32", kNumber);
  xml.element("spirit:access", ip_xact_access(entry.access));
  xml.open("spirit:reset");
  xml.element("spirit:value", fmt::format("0x{:08x}", entry.reset[k]), kNumber);
  xml.close();
  for (const AxiField& field : entry.fields) {
    xml.open("spirit:field");
    xml.element("spirit:name", field.name);
    xml.element("spirit:description", field.text);
    xml.element("spirit:bitOffset", std::to_string(field.low));
    xml.element("spirit:bitWidth", std::to_string(field.high - field.low + 1), kNumber);
    xml.close();
  }
  xml.close();
}

void memory_map(Xml& xml, const AxiMap& map) {
  xml.open("spirit:memoryMaps");
  xml.open("spirit:memoryMap");
  xml.element("spirit:name", "s_axi");
  xml.open("spirit:addressBlock");
  xml.element("spirit:name", "reg0");
  xml.element("spirit:baseAddress", "0", kNumber);
  xml.element("spirit:range", std::to_string(1 << kAxiAddressBits), kNumber);
  xml.element("spirit:width", "32", kNumber);
  xml.element("spirit:usage", "register");
  for (const AxiRegister& entry : map.registers) {
    for (std::size_t k = 0; k < entry.reset.size(); ++k) register_entry(xml, entry, k);
  }
  xml.close();
  xml.close();
  xml.close();
}

void views(Xml& xml, const std::string& top) {
  xml.open("spirit:views");
  for (const auto& [name, display, environment] : kViews) {
    xml.open("spirit:view");
    xml.element("spirit:name", name);
    xml.element("spirit:displayName", display);
    xml.element("spirit:envIdentifier", environment);
    xml.element("spirit:language", "SystemVerilog");
    xml.element("spirit:modelName", top);
    xml.open("spirit:fileSetRef");
    xml.element("spirit:localName", fmt::format("{}_view_fileset", name));
    xml.close();
    xml.close();
  }
  xml.close();
}

void port_entry(Xml& xml, const sv::Interface::Port& port) {
  const int width = port.width({});
  xml.open("spirit:port");
  xml.element("spirit:name", port.name);
  xml.open("spirit:wire");
  xml.element("spirit:direction", port.direction == sv::Direction::kInput ? "in" : "out");
  if (width > 1) {
    xml.open("spirit:vector");
    xml.element("spirit:left", std::to_string(width - 1), kNumber);
    xml.element("spirit:right", "0", kNumber);
    xml.close();
  }
  xml.open("spirit:wireTypeDefs");
  xml.open("spirit:wireTypeDef");
  xml.element("spirit:typeName", "logic");
  for (const auto& view : kViews) xml.element("spirit:viewNameRef", view[0]);
  xml.close();
  xml.close();
  xml.close();
  xml.close();
}

/// Memory images are found by their names alone, so MemDir is empty.
void model(Xml& xml, const sv::Interface& top) {
  xml.open("spirit:model");
  views(xml, top.name);
  xml.open("spirit:ports");
  for (const sv::Interface::Port& port : top.ports) port_entry(xml, port);
  xml.close();
  xml.open("spirit:modelParameters");
  xml.open("spirit:modelParameter",
           R"(xsi:type="spirit:nameValueTypeType" spirit:dataType="string")");
  xml.element("spirit:name", "MemDir");
  xml.element(
      "spirit:value", "", R"(spirit:resolve="generated" spirit:id="MODELPARAM_VALUE.MemDir")");
  xml.close();
  xml.close();
  xml.close();
}

void file_sets(Xml& xml,
               const std::vector<std::string>& sources,
               const std::vector<std::string>& memories) {
  const auto file = [&](const std::string& path, const char* tag, const char* type) {
    xml.open("spirit:file");
    xml.element("spirit:name", path);
    xml.element(tag, type);
    xml.close();
  };
  xml.open("spirit:fileSets");
  for (const auto& view : kViews) {
    xml.open("spirit:fileSet");
    xml.element("spirit:name", fmt::format("{}_view_fileset", view[0]));
    for (const std::string& path : memories) file(path, "spirit:userFileType", "mem");
    for (const std::string& path : sources) file(path, "spirit:fileType", "systemVerilogSource");
    xml.close();
  }
  xml.close();
}

void extensions(Xml& xml, std::string_view network, const std::string& name) {
  xml.open("spirit:parameters");
  xml.open("spirit:parameter");
  xml.element("spirit:name", "Component_Name");
  xml.element("spirit:value",
              fmt::format("{}_v1_0", name),
              R"(spirit:resolve="user" spirit:id="PARAM_VALUE.Component_Name" spirit:order="1")");
  xml.close();
  xml.close();
  xml.open("spirit:vendorExtensions");
  xml.open("xilinx:coreExtensions");
  xml.open("xilinx:supportedFamilies");
  for (const char* const family :
       {"artix7", "kintex7", "spartan7", "virtex7", "zynq", "zynquplus"}) {
    xml.element("xilinx:family", family, R"(xilinx:lifeCycle="Beta")");
  }
  xml.close();
  xml.open("xilinx:taxonomies");
  xml.element("xilinx:taxonomy", "/UserIP");
  xml.close();
  xml.element("xilinx:displayName", fmt::format("Spiking network {}", network));
  xml.element("xilinx:coreRevision", "1");
  xml.close();
  xml.close();
}

}  // namespace

std::vector<std::pair<std::string, std::string>> interface_attributes(std::string_view port) {
  const Bus& bus = bus_of(port);
  std::vector<std::pair<std::string, std::string>> out = {{"X_INTERFACE_INFO",
                                                           fmt::format("xilinx.com:{}:{}:1.0 {} {}",
                                                                       bus.library,
                                                                       bus.type,
                                                                       bus.name,
                                                                       logical_name(port, bus))}};
  if (port == bus.first) {
    std::string text = fmt::format("XIL_INTERFACENAME {}", bus.name);
    for (const auto& [name, value] : bus.parameters) text += fmt::format(", {} {}", name, value);
    out.emplace_back("X_INTERFACE_PARAMETER", text);
  }
  return out;
}

std::string component_text(const Wrapper& wrapper,
                           const std::vector<std::string>& sources,
                           const std::vector<std::string>& memories) {
  const sv::Interface& top = wrapper.interface;
  const std::string& network = wrapper.core.network.name;
  std::string name = top.name + "_" + Names::unmarked(network);
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  Xml xml;
  xml.line(R"(<?xml version="1.0" encoding="UTF-8"?>)");
  // No command line: a comment of XML may not hold two hyphens.
  xml.line("<!-- SPDX-License-Identifier: Apache-2.0");
  xml.line(
      "     The core as an IP of Vivado, which finds it where this folder is an IP repository.");
  xml.line("     generated by spinforge-gen, do not edit: manifest.json tells from what -->");
  xml.open("spirit:component",
           R"(xmlns:xilinx="http://www.xilinx.com" )"
           R"(xmlns:spirit="http://www.spiritconsortium.org/XMLSchema/SPIRIT/1685-2009" )"
           R"(xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance")");
  xml.element("spirit:vendor", "spinforge");
  xml.element("spirit:library", "generated");
  xml.element("spirit:name", name);
  xml.element("spirit:version", "1.0");
  xml.open("spirit:busInterfaces");
  for (const Bus& bus : buses()) bus_interface(xml, bus, top);
  xml.close();
  memory_map(xml, wrapper.map);
  model(xml, top);
  file_sets(xml, sources, memories);
  xml.element("spirit:description",
              fmt::format("Spiking network {} between AXI4-Stream and AXI4-Lite", network));
  extensions(xml, network, name);
  xml.close();
  return xml.text();
}

}  // namespace spinforge::emit
