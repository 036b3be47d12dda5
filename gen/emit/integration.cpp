// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "gen/emit/artefacts.hpp"
#include "gen/emit/bench.hpp"
#include "gen/emit/embedded.hpp"
#include "gen/plan/choose.hpp"

namespace spinforge::emit {
namespace {

constexpr std::string_view kText = R"(
## What this core takes

{}
LUTs are estimated before synthesis, block RAMs and DSP blocks counted as Yosys 0.23 maps them; wrappers
come on top. A core that does not fit may with fewer lanes: `spinforge-gen plan NETWORK --target FAMILY`.

An image with {:.0f} % of its inputs and {:.0f} % of its neurons active takes {} cycles.
)";

constexpr std::string_view kParity = R"(
## Parity

Emitted with `--parity`, each word of weights holds a bit more, which makes its number of ones even, and is checked
whenever it is read for a sum. `parity_error_o` goes high two cycles after a wrong one was read and stays so until
`rst_ni`: what came out since the last reset may be wrong. Reset the core and send the images again; where it comes
back, what the memory holds has changed, and must be loaded anew. An even number of wrong bits in a word is not seen,
nor is anything outside the weights.
)";

using Port = sv::Interface::Port;

bool is_input(const Port& port) { return port.direction == sv::Direction::kInput; }

/// A port that the design does not pass on: configuration and the check of the memories, at rest;
/// commits, for checking.
bool stays_inside(const Port& port) {
  return port.name.starts_with("cfg_") || port.name.starts_with("check_") ||
         port.name.starts_with("commit");
}

/// A design around `core`: every port connected, the configuration port at rest, the commit ports
/// led nowhere. It is complete, so that it can be copied, and compiled by a test.
///
///     module my_design (clock, reset, pixel stream, result stream, status);
///       sf_core u_core (...);
///     endmodule
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
    ports += fmt::format("{}  {} {}",
                         ports.empty() ? "" : ",\n",
                         is_input(port) ? "input " : "output",
                         declared(port, signal_of(port)));
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

/// `page` with `text` in every place that is marked {{mark}}.
std::string filled(std::string page, std::string_view mark, std::string_view text) {
  const std::string place = fmt::format("{{{{{}}}}}", mark);
  std::size_t at = page.find(place);
  expects(at != std::string::npos, fmt::format("INTEGRATION.md has a place for {}", mark));
  for (; at != std::string::npos; at = page.find(place, at)) page.replace(at, place.size(), text);
  return page;
}

}  // namespace

std::string integration_text(const Core& core) {
  const std::string& prefix = core.identity.prefix;
  std::string page(integration_page().front().content);
  page = filled(std::move(page), "design", example_text(core.module.interface()));
  page = filled(std::move(page), "fusesoc name", fusesoc_name(core.network.name, prefix));
  page = filled(std::move(page), "bench", prefix + "_bench");
  std::vector<std::vector<std::string>> rows{
      {"family", "part", "LUT", "block RAM", "DSP", "multipliers", "fits"}};
  for (const plan::Target& target : plan::targets()) {
    const plan::Fit fit = plan::fit(target, core.network, core.plan);
    rows.push_back({std::string(target.name),
                    std::string(target.part.name),
                    text::thousands(fit.resources.lut),
                    fmt::format("{}", fit.resources.bram),
                    std::to_string(fit.resources.dsp),
                    fit.dsp && target.part.dsp > 0 ? "DSP blocks" : "LUTs (`synth --no-dsp`)",
                    fit.fits ? "yes" : "no"});
  }
  return page +
         fmt::format(kText,
                     text::markdown(rows),
                     100 * plan::kTypicalPixels,
                     100 * plan::kTypicalSpikes,
                     text::thousands(plan::typical_timing(core.network, core.plan).image_cycles)) +
         std::string(core.plan.layers.front().parity ? kParity : "");
}

}  // namespace spinforge::emit
