// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/classify/images.hpp"
#include "sim/harness/verify.hpp"
#include "sim/regress/inputs.hpp"
#include "sim/regress/suite.hpp"

/// A suite made ready: the cores emitted, the runs cut into shards, and a key for each shard that
/// changes with everything that decides its result.
namespace spinforge::regress {

/// A core, and what is driven of it: built once, whatever is run on it.
struct Model {
  std::string name;       ///< for files: of its directory and wrapper, which no other model has
  std::string directory;  ///< absolute
  std::string top;        ///< as VerifyOptions has it
  std::string core;       ///< hash of the directory
};

/// A run, and all that its shards need.
struct Run {
  std::string id;  ///< Wanted::id()
  Wanted wanted;
  std::size_t model = 0;  ///< of Plan::models
  std::string dataset;    ///< directory
  std::string images;     ///< hash of it
  std::size_t count = 0;  ///< of images
  std::size_t parts = 0;  ///< of the run, see harness/parts.hpp
  std::size_t each = 1;   ///< parts of a shard; the last one may have fewer
};

/// Parts `first`.. of a run.
struct Shard {
  std::size_t run = 0, first = 0, count = 0;
  std::string key;  ///< 32 hex digits
};

struct Plan {
  std::string suite;
  std::string tool;       ///< hash of the program
  std::string simulator;  ///< harness::simulator_version()
  std::vector<Model> models;
  std::vector<Run> runs;
};

/// Shards of all runs, in order: their results are merged in this order, too.
[[nodiscard]] std::vector<Shard> shards_of(const Plan& plan);

/// What a run asks of the harness.
[[nodiscard]] harness::VerifyOptions options_of(const Plan& plan, const Run& run);

/// Emits what `suite` needs into `out`/designs, where it is not there yet, and looks at every core
/// and data set, which it reads through `sets`. `shard`: images of a shard, rounded to whole parts;
/// absent: about a million neuron updates. *Errors*: those of read_suite, spinforge-gen emit and
/// harness::prepare; kTool where there is no simulator.
[[nodiscard]] Plan make_plan(const Suite& suite,
                             const std::string& out,
                             std::optional<std::uint32_t> shard,
                             classify::Sets& sets);

/// Refuse what is not as it was when `plan` was made: with it a result would be another than its
/// key says. *Errors*: kIo for what has changed, kTool for another program or simulator than there.
void require_tool(const Plan& plan);
void require_simulator(const Plan& plan, const std::string& simulator);
void require_core(const Model& model, Inputs& inputs);
void require_images(const Run& run, Inputs& inputs);

/// The same for all of it, the networks of `suite` and their generator included.
void require_unchanged(const Plan& plan, const Suite& suite);

/// What other processes need of it as a file, and back. *Errors*: kParse, kRange.
[[nodiscard]] std::string to_text(const Plan& plan);
[[nodiscard]] Plan plan_from(const std::string& text, const std::string& file);

/// What tells this plan from others: hash of its shards' keys, 16 hex digits.
[[nodiscard]] std::string identity(const Plan& plan);

}  // namespace spinforge::regress
