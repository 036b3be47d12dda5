// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gen/emit/axi_map.hpp"
#include "gen/emit/core.hpp"
#include "gen/sv/module.hpp"

/// The top module sf_axi: a core between AXI4-Stream and AXI4-Lite (rtl/targets).
namespace spinforge::emit {

/// Constants of the wrapper: the package sf_axi_pkg, which sf_axi_regs reads.
struct AxiConstants {
  sv::Constant layers;
  sv::Package package;
};

/// A core in the wrapper.
struct Wrapper {
  const Core& core;
  AxiMap map;
  AxiConstants constants;
  /// The module sf_axi:
  ///
  ///     module sf_axi #(parameter MemDir = "mem/") (aclk, aresetn, s_axi_*, s_axis_*, m_axis_*,
  ///     irq_o);
  ///       sf_axi_lite, sf_axi_regs      registers
  ///       sf_axi_session, sf_core       pixels
  ///       sf_axi_layer                  for each layer
  ///       sf_axi_results                results
  ///       sf_axi_memory                 checksum of the memories
  ///     endmodule
  sv::Module module;

  /// Keeps a reference. *Errors*: those of make_axi_map.
  explicit Wrapper(const Core& core);
};

/// Text of sf_axi.sv.
[[nodiscard]] std::string axi_text(const Wrapper& wrapper);

}  // namespace spinforge::emit
