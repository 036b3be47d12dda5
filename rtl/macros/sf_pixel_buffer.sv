// SPDX-License-Identifier: Apache-2.0
// Pixel stream in, two banks of image out: the bitmap of non-zero pixels and the pixels themselves.
//
// An image is Size pixels, Beat of them a beat, the last beat marked with pixel_last_i: it keeps as
// many of its lowest pixels as are left, every other beat keeps all. A frame of any other form
// is dropped whole (frame_error_o pulses with its last pixel), so the stream finds its feet again
// at the next image.
//
// Latency     last beat to rd_valid_o: 1 cycle; word and pixel read: 1 cycle
// Throughput  one beat a cycle while a bank is free
// Reset       both banks empty; a partial image is forgotten
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_pixel_buffer #(
  parameter int Size = 8,
  parameter int WordBits = 4,
  parameter int Beat = 1,        // 1, 2 or 4; a multiple or a divisor of WordBits
  localparam int Words = (Size + WordBits - 1) / WordBits,
  localparam int AddrBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int IndexBits = (Size > 1) ? $clog2(Size) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // pixel stream
  input  logic                 pixel_valid_i,
  output logic                 pixel_ready_o,
  input  logic [8*Beat-1:0]    pixel_data_i,   // pixel of the lowest index in the lowest bits
  input  logic [Beat-1:0]      pixel_keep_i,
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

  localparam int Beats = (Size + Beat - 1) / Beat;
  localparam int BeatBits = (Beats > 1) ? $clog2(Beats) : 1;
  localparam int Tail = Size - (Beats - 1) * Beat;  // pixels of the last beat
  localparam logic [Beat-1:0] LastKeep = {Beat{1'b1}} >> (Beat - Tail);
  localparam bit Narrow = WordBits < Beat;          // several words a beat

  logic [BeatBits-1:0]  count_q;     // beats of this image accepted so far
  logic                 torn_q;      // one of them did not keep all
  logic                 claimed_q;   // a bank is ours
  logic                 overlong_q;  // Size pixels have passed without pixel_last_i
  logic                 wr_bank_q, rd_bank_q;
  logic                 free, accept, at_end, whole, complete, broken;
  logic [Beat-1:0]      set;
  logic [8*Beat-1:0]    pixels;
  logic [BeatBits-1:0]  rd_beat;

  assign pixel_ready_o = claimed_q || free;
  assign accept        = pixel_valid_i && pixel_ready_o;
  assign at_end        = count_q == BeatBits'(Beats - 1);
  assign whole         = !torn_q && (pixel_keep_i == (at_end ? LastKeep : {Beat{1'b1}}));
  assign complete      = accept && pixel_last_i && at_end && !overlong_q && whole;
  assign broken        = accept && pixel_last_i && !complete;
  assign frame_error_o = broken;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q    <= '0;
      claimed_q  <= 1'b0;
      overlong_q <= 1'b0;
      torn_q     <= 1'b0;
      wr_bank_q  <= 1'b0;
      rd_bank_q  <= 1'b0;
    end else begin
      if (accept) begin
        // A broken frame keeps its bank for the next one.
        claimed_q  <= !complete;
        count_q    <= (pixel_last_i || at_end) ? '0 : count_q + 1'b1;
        overlong_q <= !pixel_last_i && (overlong_q || at_end);
        torn_q     <= !pixel_last_i && !whole;
      end
      if (complete)  wr_bank_q <= !wr_bank_q;
      if (rd_done_i) rd_bank_q <= !rd_bank_q;
    end
  end

  for (genvar i = 0; i < Beat; i++) begin : gen_pixel
    assign set[i] = pixel_keep_i[i] && (pixel_data_i[8*i +: 8] != 8'd0);
  end

  // The bitmap lags nothing: its last piece makes the bank valid, in the same cycle in which the
  // last pixel is written.
  sf_spike_buffer #(
    .Size      (Size),
    .PieceBits (Beat),
    .WordPieces(Narrow ? 1 : WordBits / Beat),
    .SubWords  (Narrow ? Beat / WordBits : 1)
  ) u_bitmap (
    .clk_i,
    .rst_ni,
    .free_o      (free),
    .alloc_i     (accept && !claimed_q),
    .wr_valid_i  (accept && !overlong_q && (!at_end || complete)),
    .wr_bits_i   (set),
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

  assign rd_beat = BeatBits'(rd_pixel_addr_i >> $clog2(Beat));
  sf_ram #(
    .Width(8 * Beat),
    .Depth(2 << BeatBits)
  ) u_pixels (
    .clk_i,
    .we_i    (accept && !overlong_q),
    .waddr_i ({wr_bank_q, count_q}),
    .wdata_i (pixel_data_i),
    .re_i    (1'b1),
    .raddr_i ({rd_bank_q, rd_beat}),
    .rdata_o (pixels)
  );

  if (Beat > 1) begin : gen_lane
    localparam int LaneBits = $clog2(Beat);
    logic [LaneBits-1:0] lane_q;
    always_ff @(posedge clk_i) lane_q <= LaneBits'(rd_pixel_addr_i);
    assign rd_pixel_o = pixels[32'(lane_q)*8 +: 8];
  end else begin : gen_pixel_alone
    assign rd_pixel_o = pixels;
  end

endmodule

`default_nettype wire
