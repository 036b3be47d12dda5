// SPDX-License-Identifier: Apache-2.0
#include "gen/synth/route.hpp"

#include "gen/synth/log.hpp"
#include "gen/synth/pins.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

TEST_CASE("synth: the frequency is the last one of the slowest clock") {
  const std::string log =
      "Info: Max frequency for clock 'clk_i_$glb_clk': 20.00 MHz (PASS at 12.00 MHz)\n"
      "Info: Max frequency for clock             'fast': 90.50 MHz (PASS at 12.00 MHz)\n"
      "Info: Max frequency for clock 'clk_i_$glb_clk': 21.75 MHz (PASS at 12.00 MHz)\n";
  CHECK(synth::max_frequency(log) == 21.75);
  CHECK_FALSE(synth::max_frequency("Info: no clocks\n"));
}

TEST_CASE("synth: only ice40 parts are placed and routed") {
  CHECK_FALSE(synth::can_route(plan::find_target("xc7")));
  CHECK_FALSE(synth::can_route(plan::find_target("ecp5")));
}

TEST_CASE("synth: three pins around a core reach every bit of its ports once") {
  const auto ports = synth::ports_of(
      R"({"modules": {"core": {"ports": {
        "clk_i": {"direction": "input", "bits": [2]},
        "a_i": {"direction": "input", "bits": [3, 4, 5]},
        "x_o": {"direction": "output", "bits": [6, 7]},
        "b_i": {"direction": "input", "bits": [8]},
        "y_o": {"direction": "output", "bits": [9]}}}}})",
      "core");
  REQUIRE(ports.size() == 5);
  CHECK(ports[1] == synth::Port{"a_i", true, 3});
  CHECK(ports[2] == synth::Port{"x_o", false, 2});
  const std::string text = synth::pins_text("core", ports);
  CHECK_THAT(text,
             Contains("reg  [3:0] in_q") && Contains("wire [2:0] out;") &&
                 Contains(".a_i(in_q[2:0])") && Contains(".b_i(in_q[3:3])") &&
                 Contains(".x_o(out[1:0])") && Contains(".y_o(out[2:2])") &&
                 Contains(".clk_i(clk_i)"));
  CHECK(synth::pins_flip_flops(ports) == 4 + 3 + 1);
  CHECK(test::error_of([] { (void)synth::ports_of("{}", "core"); }).code() == ErrorCode::kParse);
}
