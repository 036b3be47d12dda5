// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/harness/verify.hpp"

/// A Summary for machines and for people.
namespace spinforge::harness {

/// The result as JSON; sim/harness/README.md lists its keys.
[[nodiscard]] std::string json_text(const Summary& summary);

/// The part of it that is the same on every machine: no times, processes, paths or predictions.
/// Kept beside a network as verified.json, it says what its RTL did. *Errors*: kUsage where the run
/// was not equal, since that is nothing to keep.
[[nodiscard]] std::string record_text(const Summary& summary);

/// JUnit XML: one test suite, a case for the commits, the results and the timing model each.
[[nodiscard]] std::string junit_text(const Summary& summary);

/// A table and, where something differs, the story of it.
[[nodiscard]] std::string human_text(const Summary& summary);

/// The first mismatch in a few lines: where, which field, the last commits before it.
[[nodiscard]] std::string story(const Mismatch& mismatch);
[[nodiscard]] std::string story(const TimingDifference& difference);

}  // namespace spinforge::harness
