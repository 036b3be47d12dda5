// SPDX-License-Identifier: Apache-2.0
//
// `verify --top sf_axi` and `verify --all` of a directory with a wrapper: equal as emitted, and red
// for mutants of the wrapper.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"
#include "tests/lockstep/core/eventful.hpp"

namespace {

using namespace spinforge;
using harness::Summary;
using harness::VerifyOptions;
using test::Bench;

network::Network tiny() { return network::load(test::source("tests/data/three-neurons")); }

Bench bench_of(const network::Network& net, const plan::Options& options = {}) {
  return {net, options, test::images_for(net, 3, 15), "axi"};
}

Summary run(const Bench& bench, const harness::Traffic& traffic, bool fields = false) {
  VerifyOptions options;
  options.top = "sf_axi";
  options.traffic = traffic;
  if (fields) options.fields = test::kControlSeed;
  return bench.run(options);
}

/// Pixels and results with pauses, broken frames.
const harness::Traffic kRough{.stream = false, .stall = 2, .broken = 3};

/// Also with registers and configuration writes; and where the last beat of a result waits.
bool passes(const Bench& bench) {
  return run(bench, {}).equal() && run(bench, kRough, true).equal() &&
         run(bench, {.stream = false, .stall = 1}).equal();
}

}  // namespace

TEST_CASE("verify drives a wrapper in every way, and finds it equal") {
  const network::Network net = test::eventful_network();
  const Bench bench = bench_of(net, test::eventful_lanes());
  const harness::AllRuns all = bench.run_all();
  REQUIRE(all.runs.size() == 16);
  for (const harness::NamedRun& run : all.runs) {
    CAPTURE(run.name);
    test::require_equal(run.summary, 18);
    CHECK(run.summary.top == (run.name.starts_with("axi ") ? "sf_axi" : "sf_core"));
  }
  CHECK(all.runs[8].name == "axi plain");
  CHECK(all.runs[8].summary.commits == all.runs[0].summary.commits);
  CHECK(all.runs[8].summary.timing_check == harness::TimingCheck::kExact);
  for (std::size_t i = 0; i < 18; ++i) {  // one register behind the core
    CHECK(all.runs[8].summary.images[i].cycles == all.runs[0].summary.images[i].cycles + 1);
  }
  CHECK(all.not_exercised ==
        std::vector<std::string>{"CONTROL.RESET",
                                 "packets of many images",
                                 "the upper bits of counters that so few images do not reach",
                                 "more than 16 images from one reset to the next (--part)"});
}

// Frames that are dropped leave the core idle between two images, with a queue that is full.
TEST_CASE("an image that a full queue waits for is not held back for reading the registers") {
  const Bench bench = bench_of(test::eventful_network(), test::eventful_lanes());
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    VerifyOptions options;
    options.top = "sf_axi";
    options.traffic = {.stream = true, .stall = {}, .broken = seed};
    options.fields = seed;
    test::require_equal(bench.run(options), 18);
  }
}

TEST_CASE("a top module that is not there is refused in a sentence") {
  const network::Network net = tiny();
  const Bench plain(net, {}, test::images_for(net, 3, 2));
  const Error none = test::error_of(ErrorCode::kUsage, [&] { (void)run(plain, {}); });
  CHECK(none.where() == "--top");
  CHECK_THAT(none.what(), Catch::Contains("--wrapper axi"));
  VerifyOptions options;
  options.top = "sf_ahb";
  const Error other = test::error_of([&] { (void)bench_of(net).run(options); });
  CHECK_THAT(other.what(), Catch::Contains("expected sf_core or sf_axi, got sf_ahb"));
}

TEST_CASE("the wrapper of the mutants passes when nothing is mutated") {
  const Bench bench = bench_of(tiny());
  test::require_equal(run(bench, {}), 18);
  test::require_equal(run(bench, kRough, true), 18);
}

TEST_CASE("mutants of the wrapper do not pass") {
  for (const test::Mutant& mutant : test::mutants(R"(
sf_axi_results.sv: a beat dropped under back-pressure
- = !valid_q || tready_i;
+ = 1'b1;
sf_axi_results.sv: tdata at 0
- assign tdata_o        = data_q;
+ assign tdata_o = 32'd0;
sf_axi_results.sv: tlast at 0
- = last_q;
+ = 1'b0;
sf_axi_results.sv: tlast at 1
- = last_q;
+ = 1'b1;
sf_axi_lite.sv: a write answered before its data
- addr_full_q && data_full_q && (
+ addr_full_q && (
sf_axi_regs.sv: LAST_CYCLES stuck
- last_cycles_q <= out_cycles_i;
+ last_cycles_q <= 32'd0;
sf_axi_regs.sv: IMAGE stuck
- image_q <= image_q + 32'd1;
+ image_q <= image_q;
sf_axi_regs.sv: CONFIG_IMAGE stuck
- config_image_q <= (config_image_q & ~bytes) | value;
+ config_image_q <= 32'd0;
sf_axi_regs.sv: ERRORS.FRAME stuck at 0
- frame_q  <= frame_error_i ||
+ frame_q  <=
sf_axi_layer.sv: LAYER_UPDATES stuck
- updates_q + 32'(enabled_q)
+ updates_q
sf_axi_layer.sv: LAYER_CYCLES stuck
- cycles_q + 32'd1
+ cycles_q
sf_axi_regs.sv: what was acknowledged last stays so
- ((write_i && at_pending) ? clearing
+ (at_pending ? clearing
sf_axi_regs.sv: a packet interrupts with its last result
- packet_i, image_out_i};
+ image_out_i, image_out_i};
sf_axi_results.sv: a packet interrupts before it is taken
- valid_q && last_q && tready_i
+ valid_q && last_q
sf_axi_regs.sv: configuration by half a word
- whole && !resetting_i
+ !resetting_i
sf_axi_regs.sv: a byte without its strobe
- image_q <= (image_q & ~bytes) | value
+ image_q <= value
sf_axi_regs.sv: INTERRUPT_ENABLE without strobes
- (enable_q & ~enable_bytes) | enabling
+ enabling
sf_axi_regs.sv: CONFIG_LAYER without its strobe
- write_i && at_layer && write_strobe_i[0]
+ write_i && at_layer
sf_axi_regs.sv: irq_o at 0
- = (pending_q & enable_q) != 3'd0;
+ = 1'b0;
sf_axi_regs.sv: irq_o whatever is enabled
- = (pending_q & enable_q) != 3'd0;
+ = pending_q != 3'd0;
sf_axi_session.sv: PIXEL_EVENTS counts all pixels
- pixel_keep_o[i] && (tdata_i[8*i +: 8] != 8'd0)
+ pixel_keep_o[i]
sf_axi_lite.sv: refused writes answered with OKAY
- write_error_i ? SlaveError : Okay
+ Okay
sf_axi_regs.sv: STATUS.IDLE stuck at 1
- (32'(idle) <<
+ (32'd1 <<
sf_axi_regs.sv: STATUS.BUSY stuck at 0
- (32'(busy_i) <<
+ (32'd0 <<
sf_axi_regs.sv: any write to ERRORS acknowledges FRAME
- acknowledge && value[sf_axi_pkg::BitErrorsFrame]
+ acknowledge
sf_axi_regs.sv: any write to ERRORS acknowledges CONFIG
- acknowledge && value[sf_axi_pkg::BitErrorsConfig]
+ acknowledge
sf_axi_regs.sv: ERRORS.QUEUE stuck at 0
- full_q   <= lost_select ||
+ full_q   <=
sf_axi_regs.sv: any write to ERRORS acknowledges QUEUE
- acknowledge && value[sf_axi_pkg::BitErrorsQueue]
+ acknowledge
sf_axi_regs.sv: a select that finds the queue full is told as CONFIG
- && (!cfg_valid_o || cfg_error_i);
+ && refused;
sf_axi_regs.sv: any write to INTERRUPT_PENDING clears all of it
- ((write_i && at_pending) ? clearing : 3'd0)
+ ((write_i && at_pending) ? 3'd7 : 3'd0)
sf_axi_regs.sv: the upper half of the addresses is the lower one, read
- case (read_addr_i)
+ case (read_addr_i & 12'h7ff)
sf_axi_regs.sv: the upper half of the addresses is the lower one, written
- at_image        = write_addr_i ==
+ at_image        = (write_addr_i & 12'h7ff) ==
sf_axi_memory.sv: the check skips the memories' first row
- if (row_q == '0)   read_q
+ if (row_q == RowBits'(1))   read_q
sf_axi_memory.sv: the check never ends
- if (row_q == '0)   read_q
+ if (1'b0)   read_q
sf_rom.sv: the check folds no word
- checked_q ? fold(data_o) : 32'd0;
+ 32'd0;
sf_axi_regs.sv: IMAGE counts in 8 bits
- image_q <= image_q + 32'd1;
+ image_q <= {image_q[31:8], image_q[7:0] + 8'd1};
)")) {
    CAPTURE(mutant.name);
    const Bench bench = bench_of(tiny());
    bench.mutate(mutant);
    CHECK_FALSE(passes(bench));
  }
}

TEST_CASE("a wrapper that counts updates of gated neurons does not pass") {
  const Bench bench = bench_of(test::eventful_network(), test::eventful_lanes());
  bench.mutate({.name = "updates of gated neurons",
                .file = "sf_axi_layer.sv",
                .before = "CountBits'(commit_mask_i[i]);",
                .after = "CountBits'(1'b1);"});
  CHECK_FALSE(run(bench, {}, true).equal());
}
