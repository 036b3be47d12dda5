// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/harness/build.hpp"
#include "sim/harness/design.hpp"

/// Verilator, and the C++ compiler on what it wrote.
namespace spinforge::harness {

inline constexpr const char* kNoVerilator = "`apt install verilator` provides it";

/// The two commands. No shell and no make sees the name of the design's directory, so that it may
/// hold any character: Verilator works in it, and make in `objects`, where a link leads to the
/// adapter.
[[nodiscard]] std::vector<std::string> verilator_command(const Design& design,
                                                         const std::string& objects,
                                                         Trace trace);
[[nodiscard]] std::vector<std::string> make_command(const Design& design, Trace trace, bool quick);

/// Runs both and returns the path of the library, in `objects`: an empty directory, absolute, whose
/// path is_plain(). *Errors*: kTool with the message of the tool that refuses the sources; kIo
/// where they cannot write in `objects`.
[[nodiscard]] std::string compile(const Design& design,
                                  const std::string& objects,
                                  Trace trace,
                                  bool quick);

/// Whether a path holds only characters that no shell and no makefile reads as anything else.
[[nodiscard]] bool is_plain(std::string_view path);

/// The first error that a Verilog or C++ compiler printed, with the lines that show where; else the
/// last lines. At most six, indented.
[[nodiscard]] std::string first_error(const std::string& output);

}  // namespace spinforge::harness
