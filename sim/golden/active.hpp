// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace spinforge::golden {

/// Writes the places of `inputs` that are not 0 to `places`, in order, and gives their number.
/// `places` has room for all of them.
inline std::size_t find_active(std::span<const std::uint8_t> inputs, std::uint32_t* places) {
  std::size_t count = 0;
  std::size_t i = 0;
  for (; i + 8 <= inputs.size(); i += 8) {
    std::uint64_t eight;
    std::memcpy(&eight, inputs.data() + i, 8);
    while (eight != 0) {  // little-endian: byte k of the word is input i + k
      const int byte = std::countr_zero(eight) / 8;
      places[count++] = static_cast<std::uint32_t>(i + static_cast<std::size_t>(byte));
      eight &= ~(std::uint64_t{0xff} << (8 * byte));
    }
  }
  for (; i < inputs.size(); ++i) {
    if (inputs[i] != 0) places[count++] = static_cast<std::uint32_t>(i);
  }
  return count;
}

}  // namespace spinforge::golden
