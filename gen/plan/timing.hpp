// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "gen/plan/timing_parts.hpp"

/// Timing in step order.
namespace spinforge::plan {

/// One walk over a layer's blocks. Each takes as long as the events that it meets (none where all
/// its neurons are gated off), and begins where the one before has closed: but for the first one,
/// only their sum matters, so nothing is kept of a block.
struct Walk {
  Cycle first = 0;   ///< cycles that the first block needs by its events
  Cycle rest = 0;    ///< from its closing emission to that of the last one
  Cycle events = 0;  ///< of all blocks
};

/// The walks of one layer, one a step, or one an image where it is directly coded.
struct LayerWalks {
  std::vector<Walk> walks;
  Cycle bound = 0;  ///< cycles that the lanes need at least
};

using StepWork = std::vector<LayerWalks>;  // of each layer

[[nodiscard]] StepWork step_work(const network::Network& network,
                                 const Plan& plan,
                                 const Activity& activity);

[[nodiscard]] std::unique_ptr<OrderTiming> step_order(const network::Network& network,
                                                      const Plan& plan);

}  // namespace spinforge::plan
