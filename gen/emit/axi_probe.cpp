// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/artefacts.hpp"

#include <string_view>

namespace spinforge::emit {
namespace {

bool is_watched(std::string_view name) {
  return name.starts_with("commit") || name == "frame_error_o" || name == "status_busy_o";
}

}  // namespace

std::string axi_probe_text(const Wrapper& wrapper) {
  sv::Module module = module_with_memories("sf_axi_probe");
  module.group_ports("of sf_axi");
  sv::Instance inside(wrapper.module.interface(), "u_axi");
  inside.set_text("MemDir", "{MemDir}");
  for (const sv::Interface::Port& port : wrapper.module.interface().ports) {
    const int width = port.width({});
    inside.connect(port.name,
                   port.direction == sv::Direction::kInput ? module.input(port.name, width)
                                                           : module.output(port.name, width));
  }
  module.add(inside, "The wrapper");
  module.group_ports("of the core inside");
  module.group_assignments("The core inside");
  for (const sv::Interface::Port& port : wrapper.core.module.interface().ports) {
    if (!is_watched(port.name)) continue;
    const int width = port.width({});
    module.assign(module.output(port.name, width), {"u_axi.u_core." + port.name, width});
  }
  return module.print(wrapper.core.header("The wrapper with the core inside seen."));
}

}  // namespace spinforge::emit
