// SPDX-License-Identifier: Apache-2.0
// The system on Lattice's iCE40-HX8K breakout board, at 48 MHz from its 12 MHz oscillator and at
// 1,000,000 baud.
`timescale 1ns / 1ps
`default_nettype none

module hx8k_breakout (
  input  logic clk_i,
  input  logic rx_i,
  output logic tx_o,
  output logic led_busy_o,
  output logic led_dropped_o
);

  logic clk, locked, busy, dropped, dropped_q = 1'b0;

  // 12 MHz * 64 / 2^4 = 48 MHz
  SB_PLL40_CORE #(
    .FEEDBACK_PATH("SIMPLE"),
    .DIVR         (4'd0),
    .DIVF         (7'd63),
    .DIVQ         (3'd4),
    .FILTER_RANGE (3'd1)
  ) u_pll (
    .REFERENCECLK(clk_i),
    .PLLOUTCORE  (),
    .PLLOUTGLOBAL(clk),
    .LOCK        (locked),
    .RESETB      (1'b1),
    .BYPASS      (1'b0)
  );

  // Registers of this part begin at 0: some cycles of reset, in which block RAM becomes ready.
  logic [7:0] reset_q = '0;
  logic       rst_n_q = 1'b0;
  always_ff @(posedge clk) begin
    if (locked && !(&reset_q)) reset_q <= reset_q + 1'b1;
    rst_n_q <= &reset_q;
    if (dropped) dropped_q <= !dropped_q;
  end

  sf_serial_system #(
    .ClocksPerBit(48),
    .TimeoutBits (20)
  ) u_system (
    .clk_i    (clk),
    .rst_ni   (rst_n_q),
    .rx_i,
    .tx_o,
    .busy_o   (busy),
    .dropped_o(dropped)
  );

  assign led_busy_o    = busy;
  assign led_dropped_o = dropped_q;

endmodule

`default_nettype wire
