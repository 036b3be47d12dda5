// SPDX-License-Identifier: Apache-2.0
#include "gen/synth/cells.hpp"

#include "tests/support.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

TEST_CASE("synth: xc7 counts LUTs, shift registers and LUT RAM, and halves of a block RAM") {
  const synth::Cells cells{{"LUT1", 3},
                           {"LUT6", 100},
                           {"SRL16E", 2},
                           {"RAM32M", 5},
                           {"RAM64M", 7},
                           {"FDRE", 40},
                           {"FDSE", 2},
                           {"RAMB36E1", 89},
                           {"RAMB18E1", 5},
                           {"DSP48E1", 83},
                           {"CARRY4", 9},
                           {"MUXF7", 8},
                           {"INV", 4},
                           {"BUFG", 1}};
  const synth::Usage used = synth::count(plan::find_target("xc7"), cells);
  CHECK(used.lut == 3 + 100 + 2 + 4 * 5 + 4 * 7);
  CHECK(used.ff == 42);
  CHECK(used.bram == Approx(91.5));
  CHECK(used.dsp == 83);
}

TEST_CASE("synth: ecp5 and ice40 count their own cells and no others") {
  const synth::Usage ecp5 = synth::count(plan::find_target("ecp5"),
                                         {{"LUT4", 10},
                                          {"CCU2C", 3},
                                          {"TRELLIS_DPR16X4", 2},
                                          {"TRELLIS_FF", 9},
                                          {"DP16KD", 4},
                                          {"MULT18X18D", 2},
                                          {"PFUMX", 6},
                                          {"LUT6", 1000}});
  CHECK(ecp5 == synth::Usage{10 + 6 + 12, 9, 4.0, 2});
  const synth::Usage ice40 = synth::count(plan::find_target("ice40up5k"),
                                          {{"SB_LUT4", 10},
                                           {"SB_CARRY", 8},
                                           {"SB_DFF", 3},
                                           {"SB_DFFESR", 4},
                                           {"SB_RAM40_4K", 5},
                                           {"SB_RAM40_4KNR", 1},
                                           {"SB_MAC16", 2}});
  CHECK(ice40 == synth::Usage{10, 7, 6.0, 2});
}

TEST_CASE("synth: a core fits where every resource does") {
  const plan::Part part{"part", 100, 200, 10, 4};
  CHECK(synth::fits(part, {100, 200, 10.0, 4}));
  CHECK_FALSE(synth::fits(part, {101, 0, 0.0, 0}));
  CHECK_FALSE(synth::fits(part, {0, 201, 0.0, 0}));
  CHECK_FALSE(synth::fits(part, {0, 0, 10.5, 0}));
  CHECK_FALSE(synth::fits(part, {0, 0, 0.0, 5}));
}

TEST_CASE("synth: cells are those of the whole design") {
  const synth::Cells cells = synth::read_stat(R"({
    "creator": "Yosys",
    "modules": {"\\top": {"num_cells_by_type": {"LUT2": 1}}},
    "design": {"num_cells": 3, "num_cells_by_type": {"LUT2": 1, "FDRE": 2}}})");
  CHECK(cells == synth::Cells{{"LUT2", 1}, {"FDRE", 2}});
  for (const char* const bad : {"", "{}", R"({"design": {"num_cells_by_type": {"LUT2": "x"}}})"}) {
    test::error_of(ErrorCode::kParse, [&] { (void)synth::read_stat(bad); });
  }
}

TEST_CASE("synth: targets are found by name, others are named in the complaint") {
  CHECK(plan::find_target("xc7").part.name == "XC7A100T");
  CHECK(plan::find_target("ice40hx8k").part.dsp == 0);
  const Error error = test::error_of(ErrorCode::kUsage, "xc7, ecp5, ice40up5k, ice40hx8k", [] {
    (void)plan::find_target("asic");
  });
  CHECK_THAT(error.what(), Contains("got \"asic\""));
}

TEST_CASE("synth: the levels of the longest path are read from what ltp says, or refused") {
  CHECK(synth::read_levels("\nLongest topological path in sf_core (length=20):\n    0: a [3]\n") ==
        20);
  CHECK(synth::read_levels("Longest topological path in top (length=0):\n") == 0);
  test::error_of(ErrorCode::kParse, [] { (void)synth::read_levels("nothing"); });
}
