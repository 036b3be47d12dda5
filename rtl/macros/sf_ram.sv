// SPDX-License-Identifier: Apache-2.0
// Memory with one write port and one read port.
//
// Latency     read 1 cycle; the output holds its value while re_i is low
// Throughput  one read and one write a cycle
// Collision   a read of the word that is written in the same cycle returns the old content
// Reset       content and output are not reset; users never read what they have not written
`timescale 1ns / 1ps
`default_nettype none

module sf_ram #(
  parameter int Width = 8,
  parameter int Depth = 16,
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  logic                clk_i,
  input  logic                we_i,
  input  logic [AddrBits-1:0] waddr_i,
  input  logic [Width-1:0]    wdata_i,
  input  logic                re_i,
  input  logic [AddrBits-1:0] raddr_i,
  output logic [Width-1:0]    rdata_o
);

  // Deep enough for a block RAM; a shallower one is left to synthesis.
  if (Depth >= 32) begin : gen_block
    (* ram_style = "block" *) logic [Width-1:0] mem [0:Depth-1];
    always_ff @(posedge clk_i) begin
      if (we_i) mem[waddr_i] <= wdata_i;
      if (re_i) rdata_o <= mem[raddr_i];
    end
  end else begin : gen_auto
    logic [Width-1:0] mem [0:Depth-1];
    always_ff @(posedge clk_i) begin
      if (we_i) mem[waddr_i] <= wdata_i;
      if (re_i) rdata_o <= mem[raddr_i];
    end
  end

endmodule

`default_nettype wire
