// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/network/network.hpp"

namespace spinforge::network {

inline constexpr std::int64_t kMaxWidth = 65535;  ///< inputs or neurons of a layer

/// Checks the members of one part of the network ("layer 2") and names them in its errors.
class Part {
 public:
  Part(std::string file, const std::string& part) : where_(std::move(file)) {
    if (!where_.empty() && !part.empty()) where_ += " / ";
    where_ += part;
  }

  [[noreturn]] void fail(ErrorCode code, const std::string& field, const std::string& what) const {
    throw Error(code, where_.empty() ? field : where_ + " / " + field, what);
  }

  void range(const std::string& field,
             std::int64_t value,
             std::int64_t low,
             std::int64_t high) const {
    if (value >= low && value <= high) return;
    fail(ErrorCode::kRange,
         field,
         fmt::format("out of range; expected {}..{}, got {}; correct it", low, high, value));
  }

  /// A register that only the other kind of neuron has.
  template <typename T>
  void unused(const std::string& field, const T& value, const T& neutral) const {
    if (value == neutral) return;
    fail(ErrorCode::kRange,
         field,
         fmt::format("has no meaning for this neuron; expected {}, got {}; leave it at that",
                     neutral,
                     value));
  }

  void size(const std::string& field, std::size_t value, std::size_t expected) const {
    if (value == expected) return;
    fail(ErrorCode::kShape,
         field,
         fmt::format("wrong number of elements; expected {}, got {}; export the network again",
                     expected,
                     value));
  }

 private:
  std::string where_;
};

/// Sides and number of elements of a map; `field` is "input" or the like.
/// *Errors*: kRange where one is not 1..65535.
void check_shape(const Part& part, const std::string& field, const Shape& shape);

/// The geometry of a convolution: its ranges, a kernel within the padded input, a map of at least
/// one position after the pool and at most 65535 neurons. *Errors*: kRange.
void check_conv(const Part& part, const Conv& conv);

}  // namespace spinforge::network
