// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/waveview.hpp"

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using harness::Port;

namespace {

/// Two lanes with V of 3 bits.
std::vector<Port> ports() {
  return {{"clk_i", 1},
          {"pixel_data_i", 8},
          {"cfg_step_i", 8},
          {"commit1_v_o", 5},
          {"commit2_valid_o", 1},
          {"commit2_mask_o", 2},
          {"commit2_v_o", 6},
          {"commit2_spike_o", 2}};
}

}  // namespace

TEST_CASE("the ports of a model are read from its class") {
  const std::string header =
      "  CData/*0:0*/ x;\n  VL_IN8(&clk_i,0,0);\n    VL_OUTW(&commit1_v_o,191,0,6);\n"
      "  VL_IN(&cfg_image_i,31,0);\n";
  const std::vector<Port> expected{{"clk_i", 1}, {"commit1_v_o", 192}, {"cfg_image_i", 32}};
  CHECK(harness::ports_of(header) == expected);
  CHECK(harness::ports_from(harness::to_text(expected)) == expected);
}

TEST_CASE("GTKWave is shown the streams, the layer and the neuron of a mismatch") {
  const std::string text = harness::gtkw_text(
      {.wave = "/w/a.fst", .time = 4242, .layer = 2, .neuron = 7, .lane = 1, .ports = ports()});
  CHECK(text ==
        "[*] spinforge-sim verify\n"
        "[dumpfile] \"/w/a.fst\"\n"
        "[timestart] 4142\n"
        "*-6.000000 4242\n"
        "@800200\n-streams\n"
        "@28\nTOP.clk_i\n"
        "@22\nTOP.pixel_data_i[7:0]\n"
        "@1000200\n-streams\n"
        "@800200\n-layer 2\n"
        "@28\nTOP.commit2_valid_o\n"
        "@22\nTOP.commit2_mask_o[1:0]\n"
        "@22\nTOP.commit2_v_o[5:0]\n"
        "@22\nTOP.commit2_spike_o[1:0]\n"
        "@1000200\n-layer 2\n"
        "@800200\n-neuron 7 (lane 1)\n"
        "@28\n#{mask} (0)TOP.commit2_mask_o[1:0]\n"
        "@420\n#{v[2:0]} (0)TOP.commit2_v_o[5:0] (1)TOP.commit2_v_o[5:0] (2)TOP.commit2_v_o[5:0]\n"
        "@28\n#{spike} (0)TOP.commit2_spike_o[1:0]\n"
        "@1000200\n-neuron 7 (lane 1)\n");
  CHECK(harness::is_gtkw_of_ours(text));
  CHECK_FALSE(harness::is_gtkw_of_ours("[*]\n[*] GTKWave Analyzer v3.3.118\n" + text));
}

TEST_CASE("a waveform without a mismatch is shown by its streams alone") {
  const std::string text = harness::gtkw_text({.wave = "/w/a.fst", .ports = ports()});
  CHECK_THAT(text, Catch::Contains("-streams") && !Catch::Contains("layer"));
  CHECK_THAT(text, !Catch::Contains("timestart"));
}

TEST_CASE("the unit of time of a waveform is read from its header") {
  const test::TempDir dir;
  const auto unit = [&](char power) {
    files::write(dir / "a.fst", std::string(73, '\0') + power + std::string(20, '\0'));
    return harness::time_unit(dir / "a.fst");
  };
  CHECK(unit(-12) == "ps");
  CHECK(unit(-9) == "ns");
  CHECK(unit(-11) == "10ps");
  CHECK(unit(-1) == "100ms");
  CHECK(unit(0) == "s");
  CHECK(unit(-15) == "fs");
  CHECK(unit(-16).empty());
  CHECK(unit(3).empty());
  files::write(dir / "short", "x");
  CHECK(harness::time_unit(dir / "short").empty());
  CHECK(harness::time_unit(dir / "none").empty());
}

TEST_CASE("a waveform that broke off is told from a whole one") {
  const test::TempDir dir;
  const auto block = [](char type, std::size_t size) {
    std::string out(1, type);
    for (int shift = 56; shift >= 0; shift -= 8)
      out += static_cast<char>((size + 8) >> shift & 255U);
    return out + std::string(size, 'x');
  };
  const std::string whole = block(0, 321) + block(5, 70000) + block(3, 20) + block(6, 300);
  const auto is_whole = [&](const std::string& text) {
    files::write(dir / "w.fst", text);
    return harness::is_whole_wave(dir / "w.fst");
  };
  CHECK(is_whole(whole));
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{5}, std::size_t{330}, std::size_t{60000}, whole.size() - 1}) {
    CAPTURE(size);
    CHECK_FALSE(is_whole(whole.substr(0, size)));
  }
  CHECK_FALSE(is_whole(block(0, 321) + block(5, 100)));
  CHECK_FALSE(is_whole(whole + block('\xff', 10)));
  CHECK_FALSE(harness::is_whole_wave(dir / "absent"));
}
