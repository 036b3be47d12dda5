// SPDX-License-Identifier: Apache-2.0
//
// What must not leave a trace: a reset in the middle of an image, and frames that end too early or
// too late, wherever they stand in the stream; and mutants that leave one.
#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdint>
#include <set>

#include "tests/lockstep/core/bench.hpp"
#include "tests/lockstep/core/eventful.hpp"

using namespace spinforge;
using test::Bench;
using test::Mutant;

namespace {

Bench bench_of(bool conv) {
  const network::Network net = conv ? test::random_conv_network(2, {.steps = 4, .max_size = 20})
                                    : test::random_network(50, {.layers = 2, .steps = 5});
  return {net, test::lanes(8, 4), test::images_for(net, 7, 29)};
}

/// Every way to run a core with all of `changes`, on a network in which every rule comes to bear.
harness::AllRuns run_changed(const std::vector<Mutant>& changes) {
  const network::Network net = test::eventful_network();
  const Bench bench(net, test::eventful_lanes(), test::eventful_images(net));
  for (const Mutant& change : changes) bench.mutate(change);
  return bench.run_all();
}

bool differs(const harness::AllRuns& all, const std::string& name) {
  const auto run = std::find_if(
      all.runs.begin(), all.runs.end(), [&](const auto& of) { return of.name == name; });
  REQUIRE(run != all.runs.end());
  return !run->summary.equal();
}

}  // namespace

TEST_CASE("a reset at any moment of an image leaves nothing behind") {
  const Bench bench = bench_of(GENERATE(false, true));
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    CAPTURE(seed);
    test::require_equal(
        bench, {{.stall = {}, .resets = seed}, {.stream = true, .stall = seed, .resets = seed}});
  }
}

TEST_CASE("frames that are cut off or too long leave no trace between whole ones") {
  const Bench bench = bench_of(GENERATE(false, true));
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    CAPTURE(seed);
    test::require_equal(bench,
                        {{.stall = {}, .broken = seed},
                         {.stream = true, .stall = {}, .broken = seed},
                         {.stream = true, .stall = seed, .broken = seed}});
  }
}

TEST_CASE("verify --all is equal in every way, and every rule comes to bear") {
  const harness::AllRuns all = run_changed({});
  for (const harness::NamedRun& run : all.runs) {
    CAPTURE(run.name);
    test::require_equal(run.summary, 32);
  }
  CHECK(all.runs.size() == 8);
  std::set<std::uint32_t> seeds;
  for (const harness::NamedRun& run : all.runs) seeds.insert(run.summary.reset_seed);
  CHECK(seeds.size() == all.runs.size());
  CHECK(all.idle_rules().empty());
  CHECK(all.not_exercised ==
        std::vector<std::string>{"more than 16 images from one reset to the next (--part)"});
}

TEST_CASE("verify --all kills mutants of the ports that a plain run leaves alone") {
  for (const Mutant& mutant : test::mutants(R"(
sf_pixel_buffer.sv: frame_error_o at 0
- assign frame_error_o = broken;
+ assign frame_error_o = 1'b0;
? broken frames
sf_pixel_buffer.sv: frame_error_o at 1
- assign frame_error_o = broken;
+ assign frame_error_o = 1'b1;
? plain
sf_pixel_buffer.sv: too long is not seen
- overlong_q <= !pixel_last_i && (overlong_q || at_end);
+ overlong_q <= 1'b0;
? broken frames
sf_field_control.sv: a word of page 0 counts
- mask_valid_i && (page_i != 2'd0)
+ mask_valid_i
? fields
sf_config.sv: cfg_error_o at 0
- valid_i && ready_o && (taker == '0)
+ 1'b0
? fields
sf_config.sv: cfg_error_o at 1
- valid_i && ready_o && (taker == '0)
+ 1'b1
? plain
sf_config.sv: a refused select is taken by layer 1
- layer_i == 8'(k + 1)
+ layer_i[1:0] == 2'(k + 1)
? fields
)")) {
    CAPTURE(mutant.name);
    const harness::AllRuns all = run_changed({mutant});
    CHECK_FALSE(all.equal());
    CHECK(differs(all, mutant.seen));
    CHECK(differs(all, "plain") == (mutant.seen == "plain"));
  }
}

TEST_CASE("a frame that survives a reset is found by resets within images, and by nothing else") {
  // With a value to start with: random bits would be found at once.
  const std::string file = "sf_pixel_buffer.sv", count = "logic [BeatBits-1:0]  count_q";
  const harness::AllRuns all = run_changed(
      {{"starts at 0", file, count + "; ", count + " = '0; "},
       {"not reset", file, "      count_q    <= '0;\n      claimed_q", "      claimed_q"}});
  for (const harness::NamedRun& run : all.runs) {
    CAPTURE(run.name);
    CHECK(run.summary.equal() == (run.name != "reset"));
  }
}

TEST_CASE("a frame that survives a reset of one clock is found, though a longer one ends it") {
  const std::string file = "sf_pixel_buffer.sv", count = "logic [BeatBits-1:0]  count_q";
  const harness::AllRuns all =
      run_changed({{"the clock before was one of reset",
                    file,
                    count + "; ",
                    "logic low_q = 1'b1;\n  always_ff @(posedge clk_i) low_q <= !rst_ni;\n  " +
                        count + " = '0; "},
                   {"needs two clocks",
                    file,
                    "      count_q    <= '0;\n      claimed_q",
                    "      if (low_q) count_q <= '0;\n      claimed_q"}});
  for (const harness::NamedRun& run : all.runs) {
    CAPTURE(run.name);
    CHECK(run.summary.equal() == (run.name != "reset"));
  }
}
