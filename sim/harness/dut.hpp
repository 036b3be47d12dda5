// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "rtl/model/model_abi.h"
#include "sim/harness/events.hpp"

namespace spinforge::harness {

/// Something that a design shows on its own ports, beside what lockstep looks at, and that is not
/// as it must be: a register, or a rule of a bus.
struct Oddity {
  std::string what;  ///< "register LAST_CYCLES", ...
  std::string expected;
  std::string got;
};

/// A design under test as Lockstep drives it, whatever ports it has: a stream of pixels, a stream
/// of results, configuration writes, and the commits of the core inside.
class Dut {
 public:
  Dut() = default;
  virtual ~Dut() = default;
  Dut(const Dut&) = delete;
  Dut& operator=(const Dut&) = delete;

  [[nodiscard]] virtual std::size_t layers() const = 0;

  /// One clock cycle. The outputs are those before the clock edge and stay valid until the next
  /// one.
  virtual const SfOutputs& tick(const SfInputs& inputs) = 0;

  /// Starts a waveform file. *Errors*: kTool where the library was built without tracing.
  virtual void open_trace(const std::string& path) = 0;
  virtual void close_trace() = 0;

  /// Writes what was covered since it was created into a file. *Errors*: kTool where the library
  /// was built without coverage.
  virtual void write_coverage(const std::string& path) = 0;

  /// Adds what happened, since this was last called, at ports that SfInputs says nothing of.
  virtual void take_events(EventCounts& /*counts*/) {}

  /// Cycles by which a result beat comes later than at the core's own port.
  [[nodiscard]] virtual int result_latency() const { return 0; }

  /// Whether the configuration write of the last cycle is still on its way: that it was not taken
  /// then says nothing of the core.
  [[nodiscard]] virtual bool configuring() const { return false; }

  /// Random pauses, of this seed, on ports that SfInputs says nothing of; absent: none.
  virtual void pause(std::optional<std::uint64_t> /*seed*/) {}

  /// Whether it has something to do of its own, which more cycles bring to its end.
  [[nodiscard]] virtual bool working() const { return false; }

  /// Whether it keeps the streams waiting for that, for longer than a few accesses take.
  [[nodiscard]] virtual bool withholding() const { return false; }

  /// The first oddity since the last reset.
  [[nodiscard]] virtual const std::optional<Oddity>& oddity() const {
    static const std::optional<Oddity> kNone;
    return kNone;
  }
};

}  // namespace spinforge::harness
