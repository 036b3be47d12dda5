// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/plan/stream.hpp"
#include "sim/golden/golden.hpp"

namespace spinforge::expected {

/// What an image asks of the core, from what golden saw in it. Field codes and masks count through
/// the neurons that they gate.
[[nodiscard]] plan::Work work_of(const network::Network& network,
                                 const plan::Plan& plan,
                                 std::span<const std::uint8_t> pixels,
                                 const golden::Trace& trace);

/// Cycles of an image that has the core to itself.
[[nodiscard]] plan::Timing predict(const network::Network& network,
                                   const plan::Plan& plan,
                                   std::span<const std::uint8_t> pixels,
                                   const golden::Trace& trace);

}  // namespace spinforge::expected
