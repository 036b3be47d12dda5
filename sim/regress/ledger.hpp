// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/harness/build.hpp"
#include "sim/harness/record.hpp"
#include "sim/regress/cover.hpp"
#include "sim/regress/plan.hpp"

/// What is finished: one file a shard, written whole or not at all, named after the shard's key. So
/// whoever writes it twice writes the same, and nothing is lost or counted twice.
namespace spinforge::regress {

/// What came of a shard.
struct ShardResult {
  std::string rtl_hash, simulator;            ///< of the model that ran it
  std::string host;                           ///< machine
  double seconds = 0;                         ///< it took, without loading the core
  std::vector<harness::ChunkResult> results;  ///< of its parts, in order
  std::optional<ShardCoverage> coverage;      ///< where it was measured
};

/// What Ledger::clean did.
struct Cleaned {
  std::size_t there = 0;    ///< shards whose results are there
  std::size_t removed = 0;  ///< results
};

class Ledger {
 public:
  /// `out`: DIR of the regression.
  explicit Ledger(const std::string& out);

  [[nodiscard]] bool has(const Shard& shard) const;
  /// Whether any shard's result is there, or what is to be one.
  [[nodiscard]] bool any() const;
  /// *Errors*: kIo.
  void write(const Shard& shard, const ShardResult& result) const;
  /// *Errors*: kIo where it is not there; kParse where it is damaged, of another shard, or short.
  [[nodiscard]] ShardResult read(const Shard& shard) const;

  /// Looks at all files that are there. Removes those of shards that are none of `shards`: what
  /// decided their results has changed. *Errors*: kParse for one that is no shard's, or holds
  /// another one than its name says: a shard would be counted twice, or not at all.
  Cleaned clean(const std::vector<Shard>& shards) const;

  /// Refuses a file of another shard than `shards`. *Errors*: kParse.
  void require_only(const std::vector<Shard>& shards) const;

 private:
  [[nodiscard]] std::string path(const std::string& key) const;
  template <class Visit>
  void each_file(const Visit& visit) const;

  std::string folder_;
};

/// The file that says that `model` is built: written by whoever builds it, read by all.
[[nodiscard]] std::string build_note(const std::string& out, const Model& model);
void write_build(const std::string& out, const Model& model, const harness::Build& build);
/// None where it is not built yet.
[[nodiscard]] std::optional<harness::Build> read_build(const std::string& out, const Model& model);

/// Exclusive use of DIR, given up when the object or the process ends. *Errors*: kIo where another
/// command has it.
class DirLock {
 public:
  explicit DirLock(const std::string& out);
  ~DirLock();
  DirLock(const DirLock&) = delete;
  DirLock& operator=(const DirLock&) = delete;
  /// In a child process, which must not hold on to it.
  void let_go();

 private:
  int file_;
};

}  // namespace spinforge::regress
