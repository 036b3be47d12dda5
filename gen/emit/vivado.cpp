// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/artefacts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>

#include "gen/base/error.hpp"
#include "gen/emit/names.hpp"

namespace spinforge::emit {
namespace {

/// An interface of sf_axi: the ports whose names begin with its own, or the one that is named.
struct Bus {
  std::string_view name;
  std::string_view type;        ///< "aximm"
  std::string_view mode;        ///< "slave" or "master"
  std::string_view first;       ///< its first port
  std::string_view signal;      ///< what its only port is called; "" where names tell
  std::string_view parameters;  ///< see parameters_of

  /// Of xilinx.com.
  [[nodiscard]] const char* library() const { return signal.empty() ? "interface" : "signal"; }
};

constexpr Bus kBuses[] = {
    {"aclk",
     "clock",
     "slave",
     "aclk",
     "CLK",
     "ASSOCIATED_BUSIF s_axi:s_axis:m_axis, ASSOCIATED_RESET aresetn"},
    {"aresetn", "reset", "slave", "aresetn", "RST", "POLARITY ACTIVE_LOW"},
    {"s_axi", "aximm", "slave", "s_axi_awvalid", "", "PROTOCOL AXI4LITE"},
    {"s_axis", "axis", "slave", "s_axis_tvalid", "", "HAS_TLAST 1"},
    {"m_axis",
     "axis",
     "master",
     "m_axis_tvalid",
     "",
     "TDATA_NUM_BYTES 4, TUSER_WIDTH 1, HAS_TLAST 1"},
    {"irq", "interrupt", "master", "irq_o", "INTERRUPT", "SENSITIVITY LEVEL_HIGH"}};

/// Name, blank, value, with ", " between them.
std::string parameters_of(const Bus& bus, int pixels_per_beat) {
  if (bus.name != "s_axis") return std::string(bus.parameters);
  return fmt::format("TDATA_NUM_BYTES {}, {}{}",
                     pixels_per_beat,
                     pixels_per_beat == 1 ? "" : "HAS_TKEEP 1, ",
                     bus.parameters);
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

bool belongs(std::string_view port, const Bus& bus) {
  if (!bus.signal.empty()) return port == bus.first;
  return port.substr(0, port.rfind('_')) == bus.name;
}

/// What the interface's standard calls `port`.
std::string logical_name(std::string_view port, const Bus& bus) {
  return bus.signal.empty() ? upper(port.substr(port.rfind('_') + 1)) : std::string(bus.signal);
}

const Bus& bus_of(std::string_view port) {
  const auto found = std::find_if(
      std::begin(kBuses), std::end(kBuses), [&](const Bus& bus) { return belongs(port, bus); });
  expects(found != std::end(kBuses), fmt::format("{} belongs to an interface", port));
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

// XML as text: a tag without another prefix has that of IP-XACT.

std::string tag_of(std::string_view tag) {
  return (tag.find(':') == std::string_view::npos ? "spirit:" : "") + std::string(tag);
}

/// An element on a line.
std::string leaf(std::string_view tag, std::string_view text, std::string_view attributes = "") {
  return fmt::format("<{0}{1}{2}>{3}</{0}>\n",
                     tag_of(tag),
                     attributes.empty() ? "" : " ",
                     attributes,
                     escaped(text));
}

/// An element around the lines of `body`.
std::string group(std::string_view tag, std::string_view body, std::string_view attributes = "") {
  std::string out =
      fmt::format("<{}{}{}>\n", tag_of(tag), attributes.empty() ? "" : " ", attributes);
  while (!body.empty()) {
    const std::size_t line = body.find('\n') + 1;
    out.append("  ").append(body.substr(0, line));
    body.remove_prefix(line);
  }
  return out + fmt::format("</{}>\n", tag_of(tag));
}

constexpr const char* kNumber = R"(spirit:format="long")";
const char* const kViews[][3] = {
    {"xilinx_anylanguagesynthesis", "Synthesis", ":vivado.xilinx.com:synthesis"},
    {"xilinx_anylanguagebehavioralsimulation", "Simulation", ":vivado.xilinx.com:simulation"}};

std::string fileset_of(std::string_view view) { return fmt::format("{}_view_fileset", view); }

std::string bus_interface(const Bus& bus, const sv::Interface& top, int pixels_per_beat) {
  const auto type = [&](const char* tag, const char* suffix) {
    return fmt::format(R"(<spirit:{} spirit:vendor="xilinx.com" spirit:library="{}" )"
                       R"(spirit:name="{}{}" spirit:version="1.0"/>)"
                       "\n",
                       tag,
                       bus.library(),
                       bus.type,
                       suffix);
  };
  std::string ports, parameters;
  for (const sv::Interface::Port& port : top.ports) {
    if (!belongs(port.name, bus)) continue;
    ports += group("portMap",
                   group("logicalPort", leaf("name", logical_name(port.name, bus))) +
                       group("physicalPort", leaf("name", port.name)));
  }
  const std::string all = parameters_of(bus, pixels_per_beat);
  for (std::string_view rest = all; !rest.empty();) {
    const std::string_view one = rest.substr(0, rest.find(", "));
    const std::string_view name = one.substr(0, one.find(' '));
    const std::string id =
        fmt::format(R"(spirit:id="BUSIFPARAM_VALUE.{}.{}")", upper(bus.name), name);
    parameters +=
        group("parameter", leaf("name", name) + leaf("value", one.substr(name.size() + 1), id));
    rest.remove_prefix(std::min(rest.size(), one.size() + 2));
  }
  const std::string mode =
      bus.type == "aximm"
          ? group("slave",
                  fmt::format("<spirit:memoryMapRef spirit:memoryMapRef=\"{}\"/>\n", bus.name))
          : fmt::format("<spirit:{}/>\n", bus.mode);
  return group("busInterface",
               leaf("name", bus.name) + type("busType", "") + type("abstractionType", "_rtl") +
                   mode + group("portMaps", ports) + group("parameters", parameters));
}

const char* ip_xact_access(AxiAccess access) {
  if (access == AxiAccess::kReadOnly) return "read-only";
  return access == AxiAccess::kWriteOnly ? "write-only" : "read-write";
}

std::string register_entry(const AxiRegister& entry, std::size_t k) {
  const bool array = entry.reset.size() > 1;
  std::string fields;
  for (const AxiField& field : entry.fields) {
    fields += group("field",
                    leaf("name", field.name) + leaf("description", field.text) +
                        leaf("bitOffset", std::to_string(field.low)) +
                        leaf("bitWidth", std::to_string(field.high - field.low + 1), kNumber));
  }
  return group(
      "register",
      leaf("name", array ? fmt::format("{}_{}", entry.name, k) : entry.name) +
          leaf("description", entry.text) +
          leaf("addressOffset",
               fmt::format("0x{:03x}", entry.offset + static_cast<int>(k) * entry.stride)) +
          leaf("size", "32", kNumber) + leaf("access", ip_xact_access(entry.access)) +
          group("reset", leaf("value", fmt::format("0x{:08x}", entry.reset[k]), kNumber)) + fields);
}

std::string memory_map(const AxiMap& map) {
  std::string block = leaf("name", "reg0") + leaf("baseAddress", "0", kNumber) +
                      leaf("range", std::to_string(1 << kAxiAddressBits), kNumber) +
                      leaf("width", "32", kNumber) + leaf("usage", "register");
  for (const AxiRegister& entry : map.registers) {
    for (std::size_t k = 0; k < entry.reset.size(); ++k) block += register_entry(entry, k);
  }
  return group("memoryMaps",
               group("memoryMap", leaf("name", "s_axi") + group("addressBlock", block)));
}

std::string port_entry(const sv::Interface::Port& port) {
  const int width = port.width({});
  std::string wire = leaf("direction", port.direction == sv::Direction::kInput ? "in" : "out");
  if (width > 1) {
    wire += group("vector",
                  leaf("left", std::to_string(width - 1), kNumber) + leaf("right", "0", kNumber));
  }
  std::string type = leaf("typeName", "logic");
  for (const auto& view : kViews) type += leaf("viewNameRef", view[0]);
  wire += group("wireTypeDefs", group("wireTypeDef", type));
  return group("port", leaf("name", port.name) + group("wire", wire));
}

/// Memory images are found by their names alone, so MemDir is empty.
std::string model(const sv::Interface& top) {
  std::string views, ports;
  for (const auto& [name, display, environment] : kViews) {
    views += group("view",
                   leaf("name", name) + leaf("displayName", display) +
                       leaf("envIdentifier", environment) + leaf("language", "SystemVerilog") +
                       leaf("modelName", top.name) +
                       group("fileSetRef", leaf("localName", fileset_of(name))));
  }
  for (const sv::Interface::Port& port : top.ports) ports += port_entry(port);
  const std::string folder = group(
      "modelParameter",
      leaf("name", "MemDir") +
          leaf("value", "", R"(spirit:resolve="generated" spirit:id="MODELPARAM_VALUE.MemDir")"),
      R"(xsi:type="spirit:nameValueTypeType" spirit:dataType="string")");
  return group("model",
               group("views", views) + group("ports", ports) + group("modelParameters", folder));
}

std::string file_sets(const std::vector<std::string>& sources,
                      const std::vector<std::string>& memories) {
  std::string files, sets;
  for (const std::string& path : memories) {
    files += group("file", leaf("name", path) + leaf("userFileType", "mem"));
  }
  for (const std::string& path : sources) {
    files += group("file", leaf("name", path) + leaf("fileType", "systemVerilogSource"));
  }
  for (const auto& view : kViews) {
    sets += group("fileSet", leaf("name", fileset_of(view[0])) + files);
  }
  return group("fileSets", sets);
}

std::string extensions(std::string_view network, const std::string& name) {
  std::string families;
  for (const char* const family :
       {"artix7", "kintex7", "spartan7", "virtex7", "zynq", "zynquplus"}) {
    families += leaf("xilinx:family", family, R"(xilinx:lifeCycle="Beta")");
  }
  const std::string value =
      leaf("value",
           fmt::format("{}_v1_0", name),
           R"(spirit:resolve="user" spirit:id="PARAM_VALUE.Component_Name" spirit:order="1")");
  return group("parameters", group("parameter", leaf("name", "Component_Name") + value)) +
         group("vendorExtensions",
               group("xilinx:coreExtensions",
                     group("xilinx:supportedFamilies", families) +
                         group("xilinx:taxonomies", leaf("xilinx:taxonomy", "/UserIP")) +
                         leaf("xilinx:displayName", fmt::format("Spiking network {}", network)) +
                         leaf("xilinx:coreRevision", "1")));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> interface_attributes(std::string_view port,
                                                                      int pixels_per_beat) {
  const Bus& bus = bus_of(port);
  std::vector<std::pair<std::string, std::string>> out = {{"X_INTERFACE_INFO",
                                                           fmt::format("xilinx.com:{}:{}:1.0 {} {}",
                                                                       bus.library(),
                                                                       bus.type,
                                                                       bus.name,
                                                                       logical_name(port, bus))}};
  if (port == bus.first) {
    out.emplace_back(
        "X_INTERFACE_PARAMETER",
        fmt::format("XIL_INTERFACENAME {}, {}", bus.name, parameters_of(bus, pixels_per_beat)));
  }
  return out;
}

std::string component_text(const Wrapper& wrapper,
                           const std::vector<std::string>& sources,
                           const std::vector<std::string>& memories) {
  const sv::Interface& top = wrapper.module.interface();
  const std::string& network = wrapper.core.network.name;
  std::string name = top.name + "_" + Names::unmarked(network);
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  std::string interfaces;
  for (const Bus& bus : kBuses) {
    interfaces += bus_interface(bus, top, wrapper.core.plan.pixels_per_beat);
  }
  // No command line: a comment of XML may not hold two hyphens.
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0
     The core as an IP of Vivado, which finds it where this folder is an IP repository.
     generated by spinforge-gen, do not edit: manifest.json tells from what -->
)" + group("component",
           leaf("vendor", "spinforge") + leaf("library", "generated") + leaf("name", name) +
               leaf("version", "1.0") + group("busInterfaces", interfaces) +
               memory_map(wrapper.map) + model(top) + file_sets(sources, memories) +
               leaf("description",
                    fmt::format("Spiking network {} between AXI4-Stream and AXI4-Lite", network)) +
               extensions(network, name),
           R"(xmlns:xilinx="http://www.xilinx.com" )"
           R"(xmlns:spirit="http://www.spiritconsortium.org/XMLSchema/SPIRIT/1685-2009" )"
           R"(xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance")");
}

}  // namespace spinforge::emit
