// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/points.hpp"

#include "tests/unit/coverage/rig.hpp"

using namespace spinforge;
using coverage::Kind;
using coverage::Point;

TEST_CASE("every point of a file is read, with its instance and lines") {
  const test::Cut cut;
  REQUIRE(cut.points.size() == 16);
  const Point& branch = cut.points[0];
  CHECK(branch.kind == Kind::kBranch);
  CHECK(branch.module == "sf_spike_buffer");
  CHECK(branch.instance == "sf_core.u_spikes2.u_bitmap");
  CHECK(branch.file == "rtl/sf_spike_buffer.sv");
  CHECK(branch.line == 100);
  CHECK(branch.name == "if");
  CHECK(branch.lines == std::vector<int>{100, 101, 102});
  CHECK(cut.points[1].instance == "sf_core.u_pixels.u_bitmap");
  CHECK(cut.points[2].lines.empty());
  CHECK(cut.points[8].kind == Kind::kLine);
  CHECK(cut.points[10].kind == Kind::kToggle);
  CHECK(cut.points[10].name == "full_q[0]");
}

TEST_CASE("a line is hit where it ran, a bit where it changed twice") {
  const test::Cut cut;
  std::string seen;
  for (std::size_t i = 0; i < cut.hits.size(); ++i) seen += cut.hits[i] ? '1' : '0';
  CHECK(seen == "1010001011100000");
}

TEST_CASE("without its counts a file is the same for every run") {
  const test::Cut cut;
  const std::string bare = coverage::without_counts(cut.text, "x");
  CHECK(coverage::hits_of(bare, "x").count() == 0);
  CHECK(coverage::points_of(bare, "x").size() == cut.points.size());
  CHECK(coverage::without_counts(bare, "x") == bare);
}

TEST_CASE("a file that is no coverage is refused with its line") {
  const auto refuses = [](const std::string& text, const std::string& words) {
    test::error_of(ErrorCode::kParse, words, [&] { (void)coverage::points_of(text, "f.dat"); });
  };
  const std::string header = "# SystemC::Coverage-3\n";
  refuses("", "f.dat:1");
  refuses("# SystemC::Coverage-9\n", "f.dat:1");
  refuses(header + "C 'x' y\n", "f.dat:2");
  refuses(header + "D 'x' 1\n", "f.dat:2");
  refuses(header + "C 'x' 1\n", "f.dat:2");  // no page, no line
  refuses(header + "C '\1l\0023\1page\2v_line/m\1S\0023-x\1h\2TOP.m' 1\n", "f.dat:2");
  CHECK(coverage::points_of(header, "f.dat").empty());
}
