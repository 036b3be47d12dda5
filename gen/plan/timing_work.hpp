// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "gen/plan/timing.hpp"
#include "gen/plan/timing_time.hpp"

namespace spinforge::plan {

/// An image's work in the order of its plan.
struct ImageWork {
  std::variant<StepWork, TimeWork> of;
};

}  // namespace spinforge::plan
