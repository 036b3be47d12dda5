// SPDX-License-Identifier: Apache-2.0
// The neurons of a layer: NeuronLanes macros that share one state memory, and the commit port.
//
// A word of NeuronLanes drives arrives with its word address; the next cycle the neurons update,
// the new state is written and committed. The committed values are the memory's write data.
//
// Latency     word in cycle c, commit in c+1; in c+6 where Pipeline
// Throughput  one word a cycle; the same word again not before c+2; c+7 where Pipeline
// Reset       pipeline only; at step 1 (first_i) every neuron starts from VRest, armed, so nothing
//             of an earlier image can be left
// Neurons     sf_neuron, sf_neuron_pipeline where Pipeline, or sf_leaky where Leaky
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
  parameter bit Pipeline = 1'b0,   // sf_neuron_pipeline: the update takes five cycles more
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
  parameter logic [31:0] Seed = 32'd1,
  parameter int LayerNumber = 1,   // from 1, a coordinate of the random bits
  // Register sets, one per field code, code 0 in the lowest bits.
  parameter int FieldCodes = 1,
  localparam int W = FracBits + 2,
  parameter logic [FieldCodes-1:0]   FieldGate = {FieldCodes{1'b1}},
  parameter logic [FieldCodes*9-1:0] FieldGain = '0,
  parameter logic [FieldCodes*W-1:0] FieldThLo = '0,
  parameter logic [FieldCodes*W-1:0] FieldThHi = '0,
  parameter logic [FieldCodes*W-1:0] FieldThRest = '0,
  // The thresholds are registers with these values after reset, written through th_*.
  parameter bit ThWritable = 1'b0,
  localparam int Words = (Neurons + NeuronLanes - 1) / NeuronLanes,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  // drives
  input  logic                          valid_i,
  input  logic [WordBits-1:0]           word_i,
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
  output logic [NeuronLanes-1:0]        out_spike_o,
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
  output logic [3:0]                       commit_code_o
);

  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1;
  // V, then where there is a wall whether it is armed and its countdown.
  localparam int StateBits = W + (Leaky ? 0 : 1) + ((Refractory > 0) ? RefBits : 0);
  localparam int Tail = Neurons - (Words - 1) * NeuronLanes;  // neurons in the last word
  localparam logic [NeuronLanes-1:0] TailMask = {NeuronLanes{1'b1}} >> (NeuronLanes - Tail);
  localparam int CodeBits = (FieldCodes > 1) ? $clog2(FieldCodes) : 1;
  localparam int Delay = Pipeline ? 5 : 0;  // of sf_neuron_pipeline

  // Stage 1: the word waits for its state.
  logic                             valid_q, first_q;
  logic [WordBits-1:0]              word_q;
  logic [7:0]                       step_q;
  logic [31:0]                      image_q;
  logic [3:0]                       code_q;
  logic [NeuronLanes*DriveBits-1:0] drive, drive_q;
  logic [31:0]                      noise_shared;
  logic [NeuronLanes*StateBits-1:0] state, state_next;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else         valid_q <= valid_i;
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      word_q  <= word_i;
      first_q <= first_i;
      step_q  <= step_i;
      image_q <= image_i;
      code_q  <= code_i;
      drive_q <= drive;
    end
  end

  // Where the update is complete, Delay cycles later.
  logic                             valid_d;
  logic [WordBits-1:0]              word_d;
  logic [7:0]                       step_d;
  logic [31:0]                      image_d;
  logic [3:0]                       code_d;
  logic [NeuronLanes*DriveBits-1:0] drive_d;
  logic [NeuronLanes-1:0]           enabled, enabled_d;

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
    .Width (WordBits + 44 + NeuronLanes * (DriveBits + 1)),
    .Cycles(Delay)
  ) u_word (
    .clk_i,
    .rst_ni,
    .data_i({word_q, step_q, image_q, code_q, drive_q, enabled}),
    .data_o({word_d, step_d, image_d, code_d, drive_d, enabled_d})
  );

  sf_ram #(
    .Width(NeuronLanes * StateBits),
    .Depth(Words)
  ) u_state (
    .clk_i,
    .we_i    (valid_d),
    .waddr_i (word_d),
    .wdata_i (state_next),
    .re_i    (valid_i),
    .raddr_i (word_i),
    .rdata_o (state)
  );

  // Thresholds of all field codes.
  logic [FieldCodes*W-1:0] all_lo, all_hi, all_rest;

  if (ThWritable) begin : gen_thresholds
    for (genvar c = 0; c < FieldCodes; c++) begin : gen_code
      logic         write;
      logic [W-1:0] lo_q, hi_q, rest_q;
      assign write = th_valid_i && (th_code_i == 4'(c));
      always_ff @(posedge clk_i) begin
        if (!rst_ni) begin
          lo_q   <= FieldThLo[c*W +: W];
          hi_q   <= FieldThHi[c*W +: W];
          rest_q <= FieldThRest[c*W +: W];
        end else if (write) begin
          if (th_which_i == 2'd0) lo_q   <= th_value_i;
          if (th_which_i == 2'd1) hi_q   <= th_value_i;
          if (th_which_i == 2'd2) rest_q <= th_value_i;
        end
      end
      assign all_lo[c*W +: W]   = lo_q;
      assign all_hi[c*W +: W]   = hi_q;
      assign all_rest[c*W +: W] = rest_q;
    end
  end else begin : gen_fixed_thresholds
    logic unused_thresholds;
    assign all_lo   = FieldThLo;
    assign all_hi   = FieldThHi;
    assign all_rest = FieldThRest;
    assign unused_thresholds = &{1'b0, th_valid_i, th_code_i, th_which_i, th_value_i};
  end

  // The register set that the field selects.
  logic signed [8:0]   gain;
  logic                gate;
  logic signed [W-1:0] th_lo, th_hi, th_rest;
  logic [CodeBits-1:0] code_in, code;

  assign code_in = CodeBits'(code_i);
  assign code    = CodeBits'(code_d);
  assign gate    = FieldGate[CodeBits'(code_q)];

  // A chain of choices, not an index: a place in a table can cost a multiplier.
  for (genvar c = 0; c < FieldCodes; c++) begin : gen_choice
    logic [8:0]     gain_c;
    logic [3*W-1:0] th_c;
    if (c == 0) begin : gen_first
      logic unused_code;  // where there is no other
      assign gain_c      = FieldGain[8:0];
      assign th_c        = {all_lo[W-1:0], all_hi[W-1:0], all_rest[W-1:0]};
      assign unused_code = &{1'b0, code_in, code};
    end else begin : gen_next
      assign gain_c = (code_in == CodeBits'(c)) ? FieldGain[c*9 +: 9] : gen_choice[c-1].gain_c;
      assign th_c   = (code == CodeBits'(c))
                          ? {all_lo[c*W +: W], all_hi[c*W +: W], all_rest[c*W +: W]}
                          : gen_choice[c-1].th_c;
    end
  end
  assign gain                    = gen_choice[FieldCodes-1].gain_c;
  assign {th_lo, th_hi, th_rest} = gen_choice[FieldCodes-1].th_c;

  logic                   last_word;
  logic [NeuronLanes-1:0] present;
  assign last_word = word_d == WordBits'(Words - 1);
  assign present   = last_word ? TailMask : {NeuronLanes{1'b1}};

  // Random bits that all neurons of a step share.
  if (NoiseNs != 0) begin : gen_noise_shared
    localparam logic [15:0] LayerTag = 16'(LayerNumber);
    logic [31:0] of_image;
    sf_mix u_image (.word_i(Seed ^ image_i), .word_o(of_image));
    sf_mix u_step (
      .word_i(of_image ^ {LayerTag, 8'd0, step_i}),
      .word_o(noise_shared)
    );
  end else begin : gen_quiet
    logic unused_noise;
    assign noise_shared = '0;
    assign unused_noise = &{1'b0, noise_shared};
  end

  for (genvar i = 0; i < NeuronLanes; i++) begin : gen_lane
    logic signed [W-1:0]         v, v_next;
    logic                        armed, armed_next, spike, over;
    logic [RefBits-1:0]          count, count_next;
    logic signed [DriveBits-1:0] gained;

    sf_gain #(
      .InBits (D0Bits),
      .OutBits(DriveBits),
      .Enable (HasGain)
    ) u_gain (
      .drive_i(drive_i[i*D0Bits +: D0Bits]),
      .gain_i (gain),
      .drive_o(gained)
    );

    if (NoiseNs != 0) begin : gen_noise
      logic signed [DriveBits-1:0] noise;
      sf_noise #(
        .Ns       (NoiseNs),
        .Sn       (NoiseSn),
        .NoiseBits(DriveBits)
      ) u_noise (
        .shared_i(noise_shared),
        .index_i (32'(word_i) * NeuronLanes + i),
        .noise_o (noise)
      );
      assign drive[i*DriveBits +: DriveBits] = gained + noise;
    end else begin : gen_no_noise
      assign drive[i*DriveBits +: DriveBits] = gained;
    end

    assign enabled[i] = valid_q && gate && mask_i[i];
    assign v       = first_q ? W'(VRest) : state[i*StateBits +: W];

    if (Leaky) begin : gen_leaky
      logic                unused_wall, spike_now;
      logic signed [W-1:0] v_now;
      sf_leaky #(
        .FracBits   (FracBits),
        .DriveBits  (DriveBits),
        .VMin       (VMin),
        .Beta       (Beta),
        .Sb         (Sb),
        .Threshold  (Threshold),
        .ResetToZero(ResetToZero)
      ) u_neuron (
        .gate_i (enabled[i]),
        .v_i    (v),
        .drive_i(drive_q[i*DriveBits +: DriveBits]),
        .v_o    (v_now),
        .spike_o(spike_now)
      );
      sf_delay #(
        .Width (W + 1),
        .Cycles(Delay)
      ) u_state (
        .clk_i,
        .rst_ni,
        .data_i({spike_now, v_now}),
        .data_o({spike, v_next})
      );
      assign armed_next  = 1'b1;
      assign count_next  = '0;
      assign over        = 1'b0;
      assign unused_wall = &{1'b0, th_lo, th_hi, th_rest, armed, count};
    end else if (Pipeline) begin : gen_pipeline
      sf_neuron_pipeline #(
        .FracBits  (FracBits),
        .DriveBits (DriveBits),
        .Ka        (Ka),
        .Sa        (Sa),
        .Be        (Be),
        .VMin      (VMin),
        .VRest     (VRest),
        .Reset     (Reset),
        .Refractory(Refractory),
        .LeakGated (LeakGated)
      ) u_neuron (
        .clk_i,
        .gate_i   (enabled[i]),
        .th_lo_i  (th_lo),
        .th_hi_i  (th_hi),
        .th_rest_i(th_rest),
        .v_i      (v),
        .armed_i  (armed),
        .ref_i    (count),
        .drive_i  (drive_q[i*DriveBits +: DriveBits]),
        .v_o      (v_next),
        .armed_o  (armed_next),
        .ref_o    (count_next),
        .spike_o  (spike),
        .over_o   (over)
      );
    end else begin : gen_wall
      sf_neuron #(
        .FracBits  (FracBits),
        .DriveBits (DriveBits),
        .Ka        (Ka),
        .Sa        (Sa),
        .Be        (Be),
        .VMin      (VMin),
        .VRest     (VRest),
        .Reset     (Reset),
        .Refractory(Refractory),
        .LeakGated (LeakGated)
      ) u_neuron (
        .gate_i   (enabled[i]),
        .th_lo_i  (th_lo),
        .th_hi_i  (th_hi),
        .th_rest_i(th_rest),
        .v_i      (v),
        .armed_i  (armed),
        .ref_i    (count),
        .drive_i  (drive_q[i*DriveBits +: DriveBits]),
        .v_o      (v_next),
        .armed_o  (armed_next),
        .ref_o    (count_next),
        .spike_o  (spike),
        .over_o   (over)
      );
    end

    assign state_next[i*StateBits +: W] = v_next;
    if (Leaky) begin : gen_always_armed
      assign armed = 1'b1;
    end else begin : gen_armed
      assign armed = first_q || state[i*StateBits + W];
      assign state_next[i*StateBits + W] = armed_next;
    end
    if (Refractory > 0) begin : gen_refractory
      assign count = first_q ? '0 : state[i*StateBits + W + 1 +: RefBits];
      assign state_next[i*StateBits + W + 1 +: RefBits] = count_next;
    end else begin : gen_no_refractory
      logic unused_count;
      assign count = '0;
      assign unused_count = &{1'b0, count_next};
    end

    assign out_spike_o[i]                          = spike && present[i];
    assign commit_mask_o[i]                        = present[i] && enabled_d[i];
    assign commit_v_o[i*W +: W]                    = state_next[i*StateBits +: W];
    assign commit_d_o[i*DriveBits +: DriveBits]    = drive_d[i*DriveBits +: DriveBits];
    assign commit_spike_o[i]                       = spike;
    assign commit_armed_o[i]                       = armed_next;
    assign commit_over_o[i]                        = over;
  end

  assign out_valid_o    = valid_d;
  assign out_last_o     = last_word;
  assign commit_valid_o = valid_d && (commit_mask_o != '0);
  assign commit_image_o = image_d;
  assign commit_step_o  = step_d;
  assign commit_base_o  = 16'(32'(word_d) * NeuronLanes);
  assign commit_code_o  = code_d;

endmodule

`default_nettype wire
