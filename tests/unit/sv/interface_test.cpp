// SPDX-License-Identifier: Apache-2.0
#include "gen/sv/interface.hpp"

#include <fmt/format.h>

#include "tests/support.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;

namespace {

constexpr const char* kSource = R"sv(// A comment: module sf_none #(
`timescale 1ns / 1ps
`default_nettype none

module sf_some #(
  // sizes
  parameter int Size = 8,           // of it all, (say)
  parameter logic [31:0] Seed = 32'd1,
  parameter logic [Size-1:0] Mask = {Size{1'b1}},
  localparam int Words = (Size + 4 - 1) / 4,
  localparam int Bits = (Words > 1) ? $clog2(Words) : 1,
  parameter File = "a, b) //"
) (
  input  logic              clk_i,
  // a stream
  input  logic [7:0]        data_i,  // a byte
  output logic [Words-1:0]  words_o,
  output logic signed [Bits*2-1:0] index_o,
  output logic [(Size > 4 ? Size / 2 - 1 : 0)+2:0] half_o
);

  input logic not_a_port;
endmodule
)sv";

int width(const sv::Interface& interface, const char* port, std::int64_t size) {
  return interface.port(port).width({{"Size", size}});
}

}  // namespace

TEST_CASE("sv: an interface is read from a module's header") {
  const sv::Interface some = sv::read_interface(kSource);
  CHECK(some.name == "sf_some");
  CHECK(some.parameters == std::vector<std::string>{"Size", "Seed", "Mask", "File"});
  REQUIRE(some.ports.size() == 5);
  CHECK(some.ports[0].name == "clk_i");
  CHECK(some.ports[0].direction == sv::Direction::kInput);
  CHECK(some.ports[4].name == "half_o");
  CHECK(some.ports[4].direction == sv::Direction::kOutput);
  CHECK_THROWS_WITH(some.port("not_a_port"), Contains("sf_some has a port not_a_port"));
}

TEST_CASE("sv: widths follow from parameters and what is derived from them") {
  const sv::Interface some = sv::read_interface(kSource);
  CHECK(some.port("clk_i").width({}) == 1);
  CHECK(some.port("data_i").width({}) == 8);
  const auto [size, words, index, half] = GENERATE(table<int, int, int, int>(
      {{1, 1, 2, 3}, {4, 1, 2, 3}, {5, 2, 2, 4}, {64, 16, 8, 34}, {65, 17, 10, 34}}));
  CAPTURE(size);
  CHECK(width(some, "words_o", size) == words);
  CHECK(width(some, "index_o", size) == index);
  CHECK(width(some, "half_o", size) == half);
}

TEST_CASE("sv: a module without parameters") {
  const sv::Interface one = sv::read_interface("\nmodule sf_one (\n  input  logic a_i\n);\n");
  CHECK(one.parameters.empty());
  CHECK(one.ports.size() == 1);
}

TEST_CASE("sv: a header that is not of our dialect is refused") {
  const auto [ports, told] = GENERATE(table<const char*, const char*>(
      {{"inout logic a_i", "has a port, got inout"},
       {"input  wire a_i", "has logic, got wire"},
       {"input  logic [7:1] a_i", "the range of a_i in sf_one is [HIGH:0]"},
       {"input  logic a_i, output", "has logic, got )"},
       {"input  logic [7:0 a_i", "is whole"}}));
  const std::string source = fmt::format("\nmodule sf_one (\n  {}\n);\n", ports);
  CHECK_THROWS_WITH(sv::read_interface(source), Contains(told));
  CHECK_THROWS_WITH(sv::read_interface("package a; endpackage"), Contains("a module"));
}

TEST_CASE("sv: a width that does not follow is refused") {
  const auto [range, told] =
      GENERATE(table<const char*, const char*>({{"Size-1", "Size is a parameter that has a value"},
                                                {"4 5", "ends before 5"},
                                                {"$clog2 4", "has ( where 4 stands"},
                                                {"4 +", "does not end with an operator"}}));
  const std::string source =
      fmt::format("\nmodule sf_one (\n  input  logic [{}:0] a_i\n);\n", range);
  const sv::Interface one = sv::read_interface(source);
  CHECK_THROWS_WITH(one.port("a_i").width({}), Contains(told));
}
