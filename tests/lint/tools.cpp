// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/tools.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/wait.h>

#include <cstdio>
#include <stdexcept>

namespace spinforge::test {
namespace {

struct Run {
  bool passed = false;
  std::string output;
};

Run shell(const std::string& command) {
  std::FILE* const pipe = ::popen(fmt::format("( {} ) 2>&1", command).c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen failed");
  Run run;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
    run.output += static_cast<char>(c);
  }
  const int status = ::pclose(pipe);
  run.passed = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return run;
}

/// What the command says, or that it failed; empty for a silent success.
std::string complaint(const Sources& sources, const std::string& command) {
  const Run run = shell(fmt::format("cd '{}' && {}", sources.directory, command));
  if (!run.output.empty()) return run.output;
  return run.passed ? "" : command + " failed without a word";
}

}  // namespace

std::string verilator_complaint(const Sources& sources) {
  return complaint(sources,
                   fmt::format("verilator --lint-only -Wall --top-module {} {}",
                               sources.top,
                               fmt::join(sources.files, " ")));
}

std::string yosys_complaint(const Sources& sources) {
  return complaint(sources,
                   fmt::format("yosys -q -p 'read_verilog -sv {}; hierarchy -check -top {}; proc; "
                               "check -assert; select -assert-none t:$*latch*'",
                               fmt::join(sources.files, " "),
                               sources.top));
}

std::string icarus_complaint(const Sources& sources) {
  // Not -o /dev/null: as root, Icarus takes everybody else's right to write there.
  return complaint(
      sources,
      fmt::format(
          "iverilog -g2012 -Wall -t null -s {} {}", sources.top, fmt::join(sources.files, " ")));
}

std::string missing_tools() {
  std::string out;
  for (const char* const program : {"verilator", "yosys", "iverilog"}) {
    if (shell(fmt::format("command -v {} > /dev/null", program)).passed) continue;
    out += fmt::format("{}{}", out.empty() ? "" : ", ", program);
  }
  return out;
}

}  // namespace spinforge::test
