// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/regress/report.hpp"

namespace spinforge::regress {

/// report.html: one page that needs nothing else, no network and no script.
[[nodiscard]] std::string page(const Merged& merged, const Execution& execution);

}  // namespace spinforge::regress
