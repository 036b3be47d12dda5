// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gen/base/rng.hpp"
#include "tests/lockstep/axi/axi_abi.h"

/// A bus-functional driver of sf_axi: a master on each channel, with pauses of its own, and
/// monitors that hold the slave's side to the protocol.
namespace spinforge::test {

/// The register map of an emitted directory, from axi/registers.json: what a driver in the field
/// would use.
class Registers {
 public:
  explicit Registers(const std::string& directory);

  /// Address of register `name`, of element `k` of an array.
  [[nodiscard]] std::uint16_t at(const std::string& name, std::size_t k = 0) const;
  /// `value` in its place in the register.
  [[nodiscard]] std::uint32_t field(const std::string& name,
                                    const std::string& field,
                                    std::uint32_t value) const;
  /// The other way round.
  [[nodiscard]] std::uint32_t extract(const std::string& name,
                                      const std::string& field,
                                      std::uint32_t word) const;
  [[nodiscard]] const nlohmann::json& all() const { return map_.at("registers"); }

 private:
  [[nodiscard]] const nlohmann::json& find(const std::string& name) const;
  [[nodiscard]] const nlohmann::json& find_field(const std::string& name,
                                                 const std::string& field) const;
  nlohmann::json map_;
};

/// The library of a Verilated sf_axi of the emitted directory, built where `cache` has none.
[[nodiscard]] std::string build_axi(const std::string& directory, const std::string& cache);

inline constexpr std::uint32_t kOkay = 0;
inline constexpr std::uint32_t kSlaveError = 2;

struct ReadBack {
  std::uint32_t response = 0;
  std::uint32_t data = 0;
};

/// A result packet: one image's beats, or those of several where packets are joined.
struct Packet {
  std::vector<int> classes;           ///< of each beat
  std::vector<std::uint16_t> counts;  ///< of each beat
  bool cut = false;                   ///< ended by a beat of its own, which is not among these
};

class AxiDriver {
 public:
  /// Loads `library` with the emitted `directory` as working directory, and resets it. On each
  /// channel a beat waits with probability `pause` in each cycle, 0..99 percent.
  AxiDriver(const std::string& library,
            const std::string& directory,
            int pause,
            std::uint64_t seed);
  ~AxiDriver();
  AxiDriver(const AxiDriver&) = delete;
  AxiDriver& operator=(const AxiDriver&) = delete;

  /// Response of a write; the streams go on meanwhile.
  std::uint32_t write(std::uint16_t address, std::uint32_t data, std::uint32_t strobe = 15);
  ReadBack read(std::uint16_t address);

  /// Queues pixels; `last` false leaves their packet without its end.
  void send(std::span<const std::uint8_t> pixels, bool last = true);
  /// Forgets the pixels that are not taken.
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
  [[nodiscard]] bool interrupt() const { return out_.irq != 0; }
  /// Whether results are taken at all.
  void take_results(bool take) { take_results_ = take; }
  [[nodiscard]] std::uint64_t cycle() const { return cycle_; }

  /// What went against the protocol, empty while nothing did.
  [[nodiscard]] const std::string& violation() const { return violation_; }

 private:
  struct Beat {
    std::uint8_t data = 0;
    bool last = false;
  };
  /// A valid/ready channel that the slave drives.
  struct Watch {
    const char* name;
    bool waits = false;
    std::uint64_t payload = 0;
  };

  void tick();
  bool go() { return pause_ == 0 || static_cast<int>(random_.uniform(0, 99)) >= pause_; }
  void drive();
  void observe();
  void check(Watch& watch, bool valid, bool ready, std::uint64_t payload);
  void take_beat();

  struct Library;
  std::unique_ptr<Library> library_;
  int pause_;
  rng::Sequence random_;
  AxiInputs in_{};
  AxiOutputs out_{};
  std::uint64_t cycle_ = 0;
  bool has_address_ = false, has_data_ = false, has_read_ = false;  // still to be shown or taken
  bool pixel_shown_ = false, take_results_ = true;
  int writes_ = 0, reads_ = 0;  // responses to come
  std::optional<std::uint32_t> response_;
  std::optional<ReadBack> read_;
  std::deque<Beat> pixels_;
  std::deque<Packet> packets_;
  Packet open_;
  Watch watch_b_{"B"}, watch_r_{"R"}, watch_m_{"results"};
  std::string violation_;
};

}  // namespace spinforge::test
