// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace spinforge::emit {

/// A file of constraints for one family.
struct Constraints {
  std::string path;  ///< inside the emitted directory; empty where the target has none
  std::string text;
};

/// The clock of the top module, sf_axi or sf_core, and no more: constraints/TOP.xdc, .lpf or .pcf
/// for `target`, below `header`. Pins are the board's, so they stand as an example in a comment.
[[nodiscard]] Constraints constraints_of(std::string_view target,
                                         bool axi,
                                         std::string_view header);

}  // namespace spinforge::emit
