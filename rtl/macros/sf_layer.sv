// SPDX-License-Identifier: Apache-2.0
// One layer of spintronic neurons, fully connected or convolutional.
//
//   bitmap -> sf_drive -> [Direct: sf_drive_replay] -> sf_neuron_array -> spikes, commits
//
// Spiking layers walk once per step. A Direct layer walks once per image, multiplying pixels, and
// replays its drives at each step. A step starts when its input is complete and the output has a
// free bank, so layers overlap in time and nothing is ever lost under back-pressure.
//
// So in step order. In time order (Time) all steps of a block of neurons come before the next block,
// and a layer starts an image when its trains, or pixels, are complete and the output has a bank:
//
//   trains -> sf_drive: one visit an input -> sf_neuron_array -> trains, commits
//   pixels -> sf_drive -> sf_block_replay  -> sf_neuron_array
//
// Timing      gen/plan/timing.cpp states the cycles of every step, and lockstep checks them
// Reset       idle; neuron state is initialised by step 1 of each image
// Golden      sim/golden, a layer
`timescale 1ns / 1ps
`default_nettype none

module sf_layer #(
  parameter int Inputs = 8,
  parameter int Neurons = 4,
  parameter int Lanes = 4,         // divides Channels where Conv
  parameter int NeuronLanes = 2,   // divides Lanes
  parameter int Steps = 25,
  parameter bit Time = 1'b0,       // time order
  parameter int Gap = 0,           // of the input's trains, see sf_trains
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
  parameter bit SumPool = 1'b0,    // else the maximum
  parameter logic [Channels-1:0] MulNegative = '0,  // channels whose factor is negative
  // synapses
  parameter int WeightBits = 4,
  parameter int CounterBits = 16,
  parameter int D0Bits = 16,
  parameter int DriveBits = 16,
  parameter int Shift = 8,
  parameter bit MulPerNeuron = 1'b0,
  parameter int Mul = 1,
  parameter WeightFile = "",
  parameter BiasFile = "",
  parameter MulFile = "",
  parameter logic [31:0] WeightSum = 32'd0,  // checksums of the files, see sf_rom; 0: any file
  parameter logic [31:0] BiasSum = 32'd0,
  parameter logic [31:0] MulSum = 32'd0,
  parameter bit MemoryCheck = 1'b0,          // what the memories hold can be read out
  parameter bit Parity = 1'b0,               // a bit of parity in each word of weights
  // neurons
  parameter int FracBits = 14,
  parameter int Ka = 159,
  parameter int Sa = 10,
  parameter int Be = 164,
  parameter int VMin = -32768,
  parameter int VRest = 0,
  parameter bit Reset = 1'b1,
  parameter int Refractory = 0,
  parameter bit LeakGated = 1'b0,
  parameter bit Closed = 1'b0,
  parameter bit Pipeline = 1'b0,   // registers inside the neuron: five cycles more, a faster clock
  parameter bit HasGain = 1'b0,
  parameter bit Leaky = 1'b0,
  parameter int Beta = 973,
  parameter int Sb = 10,
  parameter int Threshold = 16384,
  parameter bit ResetToZero = 1'b0,
  parameter int NoiseNs = 0,
  parameter int NoiseSn = 0,
  parameter bit NoiseOnDrive = 1'b0,
  parameter int RestRs = 0,
  parameter int RestSr = 0,
  // Registers of single neurons: bits of each neuron's own, none where 0.
  parameter int ThOffsetBits = 0,
  parameter int KaBits = 0,
  parameter int BeBits = 0,
  parameter int BetaBits = 0,
  parameter int ThresholdBits = 0,
  parameter int GainBits = 0,
  parameter int FaultBits = 0,
  parameter int NeuronRows = 1,      // words of neurons until their registers are the same again
  parameter NeuronFile = "",         // row = word, NeuronLanes times OwnBits
  parameter logic [31:0] NeuronSum = 32'd0,  // its checksum, see sf_rom
  parameter logic [31:0] Seed = 32'd1,
  parameter int LayerNumber = 1,
  parameter int MaskPages = 1,     // 1: no mask memory, every neuron enabled; up to 4
  parameter int FieldDefault = 0,  // field code after reset
  parameter int FieldCodes = 1,
  localparam int W = FracBits + 2,
  parameter logic [FieldCodes-1:0]   FieldGate = {FieldCodes{1'b1}},
  parameter logic [FieldCodes*9-1:0] FieldGain = '0,
  parameter logic [FieldCodes*W-1:0] FieldThLo = '0,
  parameter logic [FieldCodes*W-1:0] FieldThHi = '0,
  parameter logic [FieldCodes*W-1:0] FieldThRest = '0,
  parameter bit ThWritable = 1'b0,
  localparam int InWords = (Inputs + InWordBits - 1) / InWordBits,
  localparam int InAddrBits = (InWords > 1) ? $clog2(InWords) : 1,
  localparam int InIndexBits = (Inputs > 1) ? $clog2(Inputs) : 1,
  localparam int InBitBits = (InWordBits > 1) ? $clog2(InWordBits) : 1,
  localparam int Words = (Neurons + NeuronLanes - 1) / NeuronLanes,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // input bitmap (sf_spike_buffer, sf_train_buffer or sf_pixel_buffer)
  input  logic                   in_valid_i,
  input  logic [31:0]            in_image_i,
  input  logic [InWords-1:0]     in_summary_i,
  output logic [InAddrBits-1:0]  in_addr_o,
  input  logic [InWordBits-1:0]  in_word_i,
  output logic [InIndexBits-1:0] in_pixel_addr_o,
  input  logic [7:0]             in_pixel_i,      // ignored unless Direct
  output logic                   in_train_o,      // the train of this word and bit, in time order
  output logic [InAddrBits-1:0]  in_train_word_o,
  output logic [InBitBits-1:0]   in_train_bit_o,
  input  logic [Steps-1:0]       in_train_i,
  output logic                   in_done_o,
  // output bitmap or read-out
  input  logic                   out_free_i,
  output logic                   out_alloc_o,
  output logic                   out_valid_o,
  output logic                   out_last_o,
  output logic [WordBits-1:0]    out_word_o,
  output logic [NeuronLanes-1:0] out_spike_o,
  output logic                         out_train_valid_o,  // in time order, with the last step
  output logic [NeuronLanes*Steps-1:0] out_trains_o,
  // run-time control (sf_field_control)
  input  logic                   cfg_select_valid_i,
  output logic                   cfg_select_ready_o,
  input  logic                   cfg_mask_valid_i,
  input  logic                   cfg_now_i,
  input  logic [31:0]            cfg_image_i,
  input  logic [7:0]             cfg_step_i,
  input  logic [3:0]             cfg_code_i,
  input  logic [1:0]             cfg_page_i,
  input  logic [15:0]            cfg_word_i,
  input  logic [NeuronLanes-1:0] cfg_mask_i,
  input  logic                   cfg_threshold_valid_i,  // never while busy_o
  input  logic [1:0]             cfg_which_i,
  input  logic [17:0]            cfg_value_i,            // its low W bits
  // commits
  output logic                             commit_valid_o,
  output logic [31:0]                      commit_image_o,
  output logic [7:0]                       commit_step_o,
  output logic [15:0]                      commit_base_o,
  output logic [NeuronLanes-1:0]           commit_mask_o,
  output logic [NeuronLanes*W-1:0]         commit_v_o,
  output logic [NeuronLanes*DriveBits-1:0] commit_d_o,
  output logic [NeuronLanes-1:0]           commit_spike_o,
  output logic [NeuronLanes-1:0]           commit_armed_o,
  output logic [NeuronLanes-1:0]           commit_over_o,
  output logic [3:0]                       commit_code_o,
  // busy with an image: from the start of its first walk to its last update
  output logic                   busy_o,
  // while idle, what the memories hold: row check_row_i of all of them, folded to 32 bits (sf_rom),
  // a cycle later; ignored unless MemoryCheck
  input  logic                   check_valid_i,
  input  logic [31:0]            check_row_i,
  output logic [31:0]            check_fold_o,
  // a word of weights was read whose parity is wrong, since the reset; 0 without Parity
  output logic                   parity_error_o
);

  localparam int Blocks = (Neurons + Lanes - 1) / Lanes;
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1;
  localparam int BlockWords = Lanes / NeuronLanes;
  // A neuron's next update waits for the one before.
  localparam int MinSpacing = Pipeline ? 7 : 2;
  localparam int StepWords = Time ? BlockWords : Words;  // one after another at a step
  localparam int StepWordBits = (StepWords > 1) ? $clog2(StepWords) : 1;
  localparam int StepCycles = (StepWords > MinSpacing) ? StepWords : MinSpacing;
  localparam int PlaceBits = (Blocks * BlockWords > 1) ? $clog2(Blocks * BlockWords) : 1;
  localparam int TagBits = 46;  // {image, step, code, page}

  logic [31:0] drive_fold, own_fold;  // of what the memories hold
  assign check_fold_o = drive_fold ^ {own_fold[28:0], own_fold[31:29]};

  // From bitmap to drives.
  logic                          walk_ready, walk_start, d0_valid, d0_last;
  logic [BlockBits-1:0]          gate;
  // By mask page: a step of the walk uses it; it enables a neuron of the block that may begin now.
  logic [3:0]                    walk_used, enabled;
  logic [TagBits-1:0]            walk_tag, d0_tag;
  logic [WordBits-1:0]           d0_word;
  logic [NeuronLanes*D0Bits-1:0] d0;
  logic                          closing, room, closed;

  sf_drive #(
    .Inputs      (Inputs),
    .Neurons     (Neurons),
    .Lanes       (Lanes),
    .NeuronLanes (NeuronLanes),
    .Direct      (Direct),
    .InWordBits  (InWordBits),
    .Conv        (Conv),
    .InHeight    (InHeight),
    .InWidth     (InWidth),
    .Channels    (Channels),
    .Kernel      (Kernel),
    .Stride      (Stride),
    .Padding     (Padding),
    .PoolSize    (PoolSize),
    .SumPool     (SumPool),
    .WeightBits  (WeightBits),
    .CounterBits (CounterBits),
    .D0Bits      (D0Bits),
    .Shift       (Shift),
    .MulPerNeuron(MulPerNeuron),
    .Mul         (Mul),
    .WeightFile  (WeightFile),
    .BiasFile    (BiasFile),
    .MulFile     (MulFile),
    .WeightSum   (WeightSum),
    .BiasSum     (BiasSum),
    .MulSum      (MulSum),
    .Check       (MemoryCheck),
    .Parity      (Parity),
    .TagBits     (TagBits),
    .MinSpacing  (MinSpacing),
    .Time        (Time),
    .Steps       (Steps),
    .Gap         (Gap),
    .MulNegative (MulNegative)
  ) u_drive (
    .clk_i,
    .rst_ni,
    .in_valid_i,
    .in_summary_i,
    .in_addr_o,
    .in_word_i,
    .in_pixel_addr_o,
    .in_pixel_i,
    .in_train_o,
    .in_train_word_o,
    .in_train_bit_o,
    .in_train_i,
    .in_done_o,
    .ready_o(walk_ready),
    .start_i(walk_start),
    .gate_o (gate),
    .gated_i((walk_used & enabled) == '0),
    .tag_i  (walk_tag),
    .closing_i(closing),
    .room_i (room),
    .close_o(closed),
    .valid_o(d0_valid),
    .last_o (d0_last),
    .word_o (d0_word),
    .tag_o  (d0_tag),
    .drive_o(d0),
    .check_i(check_valid_i),
    .check_row_i,
    .fold_o (drive_fold),
    .parity_error_o
  );

  // Steps: what the neurons are to be told about the word that reaches them.
  logic                          n_valid;
  logic [WordBits-1:0]           n_word;
  logic [StepWordBits-1:0]       n_state_word;
  logic                          n_empty;
  logic [NeuronLanes*D0Bits-1:0] n_drive;
  logic [7:0]                    n_step;
  logic [31:0]                   n_image;
  logic [3:0]                    n_code;
  logic [1:0]                    n_page;
  logic [NeuronLanes-1:0]        n_mask;
  logic                          image_start, image_end;
  logic [1:0]                    images_q;  // started, not finished: two banks behind allow two

  // Field code and mask page of the step that starts now.
  logic              step_start;
  logic [7:0]        start_step;
  logic [31:0]       start_image;
  logic [3:0]        start_code;
  logic [1:0]        start_page;
  logic [3:0]        start_used;

  sf_field_control #(
    .FieldCodes  (FieldCodes),
    .DefaultCode (FieldDefault),
    .FieldGate   (FieldGate),
    .Blocks      (Blocks),
    .BlockWords  (BlockWords),
    .Words       (Words),
    .NeuronLanes (NeuronLanes),
    .Pages       (MaskPages),
    .QueueDepth  (Time ? 1 << $clog2(Steps + 1) : 4)
  ) u_control (
    .clk_i,
    .rst_ni,
    .select_valid_i(cfg_select_valid_i),
    .select_ready_o(cfg_select_ready_o),
    .now_i         (cfg_now_i),
    .image_i       (cfg_image_i),
    .step_i        (cfg_step_i),
    .code_i        (cfg_code_i),
    .page_i        (cfg_page_i),
    .mask_valid_i  (cfg_mask_valid_i),
    .mask_word_i   (cfg_word_i),
    .mask_i        (cfg_mask_i),
    .start_i       (step_start),
    .start_image_i (start_image),
    .start_step_i  (start_step),
    .code_o        (start_code),
    .page_o        (start_page),
    .used_o        (start_used),
    .gate_i        (gate),
    .enabled_o     (enabled),
    .read_i        (n_valid),
    .read_page_i   (n_page),
    .read_word_i   (n_word),
    .mask_o        (n_mask)
  );

  if (Time) begin : gen_time
    // The neurons' place: word of the block, step, block. Drives come in that order.
    logic [StepWordBits-1:0] state_word_q;
    logic [7:0]              step_q, step_next;  // from 1
    logic [PlaceBits-1:0]  base_q;             // first word of the block
    logic                    block_step_end, block_end, place_end;
    // Images: that of the walk, and the one before, which the neurons may still be at.
    logic [31:0]             image_q, before_q;
    logic                    walk_bank_q, bank_q;
    logic                    sampling;
    logic [3:0]              sampled_used;
    localparam int StepBits = $clog2(Steps + 1);
    logic [3:0]              code;
    logic [1:0]              page;
    logic                    unused_time;

    assign walk_start  = walk_ready && out_free_i && (images_q != 2'd2);
    assign image_start = walk_start;
    assign out_alloc_o = walk_start;
    assign walk_tag    = '0;
    // The first block is walked, gated or not, and closes when the steps have been looked at.
    assign walk_used   = walk_start ? '1 : sampled_used;
    assign closing     = !sampling;
    assign start_image = image_q;
    assign unused_time = &{1'b0, d0_tag, d0_last, d0_word};

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        walk_bank_q <= 1'b0;
      end else if (walk_start) begin
        walk_bank_q <= !walk_bank_q;
      end
    end
    always_ff @(posedge clk_i) begin
      if (walk_start) begin
        image_q  <= in_image_i;
        before_q <= image_q;
      end
    end

    sf_schedule #(
      .Steps(Steps)
    ) u_schedule (
      .clk_i,
      .rst_ni,
      .sample_i   (walk_start),
      .busy_o     (sampling),
      .start_o    (step_start),
      .step_o     (start_step),
      .code_i     (start_code),
      .page_i     (start_page),
      .used_i     (start_used),
      .used_o     (sampled_used),
      .next_i     (place_end),
      .read_step_i(StepBits'(step_next)),
      .code_o     (code),
      .page_o     (page)
    );

    if (Direct) begin : gen_replay
      sf_block_replay #(
        .NeuronLanes(NeuronLanes),
        .BlockWords (BlockWords),
        .D0Bits     (D0Bits),
        .Steps      (Steps),
        .StepCycles (StepCycles)
      ) u_replay (
        .clk_i,
        .rst_ni,
        .close_i(closed),
        .room_o (room),
        .valid_i(d0_valid),
        .drive_i(d0),
        .valid_o(n_valid),
        .drive_o(n_drive)
      );
    end else begin : gen_trains
      logic unused_closed;
      assign room          = 1'b1;
      assign n_valid       = d0_valid;
      assign n_drive       = d0;
      assign unused_closed = &{1'b0, closed};
    end

    assign block_step_end = n_valid && (state_word_q == StepWordBits'(BlockWords - 1));
    assign block_end      = block_step_end && (step_q == 8'(Steps));
    assign place_end      = block_end && (base_q == PlaceBits'((Blocks - 1) * BlockWords));
    assign step_next      = !block_step_end ? step_q : block_end ? 8'd1 : step_q + 8'd1;

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        state_word_q <= '0;
        step_q       <= 8'd1;
        base_q       <= '0;
        bank_q       <= 1'b0;
      end else begin
        step_q <= step_next;
        if (n_valid)   state_word_q <= block_step_end ? '0 : state_word_q + 1'b1;
        if (block_end) base_q <= place_end ? '0 : base_q + PlaceBits'(BlockWords);
        if (place_end) bank_q <= !bank_q;
      end
    end

    assign n_state_word = state_word_q;
    assign n_word       = WordBits'(base_q + PlaceBits'(state_word_q));
    assign n_empty      = 32'(base_q) + 32'(state_word_q) >= Words;
    assign n_step       = step_q;
    // Equal where two images are under way, of which the neurons are at the first.
    assign n_image      = (bank_q == walk_bank_q) ? before_q : image_q;
    assign n_code       = code;
    assign n_page       = page;
  end else if (Direct) begin : gen_direct
    logic        active_q;  // between the start of the walk and the last replayed word
    logic        replay_done, unused_spiking;
    logic [7:0]  step_q;
    logic [31:0] image_q;
    logic [3:0]  code_q;
    logic [1:0]  page_q;

    // The drives of all neurons are computed, gated or not; gates apply to the replayed steps.
    assign walk_start     = walk_ready && !active_q;
    assign walk_used      = '1;
    assign walk_tag       = '0;
    assign closing        = 1'b1;
    assign room           = 1'b1;
    assign n_state_word   = n_word;
    assign n_empty        = 1'b0;
    assign unused_spiking = &{1'b0, start_used, d0_tag, closed};
    assign image_start    = walk_start;
    assign start_image    = image_q;

    always_ff @(posedge clk_i) begin
      if (!rst_ni)          active_q <= 1'b0;
      else if (walk_start)  active_q <= 1'b1;
      else if (replay_done) active_q <= 1'b0;
    end

    always_ff @(posedge clk_i) begin
      if (walk_start) image_q <= in_image_i;
      if (step_start) begin
        step_q <= start_step;
        code_q <= start_code;
        page_q <= start_page;
      end
    end

    sf_drive_replay #(
      .NeuronLanes(NeuronLanes),
      .Words      (Words),
      .D0Bits     (D0Bits),
      .Steps      (Steps),
      .StepCycles (StepCycles)
    ) u_replay (
      .clk_i,
      .rst_ni,
      .valid_i     (d0_valid),
      .last_i      (d0_last),
      .word_i      (d0_word),
      .drive_i     (d0),
      .out_free_i,
      .step_start_o(step_start),
      .step_o      (start_step),
      .done_o      (replay_done),
      .valid_o     (n_valid),
      .word_o      (n_word),
      .drive_o     (n_drive)
    );

    // The image of a word that is still in flight when the next walk starts: one cycle late.
    logic [31:0] n_image_q;
    always_ff @(posedge clk_i) begin
      if (step_start) n_image_q <= image_q;
    end

    assign out_alloc_o = step_start;
    assign n_step      = step_q;
    assign n_image     = n_image_q;
    assign n_code      = code_q;
    assign n_page      = page_q;
  end else begin : gen_spiking
    logic [7:0]        step_q;  // of the walk, from 1
    logic [3:0]        code_q;
    logic [1:0]        page_q;
    logic [3:0]        used_q;
    logic              unused_last;

    assign walk_start  = walk_ready && out_free_i;
    assign walk_used   = walk_start ? start_used : used_q;
    assign walk_tag    = {in_image_i, step_q, code_q, page_q};
    assign closing     = 1'b1;
    assign room        = 1'b1;
    assign unused_last = &{1'b0, d0_last, closed};
    assign image_start = walk_start && (step_q == 8'd1);
    assign out_alloc_o = walk_start;
    assign step_start  = walk_start;
    assign start_step  = step_q;
    assign start_image = in_image_i;

    always_ff @(posedge clk_i) begin
      if (!rst_ni)        step_q <= 8'd1;
      else if (in_done_o) step_q <= (step_q == 8'(Steps)) ? 8'd1 : step_q + 8'd1;
    end

    always_ff @(posedge clk_i) begin
      if (walk_start) begin
        code_q  <= start_code;
        page_q  <= start_page;
        used_q  <= start_used;
      end
    end

    assign n_valid      = d0_valid;
    assign n_word       = d0_word;
    assign n_state_word = d0_word;
    assign n_empty      = 1'b0;
    assign n_drive      = d0;
    assign {n_image, n_step, n_code, n_page} = d0_tag;
  end

  // Update.
  sf_neuron_array #(
    .Neurons    (Neurons),
    .NeuronLanes(NeuronLanes),
    .D0Bits     (D0Bits),
    .DriveBits  (DriveBits),
    .FracBits   (FracBits),
    .Ka         (Ka),
    .Sa         (Sa),
    .Be         (Be),
    .VMin       (VMin),
    .VRest      (VRest),
    .Reset      (Reset),
    .Refractory (Refractory),
    .LeakGated  (LeakGated),
    .Closed     (Closed),
    .Pipeline   (Pipeline),
    .HasGain    (HasGain),
    .Leaky      (Leaky),
    .Beta       (Beta),
    .Sb         (Sb),
    .Threshold  (Threshold),
    .ResetToZero(ResetToZero),
    .NoiseNs    (NoiseNs),
    .NoiseSn    (NoiseSn),
    .NoiseOnDrive(NoiseOnDrive),
    .RestRs     (RestRs),
    .RestSr     (RestSr),
    .ThOffsetBits(ThOffsetBits),
    .KaBits(KaBits),
    .BeBits(BeBits),
    .BetaBits(BetaBits),
    .ThresholdBits(ThresholdBits),
    .GainBits(GainBits),
    .FaultBits(FaultBits),
    .NeuronRows (NeuronRows),
    .NeuronFile (NeuronFile),
    .NeuronSum  (NeuronSum),
    .Check      (MemoryCheck),
    .Seed       (Seed),
    .LayerNumber(LayerNumber),
    .FieldCodes (FieldCodes),
    .FieldGate  (FieldGate),
    .FieldGain  (FieldGain),
    .FieldThLo  (FieldThLo),
    .FieldThHi  (FieldThHi),
    .FieldThRest(FieldThRest),
    .ThWritable (ThWritable),
    .Time       (Time),
    .BlockWords (BlockWords),
    .Steps      (Steps)
  ) u_neurons (
    .clk_i,
    .rst_ni,
    .valid_i       (n_valid),
    .word_i        (n_word),
    .state_word_i  (n_state_word),
    .empty_i       (n_empty),
    .first_i       (n_step == 8'd1),
    .step_i        (n_step),
    .image_i       (n_image),
    .code_i        (n_code),
    .drive_i       (n_drive),
    .mask_i        (n_mask),
    .th_valid_i    (cfg_threshold_valid_i),
    .th_code_i     (cfg_code_i),
    .th_which_i    (cfg_which_i),
    .th_value_i    (cfg_value_i[W-1:0]),
    .out_valid_o,
    .out_last_o,
    .out_word_o,
    .out_spike_o,
    .out_trains_o,
    .commit_valid_o,
    .commit_image_o,
    .commit_step_o,
    .commit_base_o,
    .commit_mask_o,
    .commit_v_o,
    .commit_d_o,
    .commit_spike_o,
    .commit_armed_o,
    .commit_over_o,
    .commit_code_o,
    .check_i       (check_valid_i),
    .check_row_i,
    .fold_o        (own_fold)
  );

  assign out_train_valid_o = Time && out_valid_o && (commit_step_o == 8'(Steps));

  if (W < 18) begin : gen_narrow
    logic unused_value;
    assign unused_value = &{1'b0, cfg_value_i[17:W]};
  end

  // Busy. The next image's first walk may start before the last update of the image before it.
  assign image_end = out_valid_o && out_last_o && (commit_step_o == 8'(Steps));
  assign busy_o    = (images_q != 2'd0) || image_start;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) images_q <= 2'd0;
    else         images_q <= images_q + 2'(image_start) - 2'(image_end);
  end

endmodule

`default_nettype wire
