// SPDX-License-Identifier: Apache-2.0
// formal: has the row of each word when it comes
// sources: sf_neuron_registers
// proof: Rows=3 BlockRows=3 Steps=1 | bmc 6 | induction 1 | cover 8
// proof: Rows=1 BlockRows=1 Steps=3 | bmc 6 | induction 1 | cover 8
// proof: Rows=4 BlockRows=2 Steps=2 | bmc 6 | induction 1 | cover 12
// proof: Rows=3 BlockRows=2 Steps=3 Check=1 | bmc 6 | induction 1 | cover 16
// red: when the row is read with its word
//   bmc sf_neuron_registers.sv s/AddrBits'(base + row)/AddrBits'(base_q + row_q)/
// red: when a checksum is read that there is not
//   bmc sf_neuron_registers.sv s/!(Check && check_i)/!check_i/
// red: when a block has one step less
//   bmc sf_neuron_registers.sv s/step_q == StepBits'(Steps - 1)/step_q + 1 == StepBits'(Steps - 1)/
//
// A memory that gives its address stands in for sf_rom, and may be read out for its checksum in any cycle
// that has no word, but for the cycle before one. Words come with any pauses. Without Check, check_i
// may be anything.
`default_nettype none

module sf_rom #(
  parameter int Width = 8,
  parameter int Depth = 16,
  parameter File = "",
  parameter logic [31:0] Sum = 32'd0,
  parameter bit Block = 1'b0,
  parameter bit Check = 1'b0,
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  logic                clk_i,
  input  logic                re_i,
  input  logic [AddrBits-1:0] addr_i,
  output logic [Width-1:0]    data_o,
  input  logic                check_i,
  input  logic [31:0]         check_row_i,
  output logic [31:0]         fold_o
);
  always_ff @(posedge clk_i) begin
    if (re_i)                  data_o <= Width'(addr_i);
    else if (Check && check_i) data_o <= Width'(check_row_i);
  end
  assign fold_o = 32'd0;
endmodule

module sf_neuron_registers_properties #(
  parameter int Rows = 3,
  parameter int BlockRows = 3,
  parameter int Steps = 1,
  parameter bit Check = 1'b0
) (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        valid_i,
  input logic        check_i,
  input logic [31:0] check_row_i
);

  localparam int Width = 8;
  localparam int Blocks = (Rows + BlockRows - 1) / BlockRows;

  logic [Width-1:0] row;
  logic [31:0]      fold;
  `include "sf_formal.svh"

  sf_neuron_registers #(
    .Width(Width), .Rows(Rows), .BlockRows(BlockRows), .Steps(Steps), .Check(Check)
  ) u_dut (.clk_i, .rst_ni, .valid_i, .row_o(row), .check_i, .check_row_i, .fold_o(fold));

  // Model: how many words have come, of all blocks at all steps.
  localparam int Words = Blocks * Steps * BlockRows;
  logic [7:0] count_q;
  logic       ready_q;  // the memory has had a cycle for us
  always_ff @(posedge clk_i) begin
    if (!rst_ni)      count_q <= 8'd0;
    else if (valid_i) count_q <= (count_q == 8'(Words - 1)) ? 8'd0 : count_q + 8'd1;
    ready_q <= rst_ni && !(Check && check_i);
  end
  logic [31:0] block, place, expected;
  assign block    = 32'(count_q) / (Steps * BlockRows);
  assign place    = 32'(count_q) % BlockRows;
  assign expected = block * BlockRows + place;

  (* hierconn *) logic [$clog2((Rows - 1) / BlockRows * BlockRows + BlockRows + 1)-1:0]
      \u_dut.row_q , \u_dut.base_q ;
  (* hierconn *) logic [((Steps > 1) ? $clog2(Steps) : 1)-1:0] \u_dut.step_q ;
  always_comb begin
    assume (!(valid_i && Check && check_i));
    if (live_q && valid_i) assume (ready_q);
    if (live_q) begin
      assert (count_q < 8'(Words));
      assert (32'(\u_dut.row_q ) == place);
      assert (32'(\u_dut.base_q ) == block * BlockRows);
      assert (32'(\u_dut.step_q ) == 32'(count_q) / BlockRows % Steps);
      if (ready_q && expected < Rows) assert (32'(row) == expected);
    end
    cover (live_q && valid_i && count_q == 8'(Words - 1));
    cover (live_q && ready_q && !valid_i && expected == Rows - 1);
  end

endmodule

`default_nettype wire
