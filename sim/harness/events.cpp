// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/events.hpp"

namespace spinforge::harness {

namespace {

constexpr std::array<std::string_view, kEvents> kNames{"field selected now",
                                                       "field selected from a step on",
                                                       "mask word written",
                                                       "write that changes nothing",
                                                       "refused write",
                                                       "queue of selects full",
                                                       "frame too short",
                                                       "frame too long",
                                                       "beat that lacks a pixel",
                                                       "gap between pixels",
                                                       "pixel waits",
                                                       "result waits",
                                                       "two images in the core",
                                                       "all layers busy",
                                                       "layer waits for the one before it",
                                                       "reset while a layer works",
                                                       "reset within a frame",
                                                       "AXI: write address waits",
                                                       "AXI: write data wait",
                                                       "AXI: write response waits",
                                                       "AXI: read address waits",
                                                       "AXI: read data wait",
                                                       "AXI: interrupt"};

}  // namespace

std::string_view event_name(Event event) { return kNames[static_cast<std::size_t>(event)]; }

std::vector<Event> events_of(std::size_t layers, int pixels_per_beat, bool wrapper) {
  std::vector<Event> out;
  for (std::size_t i = 0; i < kEvents; ++i) {
    const auto event = static_cast<Event>(i);
    if (event == Event::kBrokenBeat && pixels_per_beat == 1) continue;
    if ((event == Event::kAllBusy || event == Event::kStarved) && layers == 1) continue;
    if (event >= Event::kAxiAddressWaits && !wrapper) continue;
    out.push_back(event);
  }
  return out;
}

EventCounts& EventCounts::operator+=(const EventCounts& other) {
  for (std::size_t i = 0; i < kEvents; ++i) counts[i] += other.counts[i];
  return *this;
}

}  // namespace spinforge::harness
