// SPDX-License-Identifier: Apache-2.0
// The synapse lanes of a spiking layer in time order with their weight and bias memories: turns the
// walker's emissions into the counters of one block after another, for all steps of an image.
//
//   emissions, trains -> sf_trains -> entries, weights -> sf_train_tables -> counters of each step
//
// Weight memory: row block*Inputs + input, Lanes weights, lane 0 in the lowest bits, and with Parity a
// bit on top that makes the word's parity even.
// Bias memory: row block, Lanes biases of CounterBits.
//
// Latency     closing emission of a block in cycle c, its closing entry in c+1 at the earliest; then
//             as sf_train_tables
// Throughput  one entry a cycle; hold_o stops the walker
// Reset       pipeline only
// Golden      sim/golden, counter of a layer
`timescale 1ns / 1ps
`default_nettype none

module sf_train_synapses #(
  parameter int Inputs = 8,
  parameter int Lanes = 4,
  parameter int Blocks = 1,
  parameter int WeightBits = 4,
  parameter int CounterBits = 16,
  parameter int Steps = 25,
  parameter int Gap = 0,                     // see sf_trains
  parameter int Spacing = 2,                 // see sf_train_tables
  parameter WeightFile = "",
  parameter BiasFile = "",
  parameter logic [31:0] WeightSum = 32'd0,  // checksums, see sf_rom
  parameter logic [31:0] BiasSum = 32'd0,
  parameter bit Check = 1'b0,
  parameter bit Parity = 1'b0,               // weights are checked as they are read, see sf_parity
  localparam int StepBits = (Steps > 1) ? $clog2(Steps) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Blocks * Inputs > 1) ? $clog2(Blocks * Inputs) : 1
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  output logic                         hold_o,
  input  logic                         emit_i,
  input  logic                         event_valid_i,
  input  logic [RowBits-1:0]           event_row_i,
  input  logic                         event_first_i,
  input  logic                         event_end_i,
  input  logic [BlockBits-1:0]         event_block_i,
  input  logic                         event_pooled_i,
  input  logic [Steps-1:0]             train_i,      // of the event, one cycle after it
  // see sf_train_tables
  output logic                         end_o,
  output logic [StepBits-1:0]          step_o,
  output logic                         last_o,
  output logic                         pooled_o,
  output logic [BlockBits-1:0]         block_o,
  output logic [Lanes*CounterBits-1:0] counters_o,
  // what the memories hold, see sf_rom
  input  logic                         check_i,
  input  logic [31:0]                  check_row_i,
  output logic [31:0]                  fold_o,
  output logic                         parity_error_o
);

  localparam int RomBits = Lanes * WeightBits + (Parity ? 1 : 0);

  logic                         free, valid, with_event, spike, close, pooled;
  logic [StepBits-1:0]          step;
  logic [RowBits-1:0]           row;
  logic [BlockBits-1:0]         block, bias_block;
  logic                         bias_read;
  logic [RomBits-1:0]           rom_word;
  logic [Lanes*WeightBits-1:0]  weights;
  logic [Lanes*CounterBits-1:0] biases;
  logic [31:0]                  weight_fold, bias_fold;

  sf_trains #(
    .Steps    (Steps),
    .Gap      (Gap),
    .RowBits  (RowBits),
    .BlockBits(BlockBits)
  ) u_trains (
    .clk_i,
    .rst_ni,
    .hold_o,
    .emit_i,
    .event_valid_i,
    .event_first_i,
    .event_end_i,
    .event_row_i,
    .event_block_i,
    .event_pooled_i,
    .train_i,
    .free_i  (free),
    .valid_o (valid),
    .event_o (with_event),
    .spike_o (spike),
    .step_o  (step),
    .end_o   (close),
    .row_o   (row),
    .block_o (block),
    .pooled_o(pooled)
  );

  sf_rom #(
    .Width(RomBits),
    .Depth(Blocks * Inputs),
    .File (WeightFile),
    .Sum  (WeightSum),
    .Check(Check)
  ) u_weights (
    .clk_i,
    .re_i  (valid),
    .addr_i(row),
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
      .read_i (valid && with_event),
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
    .re_i  (bias_read),
    .addr_i(bias_block),
    .data_o(biases),
    .check_i,
    .check_row_i,
    .fold_o(bias_fold)
  );
  assign fold_o = weight_fold ^ {bias_fold[30:0], bias_fold[31]};

  sf_train_tables #(
    .Lanes      (Lanes),
    .Blocks     (Blocks),
    .WeightBits (WeightBits),
    .CounterBits(CounterBits),
    .Steps      (Steps),
    .Gap        (Gap),
    .Spacing    (Spacing)
  ) u_tables (
    .clk_i,
    .rst_ni,
    .free_o      (free),
    .valid_i     (valid),
    .event_i     (with_event),
    .spike_i     (spike),
    .step_i      (step),
    .end_i       (close),
    .block_i     (block),
    .pooled_i    (pooled),
    .weights_i   (weights),
    .bias_read_o (bias_read),
    .bias_block_o(bias_block),
    .biases_i    (biases),
    .end_o,
    .step_o,
    .last_o,
    .pooled_o,
    .block_o,
    .counters_o
  );

endmodule

`default_nettype wire
