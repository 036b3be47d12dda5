// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "sim/regress/suite.hpp"

/// What a shard's result depends on, as hashes: the tool, the core, the images.
namespace spinforge::regress {

/// 32 hex digits.
[[nodiscard]] std::string short_hash(const std::string& text);

/// Where the program that runs lies.
[[nodiscard]] std::string tool_folder();

/// spinforge-gen: the one that was built with this tool, else that of PATH.
class Generator {
 public:
  /// `beside`: folder of this tool. *Errors*: kTool where there is none.
  explicit Generator(const std::string& beside = tool_folder());

  /// Name of a directory for the core of `wanted`: the network's, and a hash of everything that
  /// decides what is emitted. `folder`: from which the paths in its options are seen.
  [[nodiscard]] std::string name_of(const Wanted& wanted, const std::string& folder) const;

  /// Emits that core into its directory in `designs`, where that is not there; gives its path.
  /// *Errors*: kTool with what spinforge-gen says; kIo where what is there is no longer as it was
  /// emitted, since a result would be said of another core.
  [[nodiscard]] std::string emit(const Wanted& wanted,
                                 const std::string& folder,
                                 const std::string& designs) const;

 private:
  std::string path_, hash_;
};

/// Hashes of cores and data sets, each of which is looked at once.
class Inputs {
 public:
  /// Of harness::core_hash.
  [[nodiscard]] const std::string& core(const std::string& directory);
  /// Of harness::images_hash.
  [[nodiscard]] const std::string& images(const std::string& directory);

 private:
  std::map<std::string, std::string> cores_, images_;
};

}  // namespace spinforge::regress
