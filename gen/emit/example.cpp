// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/example.hpp"

#include <fmt/format.h>

#include <utility>

#include "gen/emit/bench.hpp"

namespace spinforge::emit {
namespace {

using Port = sv::Interface::Port;

bool is_input(const Port& port) { return port.direction == sv::Direction::kInput; }

/// A port that the design does not pass on: configuration and the check of the memories, at rest;
/// commits, for checking.
bool stays_inside(const Port& port) {
  return port.name.starts_with("cfg_") || port.name.starts_with("check_") ||
         port.name.starts_with("commit");
}

}  // namespace

std::string example_text(const sv::Interface& core) {
  std::string ports, connections;
  int unused = 0;  // bits of outputs that lead nowhere
  const auto inside = [&](const Port& port) {
    const int width = port.width({});
    if (is_input(port)) return fmt::format("{}'d0", width);
    const int low = std::exchange(unused, unused + width);
    return width == 1 ? fmt::format("unused[{}]", low)
                      : fmt::format("unused[{}:{}]", low + width - 1, low);
  };
  for (const Port& port : core.ports) {
    connections += fmt::format("{}    .{}({})",
                               connections.empty() ? "" : ",\n",
                               port.name,
                               stays_inside(port) ? inside(port) : signal_of(port));
    if (stays_inside(port)) continue;
    const int width = port.width({});
    ports += fmt::format("{}  {} logic {}{}",
                         ports.empty() ? "" : ",\n",
                         is_input(port) ? "input " : "output",
                         width == 1 ? "" : fmt::format("[{}:0] ", width - 1),
                         signal_of(port));
  }
  return fmt::format(
      "module my_design (\n{}\n);\n\n"
      "  logic [{}:0] unused;  // commits, for checking, and answers of the configuration port\n\n"
      "  {} u_core (\n{}\n  );\n\n"
      "endmodule\n",
      ports,
      unused - 1,
      core.name,
      connections);
}

}  // namespace spinforge::emit
