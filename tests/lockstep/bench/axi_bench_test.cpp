// SPDX-License-Identifier: Apache-2.0
//
// The bench of sf_axi that comes with every core emitted with --wrapper axi, as its user runs it.
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

Emitted emitted(const network::Network& network, int lanes, bool verilog = false) {
  return {network, lanes, 4, verilog, true};
}

network::Network three_neurons() { return network::load(test::source("tests/data/three-neurons")); }

void require_pass(const process::Exit& exit) {
  INFO(exit.output);
  CHECK(exit.status == 0);
  CHECK_THAT(exit.output, Contains("PASS: ") && Contains(" 0 differences"));
}

/// Every traffic that the bench knows.
void require_pass_always(const Emitted& core) {
  for (const char* const plusargs : {"",
                                     "+stall=7",
                                     "+stall=4294967295",
                                     "+stall=1540483477",  // where a generator of bits would be 0
                                     "+single",
                                     "+batch",
                                     "+reset_at=500",
                                     "+batch +stall=3",
                                     "+single +stall=5 +reset_at=90"}) {
    CAPTURE(plusargs);
    require_pass(core.run(plusargs));
  }
  const process::Exit misread = core.run("+stall=seven");
  CHECK(misread.status != 0);
  CHECK_THAT(misread.output, Contains("+stall: expected a whole number") && !Contains("PASS"));
}

}  // namespace

TEST_CASE("axi bench: three neurons pass in Icarus under every traffic") {
  if (missing("iverilog")) return;
  const Emitted core = emitted(three_neurons(), 2);
  core.compile_axi();
  require_pass_always(core);
  CHECK_THAT(core.run("+batch").output, Contains("4 images of 8 pixels, 8 result beats and "));
  // The core's own bench is there too, and passes.
  core.compile();
  require_pass(core.run());
}

TEST_CASE("axi bench: random networks pass in Icarus, dense and convolutional, direct and rate") {
  if (missing("iverilog")) return;
  using network::Coding;
  const network::Network network = GENERATE(
      test::random_network(3, {.layers = 2, .steps = 5, .coding = Coding::kDirect, .max_size = 40}),
      test::random_network(4, {.layers = 3, .steps = 4, .coding = Coding::kRate, .max_size = 20}),
      test::random_conv_network(2, {.steps = 3, .max_size = 20}));
  const Emitted core = emitted(network, 4);
  core.compile_axi();
  require_pass_always(core);
}

TEST_CASE("axi bench: it passes in Verilator") {
  if (missing("verilator")) return;
  const Emitted core = emitted(three_neurons(), 2);
  const process::Exit built = core.shell(
      "verilator --binary --timing -j 2 -CFLAGS -O0 --top-module sf_axi_bench --Mdir obj "
      "-f filelist.f -f bench/axi.f");
  INFO(built.output);
  REQUIRE(built.status == 0);
  for (const char* const plusargs : {"", "+stall=7", "+single", "+batch", "+reset_at=90"}) {
    CAPTURE(plusargs);
    require_pass(core.shell(std::string("obj/Vsf_axi_bench ") + plusargs));
  }
}

TEST_CASE("axi bench: it passes on plain Verilog, whose ports keep what Vivado calls them") {
  if (missing("iverilog") || missing("yosys")) return;
  const Emitted core = emitted(three_neurons(), 2, true);
  CHECK(files::read(core / "verilog/filelist.f") == "verilog/sf_core.v\nverilog/sf_axi.v\n");
  const process::Exit plain =
      core.shell("iverilog -Wall -Wno-timescale -g2005 -t null -s sf_axi -f verilog/filelist.f");
  INFO(plain.output);
  CHECK(plain.status == 0);
  const std::string text = files::read(core / "verilog/sf_axi.v");
  CHECK_THAT(text, !Contains("$paramod") && !Contains("(* src") && !Contains("module sf_core"));
  CHECK_THAT(
      text,
      Contains("module sf_axi #(\n  parameter MemDir = ") &&
          Contains("(* X_INTERFACE_INFO = \"xilinx.com:signal:interrupt:1.0 irq INTERRUPT\""));
  core.compile_axi("verilog/filelist.f");
  require_pass_always(core);
}

TEST_CASE("axi bench: mutants of the wrapper fail in Icarus") {
  if (missing("iverilog")) return;
  struct Mutant {
    const char* file;
    const char* before;
    const char* after;
    const char* plusargs;
  };
  const Mutant mutant = GENERATE(
      Mutant{"sf_axi_results.sv", "tdata_o        = data_q", "tdata_o        = 32'd0", ""},
      Mutant{"sf_axi_results.sv", "tlast_o        = last_q", "tlast_o        = 1'b0", ""},
      Mutant{"sf_axi_results.sv", "!valid_q || tready_i;", "1'b1;", "+stall=3"},
      Mutant{"sf_axi_session.sv", "<= tlast_i || !joined", "<= 1'b1", "+batch"},
      Mutant{"sf_axi_session.sv", "starts_q[head_q] + 32'd1", "starts_q[head_q]", "+single"},
      Mutant{"sf_axi_regs.sv", "((write_i && at_pending) ? clearing", "(at_pending ? clearing", ""},
      Mutant{"sf_axi_regs.sv", "irq_o    = (pending_q", "irq_o    = (3'd7", ""},
      Mutant{"sf_axi_regs.sv", "frame_q  <= frame_error_i", "frame_q  <= 1'b0", ""},
      Mutant{"sf_axi_regs.sv", "image_q <= image_q + 32'd1", "image_q <= image_q", ""},
      Mutant{"sf_axi_layer.sv", "spikes_q + 32'(fired_q)", "spikes_q + 32'd1", ""},
      Mutant{"sf_axi_lite.sv", "write_error_i ? SlaveError", "write_error_i ? Okay", ""});
  CAPTURE(mutant.file, mutant.after);
  const Emitted core = emitted(three_neurons(), 2);
  const std::string path = core / (std::string("rtl/") + mutant.file);
  std::string text = files::read(path);
  const std::size_t at = text.find(mutant.before);
  REQUIRE(at != std::string::npos);
  files::write(path, text.replace(at, std::string(mutant.before).size(), mutant.after));
  core.compile_axi();
  const process::Exit exit = core.run(mutant.plusargs);
  INFO(exit.output);
  CHECK(exit.status != 0);
  CHECK_THAT(exit.output, Contains("FAIL: ") && !Contains("PASS"));
}
