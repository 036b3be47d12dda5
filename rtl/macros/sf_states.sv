// SPDX-License-Identifier: Apache-2.0
// Memory of states with one write port and one read port, as sf_ram; a read can ask for the initial
// state instead of the word. That is the reset of the read register, which costs no logic.
//
// Latency     read 1 cycle; the output holds its value while re_i is low
// Throughput  one read and one write a cycle
// Collision   a read of the word that is written in the same cycle returns the old content
// Reset       content and output are not reset
`timescale 1ns / 1ps
`default_nettype none

module sf_states #(
  parameter int Width = 8,
  parameter int Depth = 16,
  parameter logic [Width-1:0] Initial = '0,
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  logic                clk_i,
  input  logic                we_i,
  input  logic [AddrBits-1:0] waddr_i,
  input  logic [Width-1:0]    wdata_i,
  input  logic                re_i,
  input  logic                initial_i,  // with re_i: Initial, whatever the word holds
  input  logic [AddrBits-1:0] raddr_i,
  output logic [Width-1:0]    rdata_o
);

  logic [Width-1:0] word;

  // Deep enough for a block RAM; a shallower one is left to synthesis.
  if (Depth >= 32) begin : gen_block
    (* ram_style = "block" *) logic [Width-1:0] mem [0:Depth-1];
    always_ff @(posedge clk_i) begin
      if (we_i) mem[waddr_i] <= wdata_i;
    end
    assign word = mem[raddr_i];
  end else begin : gen_auto
    logic [Width-1:0] mem [0:Depth-1];
    always_ff @(posedge clk_i) begin
      if (we_i) mem[waddr_i] <= wdata_i;
    end
    assign word = mem[raddr_i];
  end

  always_ff @(posedge clk_i) begin
    if (re_i) rdata_o <= initial_i ? Initial : word;
  end

endmodule

`default_nettype wire
