// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "gen/base/rng.hpp"
#include "sim/harness/axi_bus.hpp"
#include "sim/harness/axi_registers.hpp"

/// The harness's bus of a wrapper as a program sees it: an access returns when it is answered,
/// frames are queued, packets collected.
namespace spinforge::test {

using harness::kOkay;
using harness::kSlaveError;
using harness::ReadBack;
using Registers = harness::AxiRegisters;

/// A result packet: one image's beats, or those of several where packets are joined.
struct Packet {
  std::vector<int> classes;           ///< of each beat
  std::vector<std::uint16_t> counts;  ///< of each beat
  bool cut = false;                   ///< ended by a beat of its own, which is not among these
};

class AxiDriver {
 public:
  /// Registers are addressed by their names in `map`, which must outlive the driver. Loads
  /// `library` with the emitted `directory` as working directory, and resets it. On each channel a
  /// beat waits with probability `pause` in each cycle, 0..99 percent; one of pixels has at most
  /// `pixels_per_beat`.
  AxiDriver(const Registers& map,
            const std::string& library,
            const std::string& directory,
            int pause,
            std::uint64_t seed,
            int pixels_per_beat = 1);

  /// Response of a write; the streams go on meanwhile.
  std::uint32_t write(std::uint16_t address, std::uint32_t data, std::uint32_t strobe = 15);
  std::uint32_t write(const std::string& name, std::uint32_t data, std::uint32_t strobe = 15) {
    return write(map_.at(name), data, strobe);
  }
  ReadBack read(std::uint16_t address);

  /// A write, a read, and a read of one field, that must be answered with OKAY.
  void set(const std::string& name, std::uint32_t data, std::uint32_t strobe = 15);
  std::uint32_t get(const std::string& name, std::size_t k = 0);
  std::uint32_t get(const std::string& name, const char* field) {
    return map_.extract(name, field, get(name));
  }
  /// Sets one bit, all others 0.
  void raise(const std::string& name, const char* field) { set(name, map_.field(name, field, 1)); }

  /// Queues pixels, the first of them in a new beat; `last` false leaves their packet without its
  /// end.
  void send(std::span<const std::uint8_t> pixels, bool last = true);
  /// Queues a beat, of which `keep` says what is there.
  void send_beat(std::uint32_t data, unsigned keep, bool last) {
    pixels_.push_back({data, static_cast<std::uint8_t>(keep), last});
  }
  /// Forgets the beats of pixels that are not taken.
  void give_up() {
    pixels_.clear();
    pixel_shown_ = false;
  }
  [[nodiscard]] std::size_t pixels_left() const { return pixels_.size(); }

  /// Runs until `count` packets are there, and takes them.
  std::vector<Packet> results(std::size_t count);
  /// Packets complete and not yet taken.
  [[nodiscard]] std::size_t waiting() const { return packets_.size(); }
  /// Beats of the packet that is not complete.
  [[nodiscard]] std::size_t beats() const { return open_.counts.size(); }

  void idle(int cycles);
  /// The interrupt, as it was in the last cycle.
  [[nodiscard]] bool interrupt() const { return bus_.interrupt(); }
  /// Whether results are taken at all.
  void take_results(bool take) { take_results_ = take; }
  [[nodiscard]] std::uint64_t cycle() const { return bus_.cycle(); }

  /// What went against the protocol, empty while nothing did.
  [[nodiscard]] const std::string& violation() const {
    return violation_.empty() ? bus_.violation() : violation_;
  }

 private:
  struct Beat {
    std::uint32_t data = 0;
    std::uint8_t keep = 0;
    bool last = false;
  };

  void tick();
  bool go() { return pause_ == 0 || static_cast<int>(random_.uniform(0, 99)) >= pause_; }
  void take_beat(const SfAxiOutputs& out);

  const Registers& map_;
  harness::AxiBus bus_;
  int pause_;
  std::size_t beat_;  ///< pixels
  rng::Sequence random_;
  bool pixel_shown_ = false, take_results_ = true;
  std::deque<Beat> pixels_;
  std::deque<Packet> packets_;
  Packet open_;
  std::string violation_;
};

}  // namespace spinforge::test
