// SPDX-License-Identifier: Apache-2.0
// From a bitmap to the drives of a layer's neurons, dense or convolutional.
//
//   bitmap -> sf_walker -> sf_synapse_array -> sf_drain -> sf_requantize_array -> drives
//                ^ sf_blocks or sf_windows         [sf_pool: sum]      [sf_pool: maximum]
//
// A walk begins with start_i while ready_o and gives every neuron word once, in order. What tag_i
// says when a block closes comes out beside the block's words (not where Direct, whose counters take
// longer than closing emissions are apart).
//
// Latency     gen/plan/timing.cpp states the cycles of a walk, and lockstep checks them
// Throughput  one event a cycle for all lanes
// Reset       idle
// Golden      sim/golden, drive of a layer
`timescale 1ns / 1ps
`default_nettype none

module sf_drive #(
  parameter int Inputs = 8,
  parameter int Neurons = 4,
  parameter int Lanes = 4,         // divides Channels where Conv
  parameter int NeuronLanes = 2,   // divides Lanes
  parameter bit Direct = 1'b0,
  parameter int InWordBits = 8,    // input channels where Conv
  // convolution and pool; ignored unless Conv
  parameter bit Conv = 1'b0,
  parameter int InHeight = 1,
  parameter int InWidth = 1,
  parameter int Channels = 1,      // of the output
  parameter int Kernel = 1,
  parameter int Stride = 1,
  parameter int Padding = 0,
  parameter int PoolSize = 1,      // 1: no pool
  parameter bit SumPool = 1'b0,
  // synapses
  parameter int WeightBits = 4,
  parameter int CounterBits = 16,
  parameter int D0Bits = 16,
  parameter int Shift = 8,
  parameter bit MulPerNeuron = 1'b0,
  parameter int Mul = 1,
  parameter WeightFile = "",
  parameter BiasFile = "",
  parameter MulFile = "",
  parameter logic [31:0] WeightSum = 32'd0,  // checksums, see sf_rom
  parameter logic [31:0] BiasSum = 32'd0,
  parameter logic [31:0] MulSum = 32'd0,
  parameter bit Check = 1'b0,
  parameter bit Parity = 1'b0,     // of the weights, see sf_synapse_array
  parameter int TagBits = 1,
  parameter int MinSpacing = 2,    // cycles between closing blocks, at least
  // time order
  parameter bit Time = 1'b0,
  parameter int Steps = 1,
  parameter int Gap = 0,           // of the input's regular trains, see sf_trains
  parameter logic [Channels-1:0] MulNegative = '0,  // channels with a negative factor
  localparam int InWords = (Inputs + InWordBits - 1) / InWordBits,
  localparam int InAddrBits = (InWords > 1) ? $clog2(InWords) : 1,
  localparam int InIndexBits = (Inputs > 1) ? $clog2(Inputs) : 1,
  localparam int Words = (Neurons + NeuronLanes - 1) / NeuronLanes,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int InBitBits = (InWordBits > 1) ? $clog2(InWordBits) : 1,
  localparam int GateBlocks = (Neurons + Lanes - 1) / Lanes,
  localparam int GateBits = (GateBlocks > 1) ? $clog2(GateBlocks) : 1
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  // input bitmap
  input  logic                          in_valid_i,
  input  logic [InWords-1:0]            in_summary_i,
  output logic [InAddrBits-1:0]         in_addr_o,
  input  logic [InWordBits-1:0]         in_word_i,
  output logic [InIndexBits-1:0]        in_pixel_addr_o,
  input  logic [7:0]                    in_pixel_i,
  output logic                          in_train_o,
  output logic [InAddrBits-1:0]         in_train_word_o,
  output logic [InBitBits-1:0]          in_train_bit_o,
  input  logic [Steps-1:0]              in_train_i,
  output logic                          in_done_o,
  // walk
  output logic                          ready_o,
  input  logic                          start_i,
  // gates: the block of a pooled position that may begin in the next cycle, and, of the one named in
  // the cycle before, whether it is gated off; from start_i to in_done_o
  output logic [GateBits-1:0]           gate_o,
  input  logic                          gated_i,
  input  logic [TagBits-1:0]            tag_i,
  input  logic                          closing_i, // blocks may close
  // Direct in time order: what replays a block has room for one more, and one is on its way
  input  logic                          room_i,
  output logic                          close_o,
  // drives
  output logic                          valid_o,
  output logic                          last_o,    // last word of the layer
  output logic [WordBits-1:0]           word_o,
  output logic [TagBits-1:0]            tag_o,
  output logic [NeuronLanes*D0Bits-1:0] drive_o,
  // what the memories hold, see sf_rom
  input  logic                          check_i,
  input  logic [31:0]                   check_row_i,
  output logic [31:0]                   fold_o,
  output logic                          parity_error_o
);

  localparam int WindowWords = Conv ? Kernel * Kernel : InWords;
  localparam int FanIn = Conv ? WindowWords * InWordBits : Inputs;
  localparam int Blocks = Conv ? Channels / Lanes : GateBlocks;
  localparam int BlockWords = Lanes / NeuronLanes;
  localparam int Factors = Conv ? Blocks * BlockWords : Words;     // words of factors
  localparam int FactorBits = (Factors > 1) ? $clog2(Factors) : 1;
  localparam int DrainWords = Time ? BlockWords : Factors;         // of one position, or block
  localparam int DrainWordBits = (DrainWords > 1) ? $clog2(DrainWords) : 1;
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1;
  localparam int RowBits = (Blocks * FanIn > 1) ? $clog2(Blocks * FanIn) : 1;
  localparam int Spacing = (BlockWords > MinSpacing) ? BlockWords : MinSpacing;
  localparam bit Trains = Time && !Direct;
  localparam bit Pooled = Conv && (PoolSize > 1);
  localparam int ValueBits = NeuronLanes * CounterBits;
  localparam int DriveBits = NeuronLanes * D0Bits;
  localparam bit SumFirst = Pooled && !Trains && SumPool;
  localparam bit MaxLast = Pooled && !Trains && !SumPool;

  // Walk.
  logic                   idle, sequence_ready, take;
  logic [WindowWords-1:0] next_window;
  logic [InAddrBits-1:0]  next_base;
  logic [RowBits-1:0]     next_row, event_row;
  logic [BlockBits-1:0]   next_block, event_block;
  logic                   next_pooled, next_last;
  logic                   hold, emit, event_valid, event_first, event_end, event_pooled;

  if (Conv) begin : gen_windows
    sf_windows #(
      .Height  (InHeight),
      .Width   (InWidth),
      .Channels(InWordBits),
      .Kernel  (Kernel),
      .Stride  (Stride),
      .Padding (Padding),
      .PoolSize(PoolSize),
      .Blocks  (Blocks),
      .ByBlock (Time)
    ) u_sequence (
      .clk_i,
      .rst_ni,
      .in_valid_i,
      .in_summary_i,
      .in_done_i(in_done_o),
      .ready_o  (sequence_ready),
      .take_i   (take),
      .window_o (next_window),
      .base_o   (next_base),
      .row_o    (next_row),
      .block_o  (next_block),
      .gate_o,
      .pooled_o (next_pooled),
      .last_o   (next_last)
    );
  end else begin : gen_blocks
    sf_blocks #(
      .Inputs(Inputs),
      .Blocks(Blocks)
    ) u_sequence (
      .clk_i,
      .rst_ni,
      .take_i (take),
      .row_o  (next_row),
      .block_o(next_block),
      .gate_o,
      .last_o (next_last)
    );
    assign sequence_ready = in_valid_i;
    assign next_window    = in_summary_i;
    assign next_base      = '0;
    assign next_pooled    = 1'b1;
  end
  assign ready_o = idle && sequence_ready && in_valid_i;

  sf_walker #(
    .Words   (WindowWords),
    .RowWords(Conv ? Kernel : InWords),
    .MapWords(InWords),
    .MapPitch(Conv ? InWidth : InWords),
    .WordBits(InWordBits),
    .Inputs  (Inputs),
    .Blocks  (Blocks),
    .Rows    (Blocks * FanIn),
    .Spacing (Trains ? 1 : Spacing)
  ) u_walker (
    .clk_i,
    .rst_ni,
    .start_i,
    .hold_i       (hold),
    .close_i      (closing_i && (room_i || !event_pooled)),
    .idle_o       (idle),
    .done_o       (in_done_o),
    .next_window_i(next_window),
    .next_base_i  (next_base),
    .next_row_i   (next_row),
    .next_block_i (next_block),
    .next_gated_i (gated_i),
    .next_pooled_i(next_pooled),
    .next_last_i  (next_last),
    .take_o       (take),
    .addr_o       (in_addr_o),
    .word_i       (in_word_i),
    .emit_o       (emit),
    .event_valid_o(event_valid),
    .event_index_o(in_pixel_addr_o),
    .event_word_o (in_train_word_o),
    .event_bit_o  (in_train_bit_o),
    .event_row_o  (event_row),
    .event_first_o(event_first),
    .event_end_o  (event_end),
    .event_block_o(event_block),
    .event_pooled_o(event_pooled)
  );
  assign close_o = emit && event_end && event_pooled;

  // Integrate: the counters of a block, or of a block at one step after another.
  logic                         block_end;
  logic [Lanes*CounterBits-1:0] counters;
  logic [31:0]                  synapse_fold, mul_fold;

  if (Trains) begin : gen_trains
    localparam int StepBits = (Steps > 1) ? $clog2(Steps) : 1;
    logic                         step_end, step_last, step_pooled;
    logic [StepBits-1:0]          step;
    logic [BlockBits-1:0]         step_block;
    logic [Lanes*CounterBits-1:0] step_counters;

    sf_train_synapses #(
      .Inputs     (FanIn),
      .Lanes      (Lanes),
      .Blocks     (Blocks),
      .WeightBits (WeightBits),
      .CounterBits(CounterBits),
      .Steps      (Steps),
      .Gap        (Gap),
      .Spacing    (Spacing),
      .WeightFile (WeightFile),
      .BiasFile   (BiasFile),
      .WeightSum  (WeightSum),
      .BiasSum    (BiasSum),
      .Check      (Check),
      .Parity     (Parity)
    ) u_synapses (
      .clk_i,
      .rst_ni,
      .hold_o        (hold),
      .emit_i        (emit),
      .event_valid_i (event_valid),
      .event_row_i   (event_row),
      .event_first_i (event_first),
      .event_end_i   (event_end),
      .event_block_i (event_block),
      .event_pooled_i(event_pooled),
      .train_i       (in_train_i),
      .end_o         (step_end),
      .step_o        (step),
      .last_o        (step_last),
      .pooled_o      (step_pooled),
      .block_o       (step_block),
      .counters_o    (step_counters),
      .check_i,
      .check_row_i,
      .fold_o        (synapse_fold),
      .parity_error_o
    );
    logic unused_pixel;
    assign in_train_o   = emit;
    assign unused_pixel = &{1'b0, in_pixel_i};

    if (Pooled) begin : gen_pool
      sf_pool_steps #(
        .Lanes      (Lanes),
        .Blocks     (Blocks),
        .CounterBits(CounterBits),
        .Steps      (Steps),
        .Sum        (SumPool),
        .Smallest   (MulNegative)
      ) u_pool (
        .clk_i,
        .rst_ni,
        .valid_i   (step_end),
        .step_i    (step),
        .last_i    (step_last),
        .pooled_i  (step_pooled),
        .block_i   (step_block),
        .counters_i(step_counters),
        .valid_o   (block_end),
        .counters_o(counters)
      );
    end else begin : gen_no_pool
      logic unused_step;
      assign block_end   = step_end;
      assign counters    = step_counters;
      assign unused_step = &{1'b0, step, step_last, step_pooled, step_block};
    end
  end else begin : gen_events
    logic unused_train;
    assign hold         = 1'b0;
    assign in_train_o   = 1'b0;
    assign unused_train = &{1'b0, in_train_i};

    sf_synapse_array #(
      .Inputs     (FanIn),
      .Lanes      (Lanes),
      .Blocks     (Blocks),
      .WeightBits (WeightBits),
      .CounterBits(CounterBits),
      .Direct     (Direct),
      .WeightFile (WeightFile),
      .BiasFile   (BiasFile),
      .WeightSum  (WeightSum),
      .BiasSum    (BiasSum),
      .Check      (Check),
      .Parity     (Parity)
    ) u_synapses (
      .clk_i,
      .rst_ni,
      .emit_i       (emit),
      .event_valid_i(event_valid),
      .event_row_i  (event_row),
      .event_first_i(event_first),
      .event_end_i  (event_end),
      .event_block_i(event_block),
      .pixel_i      (in_pixel_i),
      .end_o        (block_end),
      .counters_o   (counters),
      .check_i,
      .check_row_i,
      .fold_o       (synapse_fold),
      .parity_error_o
    );
  end

  // Drain.
  logic                     drain_valid, drain_last, c_valid, c_last;
  logic [DrainWordBits-1:0] drain_word, c_word;
  logic [ValueBits-1:0]     drain_counters, c;

  sf_drain #(
    .Lanes      (Lanes),
    .NeuronLanes(NeuronLanes),
    .CounterBits(CounterBits),
    .Words      (DrainWords)
  ) u_drain (
    .clk_i,
    .rst_ni,
    .capture_i (block_end),
    .counters_i(counters),
    .valid_o   (drain_valid),
    .last_o    (drain_last),
    .word_o    (drain_word),
    .counters_o(drain_counters)
  );

  if (SumFirst) begin : gen_sum_pool
    sf_pool #(
      .Positions  (PoolSize * PoolSize),
      .Words      (DrainWords),
      .NeuronLanes(NeuronLanes),
      .ValueBits  (CounterBits),
      .Sum        (1'b1)
    ) u_pool (
      .clk_i,
      .rst_ni,
      .valid_i (drain_valid),
      .last_i  (drain_last),
      .word_i  (drain_word),
      .values_i(drain_counters),
      .valid_o (c_valid),
      .last_o  (c_last),
      .word_o  (c_word),
      .values_o(c)
    );
  end else begin : gen_no_sum_pool
    assign c_valid = drain_valid;
    assign c_last  = drain_last;
    assign c_word  = drain_word;
    assign c       = drain_counters;
  end

  // Whose factors: in time order the words of a block come several times before the next block's.
  logic [FactorBits-1:0] factor;

  if (Time) begin : gen_factor
    localparam int Times = Trains ? Steps : MaxLast ? PoolSize * PoolSize : 1;
    localparam int TimesBits = (Times > 1) ? $clog2(Times) : 1;
    logic [TimesBits-1:0]  times_q;
    logic [BlockBits-1:0]  block_q;
    logic                  block_last, times_last;
    assign times_last = times_q == TimesBits'(Times - 1);
    assign block_last = block_q == BlockBits'(Blocks - 1);
    assign factor     = FactorBits'(32'(block_q) * BlockWords + 32'(c_word));
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        times_q <= '0;
        block_q <= '0;
      end else if (c_valid && c_last) begin
        times_q <= times_last ? '0 : times_q + 1'b1;
        if (times_last) block_q <= block_last ? '0 : block_q + 1'b1;
      end
    end
  end else begin : gen_word
    assign factor = FactorBits'(c_word);
  end

  // Requantise.
  logic                  d_valid, d_last, unused_word;
  logic [FactorBits-1:0] d_word;
  logic [DriveBits-1:0]     d;

  sf_requantize_array #(
    .NeuronLanes (NeuronLanes),
    .Words       (Factors),
    .CounterBits (CounterBits),
    .D0Bits      (D0Bits),
    .Shift       (Shift),
    .MulPerNeuron(MulPerNeuron),
    .Mul         (Mul),
    .MulFile     (MulFile),
    .MulSum      (MulSum),
    .Check       (Check)
  ) u_requantize (
    .clk_i,
    .rst_ni,
    .valid_i   (c_valid),
    .last_i    (c_last),
    .word_i    (factor),
    .counters_i(c),
    .valid_o   (d_valid),
    .last_o    (d_last),
    .word_o    (d_word),
    .drive_o   (d),
    .check_i,
    .check_row_i,
    .fold_o    (mul_fold)
  );
  assign fold_o = synapse_fold ^ {mul_fold[29:0], mul_fold[31:30]};

  if (MaxLast) begin : gen_max_pool
    logic                     unused_last;
    logic [DrainWordBits-1:0] pooled_word, position_word;
    if (Time) begin : gen_position_word
      logic [DrainWordBits-1:0] word_q;
      assign position_word = word_q;
      always_ff @(posedge clk_i) begin
        if (!rst_ni)      word_q <= '0;
        else if (d_valid) word_q <= d_last ? '0 : word_q + 1'b1;
      end
    end else begin : gen_drain_word
      assign position_word = DrainWordBits'(d_word);
    end
    sf_pool #(
      .Positions  (PoolSize * PoolSize),
      .Words      (DrainWords),
      .NeuronLanes(NeuronLanes),
      .ValueBits  (D0Bits)
    ) u_pool (
      .clk_i,
      .rst_ni,
      .valid_i (d_valid),
      .last_i  (d_last),
      .word_i  (position_word),
      .values_i(d),
      .valid_o,
      .last_o  (unused_last),
      .word_o  (pooled_word),
      .values_o(drive_o)
    );
    assign unused_word = &{1'b0, pooled_word, unused_last, d_word};
  end else begin : gen_no_max_pool
    assign valid_o     = d_valid;
    assign drive_o     = d;
    assign unused_word = &{1'b0, d_last, d_word};
  end

  // Words of a dense layer are those of its drain; a convolution counts them over its positions.
  if (Conv) begin : gen_count
    logic [WordBits-1:0] word_q;
    assign word_o = word_q;
    assign last_o = word_q == WordBits'(Words - 1);
    always_ff @(posedge clk_i) begin
      if (!rst_ni)      word_q <= '0;
      else if (valid_o) word_q <= last_o ? '0 : word_q + 1'b1;
    end
  end else begin : gen_no_count
    assign word_o = WordBits'(d_word);
    assign last_o = d_last;
  end

  // What follows a block from its closing emission to its words.
  logic [TagBits-1:0] end_tag_q, drain_tag_q, tag1_q, tag2_q;

  always_ff @(posedge clk_i) begin
    // Closing emissions are at least two cycles apart, as long as the counters take to the drain.
    if (emit && event_end) end_tag_q   <= tag_i;
    if (block_end)         drain_tag_q <= end_tag_q;
    tag1_q <= drain_tag_q;
    tag2_q <= tag1_q;
  end

  if (SumFirst || MaxLast) begin : gen_pool_tag
    logic [TagBits-1:0] tag3_q;
    always_ff @(posedge clk_i) tag3_q <= tag2_q;
    assign tag_o = tag3_q;
  end else begin : gen_tag
    assign tag_o = tag2_q;
  end

endmodule

`default_nettype wire
