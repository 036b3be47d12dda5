// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spinforge::synth {

/// A port of a netlist.
struct Port {
  std::string name;
  bool input = true;
  int width = 1;
  friend bool operator==(const Port&, const Port&) = default;
};

/// Name of the module that pins_text() writes.
inline constexpr const char* kPinsTop = "sf_pins";

/// Ports of module `top` in a netlist that Yosys' write_json wrote, in its order. *Errors*: kParse.
[[nodiscard]] std::vector<Port> ports_of(std::string_view netlist, const std::string& top);

/// Verilog of a module around `top` with three pins, so that a core with more ports than a package
/// has pins can be placed: a chain of flip-flops feeds its inputs, its outputs are registered and
/// folded into one. Every path of the core stays between flip-flops.
[[nodiscard]] std::string pins_text(const std::string& top, const std::vector<Port>& ports);

/// Flip-flops of that module's own.
[[nodiscard]] int pins_flip_flops(const std::vector<Port>& ports);

}  // namespace spinforge::synth
