// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace spinforge::sv {

enum class Direction { kInput, kOutput };

/// Values of an instance's integer parameters by name; the widths of its ports follow from them.
using Parameters = std::map<std::string, std::int64_t, std::less<>>;

/// What one needs to know about a module to instantiate it.
struct Interface {
  struct Port {
    std::string name;
    Direction direction = Direction::kInput;
    std::function<int(const Parameters&)> width;
  };
  std::string name;
  std::vector<std::string> parameters;  ///< in the order of declaration
  std::vector<Port> ports;              ///< in the order of declaration

  /// *Errors*: std::logic_error where there is no port of this name.
  [[nodiscard]] const Port& port(std::string_view port) const;
};

/// The interface of the module in `source`, from its header as our own modules write it:
///
///     module NAME #(
///       parameter TYPE NAME = DEFAULT,
///       localparam int NAME = EXPRESSION
///     ) (
///       input  logic                        NAME,
///       output logic signed [EXPRESSION:0]  NAME      with or without `signed`
///     );
///
/// An expression has whole numbers, parameters, + - * / > ?: $clog2 and parentheses.
/// *Errors*: std::logic_error saying what does not fit.
[[nodiscard]] Interface read_interface(std::string_view source);

}  // namespace spinforge::sv
