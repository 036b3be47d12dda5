// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace spinforge::sv {

/// A constant of a package, as other files refer to it.
struct Constant {
  std::string reference;   ///< "sf_core_pkg::Steps"
  std::int64_t value = 0;  ///< 0 for strings and for vectors of more than 63 bits
};

/// A package of constants, printed in the order in which they are added:
///
///     package NAME;
///
///       // group
///       parameter int Steps = 25;
///       parameter logic [3:0] FieldCode = 4'd0;
///       parameter WeightFile = "layer1_weights.mem";
///
///     endpackage
class Package {
 public:
  explicit Package(std::string_view name);

  /// Starts a group with a comment above it.
  void group(std::string_view comment);
  /// *Range*: 32 bits.
  Constant integer(std::string_view name, std::int64_t value);
  Constant flag(std::string_view name, bool value);
  Constant bits(std::string_view name, int width, std::int64_t value);
  /// Elements of `width` bits side by side, element 0 in the lowest bits.
  Constant vector(std::string_view name, int width, const std::vector<std::int64_t>& elements);
  Constant text(std::string_view name, std::string_view value);

  /// The file's text below `header`, which is printed as a comment.
  [[nodiscard]] std::string print(std::string_view header) const;

 private:
  Constant add(std::string_view type, std::string_view name, std::string_view literal);

  std::string name_;
  std::vector<std::string> names_;
  std::string body_;
};

}  // namespace spinforge::sv
