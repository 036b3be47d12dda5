// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gen/emit/axi_map.hpp"
#include "gen/emit/package.hpp"
#include "gen/sv/module.hpp"

/// The top module sf_axi: a core between AXI4-Stream and AXI4-Lite (rtl/targets).
namespace spinforge::emit {

/// The modules of rtl/targets that sf_axi instantiates, as macros.hpp has the core's.
[[nodiscard]] const sv::Interface& axi_lite();
[[nodiscard]] const sv::Interface& axi_layer();
[[nodiscard]] const sv::Interface& axi_results();
[[nodiscard]] const sv::Interface& axi_session();
[[nodiscard]] const sv::Interface& axi_memory();
/// Its parameters are the addresses and bits of `map`, then the rest.
[[nodiscard]] sv::Interface axi_regs(const AxiMap& map);

/// Constants of the wrapper: the package sf_axi_pkg.
struct AxiConstants {
  /// sf_axi_regs' parameters by name, but for those that sf_core_pkg holds.
  std::vector<std::pair<std::string, sv::Constant>> parameters;
  sv::Constant layers, memory_rows;  ///< of sf_axi_memory
  sv::Package package;
};
[[nodiscard]] AxiConstants make_axi_constants(const AxiMap& map, const plan::Plan& plan);

/// The module sf_axi, around `core`, the interface of sf_core.
///
///     module sf_axi #(parameter MemDir = "mem/") (aclk, aresetn, s_axi_*, s_axis_*, m_axis_*,
///     irq_o);
///       sf_axi_lite, sf_axi_regs      registers
///       sf_axi_session, sf_core       pixels
///       sf_axi_layer                  for each layer
///       sf_axi_results                results
///       sf_axi_memory                 checksum of the memories
///     endmodule
[[nodiscard]] sv::Module axi_module(const AxiMap& map,
                                    const AxiConstants& axi,
                                    const Constants& constants,
                                    const sv::Interface& core,
                                    const Features& features);

}  // namespace spinforge::emit
