// SPDX-License-Identifier: Apache-2.0
// The conventional leaky integrate-and-fire neuron (snnTorch's Leaky in integers), as a baseline
// for the spintronic one.
//
// Equations   r    = V >= Threshold + 1                        the reset is one step late
//             base = r && ResetToZero ? 0 : V
//             V'   = clip(((base*Beta + 2^(Sb-1)) >> Sb) + D - (r && !ResetToZero ? Threshold : 0))
//             spike = V' >= Threshold + 1
//             gate off: nothing changes, no spike
//             stuck: spike whatever V', and r at every step but the image's first
// Operands    V, Threshold, VMin s(F+2).F;  D sDriveBits.F;  Beta u(Sb+1).Sb
// Latency     combinational
// Throughput  one neuron a cycle
// Reset       none: the state lives outside
// Golden      sim/golden/neuron.hpp, step_leaky
`timescale 1ns / 1ps
`default_nettype none

module sf_leaky #(
  parameter int FracBits = 14,
  parameter int DriveBits = 16,
  parameter int VMin = -32768,
  parameter int Beta = 973,
  parameter int Sb = 10,
  parameter int Threshold = 16384,
  parameter bit ResetToZero = 1'b0,
  // This neuron's own beta_i and threshold_i.
  parameter bit OwnBeta = 1'b0,
  parameter bit OwnThreshold = 1'b0,
  localparam int W = FracBits + 2
) (
  input  logic                        gate_i,
  input  logic signed [W-1:0]         v_i,
  input  logic signed [DriveBits-1:0] drive_i,
  input  logic [Sb:0]                 beta_i,       // ignored unless OwnBeta
  input  logic [W-2:0]                threshold_i,  // ignored unless OwnThreshold
  input  logic                        stuck_i,
  input  logic                        first_i,      // step 1
  output logic signed [W-1:0]         v_o,
  output logic                        spike_o
);

  localparam int ProductBits = W + Sb + 2;
  localparam int WideBits = (DriveBits > W) ? DriveBits : W;
  localparam int SumBits = ((WideBits > ProductBits) ? WideBits : ProductBits) + 2;
  localparam logic signed [ProductBits-1:0] Half =
      (Sb > 0) ? (ProductBits'(1) << (Sb - 1 + 32'(Sb == 0))) : '0;
  localparam logic signed [SumBits-1:0] VMaxSum = (SumBits'(1) << (FracBits + 1)) - 1'b1;
  localparam logic signed [SumBits-1:0] VMinSum = SumBits'(VMin);

  logic                          spiked;
  logic signed [W-1:0]           base, v_next;
  logic signed [ProductBits-1:0] beta, decayed;
  logic signed [SumBits-1:0]     threshold, sum;

  assign beta      = OwnBeta ? $signed(ProductBits'(beta_i)) : ProductBits'(Beta);
  assign threshold = OwnThreshold ? $signed(SumBits'(threshold_i)) : SumBits'(Threshold);
  if (!OwnBeta || !OwnThreshold) begin : gen_common
    logic unused_own;
    assign unused_own = &{1'b0, beta_i, threshold_i};
  end

  assign spiked  = stuck_i ? !first_i : (SumBits'(v_i) > threshold);
  assign base    = (spiked && ResetToZero) ? '0 : v_i;
  assign decayed = (ProductBits'(base) * beta + Half) >>> Sb;
  assign sum     = SumBits'(decayed) + SumBits'(drive_i)
                   - ((spiked && !ResetToZero) ? threshold : '0);

  always_comb begin
    if (sum > VMaxSum)      v_next = W'(VMaxSum);
    else if (sum < VMinSum) v_next = W'(VMinSum);
    else                    v_next = W'(sum);
  end

  assign v_o     = gate_i ? v_next : v_i;
  assign spike_o = gate_i && (stuck_i || (SumBits'(v_next) > threshold));

endmodule

`default_nettype wire
