// SPDX-License-Identifier: Apache-2.0
// Pool over the positions of a window: a running maximum, or a sum, for every output channel.
//
// Positions come one after another, each as Words words of all channels. The first position of a
// window starts the running values, the last one sends them on.
//
// Latency     word of the window's last position in cycle c, pooled word in c+1
// Throughput  one word a cycle; the same word again not before c+2
// Reset       first position of a window; running values are written before they are read
// Golden      sim/golden, pool of a convolution
`timescale 1ns / 1ps
`default_nettype none

module sf_pool #(
  parameter int Positions = 4,     // of a window, at least 2
  parameter int Words = 2,
  parameter int NeuronLanes = 2,
  parameter int ValueBits = 16,
  parameter bit Sum = 1'b0,        // else the maximum
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1
) (
  input  logic                             clk_i,
  input  logic                             rst_ni,
  input  logic                             valid_i,
  input  logic                             last_i,   // the position's last word
  input  logic [WordBits-1:0]              word_i,
  input  logic [NeuronLanes*ValueBits-1:0] values_i,
  output logic                             valid_o,
  output logic                             last_o,
  output logic [WordBits-1:0]              word_o,
  output logic [NeuronLanes*ValueBits-1:0] values_o
);

  localparam int PositionBits = $clog2(Positions);

  logic                             valid_q, last_q, first_q, send_q;
  logic [WordBits-1:0]              word_q;
  logic [PositionBits-1:0]          position_q;
  logic                             position_last;
  logic [NeuronLanes*ValueBits-1:0] values_q, running, merged;

  assign position_last = position_q == PositionBits'(Positions - 1);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q    <= 1'b0;
      position_q <= '0;
    end else begin
      valid_q <= valid_i;
      if (valid_i && last_i) position_q <= position_last ? '0 : position_q + 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      last_q   <= last_i;
      word_q   <= word_i;
      values_q <= values_i;
      first_q  <= position_q == '0;
      send_q   <= position_last;
    end
  end

  sf_ram #(
    .Width(NeuronLanes * ValueBits),
    .Depth(Words)
  ) u_running (
    .clk_i,
    .we_i    (valid_q),
    .waddr_i (word_q),
    .wdata_i (merged),
    .re_i    (valid_i),
    .raddr_i (word_i),
    .rdata_o (running)
  );

  for (genvar i = 0; i < NeuronLanes; i++) begin : gen_lane
    logic signed [ValueBits-1:0] value, held, next;
    assign value  = values_q[i*ValueBits +: ValueBits];
    assign held = running[i*ValueBits +: ValueBits];
    assign next   = Sum ? held + value : (held > value) ? held : value;
    assign merged[i*ValueBits +: ValueBits] = first_q ? value : next;
  end

  assign valid_o  = valid_q && send_q;
  assign last_o   = last_q;
  assign word_o   = word_q;
  assign values_o = merged;

endmodule

`default_nettype wire
