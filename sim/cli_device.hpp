// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/usage/usage.hpp"

namespace spinforge::sim {

/// Adds `device MODEL PROTOCOL`, `device list` and `device gallery DIR` to the tool.
void add_device_command(usage::Tool& tool);

}  // namespace spinforge::sim
