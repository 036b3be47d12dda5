// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What DIR was begun with, kept in DIR/regress.json: results that are there belong to these shards
/// of this suite, and a command that goes on must not mean others.
namespace spinforge::regress {

struct Terms {
  std::string suite;                        ///< preset, or absolute path of a file
  std::optional<std::uint32_t> shard;       ///< images of a shard
  std::optional<std::uint32_t> images;      ///< of a run, at most
  std::vector<std::string> tags;            ///< runs with one of them only
  bool coverage = false;                    ///< is measured
  std::map<std::string, std::string> data;  ///< directories of data sets by name, absolute
  // Of the command that was last. What is there was made with them, or is none of its shards.
  std::string tool, simulator;  ///< of Plan
};

/// Those of `out`; nothing where no regression was begun there. *Errors*: kParse, kRange.
[[nodiscard]] std::optional<Terms> read_terms(const std::string& out);
void write_terms(const std::string& out, const Terms& terms);

/// Goes on with `former`: what `given` leaves out is as it was, data sets may be added.
/// *Errors*: kUsage where `given` says something else.
[[nodiscard]] Terms go_on(Terms former, const Terms& given);

}  // namespace spinforge::regress
