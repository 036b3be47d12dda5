// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Slurm's own commands, as far as a regression needs them: sbatch, squeue, scancel, scontrol.
/// Nothing here needs accounting.
namespace spinforge::regress {

/// A job, or what is left of an array of them, as squeue shows it.
struct QueuedJob {
  std::string id;    ///< of the array
  std::string task;  ///< of this line: 17_[4-9], 17_3
  std::string name;
  std::string state;   ///< PENDING, RUNNING, ..
  std::string reason;  ///< why it is pending
};

/// Our jobs whose names begin with `prefix`; none where the controller does not answer: that says
/// nothing about jobs. `ended`: those, too, that Slurm still knows after their end. *Errors*: kTool
/// where there is no squeue.
[[nodiscard]] std::optional<std::vector<QueuedJob>> queued(const std::string& prefix,
                                                           bool ended = false);

/// The same from squeue's output.
[[nodiscard]] std::vector<QueuedJob> parse_queue(std::string_view text, const std::string& prefix);

/// Why a job does not start until somebody lets it go.
enum class Hold {
  kNone,
  kNotStarted,  ///< Slurm could not start it, on a bad node, say
  kSomebody,    ///< the user or an administrator holds it
};
[[nodiscard]] Hold hold_of(const QueuedJob& job);

/// An array of jobs to submit.
struct Submission {
  std::string name;    ///< which no other submission has
  std::string script;  ///< file
  std::string output;  ///< file of a job's output, with Slurm's % patterns
  std::string folder;  ///< in which it runs
  std::size_t size = 1;
  int at_once = 1;      ///< jobs of it that run at once, at most
  std::string after;    ///< id of a job that must have succeeded; "": none
  int minutes = 0;      ///< limit; 0: the partition's
  std::string options;  ///< of the user's, blanks between them
};

/// Submits it; gives its id. Where the answer is lost it is tried again every `pause`, but only
/// once the controller says that it has not come through all the same. *Errors*: kTool with what
/// sbatch says.
[[nodiscard]] std::string submit(const Submission& submission,
                                 std::chrono::milliseconds pause = std::chrono::seconds(5));

void cancel(const std::string& id);
/// Lets go a job that Slurm holds since it could not be started.
void release(const std::string& task);

/// Jobs that an array may have.
[[nodiscard]] std::size_t most_in_array();

}  // namespace spinforge::regress
