// SPDX-License-Identifier: Apache-2.0
// A signal some cycles later.
//
// Latency     Cycles; 0 is a wire
// Throughput  one word a cycle
// Reset       to 0 where Reset, else none
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_delay #(
  parameter int Width = 1,
  parameter int Cycles = 1,
  parameter bit Reset = 1'b0
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic [Width-1:0] data_i,
  output logic [Width-1:0] data_o
);

  if (Cycles == 0) begin : gen_wire
    logic unused_clock;
    assign data_o       = data_i;
    assign unused_clock = &{1'b0, clk_i, rst_ni};
  end else begin : gen_registers
    logic [Cycles*Width-1:0] data_q;
    always_ff @(posedge clk_i) begin
      if (Reset && !rst_ni) data_q <= '0;
      else                  data_q <= (Cycles * Width)'({data_q, data_i});
    end
    assign data_o = data_q[Cycles*Width-1 -: Width];
  end

endmodule

`default_nettype wire
