// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Bits of a signal as people write them.
namespace spinforge::coverage {

/// "v_q[3]".
struct Bit {
  std::string_view signal;  ///< of the label
  int index = 0;
};

/// The bit that `label` tells, where it tells one.
[[nodiscard]] std::optional<Bit> bit_of(std::string_view label);

/// Bits of one signal.
struct Bits {
  std::string signal;
  std::vector<std::pair<int, int>> ranges;  ///< lowest, highest

  [[nodiscard]] bool has(int index) const;
};

/// "v_q[5:3 8]": more than one bit, as bit_list writes them; nothing where `label` is none such.
[[nodiscard]] std::optional<Bits> bits_of(std::string_view label);

/// 3, 4, 5, 8 -> "5:3 8".
[[nodiscard]] std::string bit_list(std::vector<int> bits);

}  // namespace spinforge::coverage
