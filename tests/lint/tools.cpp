// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/tools.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gen/base/files.hpp"
#include "tests/support/text.hpp"
#include "tests/support/tools.hpp"

namespace spinforge::test {
namespace {

/// What the command says, or that it failed; empty for a silent success.
std::string complaint(const Sources& sources, const std::string& command) {
  const process::Exit exit = shell(command, sources.directory);
  if (!exit.output.empty()) return exit.output;
  return exit.status == 0 ? "" : command + " failed without a word";
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

void check_clean(const Sources& sources) {
  CHECK(verilator_complaint(sources) == "");
  CHECK(yosys_complaint(sources) == "");
  CHECK(icarus_complaint(sources) == "");
}

bool no_tools() { return missing({"verilator", "yosys", "iverilog"}); }

Sources sources_of(const EmittedCore& core, const std::string& top) {
  return {core.path(), lines_of(files::read(core / "filelist.f")), top};
}

}  // namespace spinforge::test
