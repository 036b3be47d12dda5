// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::emit {

/// README.md of the emitted directory: INTEGRATION.md, and what this core takes of a part of each
/// family and of the time.
[[nodiscard]] std::string integration_text(const network::Network& network, const plan::Plan& plan);

}  // namespace spinforge::emit
