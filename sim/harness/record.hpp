// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gen/plan/plan.hpp"
#include "sim/golden/rules.hpp"
#include "sim/harness/events.hpp"

/// What lockstep reports: plain values, one for each image, and the story of what went wrong.
namespace spinforge::harness {

/// A neuron's update, as the golden model and as the core have it.
struct Update {
  struct Values {
    std::int32_t d = 0, v = 0;
    bool spike = false, armed = false, over = false;
  };
  int lane = 0;                ///< of the commit port, from 0
  std::int32_t before = 0;     ///< golden's V before the update
  std::int32_t threshold = 0;  ///< fires at V >= threshold
  Values golden, core;
};

/// The first place where the core and the golden model part.
struct Mismatch {
  std::uint32_t image = 0;
  std::uint32_t number = 0;  ///< that it was sent with, and its commits have: see number_of
  int layer = 0;             ///< from 1; 0: the core's result or its streams
  int step = 0;              ///< from 1; 0: not at a step
  int neuron = -1;           ///< -1: not of a neuron
  std::string field;         ///< "v", "d", "spike", "armed", "over", "code", "step", "class", ...
  std::string expected;
  std::string got;
  std::int64_t cycle = 0;            ///< since the image's first pixel was accepted
  std::vector<std::string> commits;  ///< the last few of the layer, oldest first
  std::vector<Update> update = {};   ///< of `neuron`; at most one: there is none of a lost commit
  int golden_class = -1;             ///< of the image
  std::int64_t wave_cycle = -1;      ///< since the waveform began; -1: none was written
};

/// How a cycle count was held against the timing model.
enum class TimingCheck {
  kExact,  ///< equal
  kBound,  ///< where something paused that the model knows nothing of: not faster
};

/// The first cycle count that is not what the timing model predicts.
struct TimingDifference {
  std::uint32_t image = 0;
  int layer = 0;     ///< from 1; 0: the image as a whole
  std::string what;  ///< "cycles", "first pixel", "first busy cycle", "last busy cycle"
  std::int64_t expected = 0;
  std::int64_t got = 0;
};

/// One image through the core.
struct ImageRecord {
  std::uint32_t image = 0;
  int predicted = -1;       ///< class from the core's result port
  std::int64_t cycles = 0;  ///< first pixel accepted to last result beat accepted
  std::int64_t predicted_cycles = 0;
  std::int64_t interval = 0;     ///< since the last result of the image before; 0 for the first
  std::uint64_t commits = 0;     ///< neuron updates compared
  std::uint64_t mismatches = 0;  ///< neuron updates and result beats that differ
  TimingCheck timing_check = TimingCheck::kExact;
  bool timing_exact = true;               ///< what `timing_check` asks for
  std::vector<plan::LayerTiming> layers;  ///< measured; `bound` from the plan
  std::vector<std::uint64_t> spikes;      ///< of each layer, from its commit port
  std::vector<std::uint64_t> over;        ///< likewise, updates above TH_HI: see golden::kOver
};

/// A run of images from reset.
struct ChunkResult {
  std::vector<ImageRecord> images;       ///< finished ones
  std::uint64_t mismatches = 0;          ///< all of them, those of an unfinished image included
  std::uint64_t commits = 0;             ///< all compared
  std::vector<Mismatch> first_mismatch;  ///< at most one
  std::vector<TimingDifference> first_difference;  ///< at most one
  golden::RuleCounts rules;                        ///< of the finished images, where counted
  EventCounts events;                              ///< all of them, what came before a reset too
};

}  // namespace spinforge::harness
