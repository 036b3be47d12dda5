// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/harness/parts.hpp"
#include "sim/regress/ledger.hpp"
#include "sim/regress/plan.hpp"

/// Runs shards in this process and enters them in the ledger: what every launcher does in the end.
namespace spinforge::regress {

struct RunnerOptions {
  std::string out;            ///< DIR
  std::string build_cache;    ///< of models
  bool same_machine = false;  ///< models were built here: DIR/builds names their libraries
  int waves = 0;              ///< failing shards, at most, that leave a waveform
};

class Runner {
 public:
  /// `plan` and `shards` outlive it.
  Runner(const Plan& plan, const std::vector<Shard>& shards, RunnerOptions options);
  ~Runner();

  /// Shard `index`, if the ledger does not have it. What one loads the next one of the same run has
  /// already. *Errors*: those of harness::prepare, build_model and the simulation; those of
  /// require_core and the like where what it loads is not what the plan was made with.
  void run(std::size_t index);

  /// Shows the failure of shard `index`, which the ledger has, as run() does: that this cannot be
  /// done is no error, but told instead of the waveform.
  void show(std::size_t index);

  /// Builds model `index`, or finds it in the cache, and says so in DIR/builds.
  void build(std::size_t index);

 private:
  struct Loaded;
  void load(std::size_t run);

  const Plan& plan_;
  const std::vector<Shard>& shards_;
  RunnerOptions options_;
  Ledger ledger_;
  classify::Sets sets_;  ///< as they were when images_ was
  Inputs images_;
  std::unique_ptr<Loaded> loaded_;
};

}  // namespace spinforge::regress
