// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "gen/emit/features.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::emit {

/// Text of sim/adapter.cpp, below `header`: model_abi.h for the Verilated class Vsf_core.
///
///     sample_commits(core, commits)      one read_commit<Lanes, VBits, DBits>(...) a layer
///     sf_create, sf_trace_open, ...      the same for every network
///     sf_tick                            the core's ports
[[nodiscard]] std::string adapter_text(const network::Network& network,
                                       const plan::Plan& plan,
                                       const Features& features,
                                       std::string_view header);

/// The same around another Verilated class `top` that has the core's commit ports: all of it but
/// `tick`, which is the text of its clock cycle. `quiet` are statements for the making of a model.
[[nodiscard]] std::string adapter_around(const network::Network& network,
                                         const plan::Plan& plan,
                                         std::string_view top,
                                         std::string_view tick,
                                         std::string_view quiet,
                                         std::string_view header);

}  // namespace spinforge::emit
