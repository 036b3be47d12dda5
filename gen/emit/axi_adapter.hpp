// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/sv/module.hpp"

/// What lets the harness drive sf_axi by its buses and see the core inside.
namespace spinforge::emit {

/// Text of sim/sf_axi_probe.sv below `header`: the module that is Verilated, around an sf_axi with
/// a core of interface `core`, `axi` being sf_axi's. The core's commits and status come out as
/// ports, by hierarchical names; everything else are sf_axi's own ports.
///
///     module sf_axi_probe (aclk, ..., frame_error_o, status_busy_o, commit1_valid_o, ...);
///       sf_axi u_axi (...);
///       assign commit1_valid_o = u_axi.u_core.commit1_valid_o;
[[nodiscard]] std::string axi_probe_text(const sv::Interface& axi,
                                         const sv::Interface& core,
                                         std::string_view header);

/// Text of sim/axi_adapter.cpp below `header`: model_abi.h for the Verilated class Vsf_axi.
[[nodiscard]] std::string axi_adapter_text(const network::Network& network,
                                           const plan::Plan& plan,
                                           std::string_view header);

}  // namespace spinforge::emit
