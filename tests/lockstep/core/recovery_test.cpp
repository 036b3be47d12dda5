// SPDX-License-Identifier: Apache-2.0
//
// What must not leave a trace: a reset in the middle of an image, and frames that end too early or
// too late, wherever they stand in the stream; and mutants that leave one.
#include <catch2/catch.hpp>

#include <algorithm>

#include "tests/lockstep/core/bench.hpp"
#include "tests/lockstep/core/eventful.hpp"
#include "tests/support/random_network.hpp"

namespace {

using namespace spinforge;
using harness::Summary;
using harness::Traffic;
using test::Bench;

Bench bench_of(bool conv) {
  const network::Network net = conv ? test::random_conv_network(2, {.steps = 4, .max_size = 20})
                                    : test::random_network(50, {.layers = 2, .steps = 5});
  return Bench(net, test::lanes(8, 4), test::images_for(net, 7, 29));
}

void require_equal(const Summary& summary) {
  if (summary.mismatch) {
    FAIL_CHECK("image " << summary.mismatch->image << " " << summary.mismatch->field
                        << ": expected " << summary.mismatch->expected << ", got "
                        << summary.mismatch->got);
  }
  CHECK(summary.equal());
  CHECK(summary.images.size() == 32);
}

struct Edit {
  const char* file;
  const char* before;
  const char* after;
};

/// Every way to run a core with `edits`, on a network in which every rule comes to bear.
harness::AllRuns run_edited(const std::vector<Edit>& edits) {
  const network::Network net = test::eventful_network();
  const Bench bench(net, test::eventful_lanes(), test::eventful_images(net));
  for (const Edit& edit : edits) bench.mutate(edit.file, edit.before, edit.after);
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
    require_equal(bench.run(Traffic{.stall = {}, .resets = seed}));
    require_equal(bench.run(Traffic{.stream = true, .stall = seed, .resets = seed}));
  }
}

TEST_CASE("frames that are cut off or too long leave no trace between whole ones") {
  const Bench bench = bench_of(GENERATE(false, true));
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    CAPTURE(seed);
    require_equal(bench.run(Traffic{.stall = {}, .broken = seed}));
    require_equal(bench.run(Traffic{.stream = true, .stall = {}, .broken = seed}));
    require_equal(bench.run(Traffic{.stream = true, .stall = seed, .broken = seed}));
  }
}

TEST_CASE("verify --all is equal in every way, and every rule comes to bear") {
  const harness::AllRuns all = run_edited({});
  for (const harness::NamedRun& run : all.runs) {
    CAPTURE(run.name);
    require_equal(run.summary);
  }
  CHECK(all.runs.size() == 8);
  CHECK(all.idle_rules().empty());
  CHECK(all.not_exercised.empty());
}

TEST_CASE("verify --all kills mutants of the ports that a plain run leaves alone") {
  struct Mutant {
    const char* name;
    Edit edit;
    const char* way;  // which finds it
    bool plain;       // so does a plain run
  };
  const Mutant mutant = GENERATE(
      Mutant{"frame_error_o at 0",
             {"rtl/sf_pixel_buffer.sv",
              "assign frame_error_o = broken;",
              "assign frame_error_o = 1'b0;"},
             "broken frames",
             false},
      Mutant{"frame_error_o at 1",
             {"rtl/sf_pixel_buffer.sv",
              "assign frame_error_o = broken;",
              "assign frame_error_o = 1'b1;"},
             "plain",
             true},
      Mutant{"too long is not seen",
             {"rtl/sf_pixel_buffer.sv",
              "overlong_q <= !pixel_last_i && (overlong_q || at_end);",
              "overlong_q <= 1'b0;"},
             "broken frames",
             false},
      Mutant{"a word of page 0 counts",
             {"rtl/sf_field_control.sv", "mask_valid_i && (page_i != 2'd0)", "mask_valid_i"},
             "fields",
             false},
      Mutant{"cfg_error_o at 0",
             {"rtl/sf_config.sv", "valid_i && ready_o && (taker == '0)", "1'b0"},
             "fields",
             false},
      Mutant{"cfg_error_o at 1",
             {"rtl/sf_config.sv", "valid_i && ready_o && (taker == '0)", "1'b1"},
             "plain",
             true},
      Mutant{"a refused select is taken by layer 1",
             {"rtl/sf_config.sv", "layer_i == 8'(k + 1)", "layer_i[1:0] == 2'(k + 1)"},
             "fields",
             false});
  CAPTURE(mutant.name);
  const harness::AllRuns all = run_edited({mutant.edit});
  CHECK_FALSE(all.equal());
  CHECK(differs(all, mutant.way));
  CHECK(differs(all, "plain") == mutant.plain);
}

TEST_CASE("a frame that survives a reset is found by resets within images, and by nothing else") {
  // With a value to start with: random bits would be found at once.
  const char* const file = "rtl/sf_pixel_buffer.sv";
  const harness::AllRuns all =
      run_edited({{file, "logic [IndexBits-1:0] count_q; ", "logic [IndexBits-1:0] count_q = '0; "},
                  {file, "      count_q    <= '0;\n      claimed_q", "      claimed_q"}});
  for (const harness::NamedRun& run : all.runs) {
    CAPTURE(run.name);
    CHECK(run.summary.equal() == (run.name != "reset"));
  }
}
