// SPDX-License-Identifier: Apache-2.0
//
// `verify --top sf_axi` and `verify --all` of a directory with a wrapper: equal as emitted, and red
// for mutants of the wrapper.
#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/lockstep/core/bench.hpp"
#include "tests/lockstep/core/eventful.hpp"
#include "tests/support/random_network.hpp"

namespace {

using namespace spinforge;
using harness::Summary;
using harness::VerifyOptions;
using test::Bench;

network::Network tiny() { return network::load(test::source("tests/data/three-neurons")); }

Bench bench_of(const network::Network& net, const plan::Options& options = {}) {
  return Bench(net, options, test::images_for(net, 3, 15), "axi");
}

Summary run(const Bench& bench, const harness::Traffic& traffic, bool fields = false) {
  VerifyOptions options;
  options.top = "sf_axi";
  options.traffic = traffic;
  if (fields) options.fields = test::kControlSeed;
  return bench.run(options);
}

/// Pixels and results with pauses, registers, configuration writes, broken frames.
bool passes(const Bench& bench) {
  const harness::Traffic traffic{.stream = false, .stall = 2, .broken = 3};
  return run(bench, {}).equal() && run(bench, traffic, true).equal();
}

void require_equal(const Summary& summary) {
  if (summary.mismatch) {
    const harness::Mismatch& m = *summary.mismatch;
    FAIL_CHECK("image " << m.image << " layer " << m.layer << " " << m.field << ": expected "
                        << m.expected << ", got " << m.got);
  }
  if (summary.difference) {
    FAIL_CHECK(summary.difference->what << ": expected " << summary.difference->expected << ", got "
                                        << summary.difference->got);
  }
  CHECK(summary.equal());
}

}  // namespace

TEST_CASE("verify drives a wrapper in every way, and finds it equal") {
  const network::Network net = test::eventful_network();
  const Bench bench = bench_of(net, test::eventful_lanes());
  const harness::AllRuns all = bench.run_all();
  REQUIRE(all.runs.size() == 16);
  for (const harness::NamedRun& run : all.runs) {
    CAPTURE(run.name);
    require_equal(run.summary);
    CHECK(run.summary.images.size() == 18);
    CHECK(run.summary.top == (run.name.starts_with("axi ") ? "sf_axi" : "sf_core"));
  }
  CHECK(all.runs[8].name == "axi plain");
  CHECK(all.runs[8].summary.commits == all.runs[0].summary.commits);
  CHECK(all.runs[8].summary.timing_check == harness::TimingCheck::kExact);
  for (std::size_t i = 0; i < 18; ++i) {  // one register behind the core
    CHECK(all.runs[8].summary.images[i].cycles == all.runs[0].summary.images[i].cycles + 1);
  }
  CHECK(all.not_exercised ==
        std::vector<std::string>{"CONTROL.RESET", "CONTROL.CHECK", "packets of many images"});
}

TEST_CASE("a top module that is not there is refused in a sentence") {
  const network::Network net = tiny();
  const Bench plain(net, {}, test::images_for(net, 3, 2));
  const Error none = test::error_of([&] { (void)run(plain, {}); });
  CHECK(none.code() == ErrorCode::kUsage);
  CHECK(none.where() == "--top");
  CHECK_THAT(none.what(), Catch::Contains("--wrapper axi"));
  VerifyOptions options;
  options.top = "sf_ahb";
  const Error other = test::error_of([&] { (void)bench_of(net).run(options); });
  CHECK_THAT(other.what(), Catch::Contains("expected sf_core or sf_axi, got sf_ahb"));
}

TEST_CASE("the wrapper of the mutants passes when nothing is mutated") {
  const Bench bench = bench_of(tiny());
  require_equal(run(bench, {}));
  require_equal(run(bench, {.stream = false, .stall = 2, .broken = 3}, true));
}

TEST_CASE("mutants of the wrapper do not pass") {
  struct Mutant {
    const char* name;
    const char* file;
    const char* before;
    const char* after;
  };
  const Mutant mutant = GENERATE(
      Mutant{"a beat dropped under back-pressure",
             "sf_axi_results.sv",
             "= !valid_q || tready_i;",
             "= 1'b1;"},
      Mutant{"tdata at 0",
             "sf_axi_results.sv",
             "assign tdata_o        = data_q;",
             "assign tdata_o = 32'd0;"},
      Mutant{"tlast at 0", "sf_axi_results.sv", "= last_q;", "= 1'b0;"},
      Mutant{"tlast at 1", "sf_axi_results.sv", "= last_q;", "= 1'b1;"},
      Mutant{"a write answered before its data",
             "sf_axi_lite.sv",
             "addr_full_q && data_full_q && (",
             "addr_full_q && ("},
      Mutant{"LAST_CYCLES stuck",
             "sf_axi_regs.sv",
             "last_cycles_q <= out_cycles_i;",
             "last_cycles_q <= 32'd0;"},
      Mutant{"IMAGE stuck", "sf_axi_regs.sv", "image_q <= image_q + 32'd1;", "image_q <= image_q;"},
      Mutant{"CONFIG_IMAGE stuck",
             "sf_axi_regs.sv",
             "config_image_q <= (config_image_q & ~bytes) | value;",
             "config_image_q <= 32'd0;"},
      Mutant{"ERRORS.FRAME stuck at 0",
             "sf_axi_regs.sv",
             "frame_q  <= frame_error_i ||",
             "frame_q  <="},
      Mutant{"LAYER_UPDATES stuck", "sf_axi_layer.sv", "updates_q + 32'(enabled_q)", "updates_q"},
      Mutant{"LAYER_CYCLES stuck", "sf_axi_layer.sv", "cycles_q + 32'd1", "cycles_q"},
      Mutant{"what was acknowledged last stays so",
             "sf_axi_regs.sv",
             "((write_i && at_pending) ? clearing",
             "(at_pending ? clearing"},
      Mutant{"a packet interrupts with its last result",
             "sf_axi_regs.sv",
             "lost_select, packet_i, image_out_i}",
             "lost_select, image_out_i, image_out_i}"},
      Mutant{"a packet interrupts before it is taken",
             "sf_axi_results.sv",
             "valid_q && last_q && tready_i",
             "valid_q && last_q"},
      Mutant{"configuration by half a word",
             "sf_axi_regs.sv",
             "whole && !resetting_i",
             "!resetting_i"},
      Mutant{"a byte without its strobe",
             "sf_axi_regs.sv",
             "image_q <= (image_q & ~bytes) | value",
             "image_q <= value"},
      Mutant{"INTERRUPT_ENABLE without strobes",
             "sf_axi_regs.sv",
             "(enable_q & ~enable_bytes) | enabling",
             "enabling"},
      Mutant{"CONFIG_LAYER without its strobe",
             "sf_axi_regs.sv",
             "write_i && at_layer && write_strobe_i[0]",
             "write_i && at_layer"},
      Mutant{"irq_o at 0", "sf_axi_regs.sv", "= (pending_q & enable_q) != 3'd0;", "= 1'b0;"},
      Mutant{"irq_o whatever is enabled",
             "sf_axi_regs.sv",
             "= (pending_q & enable_q) != 3'd0;",
             "= pending_q != 3'd0;"},
      Mutant{"PIXEL_EVENTS counts all pixels",
             "sf_axi_session.sv",
             "accept && (tdata_i != 8'd0)",
             "accept"},
      Mutant{"refused writes answered with OKAY",
             "sf_axi_lite.sv",
             "write_error_i ? SlaveError : Okay",
             "Okay"});
  CAPTURE(mutant.name);
  const Bench bench = bench_of(tiny());
  bench.mutate(std::string("rtl/") + mutant.file, mutant.before, mutant.after);
  CHECK_FALSE(passes(bench));
}

TEST_CASE("a wrapper that counts updates of gated neurons does not pass") {
  const Bench bench = bench_of(test::eventful_network(), test::eventful_lanes());
  bench.mutate("rtl/sf_axi_layer.sv", "CountBits'(commit_mask_i[i]);", "CountBits'(1'b1);");
  CHECK_FALSE(run(bench, {}, true).equal());
}
