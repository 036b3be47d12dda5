// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/emit/manifest.hpp"

namespace spinforge::emit {

/// The files of verilog/: the sources of filelist.f of `directory`, whose memory images lie in
/// place, as plain Verilog of 2005. Yosys elaborates them into one module for each set of
/// parameters and prints these, memories still memories, their contents in `initial` blocks. The
/// top module keeps its ports, and MemDir without a use, so that it fits where the core does. With
/// the wrapper also sf_axi alone, around that core; what names its interfaces to Vivado stays with
/// the ports. The text depends on the version of Yosys, which its first line tells. *Errors*: kTool
/// where Yosys is missing or refuses.
[[nodiscard]] std::vector<File> verilog_files(const std::string& directory,
                                              const Identity& identity);

/// `text` with readable names for Yosys' "\$paramod..." modules: the macro's, and a number in the
/// order of appearance.
[[nodiscard]] std::string with_plain_module_names(const std::string& text);

}  // namespace spinforge::emit
