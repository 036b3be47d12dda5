// SPDX-License-Identifier: Apache-2.0
// The spintronic neuron: position of a domain wall, driven by current, gated by a magnetic field,
// read by a threshold with hysteresis.
//
// Equations   a  = |V|,  q = (a*a + 2^(F-1)) >> F,  L = (Ka*q + 2^(Sa-1)) >> Sa   quadratic leak
//             r  = max(a - L - Be, 0)                                            toward rest, never across
//             V1 = clip(sgn(V)*r + D, VMin, 2^(F+1) - 1)                         track ends
//             fire = armed && V1 >= th_lo;  over = fire && V1 > th_hi            threshold range
//             Closed: fire = armed && th_lo <= V1 <= th_hi;  over = armed && V1 > th_hi
//             V  = fire && Reset ? VRest : V1                                    reset pulse or field
//             RandomRest: v_rest_i wherever VRest stands
//             armed = (armed && !fire) || V <= th_rest                           re-arming
//             refractory: for Refractory steps after a spike V = VRest, no spike, D ignored
//             gate off: nothing changes (LeakGated: V takes the leak), no spike
// Operands    V, thresholds, VMin, VRest s(F+2).F;  D sDriveBits.F;  Ka u8.Sa;  Be u.F
// Multipliers two (a*a and Ka*q)
// Latency     combinational; the caller registers around it
// Throughput  one neuron a cycle
// Reset       none: the state lives outside
// Golden      sim/golden/neuron.hpp, step_wall
`timescale 1ns / 1ps
`default_nettype none

module sf_neuron #(
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
  parameter bit Closed = 1'b0,     // the window: no spike above th_hi
  parameter bit RandomRest = 1'b0, // V is put to v_rest_i, not to VRest
  // This neuron's own ka_i and be_i; Ka and Be are then the largest of all.
  parameter bit OwnKa = 1'b0,
  parameter bit OwnBe = 1'b0,
  localparam int W = FracBits + 2,
  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1
) (
  // field
  input  logic                        gate_i,
  input  logic signed [W-1:0]         th_lo_i,
  input  logic signed [W-1:0]         th_hi_i,
  input  logic signed [W-1:0]         th_rest_i,
  input  logic signed [W-1:0]         v_rest_i,  // ignored unless RandomRest
  // registers of its own
  input  logic [7:0]                  ka_i,      // ignored unless OwnKa
  input  logic [FracBits:0]           be_i,      // ignored unless OwnBe
  // state before
  input  logic signed [W-1:0]         v_i,
  input  logic                        armed_i,
  input  logic [RefBits-1:0]          ref_i,
  input  logic signed [DriveBits-1:0] drive_i,
  // state after
  output logic signed [W-1:0]         v_o,
  output logic                        armed_o,
  output logic [RefBits-1:0]          ref_o,
  output logic                        spike_o,
  output logic                        over_o
);

  localparam int SquareBits = 2 * W;
  localparam int LeakHalf = (Sa > 0) ? (1 << (Sa - 1 + 32'(Sa == 0))) : 0;
  // The loss is largest at the end of the track, where q is 2^(F+2).
  localparam int LossMax = (((1 << (FracBits + 2)) * Ka + LeakHalf) >> Sa) + Be;
  localparam int LossBits = (LossMax > 0) ? $clog2(LossMax + 1) : 1;
  localparam int ScaledBits = (LossBits + Sa > FracBits + 3) ? LossBits + Sa : FracBits + 3;
  localparam int LeakBits = (LossBits + 1 > W) ? LossBits + 1 : W;
  localparam int SumBits = ((DriveBits > W) ? DriveBits : W) + 1;
  localparam logic signed [SquareBits-1:0] SquareHalf = SquareBits'(1) << (FracBits - 1);
  // The track: the whole range of the format, but for a domain wall that starts elsewhere.
  localparam logic signed [W-1:0] VHigh = {1'b0, {(W-1){1'b1}}};
  localparam logic signed [W-1:0] VLow = W'(VMin);
  localparam bit FullTrack = VLow == {1'b1, {(W-1){1'b0}}};

  // Leak.
  logic signed [SquareBits-1:0] square_full;
  logic [FracBits+2:0]          square;  // a*a back in units of V
  logic [ScaledBits-1:0]        ka, loss_offset, loss_scaled;
  logic [LeakBits-1:0]          loss;
  logic signed [LeakBits-1:0]   folded, moved;
  logic signed [W:0]            leaked;  // sgn(V) * r
  // Integration, the track ends, threshold range.
  logic signed [SumBits-1:0] sum;
  logic [SumBits-W:0]        excess;
  logic signed [W-1:0]       home;
  logic                      leaking, negative, above, below, reached, beyond, rested;
  logic                      low_rests, home_rests, resting, ready, fire, to_home, to_sum;

  // Nothing is worked out for a neuron that does not move: simulation is the faster for it.
  assign leaking  = gate_i || LeakGated;
  assign negative = v_i[W-1];

  // Be and the rounding are one addition, which a DSP block does after its product.
  assign ka          = OwnKa ? ScaledBits'(ka_i) : ScaledBits'(Ka);
  assign loss_offset = ((OwnBe ? ScaledBits'(be_i) : ScaledBits'(Be)) << Sa) + ScaledBits'(LeakHalf);
  if (!OwnKa || !OwnBe) begin : gen_common
    logic unused_own;
    assign unused_own = &{1'b0, ka_i, be_i};
  end

  // Both signs of V leak through one adder: V - loss is ~(~V + loss). A sum that is no longer
  // negative has come past rest.
  always_comb begin
    square_full = '0;
    square      = '0;
    loss_scaled = '0;
    loss        = '0;
    folded      = '0;
    moved       = '0;
    leaked      = '0;
    if (leaking) begin
      square_full = SquareBits'(v_i) * SquareBits'(v_i) + SquareHalf;
      square      = (FracBits + 3)'(square_full >>> FracBits);
      loss_scaled = ScaledBits'(square) * ka + loss_offset;
      loss        = LeakBits'(ScaledBits'(loss_scaled >> Sa));
      folded      = LeakBits'(v_i) ^ {LeakBits{!negative}};
      moved       = $signed(loss) + folded;
      if (moved < 0) leaked = (W + 1)'($signed(moved ^ {LeakBits{!negative}}));
    end
  end

  // No process of its own: Icarus 11 would run it and the one above for ever.
  assign sum = gate_i ? SumBits'(drive_i) + SumBits'(leaked) : '0;

  // Beyond the track: the bits above the format are not copies of its sign.
  assign excess = sum[SumBits-1:W-1];
  assign above  = !sum[SumBits-1] && (excess != '0);
  assign below  = FullTrack ? sum[SumBits-1] && (excess != '1) : sum < SumBits'(VLow);

  // VMin <= th_rest and VRest <= th_rest: Verilator 5.006 takes a signed <= of two equal constants for
  // false.
  assign low_rests  = SumBits'(VMin - 1) < SumBits'(th_rest_i);
  if (RandomRest) begin : gen_random_rest
    assign home       = v_rest_i;
    assign home_rests = v_rest_i <= th_rest_i;
  end else begin : gen_rest
    logic unused_rest;
    assign home        = W'(VRest);
    assign home_rests  = SumBits'(VRest - 1) < SumBits'(th_rest_i);
    assign unused_rest = &{1'b0, v_rest_i};
  end

  // The clip keeps order, so thresholds are compared with the sum before it; one at an end of the
  // track is reached by every V, or exceeded by none.
  always_comb begin
    reached = 1'b0;
    beyond  = 1'b0;
    rested  = 1'b0;
    if (gate_i) begin
      reached = (sum >= SumBits'(th_lo_i)) || (VLow >= th_lo_i);
      beyond  = ((sum > SumBits'(th_hi_i)) && (th_hi_i != VHigh)) || (VLow > th_hi_i);
      rested  = ((sum <= SumBits'(th_rest_i)) && low_rests) || (th_rest_i == VHigh);
    end
  end

  always_comb begin
    ref_o = ref_i;
    if (fire)         ref_o = RefBits'(Refractory);
    else if (resting) ref_o = ref_i - 1'b1;
    else if (gate_i)  ref_o = '0;
  end

  assign resting = gate_i && (Refractory > 0) && (ref_i != '0);
  assign ready   = armed_i && !resting;
  assign fire    = ready && reached && !(Closed && beyond);
  assign to_home = resting || (fire && Reset);
  assign to_sum  = gate_i && !to_home && !above && !below;

  // One source of V at a time, ORed.
  assign v_o = ({W{!gate_i}} & (LeakGated ? W'(leaked) : v_i)) | ({W{to_sum}} & W'(sum))
               | ({W{above && !to_home}} & VHigh) | ({W{below && !to_home}} & VLow)
               | ({W{to_home}} & home);
  assign armed_o = (armed_i && !fire) || (to_home ? home_rests : rested);
  assign over_o  = (Closed ? ready : fire) && beyond;
  assign spike_o = fire;

endmodule

`default_nettype wire
