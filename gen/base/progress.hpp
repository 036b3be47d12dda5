// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace spinforge {

/// Progress of long work on stderr: a bar with rate and time left on a terminal, and a plain line
/// now and then where stderr is a file or pipe, so that a log stays readable.
class Progress {
 public:
  /// `label` names the work, `unit` what is counted ("images"). `total` may be 0 (nothing to show).
  /// `before` of it were done already, and say nothing of the speed.
  Progress(std::string label,
           std::string unit,
           std::uint64_t total,
           bool quiet = false,
           std::uint64_t before = 0);
  /// `done` of total are finished; `note` is appended as it is (a loss, a mismatch count).
  void update(std::uint64_t done, const std::string& note = "");
  /// Ends the line. Called by the destructor where it was not.
  void finish();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void show(std::uint64_t done, const std::string& note);

  std::string label_, unit_;
  std::uint64_t total_, before_;
  bool quiet_, terminal_, finished_ = false;
  std::chrono::steady_clock::time_point start_, last_;
};

}  // namespace spinforge
