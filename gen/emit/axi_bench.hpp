// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "gen/emit/axi_map.hpp"
#include "gen/sv/module.hpp"

namespace spinforge::emit {

/// Text of bench/sf_axi_bench.sv, below `header`: sf_axi, whose interface is `top`, around the core
/// `core`, and the sf_axi_bench_* of rtl/bench, wired. Like sf_bench it needs nothing else. Its
/// script of register accesses is made from `map`; `first_code` is the field code of layer 1.
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
[[nodiscard]] std::string axi_bench_text(const sv::Interface& top,
                                         const sv::Interface& core,
                                         const AxiMap& map,
                                         int first_code,
                                         std::string_view header);

}  // namespace spinforge::emit
