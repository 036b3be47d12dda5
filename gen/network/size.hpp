// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "gen/network/network.hpp"

namespace spinforge::network {

/// The most counters of an image. Traces, timing and time grow with them: a description of a few
/// bytes must not ask for gigabytes.
inline constexpr std::int64_t kMaxCounters = std::int64_t{1} << 25;

/// Counters of an image: steps times those of all layers, which are a layer's neurons, or the
/// elements of a convolution's map before its pool. Expects sizes within their ranges.
[[nodiscard]] std::int64_t counters_per_image(const Network& network);

}  // namespace spinforge::network
