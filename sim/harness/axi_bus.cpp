// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/axi_bus.hpp"

#include <fmt/format.h>

namespace spinforge::harness {

AxiBus::AxiBus(const std::string& library, const std::string& directory, std::uint32_t seed)
    : library_(library),
      tick_(library_.function<void(SfModel*, const SfAxiInputs*, SfAxiOutputs*)>("sf_axi_tick")) {
  out_.commits = library_.commits().data();
  library_.create(directory, seed, [&] { (void)tick({.resetn = false}); });
}

void AxiBus::pause(int percent, std::uint64_t seed) {
  percent_ = percent;
  random_ = rng::Sequence(seed);
}

void AxiBus::write(std::uint16_t address, std::uint32_t data, std::uint32_t strobe) {
  in_.awaddr = address;
  in_.wdata = data;
  in_.wstrb = static_cast<std::uint8_t>(strobe);
  has_address_ = has_data_ = writing_ = true;
}

void AxiBus::read(std::uint16_t address) {
  in_.araddr = address;
  has_read_ = reading_ = true;
}

void AxiBus::forget() {
  has_address_ = has_data_ = has_read_ = writing_ = reading_ = false;
  watch_b_.waits = watch_r_.waits = watch_m_.waits = false;
  violation_.clear();
}

/// A master never takes back what it has shown.
void AxiBus::drive(const Streams& streams) {
  in_.resetn = streams.resetn ? 1 : 0;
  in_.awvalid = has_address_ && (in_.awvalid != 0 || go()) ? 1 : 0;
  in_.wvalid = has_data_ && (in_.wvalid != 0 || go()) ? 1 : 0;
  in_.arvalid = has_read_ && (in_.arvalid != 0 || go()) ? 1 : 0;
  in_.bready = go() ? 1 : 0;
  in_.rready = go() ? 1 : 0;
  in_.pixel_valid = streams.pixel_valid ? 1 : 0;
  in_.pixel_data = streams.pixel_data;
  in_.pixel_keep = streams.pixel_keep;
  in_.pixel_last = streams.pixel_last ? 1 : 0;
  in_.result_ready = streams.result_ready ? 1 : 0;
}

void AxiBus::violate(const char* what) {
  if (violation_.empty()) violation_ = fmt::format("cycle {}: {}", cycle_, what);
}

/// What waits stays, with the same payload.
void AxiBus::check(Watch& watch, bool valid, bool ready, std::uint64_t payload) {
  if (watch.waits && (!valid || payload != watch.payload)) {
    violate(fmt::format("{} changed while it waited", watch.name).c_str());
  }
  watch.waits = valid && !ready;
  watch.payload = payload;
}

void AxiBus::count_waits() {
  const auto waits = [&](Event event, int valid, int ready) {
    if (valid != 0 && ready == 0) ++events_[event];
  };
  waits(Event::kAxiAddressWaits, in_.awvalid, out_.awready);
  waits(Event::kAxiDataWaits, in_.wvalid, out_.wready);
  waits(Event::kAxiResponseWaits, out_.bvalid, in_.bready);
  waits(Event::kAxiReadWaits, in_.arvalid, out_.arready);
  waits(Event::kAxiReadDataWaits, out_.rvalid, in_.rready);
  waits(Event::kPixelStall, in_.pixel_valid, out_.pixel_ready);
  waits(Event::kResultStall, out_.result_valid, in_.result_ready);
  if (out_.irq != 0) ++events_[Event::kAxiInterrupt];
}

void AxiBus::observe() {
  count_waits();
  check(watch_b_, out_.bvalid != 0, in_.bready != 0, out_.bresp);
  check(watch_r_,
        out_.rvalid != 0,
        in_.rready != 0,
        static_cast<std::uint64_t>(out_.rdata) << 2 | out_.rresp);
  check(watch_m_,
        out_.result_valid != 0,
        in_.result_ready != 0,
        static_cast<std::uint64_t>(out_.result_data) << 2 | (out_.result_last != 0 ? 2U : 0U) |
            out_.result_user);
  if (out_.bvalid != 0 && (!writing_ || has_address_ || has_data_)) {
    violate("a write response before its write");
  }
  if (out_.rvalid != 0 && (!reading_ || has_read_)) violate("read data before its address");
  if (out_.bvalid != 0 && in_.bready != 0) {
    writing_ = false;
    response_ = out_.bresp;
  }
  if (out_.rvalid != 0 && in_.rready != 0) {
    reading_ = false;
    read_back_ = ReadBack{out_.rresp, out_.rdata};
  }
  if (in_.awvalid != 0 && out_.awready != 0) has_address_ = false;
  if (in_.wvalid != 0 && out_.wready != 0) has_data_ = false;
  if (in_.arvalid != 0 && out_.arready != 0) has_read_ = false;
}

const SfAxiOutputs& AxiBus::tick(const Streams& streams) {
  response_.reset();
  read_back_.reset();
  if (!streams.resetn) forget();
  drive(streams);
  tick_(library_.model(), &in_, &out_);
  if (streams.resetn) observe();
  ++cycle_;
  return out_;
}

}  // namespace spinforge::harness
