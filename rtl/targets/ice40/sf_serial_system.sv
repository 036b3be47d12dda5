// SPDX-License-Identifier: Apache-2.0
// A core behind a serial line: images in, classes and spike counts out.
//
//   rx_i -> sf_uart_rx -> sf_frame_rx -> sf_core -> sf_frame_tx -> sf_uart_tx -> tx_o
//
// Frames      see sf_frame_rx and sf_frame_tx; the tag of an image comes back with its result
// Latency     bounded by the line: Size + 3 bytes in, 14 bytes out for ten classes
// Reset       idle; the core as its own header says
// Golden      sim/host
`timescale 1ns / 1ps
`default_nettype none

module sf_serial_system #(
  parameter int ClocksPerBit = 12,
  parameter int TimeoutBits = 18,
  parameter MemDir = "mem/"
) (
  input  logic clk_i,
  input  logic rst_ni,
  input  logic rx_i,
  output logic tx_o,
  output logic busy_o,    // an image is in the core
  output logic dropped_o  // a frame was dropped, for one cycle
);

  logic       rx_valid, tx_valid, tx_ready;
  logic [7:0] rx_byte, tx_byte;
  logic       pixel_valid, pixel_ready, pixel_last;
  logic [7:0] pixel_data, tag;
  logic       result_valid, result_ready, result_last;
  logic [7:0] result_count;
  logic [31:0] result_image;
  logic [sf_core_pkg::ClassBits-1:0] result_class;
  logic [$bits(sf_core_pkg::ConfigThresholds)-1:0] busy;  // a bit for each layer

  sf_uart_rx #(
    .ClocksPerBit(ClocksPerBit)
  ) u_rx (
    .clk_i,
    .rst_ni,
    .rx_i,
    .valid_o(rx_valid),
    .byte_o (rx_byte)
  );

  sf_frame_rx #(
    .Size       (sf_core_pkg::InputSize),
    .TimeoutBits(TimeoutBits)
  ) u_frame_rx (
    .clk_i,
    .rst_ni,
    .byte_valid_i (rx_valid),
    .byte_i       (rx_byte),
    .pixel_valid_o(pixel_valid),
    .pixel_ready_i(pixel_ready),
    .pixel_data_o (pixel_data),
    .pixel_last_o (pixel_last),
    .tag_o        (tag),
    .dropped_o
  );

  // Commits and the configuration port stay unused: the synthesiser takes them away.
  /* verilator lint_off PINMISSING */
  sf_core #(
    .MemDir(MemDir)
  ) u_core (
    .clk_i,
    .rst_ni,
    .pixel_valid_i (pixel_valid),
    .pixel_ready_o (pixel_ready),
    .pixel_data_i  (pixel_data),
    .pixel_last_i  (pixel_last),
    .pixel_image_i ({24'd0, tag}),
    .cfg_valid_i   (1'b0),
    .cfg_is_mask_i (1'b0),
    .cfg_layer_i   (8'd0),
    .cfg_now_i     (1'b0),
    .cfg_image_i   (32'd0),
    .cfg_step_i    (8'd0),
    .cfg_code_i    (4'd0),
    .cfg_page_i    (2'd0),
    .cfg_word_i    (16'd0),
    .cfg_mask_i    ({sf_core_pkg::ConfigMaskBits{1'b0}}),
    .result_valid_o(result_valid),
    .result_ready_i(result_ready),
    .result_class_o(result_class),
    .result_count_o(result_count),
    .result_image_o(result_image),
    .result_last_o (result_last),
    .status_busy_o (busy)
  );
  /* verilator lint_on PINMISSING */

  sf_frame_tx u_frame_tx (
    .clk_i,
    .rst_ni,
    .result_valid_i(result_valid),
    .result_ready_o(result_ready),
    .result_class_i(8'(result_class)),
    .result_count_i(result_count),
    .result_tag_i  (result_image[7:0]),
    .result_last_i (result_last),
    .dropped_i     (dropped_o),
    .dropped_tag_i (tag),
    .valid_o       (tx_valid),
    .ready_i       (tx_ready),
    .byte_o        (tx_byte)
  );

  sf_uart_tx #(
    .ClocksPerBit(ClocksPerBit)
  ) u_tx (
    .clk_i,
    .rst_ni,
    .valid_i(tx_valid),
    .ready_o(tx_ready),
    .byte_i (tx_byte),
    .tx_o
  );

  logic unused_image;
  assign busy_o       = |busy;
  assign unused_image = &{1'b0, result_image[31:8]};

endmodule

`default_nettype wire
