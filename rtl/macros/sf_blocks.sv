// SPDX-License-Identifier: Apache-2.0
// Order of a dense layer's blocks for sf_walker: each walks the whole bitmap.
//
// Latency     take_i to the next block: 1 cycle
// Throughput  one block a cycle
// Reset       block 0
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_blocks #(
  parameter int Inputs = 32,
  parameter int Blocks = 2,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Blocks * Inputs > 1) ? $clog2(Blocks * Inputs) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 take_i,   // the block that is shown has begun
  output logic [RowBits-1:0]   row_o,    // block_o * Inputs
  output logic [BlockBits-1:0] block_o,
  output logic [BlockBits-1:0] gate_o,   // block_o in the next cycle: whether it is gated is read then
  output logic                 last_o
);

  logic [BlockBits-1:0] block_q;
  logic [RowBits-1:0]   row_q;

  assign row_o   = row_q;
  assign block_o = block_q;
  assign gate_o  = !take_i ? block_q : last_o ? '0 : block_q + 1'b1;
  assign last_o  = block_q == BlockBits'(Blocks - 1);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      block_q <= '0;
      row_q   <= '0;
    end else if (take_i) begin
      block_q <= gate_o;
      row_q   <= last_o ? '0 : row_q + RowBits'(Inputs);
    end
  end

endmodule

`default_nettype wire
