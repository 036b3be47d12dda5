// SPDX-License-Identifier: Apache-2.0
// Pinning noise of one neuron at one step, from counter-based random bits.
//
// Equation    n = ((b0 + b1 + b2 + b3 - 510) * Ns + 2^(Sn-1)) >>> Sn
//             b0..b3 the bytes of h = mix(shared ^ index); shared = mix(mix(seed ^ image) ^
//             (layer << 16 | step)) is the same for all neurons of a step
// Operands    shared, index u32; n sNoiseBits in units of the neuron's LSB; mean 0, standard
//             deviation 147.8 * Ns / 2^Sn
// Latency     combinational
// Golden      sim/golden/neuron.hpp, drive; gen/base/rng.hpp
`timescale 1ns / 1ps
`default_nettype none

module sf_noise #(
  parameter int Ns = 1,
  parameter int Sn = 0,
  parameter int NoiseBits = 16
) (
  input  logic [31:0]                 shared_i,
  input  logic [31:0]                 index_i,
  output logic signed [NoiseBits-1:0] noise_o
);

  localparam int ProductBits = 29;  // |sum - 510| < 2^10, Ns < 2^16, and the rounding
  localparam logic signed [ProductBits-1:0] Half =
      (Sn > 0) ? (ProductBits'(1) << (Sn - 1 + 32'(Sn == 0))) : '0;

  logic [31:0]                   hash;
  logic signed [10:0]            centred;
  logic signed [ProductBits-1:0] product;

  sf_mix u_mix (.word_i(shared_i ^ index_i), .word_o(hash));

  assign centred = $signed({3'd0, hash[7:0]}) + $signed({3'd0, hash[15:8]})
                   + $signed({3'd0, hash[23:16]}) + $signed({3'd0, hash[31:24]}) - 11'sd510;
  assign product = ProductBits'(centred) * ProductBits'(Ns) + Half;
  assign noise_o = NoiseBits'(product >>> Sn);

endmodule

`default_nettype wire
