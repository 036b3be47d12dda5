// SPDX-License-Identifier: Apache-2.0
//
// The core as plain Verilog: read as such, checked by the bench and in lockstep.
#include <cstdlib>
#include <filesystem>

#include "gen/emit/verilog.hpp"
#include "sim/harness/verify.hpp"
#include "tests/lockstep/bench/emitted.hpp"
#include "tests/support/random_network.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using test::Emitted;

namespace {

bool missing(const char* program) {
  if (process::on_path(program)) return false;
  test::skip(std::string(program) + " not installed");
  return true;
}

network::Network network_of(bool conv) {
  return conv ? test::random_conv_network(2, {.steps = 3, .max_size = 20})
              : test::random_network(3, {.layers = 2, .steps = 5, .max_size = 40});
}

}  // namespace

TEST_CASE("verilog: Icarus takes it as Verilog of 2005 and the bench passes on it") {
  if (missing("yosys") || missing("iverilog")) return;
  const Emitted core(network_of(GENERATE(false, true)), 4, 2, true);
  const process::Exit plain =
      core.shell("iverilog -Wall -g2005 -t null -s sf_core verilog/sf_core.v");
  INFO(plain.output);
  CHECK(plain.status == 0);
  CHECK_THAT(files::read(core / "verilog/sf_core.v"), !Contains("$paramod"));
  core.compile("verilog/filelist.f");
  for (const char* const plusargs : {"", "+stall=7", "+single", "+reset_at=90"}) {
    CAPTURE(plusargs);
    const process::Exit exit = core.run(plusargs);
    INFO(exit.output);
    CHECK(exit.status == 0);
    CHECK_THAT(exit.output, Contains("PASS: "));
  }
}

TEST_CASE("verilog: Verilator takes it with the bench and says nothing") {
  if (missing("yosys") || missing("verilator")) return;
  const network::Network network =
      GENERATE(network_of(false),
               network_of(true),
               test::random_network(7, {.layers = 3, .steps = 4, .max_size = 40, .leaky = true}));
  const Emitted core(network, 4, 0, true);
  const process::Exit exit = core.shell(
      "verilator --lint-only --timing --top-module sf_bench -f verilog/filelist.f -f "
      "bench/filelist.f");
  CHECK(exit.status == 0);
  CHECK(exit.output == "");
}

TEST_CASE("verilog: the manifest lists it and it needs no memory images") {
  if (missing("yosys") || missing("iverilog")) return;
  const Emitted core(network_of(false), 4, 2, true);
  CHECK_THAT(files::read(core / "manifest.json"),
             Contains("verilog/sf_core.v") && Contains("--verilog2005"));
  CHECK_THAT(files::read(core / "verilog/sf_core.v"), !Contains("localparam"));
  std::filesystem::remove_all(core / "mem");
  core.compile("verilog/filelist.f");
  CHECK(core.run().status == 0);
}

TEST_CASE("verilog: without Yosys emit says so and leaves nothing behind") {
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/nonexistent", 1);
  test::TempDir folder;
  network::save(network_of(false), folder / "network");
  emit::Request request{.network = folder / "network", .output = folder / "core", .options = {}};
  request.verilog = true;
  const Error error = test::error_of([&] { emit::emit(request); });
  ::setenv("PATH", path.c_str(), 1);
  CHECK(error.code() == ErrorCode::kTool);
  CHECK_THAT(error.what(), Contains("yosys") && Contains("--verilog2005"));
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
