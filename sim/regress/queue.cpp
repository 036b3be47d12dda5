// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/queue.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <thread>

#include "gen/base/error.hpp"
#include "gen/base/process.hpp"
#include "gen/base/text.hpp"

namespace spinforge::regress {

namespace {

constexpr const char* kAdvice = "install Slurm's commands (slurm-client), or use --launcher local";
constexpr int kSubmitTries = 60;
constexpr std::size_t kDefaultArray = 1001;  // Slurm's own MaxArraySize

process::Exit slurm(const std::vector<std::string>& command) {
  return process::run(command, "/", {}, kAdvice);
}

/// Whether the controller, and not the submission, is to blame.
bool is_unreachable(const std::string& output) {
  return std::ranges::any_of(
      std::initializer_list<const char*>{"Unable to contact slurm controller",
                                         "Connection refused",
                                         "Connection reset",
                                         "Socket timed out",
                                         "Zero Bytes were transmitted",
                                         "Transport endpoint is not connected",
                                         "Slurm backup controller in standby mode"},
      [&](const char* mark) { return output.find(mark) != std::string::npos; });
}

std::vector<std::string> command_of(const Submission& s) {
  std::vector<std::string> out{"sbatch",
                               "--parsable",
                               "--requeue",
                               "--open-mode=append",
                               "--job-name=" + s.name,
                               "--output=" + s.output,
                               "--chdir=" + s.folder,
                               fmt::format("--array=0-{}%{}", s.size - 1, s.at_once)};
  if (!s.after.empty()) {
    out.push_back("--dependency=afterok:" + s.after);
    out.emplace_back("--kill-on-invalid-dep=yes");
  }
  if (s.minutes > 0) out.push_back(fmt::format("--time={}", s.minutes));
  std::istringstream words(s.options);
  for (std::string word; words >> word;) out.push_back(word);
  out.push_back(s.script);
  return out;
}

}  // namespace

std::vector<QueuedJob> parse_queue(std::string_view text, const std::string& prefix) {
  std::vector<QueuedJob> out;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> parts;
    std::istringstream fields(line);
    for (std::string field; std::getline(fields, field, '|');)
      parts.push_back(text::trimmed(field));
    if (parts.size() < 4 || !parts[2].starts_with(prefix)) continue;
    out.push_back({parts[0], parts[1], parts[2], parts[3], parts.size() > 4 ? parts[4] : ""});
  }
  return out;
}

std::optional<std::vector<QueuedJob>> queued(const std::string& prefix, bool ended) {
  std::vector<std::string> command{
      "squeue", "--noheader", fmt::format("--user={}", ::geteuid()), "--format=%F|%i|%j|%T|%r"};
  if (ended) command.emplace_back("--states=all");
  const process::Exit exit = slurm(command);
  if (exit.status != 0) return {};
  return parse_queue(exit.output, prefix);
}

Hold hold_of(const QueuedJob& job) {
  const auto says = [&](const char* reason) {
    return job.reason.find(reason) != std::string::npos;
  };
  if (says("requeued held") || says("requeued_held") || says("JobHoldMaxRequeue")) {
    return Hold::kNotStarted;
  }
  return says("JobHeld") ? Hold::kSomebody : Hold::kNone;
}

std::string submit(const Submission& submission, std::chrono::milliseconds pause) {
  const std::vector<std::string> command = command_of(submission);
  bool lost = false;
  for (int tries = 0;; ++tries) {
    if (lost) {
      std::this_thread::sleep_for(pause);
      const auto there = queued(submission.name, true);
      if (there && !there->empty()) return there->front().id;
      if (!there && tries < kSubmitTries) continue;
    }
    const process::Exit exit = slurm(command);
    const std::string said = text::trimmed(exit.output);
    if (exit.status == 0) {
      const std::string last = said.substr(said.find_last_of('\n') + 1);
      return last.substr(0, last.find(';'));  // "id;cluster"
    }
    lost = is_unreachable(said);
    if (lost && tries < kSubmitTries) continue;
    throw Error(ErrorCode::kTool,
                "sbatch",
                fmt::format("does not take the jobs; mend what it says and run again with "
                            "--resume:\n  {}",
                            said));
  }
}

void cancel(const std::string& id) { (void)slurm({"scancel", id}); }

void release(const std::string& task) { (void)slurm({"scontrol", "release", task}); }

std::size_t most_in_array() {
  const process::Exit exit = slurm({"scontrol", "show", "config"});
  const std::size_t at = exit.output.find("MaxArraySize");
  if (exit.status != 0 || at == std::string::npos) return kDefaultArray - 1;
  std::istringstream line(exit.output.substr(at, exit.output.find('\n', at) - at));
  std::string name, equals, value;
  line >> name >> equals >> value;
  const std::size_t size = text::number<std::size_t>(value).value_or(kDefaultArray);
  return std::max<std::size_t>(1, size - 1);
}

}  // namespace spinforge::regress
