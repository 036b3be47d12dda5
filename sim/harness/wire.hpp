// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "sim/harness/record.hpp"

/// Results as bytes between processes of one program on one machine: numbers as they lie in memory,
/// strings and lists after their length.
namespace spinforge::harness {

[[nodiscard]] std::string to_bytes(const ChunkResult& result);

/// Expects bytes that to_bytes made.
[[nodiscard]] ChunkResult chunk_from_bytes(std::string_view bytes);

}  // namespace spinforge::harness
