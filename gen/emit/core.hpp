// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/emit/package.hpp"
#include "gen/sv/module.hpp"

namespace spinforge::emit {

/// The top module sf_core:
///
///     module sf_core #(parameter MemDir = "mem/") (clock, pixels, results, status, commits);
///       sf_pixel_buffer
///       [rate coding: sf_rate_encoder, sf_spike_buffer]
///       sf_layer
///       sf_spike_buffer, sf_layer      for each further layer
///       sf_readout
///     endmodule
[[nodiscard]] sv::Module core_module(const network::Network& network,
                                     const plan::Plan& plan,
                                     const Constants& constants,
                                     const Features& features);

}  // namespace spinforge::emit
