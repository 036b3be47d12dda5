// SPDX-License-Identifier: Apache-2.0
// The registers that single neurons of a layer have of their own, a row for each word of neurons.
//
// Words come in an order that is known: BlockRows rows, Steps times, then the next block, and again
// from the first after the last. So the row of the word that comes next is read ahead, and is there
// with the word. While none comes it is read again and again: that keeps no count of what has been
// read, also after reset and after a checksum, and moves nothing, since its address stands.
//
// Latency     none: the row of a word comes in the cycle of its valid_i
// Throughput  one word a cycle
// Reset       the first row is next
// Golden      network::OwnRegisters
`timescale 1ns / 1ps
`default_nettype none

module sf_neuron_registers #(
  parameter int Width = 8,
  parameter int Rows = 4,
  parameter int BlockRows = 4,     // the last block may have fewer
  parameter int Steps = 1,
  parameter File = "",
  parameter logic [31:0] Sum = 32'd0,  // its checksum, see sf_rom
  parameter bit Check = 1'b0
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             valid_i,
  output logic [Width-1:0] row_o,
  // what the memory holds, but in the cycle before a word: see sf_rom
  input  logic             check_i,
  input  logic [31:0]      check_row_i,
  output logic [31:0]      fold_o
);

  localparam int AddrBits = (Rows > 1) ? $clog2(Rows) : 1;
  localparam int Last = (Rows - 1) / BlockRows * BlockRows;  // first row of the last block
  localparam int PlaceBits = $clog2(Last + BlockRows + 1);
  localparam int StepBits = (Steps > 1) ? $clog2(Steps) : 1;

  logic [PlaceBits-1:0] row_q, base_q, row, base;  // in the block, of its first row
  logic [StepBits-1:0]  step_q, step;
  logic                 step_end, block_end;

  assign step_end  = row_q == PlaceBits'(BlockRows - 1);
  assign block_end = step_end && (step_q == StepBits'(Steps - 1));

  always_comb begin
    row  = row_q;
    step = step_q;
    base = base_q;
    if (valid_i) begin
      row = step_end ? '0 : row_q + 1'b1;
      if (step_end)  step = block_end ? '0 : step_q + 1'b1;
      if (block_end) base = (base_q == PlaceBits'(Last)) ? '0 : base_q + PlaceBits'(BlockRows);
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      row_q  <= '0;
      step_q <= '0;
      base_q <= '0;
    end else begin
      row_q  <= row;
      step_q <= step;
      base_q <= base;
    end
  end

  sf_rom #(
    .Width(Width),
    .Depth(Rows),
    .File (File),
    .Sum  (Sum),
    .Block(Rows >= 32),
    .Check(Check)
  ) u_rows (
    .clk_i,
    .re_i  (valid_i || !(Check && check_i)),
    .addr_i(AddrBits'(base + row)),
    .data_o(row_o),
    .check_i,
    .check_row_i,
    .fold_o
  );

endmodule

`default_nettype wire
