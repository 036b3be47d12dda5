// SPDX-License-Identifier: Apache-2.0
// Serial transmitter, 8 data bits, no parity, one stop bit.
//
// Latency     a byte taken in cycle c: start bit from c+1 on
// Throughput  a byte every ten bits
// Reset       idle, the line high
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_uart_tx #(
  parameter int ClocksPerBit = 12
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       valid_i,
  output logic       ready_o,
  input  logic [7:0] byte_i,
  output logic       tx_o
);

  localparam int TimeBits = $clog2(ClocksPerBit);

  logic [TimeBits-1:0] time_q;
  logic [3:0]          left_q;  // bits still to be sent, that on the line included
  logic [8:0]          bits_q;  // the line, then what follows it

  assign ready_o = left_q == 4'd0;
  assign tx_o    = bits_q[0];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      time_q <= '0;
      left_q <= '0;
      bits_q <= '1;
    end else if (ready_o) begin
      if (valid_i) begin
        time_q <= TimeBits'(ClocksPerBit - 1);
        left_q <= 4'd10;
        bits_q <= {byte_i, 1'b0};
      end
    end else if (time_q == '0) begin
      time_q <= TimeBits'(ClocksPerBit - 1);
      left_q <= left_q - 4'd1;
      bits_q <= {1'b1, bits_q[8:1]};
    end else begin
      time_q <= time_q - 1'b1;
    end
  end

endmodule

`default_nettype wire
