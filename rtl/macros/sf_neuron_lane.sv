// SPDX-License-Identifier: Apache-2.0
// One neuron macro and what stands before it: the drive of a neuron through gain and noise, then,
// a cycle later, its state from before to after. The state lives outside.
//
// State       V in the lowest bits; armed, but for Leaky; the countdown where Refractory
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
  localparam int W = FracBits + 2,
  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1,
  localparam int StateBits = W + (Leaky ? 0 : 1) + ((Refractory > 0) ? RefBits : 0)
) (
  input  logic                        clk_i,
  // drive
  input  logic                        valid_i,
  input  logic signed [D0Bits-1:0]    drive_i,
  input  logic signed [8:0]           gain_i,
  input  logic [31:0]                 shared_i,  // random bits of the step, see sf_noise
  input  logic [31:0]                 index_i,   // of the neuron
  // state before, a cycle later
  input  logic                        gate_i,
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
  logic                        armed;
  logic [RefBits-1:0]          count, count_next;

  sf_gain #(
    .InBits (D0Bits),
    .OutBits(DriveBits),
    .Enable (HasGain)
  ) u_gain (
    .drive_i,
    .gain_i,
    .drive_o(gained)
  );

  if (NoiseNs != 0) begin : gen_noise
    logic signed [DriveBits-1:0] noise;
    sf_noise #(
      .Ns       (NoiseNs),
      .Sn       (NoiseSn),
      .NoiseBits(DriveBits)
    ) u_noise (
      .shared_i,
      .index_i,
      .noise_o(noise)
    );
    assign drive = gained + noise;
  end else begin : gen_no_noise
    logic unused_noise;
    assign drive        = gained;
    assign unused_noise = &{1'b0, shared_i, index_i};
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

  assign v              = state_i[W-1:0];
  assign state_o[W-1:0] = v_next;
  if (Leaky) begin : gen_always_armed
    assign armed = 1'b1;
  end else begin : gen_armed
    assign armed      = state_i[W];
    assign state_o[W] = armed_o;
  end
  if (Refractory > 0) begin : gen_refractory
    assign count = state_i[StateBits-1 -: RefBits];
    assign state_o[StateBits-1 -: RefBits] = count_next;
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
      .ResetToZero(ResetToZero)
    ) u_neuron (
      .gate_i,
      .v_i    (v),
      .drive_i(drive_q),
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
    assign count_next  = '0;
    assign over_o      = 1'b0;
    assign unused_wall = &{1'b0, th_lo_i, th_hi_i, th_rest_i, armed, count};
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
      .LeakGated (LeakGated),
      .Closed    (Closed)
    ) u_neuron (
      .clk_i,
      .gate_i,
      .th_lo_i,
      .th_hi_i,
      .th_rest_i,
      .v_i    (v),
      .armed_i(armed),
      .ref_i  (count),
      .drive_i(drive_q),
      .v_o    (v_next),
      .armed_o,
      .ref_o  (count_next),
      .spike_o,
      .over_o
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
      .LeakGated (LeakGated),
      .Closed    (Closed)
    ) u_neuron (
      .gate_i,
      .th_lo_i,
      .th_hi_i,
      .th_rest_i,
      .v_i    (v),
      .armed_i(armed),
      .ref_i  (count),
      .drive_i(drive_q),
      .v_o    (v_next),
      .armed_o,
      .ref_o  (count_next),
      .spike_o,
      .over_o
    );
  end

endmodule

`default_nettype wire
