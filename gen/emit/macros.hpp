// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gen/sv/interface.hpp"

/// The modules of rtl/macros, rtl/targets and rtl/bench that the tool carries, by their names.
namespace spinforge::emit {

/// Source of a macro. *Errors*: std::logic_error where there is none of this name.
[[nodiscard]] std::string_view macro_text(std::string_view name);

/// Interface of such a module, as its header has it.
[[nodiscard]] const sv::Interface& macro(std::string_view name);

/// The macros `names`, each after all that it instantiates, and once.
[[nodiscard]] std::vector<std::string> with_dependencies(const std::vector<std::string>& names);

}  // namespace spinforge::emit
