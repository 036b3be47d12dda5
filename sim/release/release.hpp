// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/models/models.hpp"

/// What a release run proved, gathered from the files that its parts left behind.
namespace spinforge::release {

/// A tier of the tests, from the JUnit file of `ctest --output-junit`.
struct Tier {
  std::string name{};  ///< of the file, without folder and ending
  std::int64_t tests = 0;
  std::int64_t failures = 0;
  std::int64_t skipped = 0;
  std::int64_t assertions = 0;  ///< that Catch2 counted; scripts and proofs count none
  std::string begun{};          ///< local time, ISO 8601
};

/// A regression, from DIR/result.json.
struct Regression {
  std::string suite{};
  bool equal = false;
  std::int64_t runs = 0;
  std::int64_t failed = 0;
  std::int64_t images = 0;
  std::int64_t commits = 0;
  std::int64_t mismatches = 0;
  std::vector<std::string> coverage{};  ///< "99.8 % of lines"; empty where it was not measured
};

/// *Errors*: kIo; kParse where `path` holds no <testsuite> with its counts, or no test.
[[nodiscard]] Tier read_tier(const std::string& path);

/// `path`: a result.json or a DIR that holds one. *Errors*: kIo, kParse, kRange.
[[nodiscard]] Regression read_regression(const std::string& path);

/// Everything as Markdown: of which `version` and whether it is a release, which has every tier and
/// suite, without a failure; tables of tiers and regressions, those not given as not run; what the
/// records of `models` add up to.
[[nodiscard]] std::string page(const std::string& version,
                               const std::vector<Tier>& tiers,
                               const std::vector<Regression>& regressions,
                               const std::vector<models::TrainedNetwork>& models);

/// `text` with `page` between its markers. *Errors*: kParse where `text`, called `name` in the
/// sentence, lacks them.
[[nodiscard]] std::string with_page(const std::string& text,
                                    const std::string& page,
                                    const std::string& name);

/// Why this is no release, in words: a test or a run failed, a tier or suite was not run, or a
/// network has no record, or one of RTL that was not equal. Empty where it is one.
[[nodiscard]] std::vector<std::string> lacking(const std::vector<Tier>& tiers,
                                               const std::vector<Regression>& regressions,
                                               const std::vector<models::TrainedNetwork>& models);

}  // namespace spinforge::release
