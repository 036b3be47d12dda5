// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/fit/fit.hpp"
#include "sim/plot/figure.hpp"

/// What a fit has found, for people, for machines and drawn.
namespace spinforge::fit {

[[nodiscard]] std::string human_text(const Fitted& fitted);

/// sim/fit/README.md lists its keys.
[[nodiscard]] std::string json_text(const Fitted& fitted);

/// Means of all slots, measured and fitted, a panel for each condition.
[[nodiscard]] plot::Figure figure(const Fitted& fitted);

}  // namespace spinforge::fit
