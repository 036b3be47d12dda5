// SPDX-License-Identifier: Apache-2.0
// Requantises a word of counters, with one multiplier per layer or per neuron.
//
// Latency     word in cycle c, drives in c+2
// Throughput  one word a cycle
// Reset       pipeline only
// Golden      sim/golden, requantisation
`timescale 1ns / 1ps
`default_nettype none

module sf_requantize_array #(
  parameter int NeuronLanes = 4,
  parameter int Words = 2,
  parameter int CounterBits = 16,
  parameter int D0Bits = 16,
  parameter int Shift = 8,
  parameter bit MulPerNeuron = 1'b0,
  parameter int Mul = 1,          // where MulPerNeuron is 0
  parameter MulFile = "",         // where it is 1: row = word, NeuronLanes times 16 bits
  parameter logic [31:0] MulSum = 32'd0,  // its checksum, see sf_rom
  parameter bit Check = 1'b0,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1
) (
  input  logic                               clk_i,
  input  logic                               rst_ni,
  input  logic                               valid_i,
  input  logic                               last_i,
  input  logic [WordBits-1:0]                word_i,
  input  logic [NeuronLanes*CounterBits-1:0] counters_i,
  output logic                               valid_o,
  output logic                               last_o,
  output logic [WordBits-1:0]                word_o,
  output logic [NeuronLanes*D0Bits-1:0]      drive_o,
  // what the memory holds, see sf_rom
  input  logic                               check_i,
  input  logic [31:0]                        check_row_i,
  output logic [31:0]                        fold_o
);

  logic                               valid1_q, valid2_q, last1_q, last2_q;
  logic [WordBits-1:0]                word1_q, word2_q;
  logic [NeuronLanes*CounterBits-1:0] counters_q;
  logic [NeuronLanes*16-1:0]          muls;
  logic [NeuronLanes*D0Bits-1:0]      drive, drive_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid1_q <= 1'b0;
      valid2_q <= 1'b0;
    end else begin
      valid1_q <= valid_i;
      valid2_q <= valid1_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      word1_q    <= word_i;
      last1_q    <= last_i;
      counters_q <= counters_i;
    end
    if (valid1_q) begin
      word2_q <= word1_q;
      last2_q <= last1_q;
      drive_q <= drive;
    end
  end

  if (MulPerNeuron) begin : gen_mul_memory
    sf_rom #(
      .Width(NeuronLanes * 16),
      .Depth(Words),
      .File (MulFile),
      .Sum  (MulSum),
      .Block(Words >= 32),
      .Check(Check)
    ) u_muls (
      .clk_i,
      .re_i  (valid_i),
      .addr_i(word_i),
      .data_o(muls),
      .check_i,
      .check_row_i,
      .fold_o
    );
  end else begin : gen_mul_constant
    localparam logic [15:0] MulBits = 16'(Mul);
    logic unused_check;
    assign muls         = {NeuronLanes{MulBits}};
    assign fold_o       = 32'd0;
    assign unused_check = &{1'b0, check_i, check_row_i};
  end

  for (genvar i = 0; i < NeuronLanes; i++) begin : gen_lane
    sf_requantize #(
      .CounterBits(CounterBits),
      .DriveBits  (D0Bits),
      .Shift      (Shift)
    ) u_requantize (
      .counter_i(counters_q[i*CounterBits +: CounterBits]),
      .mul_i    (muls[i*16 +: 16]),
      .drive_o  (drive[i*D0Bits +: D0Bits])
    );
  end

  assign valid_o = valid2_q;
  assign last_o  = last2_q;
  assign word_o  = word2_q;
  assign drive_o = drive_q;

endmodule

`default_nettype wire
