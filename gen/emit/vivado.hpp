// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gen/emit/axi.hpp"

/// sf_axi as Vivado sees it: attributes that name the interfaces of its ports, and the description
/// of the emitted directory as a packaged IP. No Vivado was at hand where this was written: tests
/// hold the description to its own directory and to well-formed XML, not to Vivado.
namespace spinforge::emit {

/// Attributes of `port` of sf_axi, names and values: X_INTERFACE_INFO, and for the first port of an
/// interface X_INTERFACE_PARAMETER. *Errors*: std::logic_error for a port of no interface.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> interface_attributes(
    std::string_view port);

/// Where it stands in an emitted directory, which Vivado prescribes.
inline constexpr const char* kVivadoComponent = "component.xml";

/// Text of component.xml (IP-XACT 1685-2009 with Vivado's extensions): the top module sf_axi, its
/// register map, sources in the order of compilation and memory images.
[[nodiscard]] std::string component_text(const Wrapper& wrapper,
                                         const std::vector<std::string>& sources,
                                         const std::vector<std::string>& memories);

}  // namespace spinforge::emit
