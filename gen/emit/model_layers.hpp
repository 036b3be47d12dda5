// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gen/emit/core.hpp"

namespace spinforge::emit {

/// Text of sim/model_layers.h, all that a network decides of its model's C interface: the rest of
/// sim/ is rtl/model, the same for every network.
[[nodiscard]] std::string model_layers_text(const Core& core);

}  // namespace spinforge::emit
