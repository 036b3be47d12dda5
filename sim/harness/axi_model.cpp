// SPDX-License-Identifier: Apache-2.0
//
// AxiModel's clock: streams and outputs, and one access to the registers after the other.
#include "sim/harness/axi_model.hpp"

#include <fmt/format.h>

#include <utility>

namespace spinforge::harness {

namespace {

constexpr int kSettled = 4;  // cycles; counters lag two behind
constexpr int kPausePercent = 30;

std::vector<int> neuron_lanes(const plan::Plan& plan) {
  std::vector<int> out;
  for (const plan::LayerPlan& layer : plan.layers) out.push_back(layer.neuron_lanes);
  return out;
}

}  // namespace

AxiModel::AxiModel(const std::string& library, const Design& design, std::uint32_t seed)
    : design_(design),
      map_(design.directory),
      bus_(library, design.directory, seed),
      counters_(static_cast<std::size_t>(design.network.input.size()),
                neuron_lanes(design.plan),
                design.plan.pixels_per_beat),
      idle_bit_(map_.field("STATUS", "IDLE", 1)),
      busy_bit_(map_.field("STATUS", "BUSY", 1)) {
  for (const AxiRegisters::Register& entry : map_.all()) {
    if (entry.name == "MASK_DATA") mask_data_.resize(static_cast<std::size_t>(entry.count));
  }
}

void AxiModel::pause(std::optional<std::uint64_t> seed) {
  bus_.pause(seed ? kPausePercent : 0, seed.value_or(1));
}

void AxiModel::note(Oddity oddity) {
  if (!oddity_) oddity_ = std::move(oddity);
}

void AxiModel::reset(const SfInputs& inputs) {
  const SfAxiOutputs& pins = bus_.tick({.resetn = false});
  counters_.reset();
  script_.clear();
  under_way_.reset();
  oddity_.reset();
  fresh_ = true;
  unread_ = private_ = writing_image_ = results_came_ = errors_came_ = checking_ = false;
  settled_ = audits_ = 0;
  status_ = status_read_ = 0;
  config_ = Config::kNone;
  config_layer_ = config_image_ = 0;
  mask_data_.assign(mask_data_.size(), 0);
  report(inputs, pins);
}

/// What to do next with the registers.
void AxiModel::schedule(const SfInputs& inputs) {
  if (!busy()) private_ = false;
  if (fresh_) {
    fresh_ = false;
    try_registers();
  } else if (!busy() && unread_ && settled_ >= kSettled && config_ == Config::kNone) {
    audit();
  }
  if (inputs.cfg_valid != 0 && config_ == Config::kNone && !private_) configure(inputs);
  if (!busy() && !counters_.idle() && config_ == Config::kNone && status_ != status_read_) {
    status_read_ = status_;
    read_status();
  }
  const bool begins = inputs.pixel_valid != 0 && counters_.between_frames();
  if (begins && !writing_image_ && !holds_for_reading() &&
      counters_.image() != inputs.pixel_image) {
    write_image(inputs.pixel_image);
  }
  if (!under_way_ && !script_.empty()) begin_access();
}

/// A queue that is full may be waiting for the very image, and reading for the write to the queue.
bool AxiModel::holds_for_reading() const {
  return private_ || fresh_ || (unread_ && counters_.idle() && config_ != Config::kFull);
}

/// A frame begins when the registers were read, and IMAGE is its number.
bool AxiModel::holds(const SfInputs& inputs) const {
  if (!counters_.between_frames()) return false;
  return holds_for_reading() || writing_image_ || counters_.image() != inputs.pixel_image;
}

void AxiModel::begin_access() {
  under_way_ = std::move(script_.front());
  script_.pop_front();
  if (under_way_->is_write) {
    bus_.write(under_way_->address, under_way_->data, under_way_->strobe);
  } else {
    bus_.read(under_way_->address);
  }
  seen_always_ = ~std::uint32_t{0};
  seen_ever_ = 0;
}

/// STATUS as it is in this cycle. No soft reset is under way, no check of the memories.
std::uint32_t AxiModel::status(const SfAxiOutputs& pins) const {
  return (counters_.worked() ? 0 : idle_bit_) | static_cast<std::uint32_t>(pins.busy) * busy_bit_;
}

void AxiModel::end_access() {
  if (!under_way_) return;
  if (bus_.response()) {
    const Access access = *std::exchange(under_way_, std::nullopt);
    finish(access, *bus_.response(), 0);
  } else if (bus_.read_back()) {
    const Access access = *std::exchange(under_way_, std::nullopt);
    finish(access, bus_.read_back()->response, bus_.read_back()->data);
  }
}

void AxiModel::finish(const Access& access, std::uint32_t response, std::uint32_t data) {
  if (access.then) {
    access.then(response, data);
    return;
  }
  const auto answer = [](std::uint32_t of) { return of == kOkay ? "OKAY" : "SLVERR"; };
  if (response != access.response) {
    note({.what = fmt::format("{} of register {}", access.is_write ? "write" : "read", access.what),
          .expected = answer(access.response),
          .got = answer(response)});
  } else if (!access.is_write && response == kOkay && data != access.data) {
    note({.what = fmt::format("register {}", access.what),
          .expected = fmt::format("0x{:08x}", access.data),
          .got = fmt::format("0x{:08x}", data)});
  }
}

const SfOutputs& AxiModel::tick(const SfInputs& inputs) {
  if (inputs.rst_n == 0) {
    reset(inputs);
    return outputs_;
  }
  schedule(inputs);
  const bool shows = inputs.pixel_valid != 0 && !holds(inputs);
  const SfAxiOutputs& pins = bus_.tick({.resetn = true,
                                        .pixel_valid = shows,
                                        .pixel_keep = inputs.pixel_keep,
                                        .pixel_last = inputs.pixel_last != 0,
                                        .pixel_data = inputs.pixel_data,
                                        .result_ready = inputs.result_ready != 0});
  const std::uint32_t images = counters_.image();
  counters_.observe({.pixel_valid = shows,
                     .pixel_last = inputs.pixel_last != 0,
                     .pixel_keep = inputs.pixel_keep,
                     .pixel_data = inputs.pixel_data,
                     .result_ready = inputs.result_ready != 0},
                    pins);
  unread_ = unread_ || counters_.image() != images;
  status_ = status(pins);
  seen_always_ &= status_;
  seen_ever_ |= status_;
  if (audits_ > 0 && !private_ && (pins.irq != 0) != results_came_) {
    note({.what = "irq_o, enabled for packets",
          .expected = results_came_ ? "1" : "0",
          .got = pins.irq != 0 ? "1" : "0"});
  }
  results_came_ = results_came_ ||
                  (pins.result_valid != 0 && inputs.result_ready != 0 && pins.result_last != 0);
  settled_ = counters_.idle() ? settled_ + 1 : 0;
  end_access();
  report(inputs, pins);
  outputs_.pixel_ready = shows ? pins.pixel_ready : 0;
  if (pins.result_valid != 0 && pins.result_user != 0) {
    note({.what = "tuser of the results", .expected = "0, nothing was reset", .got = "1"});
  }
  if (!bus_.violation().empty()) {
    note({.what = "AXI protocol", .expected = "kept", .got = bus_.violation()});
  }
  return outputs_;
}

void AxiModel::report(const SfInputs& inputs, const SfAxiOutputs& pins) {
  outputs_.pixel_ready = pins.pixel_ready;
  outputs_.frame_error = pins.frame_error;
  outputs_.result_valid = pins.result_valid;
  outputs_.result_last = pins.result_last;
  outputs_.result_class = static_cast<std::uint16_t>(pins.result_data >> 16);
  outputs_.result_count = static_cast<std::uint16_t>(pins.result_data & 0xffffU);
  outputs_.result_image = counters_.shown_image();
  outputs_.busy = pins.busy;
  outputs_.commits = pins.commits;
  outputs_.cfg_ready = outputs_.cfg_error = 0;
  if (inputs.cfg_valid == 0 || (config_ != Config::kTaken && config_ != Config::kRefused)) return;
  outputs_.cfg_ready = 1;
  outputs_.cfg_error = config_ == Config::kRefused ? 1 : 0;
  config_ = Config::kNone;
}

}  // namespace spinforge::harness
