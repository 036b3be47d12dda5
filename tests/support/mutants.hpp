// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// Changes of emitted files that a check must see: the proof that it can fail.
namespace spinforge::test {

struct Mutant {
  std::string name;
  std::string file;    ///< in the folder rtl of the emitted directory
  std::string before;  ///< stands there exactly once
  std::string after;
  std::string seen = {};  ///< how it is found, where a test has several ways
};

/// Mutants, each written as
///
///     sf_neuron.sv: fires above the threshold only
///     - sum >= th
///     + sum > th
///     ? seen
///
/// without the last line where there is one way only.
[[nodiscard]] std::vector<Mutant> mutants(const std::string& text);

/// Makes the change in an emitted directory.
void mutate(const std::string& directory, const Mutant& mutant);

}  // namespace spinforge::test
