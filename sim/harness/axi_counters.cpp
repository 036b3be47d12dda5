// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/axi_counters.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace spinforge::harness {

AxiCounters::AxiCounters(std::size_t pixels, std::vector<int> neuron_lanes, int pixels_per_beat)
    : pixels_(pixels),
      lanes_(std::move(neuron_lanes)),
      beat_(static_cast<unsigned>(pixels_per_beat)) {
  clear();
}

void AxiCounters::clear() {
  values_ = {};
  for (auto* of : {&values_.updates, &values_.spikes, &values_.cycles}) {
    of->assign(lanes_.size(), 0);
  }
}

void AxiCounters::reset() {
  clear();
  cycle_ = begin_ = 0;
  frame_ = 0;
  in_frame_ = torn_ = pixel_waits_ = frame_error_ = busy_ = worked_ = shown_ = false;
  taken_ = true;
  image_ = shown_image_ = 0;
  under_way_.clear();
  last_ = {};
}

/// A beat is shown in the cycle after the one in which it left the core.
void AxiCounters::see_result(const Pins& in, const SfAxiOutputs& out) {
  const bool valid = out.result_valid != 0;
  if (valid && taken_ && !under_way_.empty()) {
    shown_image_ = under_way_.front().number;
    if (out.result_last != 0) {
      last_ = {.image = shown_image_,
               .predicted = out.result_data >> 16,
               .cycles = static_cast<std::uint32_t>(cycle_ - under_way_.front().begin)};
      ++values_.images_out;
      under_way_.pop_front();
    }
  }
  shown_ = valid && !in.result_ready;
  taken_ = !shown_;
}

void AxiCounters::see_pixel(const Pins& in, const SfAxiOutputs& out) {
  const bool taken = in.pixel_valid && out.pixel_ready != 0;
  pixel_waits_ = in.pixel_valid && !taken;
  if (!taken) return;
  if (!std::exchange(in_frame_, true)) begin_ = cycle_;
  for (unsigned i = 0; i < beat_; ++i) {
    if ((in.pixel_keep >> i & 1U) != 0 && (in.pixel_data >> (8 * i) & 0xffU) != 0) {
      ++values_.pixel_events;
    }
  }
  const std::size_t left = std::min<std::size_t>(pixels_ - std::min(pixels_, frame_), beat_);
  torn_ = torn_ || left == 0 || in.pixel_keep != (1U << left) - 1;
  frame_ += left;
  if (!in.pixel_last) return;
  if (frame_ == pixels_ && !torn_) {
    under_way_.push_back({.number = image_++, .begin = begin_});
    ++values_.images_in;
  } else {
    frame_error_ = true;
  }
  frame_ = 0;
  in_frame_ = torn_ = false;
}

void AxiCounters::see_layers(const SfAxiOutputs& out) {
  for (std::size_t k = 0; k < lanes_.size(); ++k) {
    if ((out.busy >> k & 1U) != 0) ++values_.cycles[k];
    const SfCommit& commit = out.commits[k];
    if (commit.valid == 0) continue;
    values_.updates[k] +=
        static_cast<std::uint32_t>(std::accumulate(commit.mask, commit.mask + lanes_[k], 0));
    values_.spikes[k] += static_cast<std::uint32_t>(
        std::inner_product(commit.mask, commit.mask + lanes_[k], commit.spike, 0));
  }
}

void AxiCounters::observe(const Pins& in, const SfAxiOutputs& out) {
  see_result(in, out);
  busy_ = out.busy != 0;
  const bool taken = in.pixel_valid && out.pixel_ready != 0;
  worked_ = taken || in_frame_ || !under_way_.empty() || busy_;
  if (worked_) ++values_.total_cycles;
  see_pixel(in, out);
  see_layers(out);
  ++cycle_;
}

}  // namespace spinforge::harness
