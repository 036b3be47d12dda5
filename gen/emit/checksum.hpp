// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "gen/emit/memory.hpp"

/// Checksums of memory images: a constant of the package for each, which a simulation compares with
/// what it has read, and one for all of a core, which sf_axi_memory works out from the memories
/// themselves.
///
/// A word is folded to 32 bits: its 32-bit pieces, piece p rotated left by p, XORed. The folded
/// words run through a signature register of 32 bits (x^32 + x^26 + .. + 1, the polynomial of
/// Ethernet) that starts at ffffffff, from the last word to the first.
namespace spinforge::emit {

/// Of one image of memory.hpp.
[[nodiscard]] std::uint32_t checksum(std::string_view image);

/// Of all images of a core at once: row by row from the deepest memory's last one, those memories
/// that have the row. Layer k (from 0) counts rotated left by 3 k, its biases by one more, its
/// multipliers by two more, the neurons' own registers by three more.
struct CoreChecksum {
  int rows = 0;  ///< of the deepest memory
  std::uint32_t sum = 0;
};
[[nodiscard]] CoreChecksum core_checksum(const Memories& memories);

}  // namespace spinforge::emit
