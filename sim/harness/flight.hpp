// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "gen/plan/plan.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/checker.hpp"
#include "sim/harness/lockstep.hpp"
#include "sim/harness/record.hpp"

namespace spinforge::harness {

/// An image between its first pixel's offer and its last result beat.
struct Lockstep::Flight {
  std::span<const std::uint8_t> pixels;
  golden::Trace trace;
  plan::Timing timing;                   ///< alone in the core
  std::optional<plan::Timing> streamed;  ///< in its stream, as long as nothing has paused that
  std::vector<LayerChecker> checkers;
  ImageRecord record;
  std::vector<unsigned> pages;                   // of each layer, those it uses: bit p for page p
  bool configured = false;                       // its pixels may go
  std::deque<std::vector<std::uint8_t>> broken;  // frames to send before it
  std::size_t broken_sent = 0;                   // pixels of the first of them
  std::size_t sent = 0;                          // pixels accepted
  std::size_t beats = 0;                         // result beats accepted
  std::int64_t begin = 0;                        // cycle of the first accepted pixel
  std::int64_t since = 0;                        // cycle from which a deadlock is counted
  std::int64_t withheld = 0;                     // our own pauses until then
  bool result_done = false;

  [[nodiscard]] bool sending() const { return sent < pixels.size(); }
  [[nodiscard]] bool within_frame() const { return (sent > 0 && sending()) || broken_sent > 0; }
  [[nodiscard]] bool in_core() const { return sent > 0 && !result_done; }
};

}  // namespace spinforge::harness
