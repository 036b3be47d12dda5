// SPDX-License-Identifier: Apache-2.0
// sf_neuron cut into stages by registers, for parts on which its whole path is too long for the
// clock. Equations, operands and results are those of sf_neuron, Latency cycles later.
//
//   |V|  ->  |V|^2  ->  loss  ->  leaked  ->  V1 = clip(leaked + D)  ->  thresholds
//
// The thresholds belong to the last stage: they come Latency cycles after the state they judge.
//
// Latency     5
// Throughput  one neuron a cycle; the state of a neuron must not return before it has been updated
// Reset       none: what is inside belongs to a word whose valid bit the caller keeps
// Golden      sim/golden/neuron.hpp, step_wall
`timescale 1ns / 1ps
`default_nettype none

module sf_neuron_pipeline #(
  parameter int FracBits = 14,
  parameter int DriveBits = 16,
  parameter int Ka = 159,
  parameter int Sa = 10,
  parameter int Be = 164,
  parameter int VMin = -32768,
  parameter int VRest = 0,
  parameter bit Reset = 1'b1,
  parameter int Refractory = 0,
  parameter bit LeakGated = 1'b0,
  parameter bit Closed = 1'b0,
  parameter bit RandomRest = 1'b0,
  parameter bit OwnKa = 1'b0,
  parameter bit OwnBe = 1'b0,
  localparam int W = FracBits + 2,
  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1
) (
  input  logic                        clk_i,
  // state before
  input  logic                        gate_i,
  input  logic signed [W-1:0]         v_i,
  input  logic                        armed_i,
  input  logic [RefBits-1:0]          ref_i,
  input  logic signed [DriveBits-1:0] drive_i,
  // registers of its own, with the state before
  input  logic [7:0]                  ka_i,      // ignored unless OwnKa
  input  logic [FracBits:0]           be_i,      // ignored unless OwnBe
  // field, with the state after
  input  logic signed [W-1:0]         th_lo_i,
  input  logic signed [W-1:0]         th_hi_i,
  input  logic signed [W-1:0]         th_rest_i,
  input  logic signed [W-1:0]         v_rest_i,  // ignored unless RandomRest
  // state after
  output logic signed [W-1:0]         v_o,
  output logic                        armed_o,
  output logic [RefBits-1:0]          ref_o,
  output logic                        spike_o,
  output logic                        over_o
);

  localparam int Latency = 5;
  localparam int LeakBits = FracBits + 3 + 8 + 1;  // as in sf_neuron
  localparam int SquareBits = (2 * W > LeakBits) ? 2 * W : LeakBits;
  localparam int SumBits = ((DriveBits > W) ? DriveBits : W) + 1;
  localparam logic [SquareBits-1:0] SquareHalf = SquareBits'(1) << (FracBits - 1);
  localparam logic [LeakBits-1:0] LeakHalf =
      (Sa > 0) ? (LeakBits'(1) << (Sa - 1 + 32'(Sa == 0))) : '0;
  localparam logic signed [SumBits-1:0] VMaxSum = (SumBits'(1) << (FracBits + 1)) - 1'b1;
  localparam logic signed [SumBits-1:0] VMinSum = SumBits'(VMin);

  // 1 to 4: leak.
  logic [W-1:0]        magnitude, magnitude1_q, magnitude2_q, magnitude3_q;
  logic [SquareBits-1:0] product2_q;
  logic [LeakBits-1:0] ka, be, square, leak_scaled, loss, loss3_q;
  logic [W-1:0]        remainder;
  logic signed [W:0]   leaked, leaked4_q;
  logic                negative1_q, negative2_q, negative3_q;

  assign magnitude   = v_i[W-1] ? W'(-v_i) : W'(v_i);
  assign square      = LeakBits'((product2_q + SquareHalf) >> FracBits);
  assign leak_scaled = square * ka + LeakHalf;
  assign loss        = (leak_scaled >> Sa) + be;
  assign remainder   = (LeakBits'(magnitude3_q) > loss3_q)
                       ? W'(LeakBits'(magnitude3_q) - loss3_q) : '0;
  assign leaked      = negative3_q ? -$signed({1'b0, remainder}) : $signed({1'b0, remainder});

  always_ff @(posedge clk_i) begin
    magnitude1_q <= magnitude;
    negative1_q  <= v_i[W-1];
    product2_q   <= SquareBits'(magnitude1_q) * SquareBits'(magnitude1_q);
    magnitude2_q <= magnitude1_q;
    negative2_q  <= negative1_q;
    loss3_q      <= loss;
    magnitude3_q <= magnitude2_q;
    negative3_q  <= negative2_q;
    leaked4_q    <= leaked;
  end

  if (OwnKa || OwnBe) begin : gen_own
    logic [7:0]        ka2;
    logic [FracBits:0] be2;
    sf_delay #(
      .Width (8 + FracBits + 1),
      .Cycles(2)
    ) u_own (
      .clk_i,
      .rst_ni(1'b1),
      .data_i({ka_i, be_i}),
      .data_o({ka2, be2})
    );
    assign ka = OwnKa ? LeakBits'(ka2) : LeakBits'(Ka);
    assign be = OwnBe ? LeakBits'(be2) : LeakBits'(Be);
  end else begin : gen_common
    logic unused_own;
    assign ka         = LeakBits'(Ka);
    assign be         = LeakBits'(Be);
    assign unused_own = &{1'b0, ka_i, be_i};
  end

  // What travels beside the leak.
  logic signed [DriveBits-1:0] drive4;
  logic signed [W-1:0]         v4, v5;
  logic                        gate4, gate5, armed5;
  logic [RefBits-1:0]          ref5;

  sf_delay #(
    .Width (DriveBits + W + 1),
    .Cycles(Latency - 1)
  ) u_integrate (
    .clk_i,
    .rst_ni(1'b1),
    .data_i({drive_i, v_i, gate_i}),
    .data_o({drive4, v4, gate4})
  );
  sf_delay #(
    .Width (1 + RefBits),
    .Cycles(Latency)
  ) u_fire (
    .clk_i,
    .rst_ni(1'b1),
    .data_i({armed_i, ref_i}),
    .data_o({armed5, ref5})
  );

  // 5: integration and the track ends; a gated neuron's potential passes by.
  logic signed [SumBits-1:0] sum;
  logic signed [W-1:0]       v_next, held, v_next5_q;

  assign held = LeakGated ? W'(leaked4_q) : v4;
  assign sum  = SumBits'(leaked4_q) + SumBits'(drive4);
  always_comb begin
    if (!gate4)             v_next = held;
    else if (sum > VMaxSum) v_next = W'(VMaxSum);
    else if (sum < VMinSum) v_next = W'(VMinSum);
    else                    v_next = W'(sum);
  end
  always_ff @(posedge clk_i) begin
    v_next5_q <= v_next;
    gate5     <= gate4;
  end
  assign v5 = v_next5_q;

  // The threshold range. A reset fires no comparison: what VRest does to the arming is known first.
  // VRest <= th_rest: Verilator 5.006 takes a signed <= of two equal constants for false.
  logic signed [W-1:0] home;
  logic resting, ready, beyond, fire, resets, home_rests;

  if (RandomRest) begin : gen_random_rest
    assign home       = v_rest_i;
    assign home_rests = v_rest_i <= th_rest_i;
  end else begin : gen_rest
    logic unused_rest;
    assign home        = W'(VRest);
    assign home_rests  = SumBits'(VRest - 1) < SumBits'(th_rest_i);
    assign unused_rest = &{1'b0, v_rest_i};
  end

  assign resting = gate5 && (Refractory > 0) && (ref5 != '0);
  assign ready   = gate5 && !resting && armed5;
  assign beyond  = v5 > th_hi_i;
  assign fire    = ready && (v5 >= th_lo_i) && !(Closed && beyond);
  assign resets  = resting || (fire && Reset);
  assign v_o     = resets ? home : v5;
  always_comb begin
    armed_o = armed5;
    ref_o   = ref5;
    if (gate5) begin
      armed_o = (armed5 && !fire) || (resets ? home_rests : (v5 <= th_rest_i));
      if (fire)         ref_o = RefBits'(Refractory);
      else if (resting) ref_o = ref5 - 1'b1;
      else              ref_o = '0;
    end
  end
  assign spike_o = fire;
  assign over_o  = (Closed ? ready : fire) && beyond;

endmodule

`default_nettype wire
