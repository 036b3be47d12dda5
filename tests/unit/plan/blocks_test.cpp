// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/resources.hpp"

#include "gen/plan/memory_map.hpp"
#include "gen/plan/multipliers.hpp"
#include "tests/support.hpp"

using namespace spinforge;

namespace {

plan::MappedMemory rom(const char* target, int width, int depth) {
  return plan::map_memory(target, {"rom", width, depth, true});
}

plan::MappedMemory ram(const char* target, int width, int depth) {
  return plan::map_memory(target, {"ram", width, depth, false, depth >= 32});
}

/// What synthesis counted for a network that is in the repository.
struct Run {
  const char* network;
  const char* target;
  plan::Options options;
  plan::Resources counted;
};

plan::Options lanes(std::vector<int> each) {
  plan::Options out;
  out.layer_lanes = std::move(each);
  return out;
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
    return plan::dsp_blocks(target, {"", a, b, product});
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

TEST_CASE("plan: predictions meet what synthesis counted: LUTs within 15 %, the rest exactly") {
  const std::vector<Run> runs{{"mnist-fc-dw", "xc7", lanes({32, 10}), {5749, 114.0, 83}},
                              {"mnist-fc196-dw", "xc7", lanes({64, 10}), {4974, 1.5, 115}},
                              {"mnist-fc196-dw", "xc7", lanes({8, 8}), {2050, 4.0, 23}},
                              {"mnist-fc196-dw", "ecp5", lanes({16, 10}), {6522, 8.0, 43}},
                              {"mnist-fc196-dw", "ice40hx8k", lanes({8, 8}), {9115, 31.0, 0}}};
  for (const Run& run : runs) {
    CAPTURE(run.network, run.target);
    const network::Network network =
        network::load(test::source(std::string("weights/models/") + run.network));
    const plan::Resources predicted = plan::predict_resources(
        plan::find_target(run.target), network, plan::make_plan(network, run.options));
    CHECK(predicted.bram == run.counted.bram);
    CHECK(predicted.dsp == run.counted.dsp);
    CHECK(static_cast<double>(predicted.lut) ==
          Approx(static_cast<double>(run.counted.lut)).epsilon(0.15));
  }
}
