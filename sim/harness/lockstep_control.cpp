// SPDX-License-Identifier: Apache-2.0
//
// Lockstep's configuration: what is written for an image, and what golden and timing make of it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/harness/flight.hpp"
#include "sim/harness/lockstep.hpp"

namespace spinforge::harness {

void Lockstep::run_golden(Flight& flight, std::uint32_t image, bool after_reset) {
  golden::Control control;
  if (schedule_) {
    const ImageControl writes = schedule_(image, after_reset);
    control = control_.apply(writes);
    configurator_.add(image, writes);
    for (std::size_t k = 1; k <= plan_.layers.size(); ++k) {
      flight.pages.push_back(control_.used_pages(static_cast<int>(k)));
    }
  }
  flight.trace = golden_.run(flight.pixels, image, control);
}

void Lockstep::drive_configuration() {
  inputs_.cfg_valid = 0;
  if (configurator_.left() == 0) return;
  // Images before the one that the write is for: any at all, or one that uses its mask page?
  const std::uint32_t image = configurator_.image();
  const auto end = std::find_if(flights_.begin(), flights_.end(), [&](const auto& flight) {
    return flight->record.image == image;
  });
  const bool alone = outputs_->busy == 0 && end == flights_.begin();
  const bool page_free = std::none_of(flights_.begin(), end, [&](const auto& flight) {
    return !flight->result_done && configurator_.writes_page_of(flight->pages);
  });
  // Once the image is on its way its selects must be in time.
  const bool waiting = end != flights_.end() && !(*end)->configured;
  const bool pause = config_pauses_ && config_pauses_->pause() && waiting;
  configurator_.drive(inputs_, {.alone = alone, .page_free = page_free, .pause = pause});
}

bool Lockstep::configured(Flight& flight) {
  const bool alone = flights_.front().get() == &flight;
  flight.configured = flight.configured || configurator_.ready(flight.record.image, alone);
  return flight.configured;
}

void Lockstep::take_configuration() {
  const Configurator::Taken write = configurator_.take(inputs_, *outputs_, dut_.configuring());
  if (write.event) ++result_.events[*write.event];
  if (write.taken && !flights_.empty()) {
    flights_.front()->since = std::max(flights_.front()->since, cycle_);
  }
  if ((outputs_->cfg_error != 0) == write.error) return;
  fail({.image = current_image(),
        .field = "cfg_error_o",
        .expected = write.error ? "1 with a write that is refused" : "0",
        .got = fmt::format("{}", outputs_->cfg_error),
        .cycle = cycle_,
        .commits = {}});
  stop_ = true;
}

}  // namespace spinforge::harness
