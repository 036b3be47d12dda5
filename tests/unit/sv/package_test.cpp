// SPDX-License-Identifier: Apache-2.0
#include "gen/sv/package.hpp"

#include "tests/support.hpp"

using namespace spinforge;

TEST_CASE("sv: a package prints its constants in order, vectors with element 0 lowest") {
  sv::Package package("some_pkg");
  package.group("first");
  const sv::Constant steps = package.integer("Steps", 25);
  package.flag("Direct", true);
  package.group("second");
  package.bits("Code", 4, 9);
  package.vector("Gains", 9, {128, -64});
  package.text("File", "a.mem");
  CHECK(steps.reference == "some_pkg::Steps");
  CHECK(steps.value == 25);
  CHECK(package.print("Header.") ==
        "// Header.\n`timescale 1ns / 1ps\n\npackage some_pkg;\n\n"
        "  // first\n  parameter int Steps = 25;\n  parameter bit Direct = 1'b1;\n\n"
        "  // second\n  parameter logic [3:0] Code = 4'd9;\n"
        "  parameter logic [17:0] Gains = {-9'sd64, 9'd128};\n  parameter File = \"a.mem\";\n\n"
        "endpackage\n");
}

TEST_CASE("sv: a package refuses a name twice and a value that its type does not hold") {
  sv::Package package("some_pkg");
  package.integer("Steps", 25);
  CHECK_THROWS_AS(package.flag("Steps", true), std::logic_error);
  CHECK_THROWS_AS(package.integer("Large", std::int64_t{1} << 31), std::logic_error);
  CHECK_THROWS_AS(package.bits("Code", 4, 16), std::logic_error);
  CHECK_THROWS_AS(sv::Package("module"), std::logic_error);
}
