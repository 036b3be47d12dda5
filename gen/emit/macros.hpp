// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/sv/module.hpp"

/// The macros of rtl/macros that a core instantiates: their parameters and ports as data, so that a
/// wiring mistake is found at emission. A unit test compares names with the macros' own headers,
/// and lint compares widths.
namespace spinforge::emit {

[[nodiscard]] const sv::Interface& pixel_buffer();
[[nodiscard]] const sv::Interface& rate_encoder();
[[nodiscard]] const sv::Interface& spike_buffer();
[[nodiscard]] const sv::Interface& config();
[[nodiscard]] const sv::Interface& layer();
[[nodiscard]] const sv::Interface& readout();

/// Bits of a threshold on the configuration port: those of the widest potential.
inline constexpr int kThresholdBits = 18;

}  // namespace spinforge::emit
