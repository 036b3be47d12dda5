// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "gen/sv/module.hpp"

namespace spinforge::emit {

/// Text of bench/sf_bench.sv, below `header`: the core and the parts of rtl/bench, wired. Widths
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
[[nodiscard]] std::string bench_text(const sv::Interface& core,
                                     std::size_t layers,
                                     std::string_view header);

}  // namespace spinforge::emit
