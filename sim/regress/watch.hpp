// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/regress/queue.hpp"

/// Jobs of our names, and patience with the controller and with those that hold them.
namespace spinforge::regress {

class Watch {
 public:
  /// `pause`: between two questions that the controller does not answer.
  explicit Watch(std::chrono::milliseconds pause = std::chrono::seconds(5)) : pause_(pause) {}

  /// Jobs that are still there, whose names begin with `prefix`. Those that Slurm holds since it
  /// could not start them are let go, some times, then cancelled; those that somebody holds are
  /// told, once. *Errors*: kTool where the controller is silent for an hour.
  std::vector<QueuedJob> jobs(const std::string& prefix);

 private:
  void look_after(const QueuedJob& job);

  using Clock = std::chrono::steady_clock;
  std::chrono::milliseconds pause_;
  Clock::time_point heard_ = Clock::now();
  bool told_silence_ = false;
  std::map<std::string, int> freed_;  ///< tasks
  std::set<std::string> told_;        ///< tasks that somebody holds
};

}  // namespace spinforge::regress
