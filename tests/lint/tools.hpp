// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// The three readers that every emitted core must satisfy.
namespace spinforge::test {

struct Sources {
  std::string directory;           ///< where the tools run: memory images are found from there
  std::vector<std::string> files;  ///< relative to it, in the order of compilation
  std::string top;
};

/// Each returns what the tool complains about, empty where it is content.
[[nodiscard]] std::string verilator_complaint(const Sources& sources);
[[nodiscard]] std::string yosys_complaint(const Sources& sources);
[[nodiscard]] std::string icarus_complaint(const Sources& sources);

/// Names of the tools that are not installed, empty where all are.
[[nodiscard]] std::string missing_tools();

}  // namespace spinforge::test
