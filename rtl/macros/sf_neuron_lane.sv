// SPDX-License-Identifier: Apache-2.0
// One neuron macro and what stands before it: the drive of a neuron through gain and noise, then,
// a cycle later, its state from before to after. The state lives outside.
//
// State       V in the lowest bits; armed, but for Leaky; the countdown where Refractory; the rest
//             potential drawn at the last spike, where V itself does not keep it meanwhile (KeptRest)
// Latency     drive in cycle c, state before in c+1, state after in c+1; in c+6 where Pipeline
// Throughput  one neuron a cycle
// Reset       none
// Neuron      sf_neuron, sf_neuron_pipeline where Pipeline, or sf_leaky where Leaky
// Golden      sim/golden/neuron.hpp, drive and step
`timescale 1ns / 1ps
`default_nettype none

module sf_neuron_lane #(
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
  parameter bit Pipeline = 1'b0,
  parameter bit HasGain = 1'b0,
  parameter bit Leaky = 1'b0,
  parameter int Beta = 973,
  parameter int Sb = 10,
  parameter int Threshold = 16384,
  parameter bit ResetToZero = 1'b0,
  parameter int NoiseNs = 0,       // 0: no noise
  parameter int NoiseSn = 0,
  parameter bit NoiseOnDrive = 1'b0,  // it scales the drive, else it adds to it
  parameter int RestRs = 0,        // 0: V rests at VRest
  parameter int RestSr = 0,
  // Registers of single neurons: bits of each neuron's own, none where 0.
  parameter int ThOffsetBits = 0,
  parameter int KaBits = 0,
  parameter int BeBits = 0,
  parameter int BetaBits = 0,
  parameter int ThresholdBits = 0,
  parameter int GainBits = 0,
  parameter int FaultBits = 0,
  localparam int OwnBits =
      ThOffsetBits + KaBits + BeBits + BetaBits + ThresholdBits + GainBits + FaultBits,
  localparam int OwnWidth = (OwnBits > 0) ? OwnBits : 1,
  localparam int W = FracBits + 2,
  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1,
  localparam bit KeptRest = (RestRs != 0) && (Refractory > 0) && (!Reset || LeakGated),
  localparam int CountAt = W + (Leaky ? 0 : 1),
  localparam int RestAt = CountAt + ((Refractory > 0) ? RefBits : 0),
  localparam int StateBits = RestAt + (KeptRest ? W : 0)
) (
  input  logic                        clk_i,
  // drive
  input  logic                        valid_i,
  input  logic signed [D0Bits-1:0]    drive_i,
  input  logic signed [8:0]           gain_i,
  input  logic [31:0]                 shared_i,  // random bits of the step, see sf_noise
  input  logic [31:0]                 rest_shared_i,   // and of its rest potentials,
  input  logic [31:0]                 start_shared_i,  // and of those at the start of the image
  input  logic [31:0]                 index_i,   // of the neuron
  input  logic [OwnWidth-1:0]         own_i,     // its own registers, ThOffset in the lowest bits
  // state before, a cycle later
  input  logic                        gate_i,
  input  logic                        first_i,   // step 1
  input  logic [StateBits-1:0]        state_i,
  // field, with the state after
  input  logic signed [W-1:0]         th_lo_i,
  input  logic signed [W-1:0]         th_hi_i,
  input  logic signed [W-1:0]         th_rest_i,
  // state after, with the gate and drive that led there
  output logic                        gate_o,
  output logic signed [DriveBits-1:0] drive_o,
  output logic [StateBits-1:0]        state_o,
  output logic                        armed_o,
  output logic                        spike_o,
  output logic                        over_o
);

  localparam int Delay = Pipeline ? 5 : 0;  // of sf_neuron_pipeline

  logic signed [DriveBits-1:0] gained, drive, drive_q;
  logic signed [W-1:0]         v, v_next;
  logic                        armed, gate, wall_armed;
  logic [RefBits-1:0]          count, count_next;

  // The registers of its own: with the drive, with the state before, with the state after.
  localparam int KaAt = ThOffsetBits;
  localparam int BeAt = KaAt + KaBits;
  localparam int BetaAt = BeAt + BeBits;
  localparam int ThresholdAt = BetaAt + BetaBits;
  localparam int GainAt = ThresholdAt + ThresholdBits;
  localparam int FaultAt = GainAt + GainBits;
  localparam logic signed [W-1:0] VHigh = {1'b0, {(W-1){1'b1}}};
  localparam logic signed [W-1:0] VLow = {1'b1, {(W-1){1'b0}}};
  logic [OwnWidth-1:0]        own_q, own_after;
  logic [1:0]                 fault, fault_after;  // 1 silent, 2 stuck, 3 frozen
  logic [7:0]                 ka;
  logic [FracBits:0]          be;
  logic [Sb:0]                beta;
  logic [W-2:0]               threshold;
  logic signed [W-1:0]        th_lo, th_hi, th_rest;

  if (OwnBits > 0) begin : gen_own
    always_ff @(posedge clk_i) begin
      if (valid_i) own_q <= own_i;
    end
    sf_delay #(
      .Width (OwnBits),
      .Cycles(Delay)
    ) u_own (
      .clk_i,
      .rst_ni(1'b1),
      .data_i(own_q),
      .data_o(own_after)
    );
  end else begin : gen_common
    logic unused_own;
    assign own_q      = '0;
    assign own_after  = '0;
    assign unused_own = &{1'b0, own_i};
  end
  if (KaBits > 0) begin : gen_ka
    assign ka = 8'(own_q[KaAt +: KaBits]);
  end else begin : gen_common_ka
    assign ka = '0;
  end
  if (BeBits > 0) begin : gen_be
    assign be = (FracBits + 1)'(own_q[BeAt +: BeBits]);
  end else begin : gen_common_be
    assign be = '0;
  end
  if (BetaBits > 0) begin : gen_beta
    assign beta = (Sb + 1)'(own_q[BetaAt +: BetaBits]);
  end else begin : gen_common_beta
    assign beta = '0;
  end
  if (FaultBits > 0) begin : gen_fault
    assign fault       = 2'(own_q[FaultAt +: FaultBits]);
    assign fault_after = 2'(own_after[FaultAt +: FaultBits]);
  end else begin : gen_sound
    assign fault       = 2'd0;
    assign fault_after = 2'd0;
  end
  logic unused_parts;
  assign unused_parts = &{1'b0, own_q, own_after};

  // No V is above the threshold of a silent leaky neuron.
  if (ThresholdBits > 0) begin : gen_threshold
    assign threshold = (fault == 2'd1) ? VHigh[W-2:0] : (W - 1)'(own_q[ThresholdAt +: ThresholdBits]);
  end else begin : gen_common_threshold
    assign threshold = (fault == 2'd1) ? VHigh[W-2:0] : (W - 1)'(Threshold);
  end
  // Of a wall that is stuck every V is in the range.
  if (ThOffsetBits > 0) begin : gen_offset
    logic signed [ThOffsetBits-1:0] offset;
    assign offset  = own_after[ThOffsetBits-1:0];
    logic signed [W:0] lo, hi, rest_at;
    assign lo      = (W + 1)'(th_lo_i) + (W + 1)'(offset);
    assign hi      = (W + 1)'(th_hi_i) + (W + 1)'(offset);
    assign rest_at = (W + 1)'(th_rest_i) + (W + 1)'(offset);
    assign th_lo   = (fault_after == 2'd2) ? VLow : (lo[W] == lo[W-1]) ? W'(lo) : lo[W] ? VLow : VHigh;
    assign th_hi   = (fault_after == 2'd2) ? VHigh : (hi[W] == hi[W-1]) ? W'(hi) : hi[W] ? VLow : VHigh;
    assign th_rest = (rest_at[W] == rest_at[W-1]) ? W'(rest_at) : rest_at[W] ? VLow : VHigh;
  end else begin : gen_no_offset
    assign th_lo   = (fault_after == 2'd2) ? VLow : th_lo_i;
    assign th_hi   = (fault_after == 2'd2) ? VHigh : th_hi_i;
    assign th_rest = th_rest_i;
  end

  localparam int FullBits = (D0Bits + GainBits > 12) ? D0Bits + GainBits - 10 : 2;
  localparam int ScaledBits = (GainBits == 0) ? D0Bits
                              : (!HasGain && (FullBits > DriveBits)) ? DriveBits : FullBits;
  logic signed [ScaledBits-1:0] scaled;
  if (GainBits > 0) begin : gen_own_gain
    logic signed [GainBits-1:0] own_gain;
    assign own_gain = own_i[GainAt +: GainBits];
    sf_requantize #(
      .CounterBits(D0Bits),
      .DriveBits  (ScaledBits),
      .Shift      (10)
    ) u_own_gain (
      .counter_i(drive_i),
      .mul_i    (16'(own_gain)),
      .drive_o  (scaled)
    );
  end else begin : gen_common_gain
    assign scaled = drive_i;
  end

  sf_gain #(
    .InBits (ScaledBits),
    .OutBits(DriveBits),
    .Enable (HasGain)
  ) u_gain (
    .drive_i(scaled),
    .gain_i,
    .drive_o(gained)
  );

  if (NoiseNs != 0) begin : gen_noise
    localparam int NoiseBits = NoiseOnDrive ? 12 : DriveBits;
    logic signed [NoiseBits-1:0] noise;
    sf_noise #(
      .Ns       (NoiseNs),
      .Sn       (NoiseSn),
      .NoiseBits(NoiseBits)
    ) u_noise (
      .shared_i,
      .index_i,
      .noise_o(noise)
    );
    if (NoiseOnDrive) begin : gen_scaled
      localparam int ProductBits = DriveBits + NoiseBits;
      logic signed [ProductBits-1:0] product;
      assign product = ProductBits'(gained) * ProductBits'(noise) + ProductBits'(128);
      assign drive   = gained + DriveBits'(product >>> 8);
    end else begin : gen_added
      assign drive = gained + noise;
    end
  end else begin : gen_no_noise
    logic unused_noise;
    assign drive        = gained;
    assign unused_noise = &{1'b0, shared_i, index_i};
  end

  // The rest potential, drawn with the drive: what the image starts from, and where V goes from now.
  logic signed [W-1:0] rest, v_start;
  if (RestRs != 0) begin : gen_rest
    logic signed [W-1:0] drawn, drawn_q, start, start_q, rest_now;
    sf_rest #(
      .FracBits(FracBits),
      .VMin    (VMin),
      .VRest   (VRest),
      .Rs      (RestRs),
      .Sr      (RestSr)
    ) u_drawn (
      .shared_i(rest_shared_i),
      .index_i,
      .v_o     (drawn)
    );
    sf_rest #(
      .FracBits(FracBits),
      .VMin    (VMin),
      .VRest   (VRest),
      .Rs      (RestRs),
      .Sr      (RestSr)
    ) u_start (
      .shared_i(start_shared_i),
      .index_i,
      .v_o     (start)
    );
    always_ff @(posedge clk_i) begin
      if (valid_i) begin
        drawn_q <= drawn;
        start_q <= start;
      end
    end
    assign v_start = first_i ? start_q : state_i[W-1:0];
    // While it counts down, as drawn at the spike.
    if (KeptRest) begin : gen_kept
      assign rest_now = (count != '0) ? state_i[RestAt +: W] : drawn_q;
      assign state_o[RestAt +: W] = rest;
    end else begin : gen_in_v
      assign rest_now = (count != '0) ? v : drawn_q;
    end
    sf_delay #(
      .Width (W),
      .Cycles(Delay)
    ) u_rest (
      .clk_i,
      .rst_ni(1'b1),
      .data_i(rest_now),
      .data_o(rest)
    );
  end else begin : gen_fixed_rest
    logic unused_rest;
    assign rest        = W'(VRest);
    assign v_start     = state_i[W-1:0];
    assign unused_rest = &{1'b0, rest_shared_i, start_shared_i};
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) drive_q <= drive;
  end

  sf_delay #(
    .Width (1 + DriveBits),
    .Cycles(Delay)
  ) u_word (
    .clk_i,
    .rst_ni(1'b1),
    .data_i({gate_i, drive_q}),
    .data_o({gate_o, drive_o})
  );

  assign v              = v_start;
  assign gate           = gate_i && (fault != 2'd3);
  // A frozen neuron is as one that is gated off, but does not leak.
  if ((FaultBits > 0) && LeakGated) begin : gen_frozen
    logic signed [W-1:0] v_after;
    sf_delay #(
      .Width (W),
      .Cycles(Delay)
    ) u_frozen (
      .clk_i,
      .rst_ni(1'b1),
      .data_i(v),
      .data_o(v_after)
    );
    assign state_o[W-1:0] = (fault_after == 2'd3) ? v_after : v_next;
  end else begin : gen_moving
    assign state_o[W-1:0] = v_next;
  end
  if (Leaky) begin : gen_always_armed
    assign armed = 1'b1;
  end else begin : gen_armed
    assign armed      = (state_i[W] && (fault != 2'd1)) || (fault == 2'd2);
    assign state_o[W] = armed_o;
  end
  if (Refractory > 0) begin : gen_refractory
    assign count = (fault == 2'd2) ? '0 : state_i[CountAt +: RefBits];
    assign state_o[CountAt +: RefBits] = count_next;
  end else begin : gen_no_refractory
    logic unused_count;
    assign count        = '0;
    assign unused_count = &{1'b0, count_next};
  end

  if (Leaky) begin : gen_leaky
    logic                unused_wall, spike;
    logic signed [W-1:0] v_now;
    sf_leaky #(
      .FracBits   (FracBits),
      .DriveBits  (DriveBits),
      .VMin       (VMin),
      .Beta       (Beta),
      .Sb         (Sb),
      .Threshold  (Threshold),
      .ResetToZero(ResetToZero),
      .OwnBeta    (BetaBits > 0),
      .OwnThreshold((ThresholdBits > 0) || (FaultBits > 0))
    ) u_neuron (
      .gate_i (gate),
      .v_i    (v),
      .drive_i(drive_q),
      .beta_i (beta),
      .threshold_i(threshold),
      .stuck_i(fault == 2'd2),
      .first_i,
      .v_o    (v_now),
      .spike_o(spike)
    );
    sf_delay #(
      .Width (W + 1),
      .Cycles(Delay)
    ) u_state (
      .clk_i,
      .rst_ni(1'b1),
      .data_i({spike, v_now}),
      .data_o({spike_o, v_next})
    );
    assign armed_o     = 1'b1;
    assign wall_armed  = 1'b1;
    assign count_next  = '0;
    assign over_o      = 1'b0;
    assign unused_wall = &{1'b0, th_lo, th_hi, th_rest, rest, armed, count, ka, be, wall_armed};
  end else if (Pipeline) begin : gen_pipeline
    logic unused_leaky;
    assign unused_leaky = &{1'b0, beta, threshold, first_i};
    assign armed_o      = wall_armed || (fault_after == 2'd1);
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
      .LeakGated (LeakGated),
      .Closed    (Closed),
      .RandomRest(RestRs != 0),
      .OwnKa     (KaBits > 0),
      .OwnBe     (BeBits > 0)
    ) u_neuron (
      .clk_i,
      .gate_i (gate),
      .th_lo_i  (th_lo),
      .th_hi_i  (th_hi),
      .th_rest_i(th_rest),
      .v_rest_i(rest),
      .ka_i(ka),
      .be_i(be),
      .v_i    (v),
      .armed_i(armed),
      .ref_i  (count),
      .drive_i(drive_q),
      .v_o    (v_next),
      .armed_o(wall_armed),
      .ref_o  (count_next),
      .spike_o,
      .over_o
    );
  end else begin : gen_wall
    logic unused_leaky;
    assign unused_leaky = &{1'b0, beta, threshold, first_i};
    assign armed_o      = wall_armed || (fault_after == 2'd1);
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
      .LeakGated (LeakGated),
      .Closed    (Closed),
      .RandomRest(RestRs != 0),
      .OwnKa     (KaBits > 0),
      .OwnBe     (BeBits > 0)
    ) u_neuron (
      .gate_i (gate),
      .th_lo_i  (th_lo),
      .th_hi_i  (th_hi),
      .th_rest_i(th_rest),
      .v_rest_i(rest),
      .ka_i(ka),
      .be_i(be),
      .v_i    (v),
      .armed_i(armed),
      .ref_i  (count),
      .drive_i(drive_q),
      .v_o    (v_next),
      .armed_o(wall_armed),
      .ref_o  (count_next),
      .spike_o,
      .over_o
    );
  end

endmodule

`default_nettype wire
