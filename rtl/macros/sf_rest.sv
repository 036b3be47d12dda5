// SPDX-License-Identifier: Apache-2.0
// The rest potential of one neuron as it is drawn at a step: VRest and a spread from counter-based
// random bits.
//
// Equation    v = clip(VRest + (((b0 + b1 + b2 + b3 - 510) * Rs + 2^(Sr-1)) >>> Sr), VMin, 2^(F+1) - 1)
//             b0..b3 as in sf_noise, of coordinates of their own
// Latency     combinational
// Golden      sim/golden/neuron.hpp, rest
`timescale 1ns / 1ps
`default_nettype none

module sf_rest #(
  parameter int FracBits = 14,
  parameter int VMin = -32768,
  parameter int VRest = 0,
  parameter int Rs = 1,
  parameter int Sr = 0,
  localparam int W = FracBits + 2
) (
  input  logic [31:0]         shared_i,
  input  logic [31:0]         index_i,
  output logic signed [W-1:0] v_o
);

  localparam int SumBits = 30;  // beyond a noise of 29 bits and a V of 18
  localparam logic signed [SumBits-1:0] VMaxSum = (SumBits'(1) << (FracBits + 1)) - 1'b1;
  localparam logic signed [SumBits-1:0] VMinSum = SumBits'(VMin);

  logic signed [SumBits-2:0] noise;
  logic signed [SumBits-1:0] sum;

  sf_noise #(
    .Ns       (Rs),
    .Sn       (Sr),
    .NoiseBits(SumBits - 1)
  ) u_spread (
    .shared_i,
    .index_i,
    .noise_o(noise)
  );

  assign sum = SumBits'(noise) + SumBits'(VRest);
  always_comb begin
    if (sum > VMaxSum)      v_o = W'(VMaxSum);
    else if (sum < VMinSum) v_o = W'(VMinSum);
    else                    v_o = W'(sum);
  end

endmodule

`default_nettype wire
