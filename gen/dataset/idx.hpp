// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace spinforge::dataset {

/// An array of unsigned bytes as an IDX file holds it: a big-endian magic number 0x0000_08_nn
/// (08: unsigned bytes, nn: dimensions), nn big-endian 32-bit sizes, then the bytes, row-major.
struct Idx {
  std::vector<std::size_t> shape;
  std::vector<std::uint8_t> values;
};

/// Reads `path`, plain or gzip-compressed, which must have `dimensions` dimensions.
/// *Errors*: kIo where it cannot be read; kParse where it is not such a file, is truncated, does
/// not decompress, or goes on after its last value.
[[nodiscard]] Idx read_idx(const std::string& path, std::size_t dimensions);

}  // namespace spinforge::dataset
