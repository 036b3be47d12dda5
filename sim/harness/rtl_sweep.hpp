// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/harness/verify.hpp"
#include "sim/plot/figure.hpp"

/// One core under every field that its neurons know, in lockstep with the golden model.
namespace spinforge::harness {

/// The core at one field code.
struct FieldPoint {
  int code = 0;
  network::FieldRegisters set;  ///< the first layer's registers for it
  Summary summary;
};

/// The core of options.directory at every field code that all of its layers have, over the same
/// images. `field_codes`, `fields` and `schedule` of the options are not used. *Errors*: those of
/// verify.
[[nodiscard]] std::vector<FieldPoint> sweep_rtl(const VerifyOptions& options);

/// No point differs, and at least one has something to compare (a core whose gates are all closed
/// commits nothing).
[[nodiscard]] bool equal(const std::vector<FieldPoint>& points);

/// Accuracy, spikes and cycles by code; sim/harness/README.md lists the keys.
[[nodiscard]] std::string json_text(const std::vector<FieldPoint>& points);
/// The same as a Markdown table below a line that says what was run.
[[nodiscard]] std::string table_text(const std::vector<FieldPoint>& points);
/// The same against the field, or against the code where not all sets are fields.
[[nodiscard]] plot::Figure figure(std::vector<FieldPoint> points);

}  // namespace spinforge::harness
