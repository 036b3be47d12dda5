// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tests/support/emitted.hpp"

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

/// What a core must say to all of them: nothing.
void check_clean(const Sources& sources);

/// Whether one of them is not installed; the running test is then marked as skipped.
[[nodiscard]] bool no_tools();

/// Those of an emitted core.
[[nodiscard]] Sources sources_of(const EmittedCore& core, const std::string& top = "sf_core");

}  // namespace spinforge::test
