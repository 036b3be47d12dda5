// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "sim/harness/parts.hpp"
#include "sim/regress/plan.hpp"

/// What a shard's result depends on, as hashes: the tool, the simulator, the core, the images, the
/// options.
namespace spinforge::regress {

/// 32 hex digits.
[[nodiscard]] std::string short_hash(const std::string& text);

/// Emits the core of `wanted` into a directory of its own in `designs`, named after the network and
/// everything that decides what is emitted, where that is not there; gives its path. What is there
/// already is taken as it is: an edited core is run, and is another core. `folder`: from which the
/// paths in its options are seen. *Errors*: kTool with what spinforge-gen says.
[[nodiscard]] std::string emit(const Wanted& wanted,
                               const std::string& folder,
                               const std::string& designs);

/// Keys of runs. Looks at the tool, the simulator and each data set once.
class Inputs {
 public:
  /// `core`: of harness::core_hash.
  [[nodiscard]] std::string key(const Model& model,
                                const std::string& core,
                                const Run& run,
                                const harness::Setup& setup);

 private:
  const std::string& images(const std::string& directory);

  std::string tool_;
  std::map<std::string, std::string> images_;
};

}  // namespace spinforge::regress
