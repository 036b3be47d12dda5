// SPDX-License-Identifier: Apache-2.0
// The synapse lanes of a layer with their weight and bias memories: turns the walker's emissions
// into the counters of one block after another.
//
// Weight memory: row block*Inputs + input, Lanes weights, lane 0 in the lowest bits, and with Parity a
// bit on top that makes the word's parity even.
// Bias memory: row block, Lanes biases of CounterBits.
//
// Latency     last emission of a block in cycle c, counters_o complete and end_o high in c+2
//             (c+3 where Direct); they stay until the next block's first emission has come as far
// Throughput  one event a cycle for all lanes
// Reset       pipeline only
// Golden      sim/golden, counter of a layer
`timescale 1ns / 1ps
`default_nettype none

module sf_synapse_array #(
  parameter int Inputs = 8,
  parameter int Lanes = 4,
  parameter int Blocks = 1,
  parameter int WeightBits = 4,
  parameter int CounterBits = 16,
  parameter bit Direct = 1'b0,
  parameter WeightFile = "",
  parameter BiasFile = "",
  parameter logic [31:0] WeightSum = 32'd0,  // checksums, see sf_rom
  parameter logic [31:0] BiasSum = 32'd0,
  parameter bit Check = 1'b0,
  parameter bit Parity = 1'b0,               // weights are checked as they are read, see sf_parity
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Blocks * Inputs > 1) ? $clog2(Blocks * Inputs) : 1
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         emit_i,
  input  logic                         event_valid_i,
  input  logic [RowBits-1:0]           event_row_i,
  input  logic                         event_first_i,
  input  logic                         event_end_i,
  input  logic [BlockBits-1:0]         event_block_i,
  input  logic [7:0]                   pixel_i,      // of the event, one cycle after it
  output logic                         end_o,
  output logic [Lanes*CounterBits-1:0] counters_o,
  // what the memories hold, see sf_rom
  input  logic                         check_i,
  input  logic [31:0]                  check_row_i,
  output logic [31:0]                  fold_o,
  output logic                         parity_error_o
);

  localparam int RomBits = Lanes * WeightBits + (Parity ? 1 : 0);

  logic                         emit_q, valid_q, first_q;
  logic [Direct+1:0]            end_q;
  logic [RomBits-1:0]           rom_word;
  logic [Lanes*WeightBits-1:0]  weights;
  logic [Lanes*CounterBits-1:0] biases;
  logic [31:0]                  weight_fold, bias_fold;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      emit_q <= 1'b0;
      end_q  <= '0;
    end else begin
      emit_q <= emit_i;
      end_q  <= {end_q[Direct:0], emit_i && event_end_i};
    end
  end

  always_ff @(posedge clk_i) begin
    if (emit_i) begin
      valid_q <= event_valid_i;
      first_q <= event_first_i;
    end
  end

  assign end_o = end_q[Direct+1];

  sf_rom #(
    .Width(RomBits),
    .Depth(Blocks * Inputs),
    .File (WeightFile),
    .Sum  (WeightSum),
    .Check(Check)
  ) u_weights (
    .clk_i,
    .re_i  (emit_i),
    .addr_i(event_row_i),
    .data_o(rom_word),
    .check_i,
    .check_row_i,
    .fold_o(weight_fold)
  );
  assign weights = rom_word[Lanes*WeightBits-1:0];

  if (Parity) begin : gen_parity
    sf_parity #(
      .Width(RomBits)
    ) u_parity (
      .clk_i,
      .rst_ni,
      .read_i (emit_i && event_valid_i),
      .word_i (rom_word),
      .error_o(parity_error_o)
    );
  end else begin : gen_no_parity
    assign parity_error_o = 1'b0;
  end

  sf_rom #(
    .Width(Lanes * CounterBits),
    .Depth(Blocks),
    .File (BiasFile),
    .Sum  (BiasSum),
    .Block(Blocks >= 32),
    .Check(Check)
  ) u_biases (
    .clk_i,
    .re_i  (emit_i && event_first_i),
    .addr_i(event_block_i),
    .data_o(biases),
    .check_i,
    .check_row_i,
    .fold_o(bias_fold)
  );
  assign fold_o = weight_fold ^ {bias_fold[30:0], bias_fold[31]};

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    sf_counter_lane #(
      .WeightBits (WeightBits),
      .CounterBits(CounterBits),
      .Direct     (Direct)
    ) u_counter (
      .clk_i,
      .emit_i   (emit_q),
      .first_i  (first_q),
      .valid_i  (valid_q),
      .weight_i (weights[i*WeightBits +: WeightBits]),
      .value_i  (pixel_i),
      .bias_i   (biases[i*CounterBits +: CounterBits]),
      .counter_o(counters_o[i*CounterBits +: CounterBits])
    );
  end

endmodule

`default_nettype wire
