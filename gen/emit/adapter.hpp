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
///     sf_create, sf_tick, ...            the same for every network
[[nodiscard]] std::string adapter_text(const network::Network& network,
                                       const plan::Plan& plan,
                                       const Features& features,
                                       std::string_view header);

}  // namespace spinforge::emit
