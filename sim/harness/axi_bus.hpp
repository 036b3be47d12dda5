// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "gen/base/rng.hpp"
#include "sim/harness/events.hpp"
#include "sim/harness/library.hpp"

namespace spinforge::harness {

inline constexpr std::uint32_t kOkay = 0;
inline constexpr std::uint32_t kSlaveError = 2;

struct ReadBack {
  std::uint32_t response = 0;
  std::uint32_t data = 0;
};

/// A Verilated wrapper at its pins: a master on each channel, with pauses of its own, and monitors
/// that hold the slave's side to the protocol.
class AxiBus {
 public:
  /// Loads `library` with the emitted `directory` as working directory, and clocks it in reset; its
  /// registers start with random bits of `seed`. *Errors*: those of Library.
  AxiBus(const std::string& library, const std::string& directory, std::uint32_t seed);

  /// On each channel but those of Streams a beat waits with probability `percent` in each cycle,
  /// 0..99, drawn from `seed`.
  void pause(int percent, std::uint64_t seed);

  /// Begins a write or a read; none of its kind is under way.
  void write(std::uint16_t address, std::uint32_t data, std::uint32_t strobe = 15);
  void read(std::uint16_t address);
  [[nodiscard]] bool writing() const { return writing_; }
  [[nodiscard]] bool reading() const { return reading_; }

  /// What the caller drives in a cycle.
  struct Streams {
    bool resetn = true;
    bool pixel_valid = false;
    std::uint8_t pixel_keep = 1;
    bool pixel_last = false;
    std::uint32_t pixel_data = 0;
    bool result_ready = true;
  };
  /// One clock cycle. In reset everything that was under way is forgotten.
  const SfAxiOutputs& tick(const Streams& streams);

  /// The response that came in the last cycle.
  [[nodiscard]] const std::optional<std::uint32_t>& response() const { return response_; }
  [[nodiscard]] const std::optional<ReadBack>& read_back() const { return read_back_; }
  /// The interrupt in the last cycle.
  [[nodiscard]] bool interrupt() const { return out_.irq != 0; }

  [[nodiscard]] std::size_t layers() const { return library_.layers(); }
  [[nodiscard]] std::uint64_t cycle() const { return cycle_; }
  /// What went against the protocol, empty while nothing did.
  [[nodiscard]] const std::string& violation() const { return violation_; }

  void open_trace(const std::string& path) { library_.open_trace(path); }
  void close_trace() { library_.close_trace(); }
  void write_coverage(const std::string& path) { library_.write_coverage(path); }
  /// Adds the waits on its channels since this was last called.
  void take_events(EventCounts& counts) { counts += std::exchange(events_, {}); }

 private:
  /// A valid/ready channel that the slave drives.
  struct Watch {
    const char* name;
    bool waits = false;
    std::uint64_t payload = 0;
  };

  bool go() { return percent_ == 0 || static_cast<int>(random_.uniform(0, 99)) >= percent_; }
  void drive(const Streams& streams);
  void forget();
  void observe();
  void count_waits();
  void check(Watch& watch, bool valid, bool ready, std::uint64_t payload);
  void violate(const char* what);

  Library library_;
  void (*tick_)(SfModel*, const SfAxiInputs*, SfAxiOutputs*);
  int percent_ = 0;
  rng::Sequence random_{1};
  SfAxiInputs in_{};
  SfAxiOutputs out_{};
  std::uint64_t cycle_ = 0;
  bool has_address_ = false, has_data_ = false, has_read_ = false;  // still to be shown or taken
  bool writing_ = false, reading_ = false;                          // a response is to come
  std::optional<std::uint32_t> response_;
  std::optional<ReadBack> read_back_;
  Watch watch_b_{"B"}, watch_r_{"R"}, watch_m_{"results"};
  std::string violation_;
  EventCounts events_;
};

}  // namespace spinforge::harness
