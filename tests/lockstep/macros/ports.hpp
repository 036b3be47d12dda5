// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// Signed numbers on Verilator's ports, which are unsigned and whole bytes wide.
namespace spinforge::test {

template <typename Port>
void set(Port& port, std::int64_t value, int bits) {
  port = static_cast<Port>(static_cast<std::uint64_t>(value) & ((1ULL << bits) - 1U));
}

[[nodiscard]] inline std::int32_t sign_extend(std::uint32_t value, int bits) {
  const std::uint32_t sign = 1U << (bits - 1);
  return static_cast<std::int32_t>(((value & (2 * sign - 1)) ^ sign) - sign);
}

}  // namespace spinforge::test
