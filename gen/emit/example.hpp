// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "gen/sv/module.hpp"

namespace spinforge::emit {

/// A design around `core` for its README: every port connected, the configuration port at rest, the
/// commit ports led nowhere. It is complete, so that it can be copied, and compiled by a test.
///
///     module my_design (clock, reset, pixel stream, result stream, status);
///       sf_core u_core (...);
///     endmodule
[[nodiscard]] std::string example_text(const sv::Interface& core);

}  // namespace spinforge::emit
