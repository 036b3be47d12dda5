// SPDX-License-Identifier: Apache-2.0
//
// Lockstep's streams: pixels in, broken frames among them, and results out.
#include <fmt/format.h>

#include <algorithm>

#include "sim/harness/flight.hpp"
#include "sim/harness/lockstep.hpp"

namespace spinforge::harness {

namespace {

/// A broken frame, where `size` pixels were right.
Event event_of(const std::vector<std::uint8_t>& frame, std::size_t size) {
  if (frame.size() == size) return Event::kBrokenBeat;
  return frame.size() < size ? Event::kShortFrame : Event::kLongFrame;
}

}  // namespace

void Lockstep::show_pixel(const Flight& flight) {
  const bool broken = !flight.broken.empty();
  const std::span<const std::uint8_t> frame = broken ? flight.broken.front() : flight.pixels;
  const std::size_t at = broken ? flight.broken_sent : flight.sent;
  const std::size_t count = std::min(beat(), frame.size() - at);
  inputs_.pixel_data = 0;
  for (std::size_t i = 0; i < count; ++i) {
    inputs_.pixel_data |= static_cast<std::uint32_t>(frame[at + i]) << (8 * i);
  }
  inputs_.pixel_keep = static_cast<std::uint8_t>((1U << count) - 1);
  // A frame as long as an image is broken by a pixel that is missing: the first or last of a beat.
  const std::size_t beats = (frame.size() + beat() - 1) / beat();
  if (broken && frame.size() == flight.pixels.size() && at / beat() == frame.back() % beats) {
    const unsigned keep = inputs_.pixel_keep;
    inputs_.pixel_keep =
        static_cast<std::uint8_t>((frame.front() & 2U) != 0 ? keep >> 1U : keep & (keep - 1));
  }
  inputs_.pixel_last = at + count == frame.size() ? 1 : 0;
  // A frame that is dropped leaves no trace, its number included.
  const bool other = broken && (frame.front() & 1U) != 0;
  inputs_.pixel_image = other ? ~flight.record.image : flight.record.image;
}

void Lockstep::drive_streams() {
  Flight* const flight = sending();
  const bool was_waiting = inputs_.pixel_valid != 0 && outputs_->pixel_ready == 0;
  // A pixel once offered stays until it is taken.
  const bool pause = pixel_pauses_ && pixel_pauses_->pause() && !was_waiting;
  const bool offered = flight != nullptr && !pause && configured(*flight);
  inputs_.pixel_valid = offered ? 1 : 0;
  if (offered) show_pixel(*flight);
  inputs_.result_ready = result_pauses_ && result_pauses_->pause() ? 0 : 1;
  watch_pace(flight);
  if ((flight != nullptr && pause) || inputs_.result_ready == 0 || dut_.withholding()) ++withheld_;
  if (!offered && flight != nullptr && flight->within_frame()) ++result_.events[Event::kPixelGap];
}

void Lockstep::take_pixel() {
  bool end_of_broken = false;
  bool first = false;
  if (inputs_.pixel_valid != 0 && outputs_->pixel_ready != 0) {
    Flight& flight = *sending();
    if (!flight.broken.empty()) {
      flight.broken_sent += beat();
      end_of_broken = flight.broken_sent >= flight.broken.front().size();
      if (end_of_broken) ++result_.events[event_of(flight.broken.front(), flight.pixels.size())];
    } else {
      first = flight.sent == 0;
      if (first) flight.begin = cycle_;
      if (stream_begin_ < 0) stream_begin_ = cycle_;
      flight.sent = std::min(flight.sent + beat(), flight.pixels.size());
    }
    if (end_of_broken) {
      flight.broken.pop_front();
      flight.broken_sent = 0;
    }
    if (end_of_broken || first) {
      flight.since = cycle_;
      flight.withheld = withheld_;
    }
  }
  if ((outputs_->frame_error != 0) == end_of_broken) return;
  fail({.image = current_image(),
        .field = "frame_error_o",
        .expected = end_of_broken ? "1 with the last pixel of a broken frame" : "0",
        .got = fmt::format("{}", outputs_->frame_error),
        .cycle = cycle_,
        .commits = {}});
  stop_ = true;
}

void Lockstep::take_result(bool ready) {
  if (outputs_->result_valid == 0 || !ready) return;
  if (flights_.empty() || flights_.front()->result_done) {
    const std::uint32_t image =
        flights_.empty() ? number(next_ - 1) : flights_.front()->record.image;
    fail({.image = image, .field = "result", .expected = "none", .got = "one", .commits = {}});
    stop_ = true;
    return;
  }
  Flight& flight = *flights_.front();
  const std::size_t beat = flight.beats++;
  const std::vector<std::uint16_t>& counts = flight.trace.counts;
  const auto field = [&](const char* name, std::int64_t expected, std::int64_t got) {
    if (expected == got) return;
    fail({.image = flight.record.image,
          .field = fmt::format("{} of result beat {}", name, beat),
          .expected = fmt::format("{}", expected),
          .got = fmt::format("{}", got),
          .cycle = cycle_ - flight.begin,
          .commits = histories_.back().lines()});
  };
  const bool last = beat + 1 == counts.size();
  field("image", flight.record.image, outputs_->result_image);
  field("class", flight.trace.predicted, outputs_->result_class);
  field("count", counts[beat], outputs_->result_count);
  field("last", last, outputs_->result_last);
  if (last) finish(flight);
}

void Lockstep::finish(Flight& flight) {
  flight.result_done = true;
  flight.record.predicted = outputs_->result_class;
  flight.record.cycles = cycle_ - flight.begin + 1;
  flight.record.interval = any_result_ ? cycle_ - last_result_ : 0;
  last_result_ = cycle_;
  any_result_ = true;
  if (flights_.size() > 1) {
    flights_[1]->since = std::max(flights_[1]->since, cycle_);
    flights_[1]->withheld = withheld_;
  }
  for (std::size_t k = 0; k < flight.checkers.size(); ++k) {
    const LayerChecker& checker = flight.checkers[k];
    if (checker.complete() || checker.broken()) continue;
    fail({.image = flight.record.image,
          .layer = static_cast<int>(k + 1),
          .step = static_cast<int>(checker.step()),
          .field = "commit",
          .expected = "one of each neuron before the result",
          .got = "none of " + checker.missing(),
          .cycle = cycle_ - flight.begin,
          .commits = histories_[k].lines()});
    stop_ = true;
  }
}

}  // namespace spinforge::harness
