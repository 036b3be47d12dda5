// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gen/emit/axi.hpp"

namespace spinforge::emit {

/// Text of sim/sf_axi_probe.sv, by which the harness drives sf_axi by its buses and sees the core
/// inside: the module that is Verilated, around an sf_axi. The core's commits and status come out
/// as ports, by hierarchical names; everything else are sf_axi's own ports.
///
///     module sf_axi_probe (aclk, ..., frame_error_o, status_busy_o, commit1_valid_o, ...);
///       sf_axi u_axi (...);
///       assign commit1_valid_o = u_axi.u_core.commit1_valid_o;
[[nodiscard]] std::string axi_probe_text(const Wrapper& wrapper);

}  // namespace spinforge::emit
