// SPDX-License-Identifier: Apache-2.0
#include "gen/synth/pins.hpp"

#include <fmt/format.h>

#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "gen/synth/log.hpp"

namespace spinforge::synth {
namespace {

constexpr const char* kFrom = "yosys write_json";

bool is_clock(const Port& port) { return port.name == "clk_i"; }

}  // namespace

std::vector<Port> ports_of(std::string_view netlist, const std::string& top) {
  const Json json = parse_json(netlist, kFrom);
  Reader design(json, kFrom, kNewerYosys);
  Reader modules(design.object("modules"), design.where("modules"), kNewerYosys);
  Reader module(modules.object(top), modules.where(top), kNewerYosys);
  std::vector<Port> out;
  for (const auto& [name, value] : module.object("ports").items()) {
    Reader port(value, module.where("ports / " + name), kNewerYosys);
    const bool input = port.text("direction") == "input";
    out.push_back({name, input, static_cast<int>(port.array("bits").size())});
  }
  return out;
}

std::string pins_text(const std::string& top, const std::vector<Port>& ports) {
  std::vector<std::string> connections;
  int in = 0;
  int out = 0;
  for (const Port& port : ports) {
    int& at = port.input ? in : out;
    if (is_clock(port)) {
      connections.push_back("    .clk_i(clk_i)");
      continue;
    }
    connections.push_back(fmt::format(
        "    .{}({}[{}:{}])", port.name, port.input ? "in_q" : "out", at + port.width - 1, at));
    at += port.width;
  }
  return fmt::format(R"(module {0} (input clk_i, input pin_i, output reg pin_o);
  reg  [{1}:0] in_q;
  wire [{2}:0] out;
  reg  [{2}:0] out_q;
  always @(posedge clk_i) begin
    in_q  <= {{in_q, pin_i}};
    out_q <= out;
    pin_o <= ^out_q;
  end
  {3} u_core (
{4}
  );
endmodule
)",
                     kPinsTop,
                     in - 1,
                     out - 1,
                     top,
                     text::joined(connections, ",\n"));
}

int pins_flip_flops(const std::vector<Port>& ports) {
  int out = 1;
  for (const Port& port : ports) out += is_clock(port) ? 0 : port.width;
  return out;
}

}  // namespace spinforge::synth
