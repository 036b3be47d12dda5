// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gen/base/json.hpp"
#include "sim/harness/parts.hpp"
#include "sim/regress/ledger.hpp"

/// What failed: the first difference of each failing part, failures that look alike, and the
/// waveform of some.
namespace spinforge::regress {

/// The first thing in a part that differs.
struct Failure {
  std::string module;  ///< "sf_core", or "sf_core / layer 2"
  std::string signal;  ///< of the commit or result port, or what was timed
  int step = 0;        ///< from 1; 0: not at a step
  std::string run;     ///< its id
  std::uint32_t image = 0;
  std::string story;      ///< for people
  std::string reproduce;  ///< command
};

/// The failure of part `part` of a run; none where it is equal.
[[nodiscard]] std::optional<Failure> failure_of(const std::string& run,
                                                const harness::Setup& setup,
                                                const harness::Part& part,
                                                const harness::ChunkResult& result);

/// "1 part", "2 parts".
[[nodiscard]] std::string counted(std::uint64_t count, const std::string& thing);

/// Failures with the same module, signal and step.
struct Bucket {
  Failure first;
  std::size_t parts = 0;
  std::vector<std::string> runs;      ///< ids, in order
  std::vector<std::string> commands;  ///< of each run the first that shows it again

  /// "3 parts of 1 run".
  [[nodiscard]] std::string size_text() const;
};

/// Buckets in the order of their first failures.
class Buckets {
 public:
  void add(Failure failure);
  [[nodiscard]] const std::vector<Bucket>& all() const { return buckets_; }

 private:
  std::vector<Bucket> buckets_;
};

/// A waveform of a failing shard, where to look in it, and the command that shows it again.
struct Shown {
  std::string run, wave, view, reproduce;
  std::string trouble;     ///< why there is no waveform; "": there is one
  std::int64_t time = -1;  ///< in `unit`
  std::string unit;
};

/// Where a part of `shard` differs: runs the first such part alone, with a waveform in
/// `out`/waves around what differs, unless `most` other shards have one. Nothing where none does.
/// *Errors*: those of harness::verify; kIo.
void show_failure(const std::string& out,
                  const std::string& build_cache,
                  int most,
                  const std::string& run,
                  const harness::Setup& setup,
                  const Shard& shard,
                  const ShardResult& result);

/// Leaves what there is to tell of `shard`, as show_failure does. *Errors*: kIo.
void write_note(const std::string& out, const Shard& shard, const Shown& note);

/// What show_failure left of `shard`.
[[nodiscard]] std::optional<Shown> shown(const std::string& out, const Shard& shard);

/// Forgets waveforms of shards that are none of `shards`, and what is told of those that could not
/// be made: they are unshown() then.
void clean_waves(const std::string& out, const std::vector<Shard>& shards);

/// Of `shards`, by index, those that were to get a waveform when their process ended.
[[nodiscard]] std::vector<std::size_t> unshown(const std::string& out,
                                               const std::vector<Shard>& shards);

}  // namespace spinforge::regress
