// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "sim/harness/axi_bus.hpp"
#include "sim/harness/axi_counters.hpp"
#include "sim/harness/axi_registers.hpp"
#include "sim/harness/design.hpp"
#include "sim/harness/dut.hpp"

namespace spinforge::harness {

/// Cycles that a configuration write takes at most, while nothing pauses the bus: the layer, the
/// image, the select itself, and once more after a queue that was full; behind a read of STATUS.
inline constexpr int kAxiWriteCycles = 30;

/// A wrapper as Lockstep drives it. Pixels and results go by AXI4-Stream, configuration writes by
/// the registers; the core inside shows its commits. Between images, whenever nothing is under way,
/// every register is read and held against AxiCounters; after a reset every register of the map is
/// tried. What is not as it must be is its oddity().
class AxiModel : public Dut {
 public:
  /// `library` is a model of the wrapper of `design`, which must outlive it. *Errors*: those of
  /// Library and AxiRegisters.
  AxiModel(const std::string& library, const Design& design, std::uint32_t seed);

  [[nodiscard]] std::size_t layers() const override { return bus_.layers(); }
  const SfOutputs& tick(const SfInputs& inputs) override;
  void open_trace(const std::string& path) override { bus_.open_trace(path); }
  void close_trace() override { bus_.close_trace(); }
  void write_coverage(const std::string& path) override { bus_.write_coverage(path); }
  void take_events(EventCounts& counts) override { bus_.take_events(counts); }
  [[nodiscard]] int result_latency() const override { return 1; }
  [[nodiscard]] bool configuring() const override { return config_ != Config::kFull; }
  void pause(std::optional<std::uint64_t> seed) override;
  [[nodiscard]] bool working() const override { return busy() || unread_; }
  [[nodiscard]] bool withholding() const override { return checking_; }
  [[nodiscard]] const std::optional<Oddity>& oddity() const override { return oddity_; }

 private:
  /// One access to a register, and what must come of it.
  struct Access {
    bool is_write = false;
    std::uint16_t address = 0;
    std::uint32_t data = 0;  ///< written, or expected
    std::uint32_t strobe = 15;
    std::uint32_t response = kOkay;
    std::string what;
    /// Instead of comparing: what to do with response and data.
    std::function<void(std::uint32_t response, std::uint32_t data)> then = {};
  };
  /// Where the configuration write stands.
  enum class Config { kNone, kOnItsWay, kFull, kTaken, kRefused };

  void reset(const SfInputs& inputs);
  void schedule(const SfInputs& inputs);
  [[nodiscard]] bool busy() const { return under_way_.has_value() || !script_.empty(); }
  [[nodiscard]] bool holds_for_reading() const;
  [[nodiscard]] bool holds(const SfInputs& inputs) const;
  void begin_access();
  void end_access();
  void finish(const Access& access, std::uint32_t response, std::uint32_t data);
  void report(const SfInputs& inputs, const SfAxiOutputs& pins);

  void try_registers();
  void try_queue();
  void fill_queue(int taken);
  void try_other_addresses();
  void clear_bits(const std::string& name,
                  std::initializer_list<const char*> names,
                  std::uint32_t bits);
  void read_status();
  [[nodiscard]] std::uint32_t status(const SfAxiOutputs& pins) const;
  void try_register(const AxiRegisters::Register& entry, std::size_t k);
  void audit();
  void audit_layers();
  void audit_interrupt();
  void check_memories();
  void await_sum(int reads);
  void expect_interrupt(bool high);
  void configure(const SfInputs& inputs);
  void act(std::uint16_t address, std::uint32_t word);
  void write_image(std::uint32_t image);

  void put(const std::string& name, std::uint32_t data, std::size_t k = 0);
  void expect(const std::string& name, std::uint32_t data, std::size_t k = 0);
  void set(std::uint32_t& shadow, const std::string& name, std::uint32_t data, std::size_t k = 0);
  void note(Oddity oddity);

  const Design& design_;
  AxiRegisters map_;
  AxiBus bus_;
  AxiCounters counters_;
  SfOutputs outputs_{};
  std::deque<Access> script_;  ///< accesses to come
  std::optional<Access> under_way_;
  bool fresh_ = true;                  ///< the registers were not tried since the reset
  std::uint32_t next_other_ = 0;       ///< address, of a register or not, for the next audit
  std::uint32_t idle_bit_, busy_bit_;  ///< of STATUS: IDLE, and the lowest of BUSY
  std::uint32_t status_ = 0, status_read_ = 0;     ///< in the last cycle; when it was last read
  std::uint32_t seen_always_ = 0, seen_ever_ = 0;  ///< its bits since the access under way began
  bool unread_ = false;                            ///< something has happened since they were read
  bool private_ = false;                           ///< trying or reading registers: pixels wait
  bool writing_image_ = false;
  int settled_ = 0;  ///< cycles for which nothing has happened
  int audits_ = 0;
  bool checking_ = false;  ///< the memories, whose sum is awaited
  Config config_ = Config::kNone;
  std::uint32_t config_layer_ = 0, config_image_ = 0;
  std::vector<std::uint32_t> mask_data_;
  bool results_came_ = false, errors_came_ = false;  ///< since the interrupt was cleared
  std::optional<Oddity> oddity_;
};

}  // namespace spinforge::harness
