// SPDX-License-Identifier: Apache-2.0
// Field gain and polarity: the drive that the magnetic field lets through.
//
// Equation    D = (D0 * gain + 64) >>> 7, so that 128 is 1.0 and a negative gain inhibits
// Operands    D0 sInBits.F; gain s9 (1.7 and sign); D sOutBits.F
// Latency     combinational
// Golden      sim/golden, field gain
`timescale 1ns / 1ps
`default_nettype none

module sf_gain #(
  parameter int InBits = 16,
  parameter int OutBits = 17,
  parameter bit Enable = 1'b1    // 0: D = D0, no multiplier
) (
  input  logic signed [InBits-1:0]  drive_i,
  input  logic signed [8:0]         gain_i,
  output logic signed [OutBits-1:0] drive_o
);

  if (Enable) begin : gen_gain
    localparam int ProductBits = InBits + 10;
    logic signed [ProductBits-1:0] product;
    assign product = ProductBits'(drive_i) * ProductBits'(gain_i) + ProductBits'(64);
    assign drive_o = OutBits'(product >>> 7);
  end else begin : gen_unity
    logic unused_gain;
    assign unused_gain = &{1'b0, gain_i};
    assign drive_o = OutBits'(drive_i);
  end

endmodule

`default_nettype wire
