// SPDX-License-Identifier: Apache-2.0
// Lowest set bit of a vector.
//
// Equation    onehot = bits & -bits;  index = position of that bit, 0 where there is none
// Latency     combinational
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_first_set #(
  parameter int Width = 8,
  localparam int IndexBits = (Width > 1) ? $clog2(Width) : 1
) (
  input  logic [Width-1:0]     bits_i,
  output logic                 any_o,
  output logic [Width-1:0]     onehot_o,
  output logic [IndexBits-1:0] index_o
);

  assign any_o    = |bits_i;
  assign onehot_o = bits_i & (~bits_i + Width'(1));

  // Bit b of the index is the OR of all positions whose own index has bit b set.
  for (genvar b = 0; b < IndexBits; b++) begin : gen_index
    logic [Width-1:0] positions;
    for (genvar p = 0; p < Width; p++) begin : gen_position
      assign positions[p] = onehot_o[p] & (((p >> b) & 1) != 0);
    end
    assign index_o[b] = |positions;
  end

endmodule

`default_nettype wire
