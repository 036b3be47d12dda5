// SPDX-License-Identifier: Apache-2.0
//
// The core as plain Verilog: read as such, checked by the bench and in lockstep.
#include <filesystem>

#include "gen/emit/verilog.hpp"
#include "tests/lockstep/bench/emitted.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using test::Emitted;
using test::missing;

namespace {

Emitted emitted(const network::Network& network, std::uint32_t images) {
  return {network, {.options = test::lanes(4), .verilog = true}, images};
}

}  // namespace

TEST_CASE("verilog: Icarus takes it as Verilog of 2005 and the bench passes on it") {
  if (missing({"yosys", "iverilog"})) return;
  const Emitted core = emitted(test::assorted_network(GENERATE(0, 2)), 2);
  test::check_exit(core.shell("iverilog -Wall -g2005 -t null -s sf_core verilog/sf_core.v"), 0);
  CHECK_THAT(files::read(core / "verilog/sf_core.v"), !Contains("$paramod"));
  core.compile("verilog/filelist.f");
  test::require_pass_always(core, {"", "+stall=7", "+single", "+reset_at=90"});
}

TEST_CASE("verilog: Verilator takes it with the bench and says nothing") {
  if (missing({"yosys", "verilator"})) return;
  const Emitted core = emitted(
      GENERATE(test::assorted_network(0),
               test::assorted_network(2),
               test::random_network(7, {.layers = 3, .steps = 4, .max_size = 40, .leaky = true})),
      0);
  const process::Exit exit = core.shell(
      "verilator --lint-only --timing --top-module sf_bench -f verilog/filelist.f -f "
      "bench/filelist.f");
  CHECK(exit.status == 0);
  CHECK(exit.output == "");
}

TEST_CASE("verilog: the manifest lists it and it needs no memory images") {
  if (missing({"yosys", "iverilog"})) return;
  const Emitted core = emitted(test::assorted_network(0), 2);
  CHECK_THAT(files::read(core / "manifest.json"),
             Contains("verilog/sf_core.v") && Contains("--verilog2005"));
  CHECK_THAT(files::read(core / "verilog/sf_core.v"), !Contains("localparam"));
  std::filesystem::remove_all(core / "mem");
  core.compile("verilog/filelist.f");
  CHECK(core.run().status == 0);
}

TEST_CASE("verilog: without Yosys emit says so and leaves nothing behind") {
  const test::Variable path("PATH", "/nonexistent");
  const test::TempDir folder;
  network::save(test::assorted_network(0), folder / "network");
  emit::Request request{.network = folder / "network", .output = folder / "core", .options = {}};
  request.verilog = true;
  const Error error =
      test::error_of(ErrorCode::kTool, "--verilog2005", [&] { emit::emit(request); });
  CHECK_THAT(error.what(), Contains("yosys"));
  CHECK(folder.entries() == 1);  // the network
}

TEST_CASE("verilog: modules get the macro's name and a number, the same everywhere") {
  const std::string text =
      "module \\$paramod$12ab\\sf_rom (a);\nendmodule\n"
      "module \\$paramod\\sf_rom\\Width=s32'1 (a);\nendmodule\n"
      "  \\$paramod$12ab\\sf_rom  u_rom (.a(a));\n";
  CHECK(emit::with_plain_module_names(text) ==
        "module sf_rom_1 (a);\nendmodule\nmodule sf_rom_2 (a);\nendmodule\n"
        "  sf_rom_1  u_rom (.a(a));\n");
}
