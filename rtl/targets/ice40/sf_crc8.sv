// SPDX-License-Identifier: Apache-2.0
// One byte further in a CRC of eight bits.
//
// Equation    polynomial x^8 + x^2 + x + 1, highest bit first, from 0
// Latency     combinational
// Golden      sim/host/frame.cpp, crc8
`timescale 1ns / 1ps
`default_nettype none

module sf_crc8 (
  input  logic [7:0] crc_i,
  input  logic [7:0] byte_i,
  output logic [7:0] crc_o
);

  // A shift for each bit.
  for (genvar i = 0; i < 8; i++) begin : gen_shift
    logic [7:0] crc_in, crc_out;
    if (i == 0) begin : gen_first
      assign crc_in = crc_i ^ byte_i;
    end else begin : gen_next
      assign crc_in = gen_shift[i-1].crc_out;
    end
    assign crc_out = {crc_in[6:0], 1'b0} ^ (crc_in[7] ? 8'h07 : 8'h00);
  end
  assign crc_o = gen_shift[7].crc_out;

endmodule

`default_nettype wire
