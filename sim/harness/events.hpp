// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

/// What a run has made happen at a core's ports. As golden::Rule of the neuron: a comparison says
/// nothing of what never happened.
namespace spinforge::harness {

/// Each counts the cycles or transfers at which it was so.
enum class Event {
  kFieldNow,      ///< field code and mask page written, for now
  kFieldSelect,   ///< the same, from a step on
  kMaskWord,      ///< word of a mask page written
  kVoidWrite,     ///< a write that must change nothing
  kRefusedWrite,  ///< one that cfg_error_o refuses
  kQueueFull,     ///< a select waits: its layer's queue is full
  kShortFrame,    ///< too few pixels
  kLongFrame,     ///< too many
  kBrokenBeat,    ///< a beat lacks a pixel
  kPixelGap,      ///< no pixel is offered within a frame
  kPixelStall,    ///< a pixel waits: the buffer of images is full
  kResultStall,   ///< a result waits for whoever takes it
  kTwoImages,     ///< in the core at once
  kAllBusy,       ///< all layers at once
  kStarved,       ///< a layer has nothing to do while one before it works: its buffer is empty
  kResetBusy,     ///< a reset while a layer works
  kResetFrame,    ///< a reset within a frame
  // of the wrapper
  kAxiAddressWaits,
  kAxiDataWaits,
  kAxiResponseWaits,
  kAxiReadWaits,
  kAxiReadDataWaits,
  kAxiInterrupt,
};
inline constexpr std::size_t kEvents = 23;

/// How it is told, e.g. "queue of selects full".
[[nodiscard]] std::string_view event_name(Event event);

/// The events that a core can have: by the number of its layers and of its pixels a beat, and
/// whether its wrapper is driven.
[[nodiscard]] std::vector<Event> events_of(std::size_t layers, int pixels_per_beat, bool wrapper);

struct EventCounts {
  std::array<std::uint64_t, kEvents> counts{};

  [[nodiscard]] std::uint64_t& operator[](Event event) {
    return counts[static_cast<std::size_t>(event)];
  }
  [[nodiscard]] std::uint64_t operator[](Event event) const {
    return counts[static_cast<std::size_t>(event)];
  }
  EventCounts& operator+=(const EventCounts& other);
  friend bool operator==(const EventCounts&, const EventCounts&) = default;
};

}  // namespace spinforge::harness
