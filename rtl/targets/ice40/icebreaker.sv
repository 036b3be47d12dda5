// SPDX-License-Identifier: Apache-2.0
// The system on an iCEBreaker (iCE40 UP5K), from its 12 MHz oscillator, at 1,000,000 baud.
`timescale 1ns / 1ps
`default_nettype none

module icebreaker (
  input  logic clk_i,
  input  logic rx_i,
  output logic tx_o,
  output logic led_busy_no,
  output logic led_dropped_no
);

  logic busy, dropped, dropped_q = 1'b0;

  // Registers of this part begin at 0: some cycles of reset, in which block RAM becomes ready.
  logic [7:0] reset_q = '0;
  logic       rst_n_q = 1'b0;
  always_ff @(posedge clk_i) begin
    if (!(&reset_q)) reset_q <= reset_q + 1'b1;
    rst_n_q <= &reset_q;
    if (dropped) dropped_q <= !dropped_q;
  end

  sf_serial_system #(
    .ClocksPerBit(12),
    .TimeoutBits (18)
  ) u_system (
    .clk_i,
    .rst_ni   (rst_n_q),
    .rx_i,
    .tx_o,
    .busy_o   (busy),
    .dropped_o(dropped)
  );

  assign led_busy_no    = !busy;
  assign led_dropped_no = !dropped_q;

endmodule

`default_nettype wire
