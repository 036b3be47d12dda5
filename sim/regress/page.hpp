// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/regress/history.hpp"
#include "sim/regress/report.hpp"

namespace spinforge::regress {

/// report.html: one page that needs nothing else and no network. `history`: results of before,
/// oldest first.
[[nodiscard]] std::string page(const Merged& merged,
                               const Execution& execution,
                               const std::vector<Former>& history = {});

}  // namespace spinforge::regress
