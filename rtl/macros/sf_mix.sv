// SPDX-License-Identifier: Apache-2.0
// Integer hash of shifts, adds and xors (Bob Jenkins): the counter-based random bits.
//
// Operands    u32 in, u32 out; mix(0) = 6b4ed927
// Latency     combinational
// Golden      gen/base/rng.hpp, mix
`timescale 1ns / 1ps
`default_nettype none

module sf_mix (
  input  logic [31:0] word_i,
  output logic [31:0] word_o
);

  logic [31:0] a, b, c, d, e;

  assign a      = (word_i + 32'h7ed55d16) + (word_i << 12);
  assign b      = (a ^ 32'hc761c23c) ^ (a >> 19);
  assign c      = (b + 32'h165667b1) + (b << 5);
  assign d      = (c + 32'hd3a2646c) ^ (c << 9);
  assign e      = (d + 32'hfd7046c5) + (d << 3);
  assign word_o = (e ^ 32'hb55a4f09) ^ (e >> 16);

endmodule

`default_nettype wire
