// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/measure.hpp"

#include "tests/unit/coverage/rig.hpp"

using namespace spinforge;
using coverage::Core;
using coverage::Kind;

TEST_CASE("every instance has figures of its own, and together they are the core's") {
  const test::Cut cut;
  coverage::Exclusions none;
  const Core core = cut.measured(none);
  REQUIRE(core.instances.size() == 2);
  const coverage::Instance& pixels = core.instances[0];
  const coverage::Instance& spikes = core.instances[1];
  CHECK(pixels.path == "sf_core.u_pixels.u_bitmap");
  CHECK(spikes.module == "sf_spike_buffer");
  // 100-104 and 109; if, else, elsif, if; two bits and a flag
  CHECK(pixels.figures.lines.total == 6);
  CHECK(pixels.figures.lines.hit == 1);
  CHECK(pixels.figures.branches.hit == 0);
  CHECK(pixels.figures.toggles.hit == 0);
  CHECK(spikes.figures.lines.hit == 5);
  CHECK(spikes.figures.branches.total == 4);
  CHECK(spikes.figures.branches.hit == 3);
  CHECK(spikes.figures.toggles.total == 3);
  CHECK(spikes.figures.toggles.hit == 1);
  CHECK(core.figures.lines.hit == 6);
  CHECK(core.figures.toggles.total == 6);
}

TEST_CASE("what was never hit is told with its place and text") {
  const test::Cut cut;
  coverage::Exclusions none;
  const Core core = cut.measured(none);
  const auto of_spikes = [&](Kind kind) {
    std::vector<std::string> out;
    for (const coverage::Missed& missed : core.missed) {
      if (missed.kind == kind && missed.instance.find("u_spikes2") != std::string::npos) {
        out.push_back(std::to_string(missed.line) + " " + missed.label);
      }
    }
    return out;
  };
  CHECK(of_spikes(Kind::kLine) == std::vector<std::string>{"103 text 103"});
  CHECK(of_spikes(Kind::kBranch) == std::vector<std::string>{"103 elsif: text 103"});
  CHECK(of_spikes(Kind::kToggle) == std::vector<std::string>{"54 full_q[1]", "55 wr_bank_q"});
}

TEST_CASE("lines of sources come without blanks around them") {
  const test::TempDir dir;
  files::write(dir / "a.sv", "module a;\n  assign b = c;  \n");
  const coverage::SourceLine source = coverage::sources_of(dir.path());
  CHECK(source("a.sv", 2) == "assign b = c;");
  CHECK(source("a.sv", 9).empty());
  test::error_of(ErrorCode::kIo, "b.sv", [&] { (void)source("b.sv", 1); });
}
