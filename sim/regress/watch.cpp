// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/watch.hpp"

#include <fmt/format.h>

#include <thread>

#include "gen/base/error.hpp"
#include "gen/base/tool.hpp"

namespace spinforge::regress {

namespace {

constexpr auto kSilence = std::chrono::minutes(60);  // of the controller, at most
constexpr int kReleases = 4;                         // of a task that cannot be started

}  // namespace

std::vector<QueuedJob> Watch::jobs(const std::string& prefix) {
  for (;;) {
    if (auto found = queued(prefix)) {
      heard_ = Clock::now();
      told_silence_ = false;
      for (const QueuedJob& job : *found) look_after(job);
      return *std::move(found);
    }
    if (Clock::now() - heard_ > kSilence) {
      throw Error(ErrorCode::kTool,
                  "squeue",
                  "has not been answered for an hour; the jobs go on: run again with --resume "
                  "when slurmctld is back");
    }
    if (!told_silence_) tool::say("slurmctld does not answer; waiting for it\n");
    told_silence_ = true;
    std::this_thread::sleep_for(pause_);
  }
}

void Watch::look_after(const QueuedJob& job) {
  const Hold hold = hold_of(job);
  if (hold == Hold::kNone) return;
  if (hold == Hold::kNotStarted && ++freed_[job.task] <= kReleases) return release(job.task);
  if (hold == Hold::kNotStarted) return cancel(job.task);  // its shards are missing then
  if (!told_.insert(job.task).second) return;
  tool::say(
      fmt::format("job {} is held ({}) and waits until it is let go: scontrol release {}, or "
                  "scancel {}, whose shards are submitted again\n",
                  job.task,
                  job.reason,
                  job.task,
                  job.task));
}

}  // namespace spinforge::regress
