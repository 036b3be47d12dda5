// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "gen/emit/names.hpp"

namespace spinforge::emit {

/// Where it stands in an emitted directory: its list of sources, and the one that it names (before
/// Names).
inline constexpr const char* kVerilogList = "verilog/filelist.f";
inline constexpr const char* kVerilogCore = "verilog/sf_core.v";
inline constexpr const char* kVerilogAxi = "verilog/sf_axi.v";

/// The sources of filelist.f of `directory`, whose memory images lie in place, as plain Verilog of
/// 2005: Yosys elaborates them into one module for each set of parameters and prints these,
/// memories still memories, their contents in `initial` blocks. The top module keeps its ports, and
/// MemDir without a use, so that it fits where the core does. The text depends on the version of
/// Yosys, which its first line tells.
/// *Errors*: kTool where Yosys is missing or refuses.
[[nodiscard]] std::string verilog_text(const std::string& directory,
                                       std::string_view header,
                                       const Names& names);

/// sf_axi of `directory` in the same way: the wrapper alone, around the sf_core of verilog_text.
/// What names its interfaces to Vivado stays with the ports.
[[nodiscard]] std::string axi_verilog_text(const std::string& directory,
                                           std::string_view header,
                                           const Names& names);

/// `text` with readable names for Yosys' "\$paramod..." modules: the macro's, and a number in the
/// order of appearance.
[[nodiscard]] std::string with_plain_module_names(const std::string& text);

}  // namespace spinforge::emit
