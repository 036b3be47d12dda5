// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gen/emit/axi.hpp"

/// Files of an emitted directory that are written rather than copied, each by the source file of
/// its name and as a pure function. The packages, sf_core.sv and sf_axi.sv are printed from Core
/// and Wrapper.
namespace spinforge::emit {

/// Text of bench/sf_bench.sv: the core and the parts of rtl/bench, wired. Widths
/// are numbers, so that it needs nothing but these parts and any form of the core that has the
/// parameter MemDir.
///
///     module sf_bench #(MemDir, Vectors, Finish);
///       sf_bench_control    clock, reset, verdict
///       sf_bench_pixels     pixels.hex into the core
///       sf_bench_results    held against results.hex
///       sf_core             its configuration port at rest
///       sf_bench_commits    for each layer, held against layerK.hex
///     endmodule
[[nodiscard]] std::string bench_text(const Core& core);

/// Text of bench/sf_axi_bench.sv: sf_axi and the sf_axi_bench_* of rtl/bench, wired likewise. Its
/// script of register accesses is made from the register map.
///
///     module sf_axi_bench #(MemDir, Vectors, Finish);
///       Script                  every register: its value after reset, or that it is refused;
///                               what can be written; the memories' checksum; errors, interrupt;
///                               the counters at the end
///       sf_axi_bench_control    clock, reset, verdict
///       sf_axi_bench_pixels     pixels.hex into the stream
///       sf_axi_bench_results    held against results.hex
///       sf_axi_bench_registers  the script
///       sf_axi_bench_layer      for each layer, counts from layerK.hex
///       sf_axi
///     endmodule
[[nodiscard]] std::string axi_bench_text(const Wrapper& wrapper);

/// Text of sim/sf_axi_probe.sv, by which the harness drives sf_axi by its buses and sees the core
/// inside: the module that is Verilated, around an sf_axi. The core's commits and status come out
/// as ports, by hierarchical names; everything else are sf_axi's own ports.
///
///     module sf_axi_probe (aclk, ..., frame_error_o, status_busy_o, commit1_valid_o, ...);
///       sf_axi u_axi (...);
///       assign commit1_valid_o = u_axi.u_core.commit1_valid_o;
[[nodiscard]] std::string axi_probe_text(const Wrapper& wrapper);

/// Text of sim/model_layers.h, all that a network decides of its model's C interface: the rest of
/// sim/ is rtl/model, the same for every network.
[[nodiscard]] std::string model_layers_text(const Core& core);

/// README.md: INTEGRATION.md with an instance of this very `core` and the names that follow from
/// its prefix (see Names) in their own way, and what it takes of a part of each family and of the
/// time.
[[nodiscard]] std::string integration_text(const Core& core);

/// What a .core file lists; paths from its own folder.
struct CoreFiles {
  std::vector<std::string> rtl;  ///< in the order of compilation
  std::vector<std::string> memories;
  std::vector<std::string> bench = {};        ///< in the order of compilation
  std::vector<std::string> constraints = {};  ///< of the target; may be none
  std::size_t layers = 0;                     ///< each has golden vectors of its own
  std::vector<std::string> axi_bench = {};    ///< that of sf_axi, where there is one
};

/// The third word of the core's name, spinforge:generated:NAME: the network's, after the prefix of
/// every global name where that is not our own.
[[nodiscard]] std::string fusesoc_name(std::string_view network, std::string_view prefix);

/// Text of sf_core.core, a FuseSoC core description (CAPI2) called `name`, below `header`: the
/// targets lint, sim (the bench on golden vectors), model (the Verilated core as a library) and
/// synth, which is for `target`. With a bench of sf_axi, that is the top of lint, sim and synth,
/// and sim_core is the bench of the core in it.
[[nodiscard]] std::string fusesoc_text(std::string_view name,
                                       std::string_view target,
                                       const CoreFiles& files,
                                       std::string_view header);

// sf_axi as Vivado sees it. No Vivado was at hand where this was written: tests hold the
// description to its own directory and to well-formed XML, not to Vivado.

/// Attributes of `port` of an sf_axi that takes so many pixels a beat, names and values:
/// X_INTERFACE_INFO, and for the first port of an interface X_INTERFACE_PARAMETER. *Errors*:
/// std::logic_error for a port of no interface.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> interface_attributes(
    std::string_view port, int pixels_per_beat);

/// Text of component.xml, the directory as a packaged IP (IP-XACT 1685-2009 with Vivado's
/// extensions): the top module sf_axi, its register map, sources in the order of compilation and
/// memory images.
[[nodiscard]] std::string component_text(const Wrapper& wrapper,
                                         const std::vector<std::string>& sources,
                                         const std::vector<std::string>& memories);

}  // namespace spinforge::emit
