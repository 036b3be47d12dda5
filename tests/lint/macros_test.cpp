// SPDX-License-Identifier: Apache-2.0
#include "gen/base/files.hpp"
#include "gen/emit/embedded.hpp"
#include "tests/lint/tools.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

/// Every macro, and every module of the wrapper, as the top module at its default parameters.
std::vector<test::Sources> macros() {
  std::vector<test::Sources> out;
  const auto append =
      [&](std::span<const EmbeddedFile> folder, const char* path, std::vector<std::string> files) {
        for (const auto& file : folder) files.emplace_back(file.name);
        for (const auto& file : folder) {
          out.push_back(
              {test::source(path), files, std::string(file.name.substr(0, file.name.find('.')))});
        }
      };
  append(emit::macro_files(), "rtl/macros", {});
  append(emit::wrapper_files(), "rtl/targets", {"../../tests/data/sf_axi_pkg.sv"});
  return out;
}

void check_all(std::string (*complaint)(const test::Sources&)) {
  if (test::no_tools()) return;
  for (const test::Sources& macro : macros()) {
    CAPTURE(macro.top);
    CHECK(complaint(macro) == "");
  }
}

}  // namespace

TEST_CASE("lint: every macro is free of warnings in Verilator at its default parameters") {
  check_all(test::verilator_complaint);
}

TEST_CASE("lint: Yosys takes every macro, without latches, at its default parameters") {
  check_all(test::yosys_complaint);
}

TEST_CASE("lint: Icarus compiles every macro at its default parameters") {
  check_all(test::icarus_complaint);
}

TEST_CASE("lint: no macro waives a warning") {
  for (const auto& folder : {emit::macro_files(), emit::wrapper_files()}) {
    for (const auto& file : folder) {
      CAPTURE(file.name);
      CHECK_THAT(std::string(file.content), !Contains("lint_off") && !Contains("verilator"));
    }
  }
}

TEST_CASE("lint: the checks see a warning, a latch and a syntax error") {
  if (test::no_tools()) return;
  const test::TempDir folder;
  const auto write = [&](const std::string& body) {
    files::write(folder / "bad.sv",
                 "module bad (input logic a_i, output logic b_o);\n" + body + "\nendmodule\n");
    return test::Sources{folder.path(), {"bad.sv"}, "bad"};
  };
  CHECK(test::verilator_complaint(write("assign b_o = 2'd1;")) != "");
  CHECK(test::yosys_complaint(write("always_comb if (a_i) b_o = 1'b1;")) != "");
  CHECK(test::icarus_complaint(write("assign b_o = ;")) != "");
}
