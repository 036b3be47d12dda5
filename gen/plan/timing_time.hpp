// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "gen/plan/timing_parts.hpp"

/// Timing in time order. A *window* is what one block of lanes sees at one position of a pool
/// window; a dense layer has one a block.
namespace spinforge::plan {

/// One window of a layer's walk.
struct Window {
  std::size_t place = 0;  ///< which of the layer's windows, whatever the block
  bool open = true;       ///< a neuron of its block is enabled at some step
  bool pooled = true;     ///< the last one of its pool window
};

/// Additions of a window for all steps, at least one a step. Steps that go on to the neurons are a
/// spacing apart at least: but for the first one, only their sum matters.
struct Additions {
  Cycle all = 0;    ///< of a window that stays in the pool
  Cycle first = 0;  ///< of one that goes on: of its first step
  Cycle rest = 0;   ///< from the end of its first step to that of its last
};

/// What an image asks of one layer.
struct LayerWindows {
  std::vector<Window> windows;  ///< in the order of the walk
  std::vector<Cycle> visits;    ///< by place: entries of its trains, or pixels that are not 0
  Cycle bound = 0;              ///< cycles that the lanes need at least
  // of a spiking layer
  Cycle opening = 0;                 ///< entries of the last input of the first window
  Cycle closing = 0;                 ///< and of the last window
  std::vector<Additions> additions;  ///< by place
  Additions silent;                  ///< of a window that is not open
};

struct TimeWork {
  Cycle encoding = 0;  ///< cycles of the encoder, where rate coded
  std::vector<LayerWindows> layers;
};

[[nodiscard]] TimeWork time_work(const network::Network& network,
                                 const Plan& plan,
                                 const Activity& activity);

[[nodiscard]] std::unique_ptr<OrderTiming> time_order(const network::Network& network,
                                                      const Plan& plan);

}  // namespace spinforge::plan
