// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/memories.hpp"
#include "gen/plan/multipliers.hpp"
#include "tests/support.hpp"

using namespace spinforge;

namespace {

plan::MappedMemory rom(const char* target, int width, int depth) {
  return plan::map_memory(plan::find_target(target), {"rom", width, depth, true});
}

plan::MappedMemory ram(const char* target, int width, int depth) {
  return plan::map_memory(plan::find_target(target), {"ram", width, depth, false, depth >= 32});
}

}  // namespace

TEST_CASE("plan: memories take the cells that Yosys gives them") {
  using enum plan::MemoryKind;
  CHECK(rom("xc7", 128, 25088).bram == 89.0);
  CHECK(rom("xc7", 128, 25088).rows == 25);
  CHECK(rom("xc7", 40, 1000).bram == 1.5);
  CHECK(ram("xc7", 320, 63).bram == 4.5);
  CHECK(ram("xc7", 8, 2048).bram == 0.5);
  CHECK(rom("ice40hx8k", 32, 1568).bram == 14.0);
  CHECK(ram("ice40up5k", 64, 16).bram == 4.0);
  // Cheaper in LUTs: small ROMs, and on xc7 not so small ones; shallow memories.
  CHECK(rom("xc7", 256, 196).kind == kLogic);
  CHECK(rom("ecp5", 256, 196).kind == kBlock);
  CHECK(rom("ice40hx8k", 11, 2).kind == kLogic);
  CHECK(ram("xc7", 17, 10).kind == kLutRam);
  CHECK(ram("xc7", 17, 10).lut_cells == 3);
  CHECK(ram("ice40hx8k", 13, 10).kind == kBlock);
  // A ROM whose words are all the same is none.
  CHECK(rom("xc7", 0, 1000).bram == 0.0);
}

TEST_CASE("plan: multipliers take the DSP blocks that Yosys gives them") {
  const auto blocks = [](const char* target, int a, int b, int product) {
    return plan::dsp_blocks(plan::find_target(target).dsp_block, {"", a, b, product});
  };
  CHECK(blocks("xc7", 20, 16, 36) == 1);
  CHECK(blocks("xc7", 26, 16, 42) == 2);
  CHECK(blocks("xc7", 4, 4, 8) == 0);
  CHECK(blocks("ecp5", 18, 16, 34) == 1);
  CHECK(blocks("ecp5", 20, 16, 36) == 2);
  CHECK(blocks("ice40up5k", 16, 16, 32) == 1);
  CHECK(blocks("ice40up5k", 20, 16, 36) == 2);
  CHECK(blocks("ice40up5k", 17, 16, 33) == 1);
  CHECK(blocks("ice40hx8k", 16, 16, 32) == 0);
}
