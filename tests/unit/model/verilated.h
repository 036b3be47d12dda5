// SPDX-License-Identifier: Apache-2.0
//
// What rtl/model needs of Verilator's runtime, in the place of its header.
#pragma once

#include <cstddef>
#include <cstdint>

template <std::size_t Words>
struct VlWide {
  std::uint32_t words[Words] = {};
  std::uint32_t& operator[](std::size_t i) { return words[i]; }
  const std::uint32_t& operator[](std::size_t i) const { return words[i]; }
};

struct VerilatedContext {
  int reset_bits = 0, first_seed = 0;
  void randReset(int value) { reset_bits = value; }
  void randSeed(int value) { first_seed = value; }
};
