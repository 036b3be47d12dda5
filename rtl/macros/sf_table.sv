// SPDX-License-Identifier: Apache-2.0
// Memory with one address, read in the cycle of the address: LUT RAM where a part has it.
//
// Latency     read combinational, write seen in the next cycle
// Throughput  one access a cycle
// Reset       none
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_table #(
  parameter int Width = 8,
  parameter int Depth = 16,
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  logic                clk_i,
  input  logic                we_i,
  input  logic [AddrBits-1:0] addr_i,
  input  logic [Width-1:0]    wdata_i,
  output logic [Width-1:0]    rdata_o
);

  logic [Width-1:0] mem [0:Depth-1];

  always_ff @(posedge clk_i) begin
    if (we_i) mem[addr_i] <= wdata_i;
  end
  assign rdata_o = mem[addr_i];

endmodule

`default_nettype wire
