// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gen/emit/core.hpp"

namespace spinforge::emit {

/// README.md of the emitted directory: INTEGRATION.md with an instance of this very `core` and the
/// names that follow from its prefix (see Names) in their own way, and what it takes of a part of
/// each family and of the time.
[[nodiscard]] std::string integration_text(const Core& core);

}  // namespace spinforge::emit
