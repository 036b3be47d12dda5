// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gen/emit/axi.hpp"

namespace spinforge::emit {

/// Text of bench/sf_axi_bench.sv: sf_axi and the sf_axi_bench_* of rtl/bench, wired. Like sf_bench
/// it needs nothing else. Its script of register accesses is made from the register map.
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

}  // namespace spinforge::emit
