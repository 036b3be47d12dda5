// SPDX-License-Identifier: Apache-2.0
//
// The bench of sf_axi that comes with every core emitted with --wrapper axi, as its user runs it.
#include "tests/lockstep/bench/emitted.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using test::Emitted;
using test::missing;
using test::require_pass;

namespace {

Emitted emitted(const network::Network& network, int lanes, bool verilog = false, int beat = 1) {
  plan::Options options = test::lanes(lanes);
  options.pixels_per_beat = beat;
  return {network, {.options = options, .wrapper = "axi", .verilog = verilog}, 4};
}

/// Every traffic that the bench knows.
void require_pass_always(const Emitted& core) {
  test::require_pass_always(core,
                            {"",
                             "+stall=7",
                             "+stall=4294967295",
                             "+stall=1540483477",  // where a generator of bits would be 0
                             "+single",
                             "+batch",
                             "+reset_at=500",
                             "+batch +stall=3",
                             "+single +stall=5 +reset_at=90"});
  test::require_fail(core.run("+stall=seven"), "+stall: expected a whole number");
}

}  // namespace

TEST_CASE("axi bench: three neurons pass in Icarus under every traffic") {
  if (missing({"iverilog"})) return;
  const Emitted core = emitted(test::three_neurons(), 2);
  core.compile();
  require_pass_always(core);
  CHECK_THAT(core.run("+batch").output,
             Contains("4 images of 8 pixels, 8 result beats and ") &&
                 Contains("sf_axi_bench: no +stall, no +single, +batch, no +reset_at; "));
  // The core's own bench is there too, and passes.
  core.compile_core();
  require_pass(core.run());
}

TEST_CASE("axi bench: random networks pass in Icarus, dense and convolutional, direct and rate") {
  if (missing({"iverilog"})) return;
  const Emitted core = emitted(test::assorted_network(GENERATE(0, 1, 2)), 4);
  core.compile();
  require_pass_always(core);
}

TEST_CASE("axi bench: it passes in Icarus with several pixels a beat, also on plain Verilog") {
  if (missing({"iverilog", "yosys"})) return;
  network::Network network = test::random_network(1, {.layers = 1, .max_size = 30});
  for (std::uint64_t seed = 2; network.input.size() % 4 != 1; ++seed) {
    network = test::random_network(seed, {.layers = 1, .max_size = 30});
  }
  const int beat = GENERATE(2, 4);
  CAPTURE(network.input.size(), beat);
  const Emitted core = emitted(network, 4, true, beat);
  core.compile();
  require_pass_always(core);
  core.compile("verilog/filelist.f");
  require_pass(core.run("+batch"));
  core.compile_core();
  require_pass(core.run());
}

TEST_CASE("axi bench: it passes in Verilator") {
  if (missing({"verilator"})) return;
  const Emitted core = emitted(test::three_neurons(), 2);
  core.verilate();
  for (const char* const plusargs : {"", "+stall=7", "+single", "+batch", "+reset_at=90"}) {
    CAPTURE(plusargs);
    require_pass(core.run_verilated(plusargs));
  }
}

TEST_CASE("axi bench: it passes on plain Verilog, whose ports keep what Vivado calls them") {
  if (missing({"iverilog", "yosys"})) return;
  const Emitted core = emitted(test::three_neurons(), 2, true);
  CHECK(files::read(core / "verilog/filelist.f") == "verilog/sf_core.v\nverilog/sf_axi.v\n");
  test::check_exit(
      core.shell("iverilog -Wall -Wno-timescale -g2005 -t null -s sf_axi -f verilog/filelist.f"),
      0);
  const std::string text = files::read(core / "verilog/sf_axi.v");
  CHECK_THAT(text, !Contains("$paramod") && !Contains("(* src") && !Contains("module sf_core"));
  CHECK_THAT(
      text,
      Contains("module sf_axi #(\n  parameter MemDir = ") &&
          Contains("(* X_INTERFACE_INFO = \"xilinx.com:signal:interrupt:1.0 irq INTERRUPT\""));
  core.compile("verilog/filelist.f");
  require_pass_always(core);
}

TEST_CASE("axi bench: mutants of the wrapper fail in Icarus") {
  if (missing({"iverilog"})) return;
  for (const test::Mutant& mutant : test::mutants(R"(
sf_axi_results.sv: no data
- tdata_o        = data_q
+ tdata_o        = 32'd0
sf_axi_results.sv: never the last
- tlast_o        = last_q
+ tlast_o        = 1'b0
sf_axi_results.sv: a beat dropped
- !valid_q || tready_i;
+ 1'b1;
? +stall=3
sf_axi_session.sv: the joined end of every image
- <= tlast_i || !joined
+ <= 1'b1
? +batch
sf_axi_session.sv: an image counted twice
- starts_q[head_q] + 32'd1
+ starts_q[head_q]
? +single
sf_axi_regs.sv: acknowledged for good
- ((write_i && at_pending) ? clearing
+ (at_pending ? clearing
sf_axi_regs.sv: interrupts whatever is enabled
- irq_o    = (pending_q
+ irq_o    = (3'd7
sf_axi_regs.sv: a broken frame unseen
- frame_q  <= frame_error_i
+ frame_q  <= 1'b0
sf_axi_regs.sv: images without a number
- image_q <= image_q + 32'd1
+ image_q <= image_q
sf_axi_layer.sv: every update a spike
- spikes_q + 32'(fired_q)
+ spikes_q + 32'd1
sf_axi_lite.sv: errors answered with OKAY
- write_error_i ? SlaveError
+ write_error_i ? Okay
)")) {
    CAPTURE(mutant.name);
    const Emitted core = emitted(test::three_neurons(), 2);
    test::mutate(core.path(), mutant);
    core.compile();
    test::require_fail(core.run(mutant.seen), "FAIL: ");
  }
}
