// SPDX-License-Identifier: Apache-2.0
// From counts to drive.
//
// Equation    D0 = (C * mul + half) >>> Shift, half = 2^(Shift-1), or 0 where Shift = 0
// Operands    C sCounterBits.0; mul s16.0; D0 sDriveBits in units of the neuron's LSB
// Latency     combinational
// Golden      sim/golden, requantisation
`timescale 1ns / 1ps
`default_nettype none

module sf_requantize #(
  parameter int CounterBits = 16,
  parameter int DriveBits = 16,
  parameter int Shift = 8
) (
  input  logic signed [CounterBits-1:0] counter_i,
  input  logic signed [15:0]            mul_i,
  output logic signed [DriveBits-1:0]   drive_o
);

  localparam int ProductBits = CounterBits + 17;
  localparam logic signed [ProductBits-1:0] Half =
      (Shift > 0) ? (ProductBits'(1) << (Shift - 1 + 32'(Shift == 0))) : '0;

  logic signed [ProductBits-1:0] product;

  assign product = ProductBits'(counter_i) * ProductBits'(mul_i) + Half;
  assign drive_o = DriveBits'(product >>> Shift);

endmodule

`default_nettype wire
