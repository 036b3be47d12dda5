// SPDX-License-Identifier: Apache-2.0
#include "gen/sv/module.hpp"

#include "tests/support.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

int one(const sv::Parameters&) { return 1; }
int width(const sv::Parameters& parameters) {
  return static_cast<int>(parameters.find("Width")->second);
}

const sv::Interface kCell{"cell_x",
                          {"Width", "File"},
                          {{"clk_i", sv::Direction::kInput, one},
                           {"data_i", sv::Direction::kInput, width},
                           {"data_o", sv::Direction::kOutput, width}}};

/// An instance of kCell of 8 bits, complete but for what a test adds.
sv::Instance cell() {
  sv::Instance out(kCell, "u_cell");
  out.set("Width", 8).set_text("File", "\"a.mem\"").connect("clk_i", {"clk_i", 1});
  return out;
}

}  // namespace

TEST_CASE("sv: a module prints its sections in a fixed order, whatever the order of filling") {
  sv::Module module("top");
  const sv::Signal data = module.signal("data", 8);
  module.group_assignments("Output");
  module.parameter("Dir", "mem/", "Where files are.");
  module.group_ports("clock");
  module.input("clk_i");
  module.group_ports("data");
  const sv::Signal out = module.output("data_o", sv::Constant{"some_pkg::Width", 8});
  module.assign(out, data);
  module.add(cell().connect("data_i", sv::tied(8, 3)).connect("data_o", data), "The cell");
  CHECK(module.print("Header.") == R"(// Header.
`timescale 1ns / 1ps
`default_nettype none

module top #(
  // Where files are.
  parameter Dir = "mem/"
) (
  // clock
  input  logic clk_i,
  // data
  output logic [some_pkg::Width-1:0] data_o
);
  logic [7:0] data;

  // Output
  assign data_o = data;

  // The cell
  cell_x #(
    .Width(8),
    .File ("a.mem")
  ) u_cell (
    .clk_i,
    .data_i(8'd3),
    .data_o(data)
  );

endmodule

`default_nettype wire
)");
}

TEST_CASE(
    "sv: an instance names the port or parameter that is missing, unknown, twice or too wide") {
  const sv::Signal eight{"x", 8};
  CHECK_THROWS_WITH(cell().connect("data_i", eight).check(), Contains("port data_o missing"));
  CHECK_THROWS_WITH(cell().connect("nought", eight).check(), Contains("unknown port nought"));
  CHECK_THROWS_WITH(cell().connect("clk_i", {"y", 1}).check(), Contains("clk_i given twice"));
  CHECK_THROWS_WITH(cell().connect("data_i", {"x", 7}).connect("data_o", eight).check(),
                    Contains("port data_i has 8 bits, 7 are connected"));
  CHECK_THROWS_WITH(cell().set("Width", 9).check(), Contains("parameter Width given twice"));
  CHECK_THROWS_WITH(cell().set("Depth", 9).check(), Contains("unknown parameter Depth"));
  CHECK_THROWS_WITH(sv::Instance(kCell, "u").check(), Contains("parameter Width missing"));
  CHECK_NOTHROW(cell().connect("data_i", eight).connect("data_o", eight).check());
}

TEST_CASE("sv: every signal is declared once and driven once") {
  sv::Module module("top");
  module.input("clk_i");
  const sv::Signal data = module.signal("data", 8);
  CHECK_THROWS_WITH(module.signal("data", 8), Contains("data is declared once"));
  CHECK_THROWS_WITH(module.print(""), Contains("data is driven"));
  CHECK_THROWS_WITH(module.assign(data, sv::tied(7, 0)), Contains("7 are assigned"));
  CHECK_THROWS_WITH(module.assign({"nought", 8}, data), Contains("nought is declared"));
  const sv::Instance undeclared = cell().connect("data_i", {"nought", 8}).connect("data_o", data);
  CHECK_THROWS_WITH(module.add(undeclared, ""), Contains("nought is declared"));
  module.assign(data, sv::tied(8, 0));
  CHECK_THROWS_WITH(module.assign(data, sv::tied(8, 1)), Contains("data is driven once"));
  CHECK_NOTHROW(module.print(""));
}

TEST_CASE("sv: an output that nobody reads gets a name that lint knows") {
  sv::Module module("top");
  CHECK(module.unused("pixel_addr", 3).name == "unused_pixel_addr");
}
