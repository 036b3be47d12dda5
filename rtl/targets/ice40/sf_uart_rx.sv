// SPDX-License-Identifier: Apache-2.0
// Serial receiver, 8 data bits, no parity, one stop bit.
//
// Latency     a byte comes out in the middle of its stop bit
// Throughput  a byte every ten bits; a byte that is not taken in its cycle is gone
// Reset       idle
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_uart_rx #(
  parameter int ClocksPerBit = 12  // at least 4
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       rx_i,     // from the pin, not synchronous
  output logic       valid_o,  // for one cycle
  output logic [7:0] byte_o
);

  localparam int TimeBits = $clog2(ClocksPerBit);

  logic [1:0]          sync_q;
  logic                busy_q;
  logic [TimeBits-1:0] time_q;  // cycles until the middle of the next bit
  logic [3:0]          left_q;  // bits still to come, the stop bit included
  logic [7:0]          byte_q;
  logic                line, sample;

  assign line   = sync_q[1];
  assign sample = busy_q && (time_q == '0);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) sync_q <= 2'b11;
    else         sync_q <= {sync_q[0], rx_i};
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      time_q <= '0;
      left_q <= '0;
    end else if (!busy_q) begin
      // The middle of the start bit, then nine bits.
      busy_q <= !line;
      time_q <= TimeBits'(ClocksPerBit / 2 - 1);
      left_q <= 4'd9;
    end else if (sample) begin
      time_q <= TimeBits'(ClocksPerBit - 1);
      left_q <= left_q - 4'd1;
      // A start bit that was a spike on the line, or the stop bit: wait for the next byte.
      if ((left_q == 4'd9 && line) || left_q == 4'd0) busy_q <= 1'b0;
    end else begin
      time_q <= time_q - 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (sample && left_q != 4'd0) byte_q <= {line, byte_q[7:1]};
  end

  // Without its stop bit it is no byte.
  assign valid_o = sample && (left_q == 4'd0) && line;
  assign byte_o  = byte_q;

endmodule

`default_nettype wire
