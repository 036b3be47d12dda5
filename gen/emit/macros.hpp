// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gen/sv/interface.hpp"

/// The modules of rtl/macros and rtl/targets that the tool carries, by their names.
namespace spinforge::emit {

/// Source of a macro. *Errors*: std::logic_error where there is none of this name.
[[nodiscard]] std::string_view macro_text(std::string_view name);

/// Interface of a macro or of a module of rtl/targets, as its header has it.
[[nodiscard]] const sv::Interface& macro(std::string_view name);

/// Appends `name` after all the macros that it instantiates, each once.
void append_with_dependencies(const std::string& name, std::vector<std::string>& out);

}  // namespace spinforge::emit
