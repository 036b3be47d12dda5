// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/fusesoc.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace spinforge::emit {
namespace {

constexpr std::string_view kTargets = R"yaml(
  sim:
    files:
      - sim/model_abi.h: {is_include_file: true}
      - sim/adapter.cpp
    file_type: cppSource

targets:
  default: &default
    filesets: [rtl, memories]
    toplevel: sf_core
    parameters: [MemDir]

  # Every warning of Verilator counts; none is waived.
  lint:
    <<: *default
    default_tool: verilator
    tools:
      verilator:
        mode: lint-only
        verilator_options: [-Wall]

  # The Verilated core with its C interface (sim/model_abi.h) as a shared library.
  sim:
    <<: *default
    filesets: [rtl, memories, sim]
    default_tool: verilator
    tools:
      verilator:
        mode: cc
        verilator_options: [--prefix, Vsf_core, -CFLAGS, -fPIC, -LDFLAGS, -shared]

parameters:
  MemDir:
    datatype: str
    default: mem/
    paramtype: vlogparam
    description: Directory of the memory images, seen from where the tool runs, with a slash at its end
)yaml";

/// The header as comment lines of YAML.
std::string comments(std::string_view header) {
  std::string out;
  while (!header.empty()) {
    const std::string_view line = header.substr(0, header.find('\n'));
    out += line.empty() ? "#\n" : fmt::format("# {}\n", line);
    header.remove_prefix(std::min(header.size(), line.size() + 1));
  }
  return out;
}

}  // namespace

std::string fusesoc_text(std::string_view name, const CoreFiles& files, std::string_view header) {
  std::string out = "CAPI=2:\n" + comments(header);
  out += fmt::format("name: spinforge:generated:{}:1.0.0\n", name);
  out += fmt::format("description: Spiking network {} as a neuromorphic core\n\n", name);
  out += "filesets:\n  rtl:\n    files:\n";
  for (const std::string& path : files.rtl) out += fmt::format("      - {}\n", path);
  out += "    file_type: systemVerilogSource\n\n  memories:\n    files:\n";
  for (const std::string& path : files.memories) {
    out += fmt::format("      - {0}: {{copyto: {0}}}\n", path);
  }
  return out + "    file_type: user\n" + std::string(kTargets);
}

}  // namespace spinforge::emit
