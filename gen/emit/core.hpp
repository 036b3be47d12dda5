// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "gen/emit/package.hpp"

namespace spinforge::emit {

/// Text of the top module sf_core, below `header`:
///
///     module sf_core #(parameter MemDir = "mem/") (clock, pixels, results, status, commits);
///       sf_pixel_buffer
///       [rate coding: sf_rate_encoder, sf_spike_buffer]
///       sf_layer
///       sf_spike_buffer, sf_layer      for each further layer
///       sf_readout
///     endmodule
[[nodiscard]] std::string core_text(const network::Network& network,
                                    const plan::Plan& plan,
                                    const Constants& constants,
                                    std::string_view header);

}  // namespace spinforge::emit
