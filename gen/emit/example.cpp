// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/example.hpp"

#include <fmt/format.h>

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

std::string connection_of(const Port& port) {
  if (!stays_inside(port)) return signal_of(port);
  return is_input(port) ? fmt::format("{}'d0", port.width({})) : "";
}

}  // namespace

std::string example_text(const sv::Interface& core) {
  std::string ports, connections;
  for (const Port& port : core.ports) {
    connections += fmt::format(
        "{}    .{}({})", connections.empty() ? "" : ",\n", port.name, connection_of(port));
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
      "  // verilator lint_off PINCONNECTEMPTY\n"
      "  {} u_core (\n{}\n  );\n"
      "  // verilator lint_on PINCONNECTEMPTY\n\n"
      "endmodule\n",
      ports,
      core.name,
      connections);
}

}  // namespace spinforge::emit
