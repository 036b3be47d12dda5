// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// Measured curves of a Hall bar, from a CSV file.
namespace spinforge::fit {

enum class Kind {
  kWrite,
  kRead,
  kUnknown  ///< in a gap, and no other operation says
};

/// One slot of an operation.
struct Slot {
  Kind kind = Kind::kUnknown;
  double voltage = 0.0;  ///< uV; NaN: no reading
};

/// A reset, then slots; those before the first write are readings at rest.
struct Operation {
  std::vector<Slot> slots;
};

/// All operations at one bias field and write current.
struct Condition {
  double field = 0.0;    ///< Oe
  double current = 0.0;  ///< mA
  std::vector<Operation> operations;
};

struct Measurement {
  std::string file;
  std::vector<Condition> conditions;  ///< by field and current, both rising
  int pulses = 0;                     ///< write slots of most operations
  int reads = 0;                      ///< read slots after most write slots
  int missing = 0;                    ///< slots without a reading
  std::vector<std::string> ignored;   ///< columns that nobody asked for
};

/// Columns `operation`, `slot` or `time`, `kind` (write or read), `field`, `current`, `voltage`, in
/// any order; the last four and time with their unit behind the name (voltage_uV, voltage [mV],
/// field (T)), which is converted. Separated by commas, or by semicolons or tabs, and then numbers
/// may have decimal commas. Empty cells and NaN are gaps, so are missing slots, or steps of time
/// that are too long; an operation begins where most do. The current is that of the write slots;
/// what reads have is ignored. A slot number that falls begins a new operation, even where its name
/// comes again. *Errors*: kParse with line and column for what cannot be read.
[[nodiscard]] Measurement parse_measurement(const std::string& text, const std::string& file);

}  // namespace spinforge::fit
