// SPDX-License-Identifier: Apache-2.0
// formal: shows the blocks of a dense layer in their order
// sources: sf_blocks
// proof: Inputs=5 Blocks=3 | bmc 6 | induction 1 | cover 10
// proof: Inputs=4 Blocks=2 | bmc 6 | induction 1 | cover 8
// proof: Inputs=1 Blocks=1 | bmc 3 | induction 1 | cover 6
// red: when rows go on after the last block
//   bmc sf_blocks.sv s/row_q   <= last_o ? '0/row_q   <= 1'b0 ? '0/
// red: when the gate is that of the block that goes
//   bmc sf_blocks.sv s/assign gate_o .*/assign gate_o = block_q;/;s/block_q <= gate_o/block_q <= last_o ? '0 : block_q + 1'b1/
// red: when the gate is that of a block that has not been taken
//   bmc sf_blocks.sv s/assign gate_o  = !take_i ? block_q :/assign gate_o  =/
//
// Blocks are taken at any time.
`default_nettype none

module sf_blocks_properties #(
  parameter int Inputs = 5,
  parameter int Blocks = 3,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Blocks * Inputs > 1) ? $clog2(Blocks * Inputs) : 1
) (
  input logic clk_i,
  input logic rst_ni,
  input logic take_i
);

  logic [RowBits-1:0]   row;
  logic [BlockBits-1:0] block, gate;
  logic                 last;
  `include "sf_formal.svh"

  sf_blocks #(.Inputs(Inputs), .Blocks(Blocks)) u_dut (
    .clk_i, .rst_ni, .take_i, .row_o(row), .block_o(block), .gate_o(gate), .last_o(last)
  );

  // Model: the block that is shown, and that of the next cycle.
  logic [7:0] block_q, next;
  assign next = !take_i ? block_q : (32'(block_q) == Blocks - 1) ? 8'd0 : block_q + 8'd1;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) block_q <= 8'd0;
    else block_q <= next;
  end

  always_comb begin
    if (live_q) begin
      assert (32'(block_q) < Blocks && 8'(block) == block_q);
      assert (32'(row) == 32'(block_q) * Inputs);
      assert (8'(gate) == next);
      assert (last == (32'(block_q) == Blocks - 1));
    end
  end

  logic again_q;  // all blocks have been taken
  always_ff @(posedge clk_i) again_q <= rst_ni && (again_q || (take_i && last));
  always_comb begin
    cover (live_q && again_q && last && take_i && gate == '0);
    cover (live_q && again_q && last && !take_i && 32'(gate) == Blocks - 1);
  end

endmodule

`default_nettype wire
