// SPDX-License-Identifier: Apache-2.0
#include "tests/lockstep/axi/driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <stdexcept>

namespace spinforge::test {

namespace {

constexpr int kPatience = 500'000;  // cycles

}  // namespace

AxiDriver::AxiDriver(const Registers& map,
                     const std::string& library,
                     const std::string& directory,
                     int pause,
                     std::uint64_t seed,
                     int pixels_per_beat)
    : map_(map),
      bus_(library, directory, static_cast<std::uint32_t>(seed)),
      pause_(pause),
      beat_(static_cast<std::size_t>(pixels_per_beat)),
      random_(seed) {
  bus_.pause(pause, seed ^ 0x627573U);
}

std::uint32_t AxiDriver::write(std::uint16_t address, std::uint32_t data, std::uint32_t strobe) {
  bus_.write(address, data, strobe);
  for (int i = 0; i < kPatience; ++i) {
    tick();
    if (bus_.response()) return *bus_.response();
  }
  throw std::runtime_error("no response to a write");
}

ReadBack AxiDriver::read(std::uint16_t address) {
  bus_.read(address);
  for (int i = 0; i < kPatience; ++i) {
    tick();
    if (bus_.read_back()) return *bus_.read_back();
  }
  throw std::runtime_error("no response to a read");
}

void AxiDriver::set(const std::string& name, std::uint32_t data, std::uint32_t strobe) {
  CAPTURE(name);
  REQUIRE(write(name, data, strobe) == kOkay);
}

std::uint32_t AxiDriver::get(const std::string& name, std::size_t k) {
  CAPTURE(name, k);
  const ReadBack back = read(map_.at(name, k));
  CHECK(back.response == kOkay);
  return back.data;
}

void AxiDriver::send(std::span<const std::uint8_t> pixels, bool last) {
  for (std::size_t i = 0; i < pixels.size(); i += beat_) {
    const std::size_t count = std::min(beat_, pixels.size() - i);
    std::uint32_t data = 0;
    for (std::size_t k = 0; k < count; ++k) data |= std::uint32_t{pixels[i + k]} << (8 * k);
    send_beat(data, (1U << count) - 1, last && i + count == pixels.size());
  }
}

std::vector<Packet> AxiDriver::results(std::size_t count) {
  for (int i = 0; i < kPatience && packets_.size() < count; ++i) tick();
  if (packets_.size() < count) throw std::runtime_error("results are missing");
  std::vector<Packet> out(packets_.begin(), packets_.begin() + static_cast<std::ptrdiff_t>(count));
  packets_.erase(packets_.begin(), packets_.begin() + static_cast<std::ptrdiff_t>(count));
  return out;
}

void AxiDriver::idle(int cycles) {
  for (int i = 0; i < cycles; ++i) tick();
}

void AxiDriver::take_beat(const SfAxiOutputs& out) {
  const bool last = out.result_last != 0;
  if (out.result_user != 0) {
    open_.cut = true;
    if (!last) violation_ = fmt::format("cycle {}: tuser without tlast", cycle());
  } else {
    open_.classes.push_back(static_cast<int>(out.result_data >> 16));
    open_.counts.push_back(static_cast<std::uint16_t>(out.result_data & 0xffffU));
  }
  if (!last) return;
  packets_.push_back(open_);
  open_ = {};
}

/// A master never takes back what it has shown.
void AxiDriver::tick() {
  pixel_shown_ = !pixels_.empty() && (pixel_shown_ || go());
  const Beat none{0xaaaaaaaaU, static_cast<std::uint8_t>((1U << beat_) - 1), false};
  const Beat& pixels = pixels_.empty() ? none : pixels_.front();
  const harness::AxiBus::Streams streams{.resetn = true,
                                         .pixel_valid = pixel_shown_,
                                         .pixel_keep = pixels.keep,
                                         .pixel_last = pixels.last,
                                         .pixel_data = pixels.data,
                                         .result_ready = take_results_ && go()};
  const SfAxiOutputs& out = bus_.tick(streams);
  if (out.result_valid != 0 && streams.result_ready) take_beat(out);
  if (!streams.pixel_valid || out.pixel_ready == 0) return;
  pixels_.pop_front();
  pixel_shown_ = false;
}

}  // namespace spinforge::test
