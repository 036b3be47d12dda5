// SPDX-License-Identifier: Apache-2.0
// The spintronic neuron: position of a domain wall, driven by current, gated by a magnetic field,
// read by a threshold with hysteresis.
//
// Equations   a  = |V|,  q = (a*a + 2^(F-1)) >> F,  L = (Ka*q + 2^(Sa-1)) >> Sa   quadratic leak
//             r  = max(a - L - Be, 0)                                            toward rest, never across
//             V1 = clip(sgn(V)*r + D, VMin, 2^(F+1) - 1)                         track ends
//             fire = armed && V1 >= th_lo;  over = fire && V1 > th_hi            threshold range
//             V  = fire && Reset ? VRest : V1                                    reset pulse or field
//             armed = (armed && !fire) || V <= th_rest                           re-arming
//             refractory: for Refractory steps after a spike V = VRest, no spike, D ignored
//             gate off: nothing changes (LeakGated: V takes the leak), no spike
// Operands    V, thresholds, VMin, VRest s(F+2).F;  D sDriveBits.F;  Ka u8.Sa;  Be u.F
// Multipliers two (a*a and Ka*q), one where ShiftAdd; results are the same
// Latency     combinational; the caller registers around it
// Throughput  one neuron a cycle
// Reset       none: the state lives outside
// Golden      sim/golden/neuron.hpp, step_wall
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
  parameter bit ShiftAdd = 1'b0,   // Ka by shifts and adds, one adder for each of its set bits
  localparam int W = FracBits + 2,
  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1
) (
  // field
  input  logic                        gate_i,
  input  logic signed [W-1:0]         th_lo_i,
  input  logic signed [W-1:0]         th_hi_i,
  input  logic signed [W-1:0]         th_rest_i,
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

  localparam int LeakBits = FracBits + 3 + 8 + 1;  // q needs F+3 bits, Ka 8, the rounding one more
  localparam int SquareBits = (2 * W > LeakBits) ? 2 * W : LeakBits;
  localparam int SumBits = ((DriveBits > W) ? DriveBits : W) + 1;
  localparam logic [SquareBits-1:0] SquareHalf = SquareBits'(1) << (FracBits - 1);
  localparam logic [LeakBits-1:0] LeakHalf =
      (Sa > 0) ? (LeakBits'(1) << (Sa - 1 + 32'(Sa == 0))) : '0;
  localparam logic signed [SumBits-1:0] VMaxSum = (SumBits'(1) << (FracBits + 1)) - 1'b1;
  localparam logic signed [SumBits-1:0] VMinSum = SumBits'(VMin);

  // Leak.
  logic [W-1:0]          magnitude, remainder;
  logic [LeakBits-1:0]   square;       // a*a back in units of V
  logic [LeakBits-1:0]   leak_scaled, loss;
  logic signed [W:0]     leaked;       // sgn(V) * r
  // Integration, the track ends, threshold range.
  logic signed [SumBits-1:0] sum;
  logic signed [W-1:0]       v_next, v_after;
  logic                      resting, fire, leaking, negative;

  // Nothing is worked out for a neuron that does not move: simulation is the faster for it.
  assign leaking  = gate_i || LeakGated;
  assign negative = v_i[W-1];

  integer bit_of_ka;

  always_comb begin
    bit_of_ka   = 0;
    magnitude   = '0;
    square      = '0;
    leak_scaled = '0;
    loss        = '0;
    remainder   = '0;
    leaked      = '0;
    if (leaking) begin
      magnitude   = negative ? W'(-v_i) : W'(v_i);
      square      = LeakBits'((SquareBits'(magnitude) * SquareBits'(magnitude) + SquareHalf)
                              >> FracBits);
      if (ShiftAdd) begin
        leak_scaled = LeakHalf;
        for (bit_of_ka = 0; bit_of_ka < 8; bit_of_ka = bit_of_ka + 1) begin
          if (((Ka >> bit_of_ka) & 1) != 0) leak_scaled = leak_scaled + (square << bit_of_ka);
        end
      end else begin
        leak_scaled = square * LeakBits'(Ka) + LeakHalf;
      end
      loss        = (leak_scaled >> Sa) + LeakBits'(Be);
      if (LeakBits'(magnitude) > loss) remainder = W'(LeakBits'(magnitude) - loss);
      leaked      = negative ? -$signed({1'b0, remainder}) : $signed({1'b0, remainder});
    end
  end

  always_comb begin
    sum     = '0;
    v_next  = '0;
    v_after = '0;
    resting = 1'b0;
    fire    = 1'b0;
    v_o     = LeakGated ? W'(leaked) : v_i;
    armed_o = armed_i;
    ref_o   = ref_i;
    if (gate_i) begin
      sum = SumBits'(leaked) + SumBits'(drive_i);
      if (sum > VMaxSum)      v_next = W'(VMaxSum);
      else if (sum < VMinSum) v_next = W'(VMinSum);
      else                    v_next = W'(sum);
      resting = (Refractory > 0) && (ref_i != '0);
      fire    = !resting && armed_i && (v_next >= th_lo_i);
      v_after = (resting || (fire && Reset)) ? W'(VRest) : v_next;
      v_o     = v_after;
      armed_o = (armed_i && !fire) || (v_after <= th_rest_i);
      if (fire)         ref_o = RefBits'(Refractory);
      else if (resting) ref_o = ref_i - 1'b1;
      else              ref_o = '0;
    end
  end

  assign spike_o = fire;
  assign over_o  = fire && (v_next > th_hi_i);

endmodule

`default_nettype wire
