// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gen/emit/core.hpp"

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

/// Where the sources of the wrapper's bench are listed.
inline constexpr const char* kAxiBenchList = "bench/axi.f";

/// Names and what they are connected to: parameters or ports of an instance in a bench.
using Connections = std::vector<std::pair<std::string, std::string>>;

/// The folder of vectors that a part of a bench reads. In braces: a parameter that is a text
/// reaches the parts whole in every tool.
inline const std::pair<std::string, std::string> kBenchFolder{"Folder", "{Vectors}"};

/// Text of an instance.
[[nodiscard]] std::string bench_instance(std::string_view module,
                                         std::string_view name,
                                         const Connections& parameters,
                                         const Connections& ports);

/// Parameters of a part of a bench that reads the commits of layer `number`.
[[nodiscard]] Connections layer_parameters(const LayerConstants& layer, std::size_t number);

/// A core's port without its direction, and without the mark of an active-low one: the signal that
/// it is connected to.
[[nodiscard]] std::string signal_of(const sv::Interface::Port& port);

}  // namespace spinforge::emit
