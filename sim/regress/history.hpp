// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// Results of before, beside which a page shows those of now.
namespace spinforge::regress {

/// What to do about a file that is no result.
inline constexpr const char* kResultAdvice = "name a result.json that spinforge-sim regress wrote";

/// The result.json that `given` is, or that lies in the DIR `given`.
[[nodiscard]] std::string result_file(const std::string& given);

/// A result.json, as far as the page shows it.
struct Former {
  struct Run {
    std::string word;   ///< Outcome::word()
    double cycles = 0;  ///< mean of an image
    std::uint64_t images = 0;
  };
  std::string name;                 ///< of the directory that it lies in
  std::map<std::string, Run> runs;  ///< by their names
};

/// Each of `paths` is a result.json or a DIR that holds one. In their order. *Errors*: kIo; kParse
/// and kRange for what is no result.
[[nodiscard]] std::vector<Former> read_history(const std::vector<std::string>& paths);

}  // namespace spinforge::regress
