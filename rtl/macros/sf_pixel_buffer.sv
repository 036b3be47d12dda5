// SPDX-License-Identifier: Apache-2.0
// Pixel stream in, two banks of image out: the bitmap of non-zero pixels and the pixels themselves.
//
// An image is Size pixels, the last of them marked with pixel_last_i. A frame of any other length
// is dropped whole (frame_error_o pulses with its last pixel), so the stream finds its feet again
// at the next image.
//
// Latency     last pixel to rd_valid_o: 1 cycle; word and pixel read: 1 cycle
// Throughput  one pixel a cycle while a bank is free
// Reset       both banks empty; a partial image is forgotten
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_pixel_buffer #(
  parameter int Size = 8,
  parameter int WordBits = 4,
  localparam int Words = (Size + WordBits - 1) / WordBits,
  localparam int AddrBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int IndexBits = (Size > 1) ? $clog2(Size) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // pixel stream
  input  logic                 pixel_valid_i,
  output logic                 pixel_ready_o,
  input  logic [7:0]           pixel_data_i,
  input  logic                 pixel_last_i,
  input  logic [31:0]          pixel_image_i,
  output logic                 frame_error_o,
  // consumer
  output logic                 rd_valid_o,
  output logic [31:0]          rd_image_o,
  output logic [Words-1:0]     rd_summary_o,
  input  logic [AddrBits-1:0]  rd_addr_i,
  output logic [WordBits-1:0]  rd_word_o,
  input  logic [IndexBits-1:0] rd_pixel_addr_i,
  output logic [7:0]           rd_pixel_o,
  input  logic                 rd_done_i
);

  logic [IndexBits-1:0] count_q;     // pixels of this image accepted so far
  logic                 claimed_q;   // a bank is ours
  logic                 overlong_q;  // Size pixels have passed without pixel_last_i
  logic                 wr_bank_q, rd_bank_q;
  logic                 free, accept, at_end, complete, broken;

  assign pixel_ready_o = claimed_q || free;
  assign accept        = pixel_valid_i && pixel_ready_o;
  assign at_end        = count_q == IndexBits'(Size - 1);
  assign complete      = accept && pixel_last_i && at_end && !overlong_q;
  assign broken        = accept && pixel_last_i && !complete;
  assign frame_error_o = broken;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q    <= '0;
      claimed_q  <= 1'b0;
      overlong_q <= 1'b0;
      wr_bank_q  <= 1'b0;
      rd_bank_q  <= 1'b0;
    end else begin
      if (accept) begin
        // A broken frame keeps its bank for the next one.
        claimed_q  <= !complete;
        count_q    <= (pixel_last_i || at_end) ? '0 : count_q + 1'b1;
        overlong_q <= !pixel_last_i && (overlong_q || at_end);
      end
      if (complete)  wr_bank_q <= !wr_bank_q;
      if (rd_done_i) rd_bank_q <= !rd_bank_q;
    end
  end

  // The bitmap lags nothing: its last piece makes the bank valid, in the same cycle in which the
  // last pixel is written.
  sf_spike_buffer #(
    .Size      (Size),
    .PieceBits (1),
    .WordPieces(WordBits)
  ) u_bitmap (
    .clk_i,
    .rst_ni,
    .free_o      (free),
    .alloc_i     (accept && !claimed_q),
    .wr_valid_i  (accept && !overlong_q && (!at_end || complete)),
    .wr_bits_i   (pixel_data_i != 8'd0),
    .wr_last_i   (complete),
    .wr_abort_i  (broken),
    .wr_image_i  (pixel_image_i),
    .rd_valid_o,
    .rd_image_o,
    .rd_summary_o,
    .rd_addr_i,
    .rd_word_o,
    .rd_done_i
  );

  sf_ram #(
    .Width(8),
    .Depth(2 << IndexBits)
  ) u_pixels (
    .clk_i,
    .we_i    (accept && !overlong_q),
    .waddr_i ({wr_bank_q, count_q}),
    .wdata_i (pixel_data_i),
    .re_i    (1'b1),
    .raddr_i ({rd_bank_q, rd_pixel_addr_i}),
    .rdata_o (rd_pixel_o)
  );

endmodule

`default_nettype wire
