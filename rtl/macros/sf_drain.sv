// SPDX-License-Identifier: Apache-2.0
// Hands the counters of a finished block to the neuron lanes, NeuronLanes at a time, while the
// synapse lanes already integrate the next block.
//
// Latency     capture_i in cycle c: first word of the block in c+1
// Throughput  one word a cycle, BlockWords cycles a block; captures must be at least that far apart
// Reset       idle, next word is word 0
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_drain #(
  parameter int Lanes = 8,
  parameter int NeuronLanes = 4,
  parameter int CounterBits = 16,
  parameter int Words = 2,       // words that hold a neuron; the rest of the last block is skipped
  localparam int BlockWords = Lanes / NeuronLanes,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1
) (
  input  logic                               clk_i,
  input  logic                               rst_ni,
  input  logic                               capture_i,
  input  logic [Lanes*CounterBits-1:0]       counters_i,
  output logic                               valid_o,
  output logic                               last_o,  // last word of the layer
  output logic [WordBits-1:0]                word_o,
  output logic [NeuronLanes*CounterBits-1:0] counters_o
);

  localparam int OutBits = NeuronLanes * CounterBits;
  localparam int LeftBits = $clog2(BlockWords + 1);

  logic [Lanes*CounterBits-1:0] hold_q;
  logic [LeftBits-1:0]          left_q;   // words of the held block still to hand out
  logic [WordBits-1:0]          word_q;
  logic                         passed_q; // the layer's last word has left, only padding remains

  assign valid_o    = (left_q != '0) && !passed_q;
  assign last_o     = word_q == WordBits'(Words - 1);
  assign word_o     = word_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      left_q   <= '0;
      word_q   <= '0;
      passed_q <= 1'b0;
    end else begin
      if (capture_i)            left_q <= LeftBits'(BlockWords);
      else if (left_q != '0)    left_q <= left_q - 1'b1;
      if (valid_o)              word_q <= last_o ? '0 : word_q + 1'b1;
      if (valid_o && last_o)    passed_q <= left_q != LeftBits'(1);
      else if (left_q == '0 || left_q == LeftBits'(1)) passed_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (capture_i) hold_q <= counters_i;
  end

  // Chosen as they leave: to move the words down instead takes a LUT a bit of all but one of them.
  if (BlockWords > 1) begin : gen_choice
    localparam int PlaceBits = $clog2(BlockWords);
    logic [PlaceBits-1:0] place_q;
    always_ff @(posedge clk_i) place_q <= capture_i ? '0 : place_q + 1'b1;
    // At places that are powers of two: Yosys makes multiplexers of such an index.
    localparam int Place = 1 << $clog2(OutBits);
    logic [BlockWords*Place-1:0] placed;
    for (genvar w = 0; w < BlockWords; w++) begin : gen_word
      assign placed[w*Place +: Place] = Place'(hold_q[w*OutBits +: OutBits]);
    end
    assign counters_o = placed[32'(place_q)*Place +: OutBits];
  end else begin : gen_all
    assign counters_o = hold_q;
  end

endmodule

`default_nettype wire
