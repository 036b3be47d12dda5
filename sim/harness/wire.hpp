// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "gen/base/json.hpp"
#include "sim/harness/record.hpp"

/// Results on their way: as bytes between processes of one program on one machine (numbers as they
/// lie in memory, strings and lists after their length), and as JSON where they are kept.
namespace spinforge::harness {

[[nodiscard]] std::string to_bytes(const ChunkResult& result);

/// Expects bytes that to_bytes made.
[[nodiscard]] ChunkResult chunk_from_bytes(std::string_view bytes);

/// Arrays of the members in the order of record.hpp: every number, text and list in its place.
[[nodiscard]] Json to_json(const ChunkResult& result);

/// `where` names what holds `kept`. *Errors*: kParse for anything that to_json would not make.
[[nodiscard]] ChunkResult chunk_from_json(const Json& kept, const std::string& where);

}  // namespace spinforge::harness
