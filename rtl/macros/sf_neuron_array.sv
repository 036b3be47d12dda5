// SPDX-License-Identifier: Apache-2.0
// The neurons of a layer: a walk over words of NeuronLanes lanes that share one state memory, and
// the commit port.
//
// A word of NeuronLanes drives arrives with its word address; the next cycle the neurons update,
// the new state is written and committed. The committed values are the memory's write data.
//
// Latency     word in cycle c, commit in c+1; in c+6 where Pipeline
// Throughput  one word a cycle; the same word again not before c+2; c+7 where Pipeline
// Time        with Time the steps of a block follow each other: only the states of a block are kept,
//             beside the trains of its spikes so far, which leave with the last step
// Reset       pipeline only; at step 1 (first_i) every neuron starts from VRest, armed, so nothing
//             of an earlier image can be left
// Golden      sim/golden, one step of a layer
`timescale 1ns / 1ps
`default_nettype none

module sf_neuron_array #(
  parameter int Neurons = 8,
  parameter int NeuronLanes = 4,
  parameter int D0Bits = 16,
  parameter int DriveBits = 16,
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
  parameter bit Pipeline = 1'b0,   // the update takes five cycles more
  parameter bit HasGain = 1'b0,
  // The conventional neuron instead of the spintronic one.
  parameter bit Leaky = 1'b0,
  parameter int Beta = 973,
  parameter int Sb = 10,
  parameter int Threshold = 16384,
  parameter bit ResetToZero = 1'b0,
  // Noise; none where NoiseNs is 0.
  parameter int NoiseNs = 0,
  parameter int NoiseSn = 0,
  parameter bit NoiseOnDrive = 1'b0,
  // Spread of the rest potential; none where RestRs is 0.
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
  parameter bit Check = 1'b0,
  parameter logic [31:0] Seed = 32'd1,
  parameter int LayerNumber = 1,   // from 1, a coordinate of the random bits
  // Register sets, see sf_field_registers.
  parameter int FieldCodes = 1,
  localparam int W = FracBits + 2,
  parameter logic [FieldCodes-1:0]   FieldGate = {FieldCodes{1'b1}},
  parameter logic [FieldCodes*9-1:0] FieldGain = '0,
  parameter logic [FieldCodes*W-1:0] FieldThLo = '0,
  parameter logic [FieldCodes*W-1:0] FieldThHi = '0,
  parameter logic [FieldCodes*W-1:0] FieldThRest = '0,
  parameter bit ThWritable = 1'b0,
  // time order
  parameter bit Time = 1'b0,
  parameter int BlockWords = 1,
  parameter int Steps = 1,
  localparam int Words = (Neurons + NeuronLanes - 1) / NeuronLanes,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int StateWords = Time ? BlockWords : Words,
  localparam int StateWordBits = (StateWords > 1) ? $clog2(StateWords) : 1
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  // drives
  input  logic                          valid_i,
  input  logic [WordBits-1:0]           word_i,
  input  logic [StateWordBits-1:0]      state_word_i,  // where its state is kept
  input  logic                          empty_i,       // it holds no neuron
  input  logic                          first_i,  // step 1
  input  logic [7:0]                    step_i,
  input  logic [31:0]                   image_i,
  input  logic [3:0]                    code_i,
  input  logic [NeuronLanes*D0Bits-1:0] drive_i,
  input  logic [NeuronLanes-1:0]        mask_i,   // neurons enabled, one cycle after the word
  // a threshold of a field code, between images; ignored unless ThWritable
  input  logic                          th_valid_i,
  input  logic [3:0]                    th_code_i,
  input  logic [1:0]                    th_which_i,  // 0 TH_LO, 1 TH_HI, 2 TH_REST
  input  logic [W-1:0]                  th_value_i,
  // spikes: every word of a step in order, whether or not a neuron was gated
  output logic                          out_valid_o,
  output logic                          out_last_o,
  output logic [WordBits-1:0]           out_word_o,
  output logic [NeuronLanes-1:0]        out_spike_o,
  output logic [NeuronLanes*Steps-1:0]  out_trains_o,  // neuron by neuron, complete with the last step
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
  // what the memory of the neurons' own registers holds, see sf_rom
  input  logic                             check_i,
  input  logic [31:0]                      check_row_i,
  output logic [31:0]                      fold_o
);

  // As in sf_neuron_lane.
  localparam bit KeptRest = (RestRs != 0) && (Refractory > 0) && (!Reset || LeakGated);
  localparam int StateBits = W + (Leaky ? 0 : 1) + ((Refractory > 0) ? $clog2(Refractory + 1) : 0)
                             + (KeptRest ? W : 0);
  localparam logic [StateBits-1:0] Start = StateBits'({!Leaky, W'(VRest)});
  localparam int Tail = Neurons - (Words - 1) * NeuronLanes;  // neurons in the last word
  localparam logic [NeuronLanes-1:0] TailMask = {NeuronLanes{1'b1}} >> (NeuronLanes - Tail);
  localparam int Delay = Pipeline ? 5 : 0;  // of sf_neuron_pipeline

  // Stage 1: the word waits for its state.
  logic                             valid_q, empty_q, first_q;
  logic [WordBits-1:0]              word_q;
  logic [StateWordBits-1:0]         state_word_q;
  logic [7:0]                       step_q;
  logic [31:0]                      image_q;
  logic [3:0]                       code_q;
  logic [NeuronLanes*StateBits-1:0] state, state_next;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else         valid_q <= valid_i;
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      word_q       <= word_i;
      state_word_q <= state_word_i;
      empty_q      <= empty_i;
      step_q       <= step_i;
      image_q      <= image_i;
      code_q       <= code_i;
    end
  end

  // The memory of states knows step 1 by itself; a drawn rest and a stuck leaky neuron ask, too.
  if ((RestRs != 0) || (Leaky && (FaultBits > 0))) begin : gen_first
    always_ff @(posedge clk_i) begin
      if (valid_i) first_q <= first_i;
    end
  end else begin : gen_no_first
    assign first_q = 1'b0;
  end

  // Where the update is complete, Delay cycles later.
  logic                     valid_d, empty_d;
  logic [StateWordBits-1:0] state_word_d;

  sf_delay #(
    .Width (1),
    .Cycles(Delay),
    .Reset (1'b1)
  ) u_valid (
    .clk_i,
    .rst_ni,
    .data_i(valid_q),
    .data_o(valid_d)
  );
  sf_delay #(
    .Width (WordBits + StateWordBits + 45),
    .Cycles(Delay)
  ) u_word (
    .clk_i,
    .rst_ni,
    .data_i({word_q, state_word_q, empty_q, step_q, image_q, code_q}),
    .data_o({out_word_o, state_word_d, empty_d, commit_step_o, commit_image_o, commit_code_o})
  );

  sf_states #(
    .Width  (NeuronLanes * StateBits),
    .Depth  (StateWords),
    .Initial({NeuronLanes{Start}})
  ) u_state (
    .clk_i,
    .we_i     (valid_d),
    .waddr_i  (state_word_d),
    .wdata_i  (state_next),
    .re_i     (valid_i),
    .initial_i(first_i),
    .raddr_i  (state_word_i),
    .rdata_o  (state)
  );

  logic signed [8:0]   gain;
  logic                gate;
  logic signed [W-1:0] th_lo, th_hi, th_rest;

  sf_field_registers #(
    .FracBits   (FracBits),
    .FieldCodes (FieldCodes),
    .FieldGate  (FieldGate),
    .FieldGain  (FieldGain),
    .FieldThLo  (FieldThLo),
    .FieldThHi  (FieldThHi),
    .FieldThRest(FieldThRest),
    .ThWritable (ThWritable)
  ) u_fields (
    .clk_i,
    .rst_ni,
    .th_valid_i,
    .th_code_i,
    .th_which_i,
    .th_value_i,
    .gain_code_i(code_i),
    .gain_o     (gain),
    .gate_code_i(code_q),
    .gate_o     (gate),
    .code_i     (commit_code_o),
    .th_lo_o    (th_lo),
    .th_hi_o    (th_hi),
    .th_rest_o  (th_rest)
  );

  // Random bits that all neurons of a step share: of the noise, of rest potentials at this step and
  // at the start of the image.
  localparam logic [15:0] LayerTag = 16'(LayerNumber);
  localparam logic [15:0] RestTag = 16'(LayerNumber + 128);
  logic [31:0] of_image, noise_shared, rest_shared, start_shared;
  if ((NoiseNs != 0) || (RestRs != 0)) begin : gen_random
    sf_mix u_image (.word_i(Seed ^ image_i), .word_o(of_image));
  end else begin : gen_determined
    logic unused_image;
    assign of_image     = '0;
    assign unused_image = &{1'b0, of_image};
  end
  if (NoiseNs != 0) begin : gen_noise_shared
    sf_mix u_step (
      .word_i(of_image ^ {LayerTag, 8'd0, step_i}),
      .word_o(noise_shared)
    );
  end else begin : gen_quiet
    assign noise_shared = '0;
  end
  if (RestRs != 0) begin : gen_rest_shared
    sf_mix u_step (
      .word_i(of_image ^ {RestTag, 8'd0, step_i}),
      .word_o(rest_shared)
    );
    sf_mix u_start (
      .word_i(of_image ^ {RestTag, 16'd0}),
      .word_o(start_shared)
    );
  end else begin : gen_fixed_rest
    assign rest_shared  = '0;
    assign start_shared = '0;
  end

  // Registers of single neurons.
  localparam int OwnBits =
      ThOffsetBits + KaBits + BeBits + BetaBits + ThresholdBits + GainBits + FaultBits;
  localparam int OwnWidth = (OwnBits > 0) ? OwnBits : 1;
  logic [NeuronLanes*OwnWidth-1:0] own;
  if (OwnBits > 0) begin : gen_own
    sf_neuron_registers #(
      .Width    (NeuronLanes * OwnBits),
      .Rows     (NeuronRows),
      .BlockRows(Time ? BlockWords : NeuronRows),
      .Steps    (Time ? Steps : 1),
      .File     (NeuronFile),
      .Sum      (NeuronSum),
      .Check    (Check)
    ) u_own (
      .clk_i,
      .rst_ni,
      .valid_i,
      .row_o (own),
      .check_i,
      .check_row_i,
      .fold_o
    );
  end else begin : gen_common
    logic unused_check;
    assign own          = '0;
    assign fold_o       = 32'd0;
    assign unused_check = &{1'b0, check_i, check_row_i};
  end

  logic [NeuronLanes-1:0] present, enabled;
  assign present = empty_d ? '0 : out_last_o ? TailMask : {NeuronLanes{1'b1}};

  for (genvar i = 0; i < NeuronLanes; i++) begin : gen_lane
    sf_neuron_lane #(
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
      .FaultBits(FaultBits)
    ) u_lane (
      .clk_i,
      .valid_i,
      .drive_i  (drive_i[i*D0Bits +: D0Bits]),
      .gain_i   (gain),
      .shared_i (noise_shared),
      .rest_shared_i (rest_shared),
      .start_shared_i(start_shared),
      .own_i    (own[i*OwnWidth +: OwnWidth]),
      .index_i  (32'(32'(word_i) * NeuronLanes + i)),
      .gate_i   (valid_q && gate && mask_i[i]),
      .first_i  (first_q),
      .state_i  (state[i*StateBits +: StateBits]),
      .th_lo_i  (th_lo),
      .th_hi_i  (th_hi),
      .th_rest_i(th_rest),
      .gate_o   (enabled[i]),
      .drive_o  (commit_d_o[i*DriveBits +: DriveBits]),
      .state_o  (state_next[i*StateBits +: StateBits]),
      .armed_o  (commit_armed_o[i]),
      .spike_o  (commit_spike_o[i]),
      .over_o   (commit_over_o[i])
    );
    assign commit_v_o[i*W +: W] = state_next[i*StateBits +: W];
  end

  // The spikes of a block, step after step from above: with the last step those of the block before
  // are out.
  if (Time) begin : gen_trains
    logic [NeuronLanes*Steps-1:0] so_far;
    sf_table #(
      .Width(NeuronLanes * Steps),
      .Depth(BlockWords)
    ) u_trains (
      .clk_i,
      .we_i   (valid_d),
      .addr_i (state_word_d),
      .wdata_i(out_trains_o),
      .rdata_o(so_far)
    );
    for (genvar i = 0; i < NeuronLanes; i++) begin : gen_train
      assign out_trains_o[i*Steps +: Steps] =
          Steps'({out_spike_o[i], so_far[i*Steps +: Steps]} >> 1);
    end
  end else begin : gen_no_trains
    assign out_trains_o = '0;
  end

  assign out_valid_o    = valid_d && !empty_d;
  assign out_last_o     = out_word_o == WordBits'(Words - 1);
  assign out_spike_o    = commit_spike_o & present;
  assign commit_valid_o = valid_d && (commit_mask_o != '0);
  assign commit_base_o  = 16'(32'(out_word_o) * NeuronLanes);
  assign commit_mask_o  = present & enabled;

endmodule

`default_nettype wire
