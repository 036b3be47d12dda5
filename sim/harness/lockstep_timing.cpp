// SPDX-License-Identifier: Apache-2.0
//
// Lockstep's clock: cycles against the timing model, and the end of its patience.
#include <fmt/format.h>

#include <bit>

#include "sim/expected/timing.hpp"
#include "sim/harness/flight.hpp"
#include "sim/harness/lockstep.hpp"

namespace spinforge::harness {

namespace {

constexpr std::int64_t kDeadlockSlack = 10'000;

}  // namespace

void Lockstep::watch_busy() {
  if (traffic_.stream || flights_.empty()) return;
  Flight& flight = *flights_.front();
  for (std::uint64_t busy = outputs_->busy; busy != 0; busy &= busy - 1) {
    const auto k = static_cast<std::size_t>(std::countr_zero(busy));
    if (k >= flight.record.layers.size()) break;
    plan::LayerTiming& layer = flight.record.layers[k];
    layer.last = cycle_ - flight.begin;
    if (layer.first < 0) layer.first = layer.last;
  }
}

void Lockstep::count_layers() {
  const std::uint64_t busy = outputs_->busy;
  const std::uint64_t idle = ~busy & (~std::uint64_t{0} >> (64 - plan_.layers.size()));
  if (busy != 0 && idle == 0 && plan_.layers.size() > 1) ++result_.events[Event::kAllBusy];
  if (busy != 0 && idle > (busy & -busy)) ++result_.events[Event::kStarved];
  if (flights_.size() > 1 && flights_[0]->in_core() && flights_[1]->in_core()) {
    ++result_.events[Event::kTwoImages];
  }
}

void Lockstep::note_timing(
    const Flight& flight, int layer, const char* what, std::int64_t expected, std::int64_t got) {
  if (!result_.first_difference.empty()) return;
  result_.first_difference.push_back({index(flight.record.image), layer, what, expected, got});
}

void Lockstep::predict(Flight& flight) {
  const plan::Work work = expected::work_of(network_, plan_, flight.pixels, flight.trace);
  flight.timing = plan::Stream(network_, plan_).next(work);
  if (pace_) flight.streamed = pace_->next(work);
}

/// From the first pixel of a stream on, a pixel that we hold back, and a frame that is none of its
/// images, are more than its prediction knows.
void Lockstep::watch_pace(const Flight* flight) {
  if (stream_begin_ < 0 || flight == nullptr) return;
  if (inputs_.pixel_valid == 0 || !flight->broken.empty()) pace_.reset();
}

/// First pixel and cycles of the image, by what was in the core with it.
void Lockstep::check_cycles(Flight& flight) {
  ImageRecord& record = flight.record;
  const bool paced = pace_ && flight.streamed;
  const bool paused = traffic_.stall || (traffic_.stream && !paced);
  record.timing_check = paused ? TimingCheck::kBound : TimingCheck::kExact;
  const plan::Timing& want = paced ? *flight.streamed : flight.timing;
  record.predicted_cycles = want.image_cycles + dut_.result_latency();
  const auto differs = [&](const char* what, std::int64_t expected, std::int64_t got) {
    if (paused ? got >= expected : got == expected) return;
    record.timing_exact = false;
    note_timing(flight, 0, what, expected, got);
  };
  if (paced) differs("first pixel", want.begin, flight.begin - stream_begin_);
  differs("cycles", record.predicted_cycles, record.cycles);
}

void Lockstep::check_timing(Flight& flight) {
  check_cycles(flight);
  if (traffic_.stream || traffic_.stall) return;
  ImageRecord& record = flight.record;
  for (std::size_t k = 0; k < record.layers.size(); ++k) {
    const plan::LayerTiming& want = flight.timing.layers[k];
    const plan::LayerTiming& got = record.layers[k];
    const int layer = static_cast<int>(k + 1);
    if (want == got) continue;
    record.timing_exact = false;
    if (want.first != got.first) {
      note_timing(flight, layer, "first busy cycle", want.first, got.first);
    } else {
      note_timing(flight, layer, "last busy cycle", want.last, got.last);
    }
  }
}

void Lockstep::check_deadlock() {
  if (flights_.empty()) return;
  const Flight& flight = *flights_.front();
  const std::int64_t limit = 2 * flight.timing.image_cycles + kDeadlockSlack;
  const std::int64_t waited = cycle_ - flight.since - (withheld_ - flight.withheld);
  if (waited <= limit) return;
  std::string state = fmt::format("{} of {} pixels taken", flight.sent, flight.pixels.size());
  int stuck = 0;
  for (std::size_t k = 0; k < flight.checkers.size(); ++k) {
    if (flight.checkers[k].complete()) continue;
    if (stuck == 0) stuck = static_cast<int>(k + 1);
    state += fmt::format(", layer {} owes {}", k + 1, flight.checkers[k].missing());
  }
  state += fmt::format(", {} result beats", flight.beats);
  if (configurator_.left() > 0) {
    state += fmt::format(", {} configuration writes not taken", configurator_.left());
  }
  fail({.image = flight.record.image,
        .layer = stuck,
        .field = flight.result_done ? "busy" : "deadlock",
        .expected = flight.result_done ? "no layer busy after the result"
                                       : fmt::format("a result within {} cycles", limit),
        .got = state,
        .cycle = cycle_ - flight.begin,
        .commits = stuck > 0 ? histories_[static_cast<std::size_t>(stuck - 1)].lines()
                             : std::vector<std::string>{}});
  stop_ = true;
}

}  // namespace spinforge::harness
