// SPDX-License-Identifier: Apache-2.0
// formal: passes whole images only
// sources: sf_ram sf_spike_buffer sf_pixel_buffer
// proof: Size=3 | bmc 7 | induction 1 | cover 12
// proof: Size=4 | bmc 7 | induction 1 | cover 14
// proof: Size=1 | bmc 7 | cover 8
// proof: Size=3 Beat=2 | bmc 7 | cover 12
// proof: Size=5 Beat=4 | bmc 7 | cover 12
// red: when an overlong frame counts as whole
//   bmc sf_pixel_buffer.sv s/at_end && !overlong_q/at_end/
// red: when a beat that lacks a pixel is whole
//   bmc sf_pixel_buffer.sv s/torn_q     <= !pixel_last_i \&\& !whole/torn_q     <= 1'b0/
//
// Any stream of pixels, frames of any length; a model beside the macro keeps whole images in a
// queue of two. That pixel_ready_o equals a function of the model's registers also says that it
// does not depend on pixel_valid_i.
`default_nettype none

module sf_pixel_buffer_properties #(
  parameter int Size = 3,         // 3 or 4; 1 without invariants
  parameter int Beat = 1,         // more without invariants
  localparam int WordBits = 2,
  localparam int Words = (Size + WordBits - 1) / WordBits,
  localparam int AddrBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int IndexBits = (Size > 1) ? $clog2(Size) : 1
) (
  input logic                 clk_i,
  input logic                 rst_ni,
  input logic                 pixel_valid_i,
  input logic [8*Beat-1:0]    pixel_data_i,
  input logic [Beat-1:0]      pixel_keep_i,
  input logic                 pixel_last_i,
  input logic [31:0]          pixel_image_i,
  input logic [AddrBits-1:0]  rd_addr_i,
  input logic [IndexBits-1:0] rd_pixel_addr_i,
  input logic                 rd_done_i
);

  logic                ready, frame_error, rd_valid;
  logic [31:0]         rd_image;
  logic [Words-1:0]    rd_summary;
  logic [WordBits-1:0] rd_word;
  logic [7:0]          rd_pixel;
  `include "sf_formal.svh"

  sf_pixel_buffer #(.Size(Size), .WordBits(WordBits), .Beat(Beat)) u_dut (
    .clk_i, .rst_ni, .pixel_valid_i, .pixel_ready_o(ready), .pixel_data_i, .pixel_keep_i, .pixel_last_i,
    .pixel_image_i, .frame_error_o(frame_error), .rd_valid_o(rd_valid), .rd_image_o(rd_image),
    .rd_summary_o(rd_summary), .rd_addr_i, .rd_word_o(rd_word), .rd_pixel_addr_i,
    .rd_pixel_o(rd_pixel), .rd_done_i
  );

  // Model.
  localparam int Bits = Size * 8;
  localparam int Beats = (Size + Beat - 1) / Beat;
  localparam int BeatBits = (Beats > 1) ? $clog2(Beats) : 1;
  logic            claimed_q;              // a bank belongs to the frame that comes in
  logic [1:0]      full_q;                 // images that wait to be read
  logic [3:0]      length_q;               // beats of this frame, up to Beats: more is too many
  logic            torn_q, whole;          // one of them did not keep just what it must
  logic [Beat-1:0] own;                    // what it must
  logic [Bits-1:0] frame_q, frame;         // its pixels so far, and with this one
  logic [Bits-1:0] head_q, tail_q;         // images, oldest first
  logic [31:0]     head_image_q, tail_image_q;
  logic            accept, complete;

  assign accept   = pixel_valid_i && ready;
  assign whole    = !torn_q && pixel_keep_i == own;
  assign complete = accept && pixel_last_i && 32'(length_q) == Beats - 1 && whole;
  assign frame    = frame_q | (Bits'(pixel_data_i) << (32'(length_q) * 8 * Beat));
  for (genvar i = 0; i < Beat; i++) begin : gen_own
    assign own[i] = 32'(length_q) != Beats - 1 || (Beats - 1) * Beat + i < Size;
  end
  always_comb if (Beat == 1) assume (pixel_keep_i[0]);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      claimed_q <= 1'b0;
      full_q    <= 2'd0;
      length_q  <= 4'd0;
      frame_q   <= '0;
      torn_q    <= 1'b0;
    end else begin
      full_q <= full_q + 2'(complete) - 2'(rd_done_i);
      if (accept) begin
        claimed_q <= !complete;
        length_q  <= pixel_last_i ? 4'd0 : (32'(length_q) == Beats) ? length_q : length_q + 4'd1;
        torn_q    <= !pixel_last_i && !whole;
        frame_q   <= pixel_last_i ? '0 : frame;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (rd_done_i) begin
      head_q       <= tail_q;
      head_image_q <= tail_image_q;
    end
    if (complete && full_q == 2'(rd_done_i)) begin
      head_q       <= frame;
      head_image_q <= pixel_image_i;
    end else if (complete) begin
      tail_q       <= frame;
      tail_image_q <= pixel_image_i;
    end
  end

  always_comb begin
    if (rd_done_i) assume (rd_valid);
    assume (32'(rd_addr_i) < Words && 32'(rd_pixel_addr_i) < Size);
  end

  // Bitmaps of the images.
  logic [Words*WordBits-1:0] head_bits, tail_bits, frame_bits;
  for (genvar p = 0; p < Words * WordBits; p++) begin : gen_bits
    if (p < Size) begin : gen_pixel
      assign head_bits[p]  = head_q[p*8 +: 8] != 8'd0;
      assign tail_bits[p]  = tail_q[p*8 +: 8] != 8'd0;
      assign frame_bits[p] = frame_q[p*8 +: 8] != 8'd0;
    end else begin : gen_none
      assign head_bits[p]  = 1'b0;
      assign tail_bits[p]  = 1'b0;
      assign frame_bits[p] = 1'b0;
    end
  end

  // What the consumer was promised for the addresses of the cycle before.
  logic                read_q = 1'b0;
  logic [WordBits-1:0] expected_word_q;
  logic [7:0]          expected_pixel_q;
  always_ff @(posedge clk_i) begin
    read_q           <= live_q && rd_valid;
    expected_word_q  <= head_bits[32'(rd_addr_i) * WordBits +: WordBits];
    expected_pixel_q <= head_q[32'(rd_pixel_addr_i) * 8 +: 8];
  end

  always_comb begin
    if (live_q) begin
      assert (ready == (claimed_q || 32'(full_q) < 2));
      assert (frame_error == (accept && pixel_last_i && !complete));
      assert (rd_valid == (full_q != 2'd0));
      if (rd_valid) assert (rd_image == head_image_q);
    end
    if (read_q) assert (rd_word == expected_word_q && rd_pixel == expected_pixel_q);
  end
  for (genvar w = 0; w < Words; w++) begin : gen_summary
    always_comb begin
      if (live_q && rd_valid) assert (rd_summary[w] == |head_bits[w*WordBits +: WordBits]);
    end
  end

  // Invariants: the macro's registers in terms of the model.
  (* hierconn *) logic [BeatBits-1:0] \u_dut.count_q ;
  (* hierconn *) logic \u_dut.torn_q , \u_dut.claimed_q , \u_dut.overlong_q , \u_dut.wr_bank_q , \u_dut.rd_bank_q ,
      \u_dut.u_bitmap.wr_bank_q , \u_dut.u_bitmap.rd_bank_q ;
  (* hierconn *) logic [1:0] \u_dut.u_bitmap.free_q , \u_dut.u_bitmap.full_q ;
  (* hierconn *) logic [0:0] \u_dut.u_bitmap.piece_q ;
  (* hierconn *) logic [AddrBits-1:0] \u_dut.u_bitmap.waddr_q ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.u_bitmap.word_q ,
      \u_dut.u_bitmap.u_words.gen_auto.mem[0] , \u_dut.u_bitmap.u_words.gen_auto.mem[1] ,
      \u_dut.u_bitmap.u_words.gen_auto.mem[2] , \u_dut.u_bitmap.u_words.gen_auto.mem[3] ;
  (* hierconn *) logic [Words-1:0] \u_dut.u_bitmap.summary0_q , \u_dut.u_bitmap.summary1_q ,
      \u_dut.u_bitmap.summary_q ;
  (* hierconn *) logic [31:0] \u_dut.u_bitmap.image0_q , \u_dut.u_bitmap.image1_q ;
  (* hierconn *) logic [8*Beat-1:0] \u_dut.u_pixels.gen_auto.mem[0] , \u_dut.u_pixels.gen_auto.mem[1] ,
      \u_dut.u_pixels.gen_auto.mem[2] , \u_dut.u_pixels.gen_auto.mem[3] ,
      \u_dut.u_pixels.gen_auto.mem[4] , \u_dut.u_pixels.gen_auto.mem[5] ,
      \u_dut.u_pixels.gen_auto.mem[6] , \u_dut.u_pixels.gen_auto.mem[7] ;

  if (Size > 1 && Beat == 1) begin : gen_invariants
    logic [Bits-1:0]           pixels0, pixels1, head_pixels, tail_pixels, wr_pixels;
    logic [Words*WordBits-1:0] bits0, bits1, head_bank, tail_bank, wr_bits;
    logic [Words-1:0]          tail_summary, wr_summary;
    logic [31:0]               tail_image;
    logic [7:0]                at;   // where the bitmap's writer stands

    assign bits0 = {\u_dut.u_bitmap.u_words.gen_auto.mem[1] , \u_dut.u_bitmap.u_words.gen_auto.mem[0] };
    assign bits1 = {\u_dut.u_bitmap.u_words.gen_auto.mem[3] , \u_dut.u_bitmap.u_words.gen_auto.mem[2] };
    assign pixels0[23:0] =
        {\u_dut.u_pixels.gen_auto.mem[2] , \u_dut.u_pixels.gen_auto.mem[1] , \u_dut.u_pixels.gen_auto.mem[0] };
    assign pixels1[23:0] =
        {\u_dut.u_pixels.gen_auto.mem[6] , \u_dut.u_pixels.gen_auto.mem[5] , \u_dut.u_pixels.gen_auto.mem[4] };
    if (Size > 3) begin : gen_fourth
      assign pixels0[31:24] = \u_dut.u_pixels.gen_auto.mem[3] ;
      assign pixels1[31:24] = \u_dut.u_pixels.gen_auto.mem[7] ;
    end
    assign head_bank    = \u_dut.rd_bank_q ? bits1 : bits0;
    assign tail_bank    = \u_dut.rd_bank_q ? bits0 : bits1;
    assign head_pixels  = \u_dut.rd_bank_q ? pixels1 : pixels0;
    assign tail_pixels  = \u_dut.rd_bank_q ? pixels0 : pixels1;
    assign tail_summary = \u_dut.rd_bank_q ? \u_dut.u_bitmap.summary0_q
                                            : \u_dut.u_bitmap.summary1_q ;
    assign tail_image   = \u_dut.rd_bank_q ? \u_dut.u_bitmap.image0_q : \u_dut.u_bitmap.image1_q ;
    assign wr_bits      = \u_dut.wr_bank_q ? bits1 : bits0;
    assign wr_pixels    = \u_dut.wr_bank_q ? pixels1 : pixels0;
    if (Words > 1) begin : gen_so_far
      assign wr_summary = \u_dut.u_bitmap.summary_q >> (Words - 32'(\u_dut.u_bitmap.waddr_q ));
    end else begin : gen_one_word
      assign wr_summary = '0;
    end
    assign at = 8'(\u_dut.u_bitmap.waddr_q ) * 8'(WordBits) + 8'(\u_dut.u_bitmap.piece_q );

    always_comb begin
      if (live_q) begin
        assert (32'(claimed_q) + 32'(full_q) <= 2);
        assert (claimed_q || length_q == 4'd0);
        assert (32'(length_q) <= Size);
        assert (\u_dut.claimed_q == claimed_q);
        assert (\u_dut.torn_q == torn_q && !torn_q);
        assert (\u_dut.overlong_q == (32'(length_q) == Size));
        assert (32'(\u_dut.count_q ) < Size);
        if (32'(length_q) < Size) assert (4'(\u_dut.count_q ) == length_q);
        assert (32'(\u_dut.u_bitmap.free_q ) == 2 - 32'(claimed_q) - 32'(full_q));
        assert (\u_dut.u_bitmap.full_q == ((full_q == 2'd0) ? 2'b00 : (full_q == 2'd2) ? 2'b11
                                           : \u_dut.rd_bank_q ? 2'b10 : 2'b01));
        assert (\u_dut.wr_bank_q == (\u_dut.rd_bank_q ^ full_q[0]));
        assert (\u_dut.u_bitmap.wr_bank_q == \u_dut.wr_bank_q );
        assert (\u_dut.u_bitmap.rd_bank_q == \u_dut.rd_bank_q );
        // The bitmap's writer stops in front of the last pixel until it is known to be the last.
        assert (32'(at) == ((32'(length_q) < Size) ? 32'(length_q) : Size - 1));
        if (full_q != 2'd0) assert (head_bank == head_bits && head_pixels == head_q);
        if (full_q == 2'd2) begin
          assert (tail_bank == tail_bits && tail_pixels == tail_q && tail_image == tail_image_q);
        end
        if (32'(length_q) < Size) begin
          assert ((frame_q >> (32'(length_q) * 8)) == '0);
          assert (\u_dut.u_bitmap.word_q
                  == frame_bits[32'(\u_dut.u_bitmap.waddr_q ) * WordBits +: WordBits]);
        end
      end
    end
    for (genvar w = 0; w < Words; w++) begin : gen_words
      always_comb begin
        if (live_q && full_q == 2'd2) begin
          assert (tail_summary[w] == |tail_bits[w*WordBits +: WordBits]);
        end
        if (live_q && 32'(length_q) < Size && w < 32'(\u_dut.u_bitmap.waddr_q )) begin
          assert (wr_bits[w*WordBits +: WordBits] == frame_bits[w*WordBits +: WordBits]);
          assert (wr_summary[w] == |frame_bits[w*WordBits +: WordBits]);
        end
      end
    end
    for (genvar p = 0; p < Size; p++) begin : gen_pixels
      always_comb begin
        if (live_q && 32'(length_q) < Size && p < 32'(length_q)) begin
          assert (wr_pixels[p*8 +: 8] == frame_q[p*8 +: 8]);
        end
      end
    end
  end

  logic short_q, long_q;    // a frame of that kind was dropped since the last good one
  always_ff @(posedge clk_i) begin
    if (!rst_ni || complete) begin
      short_q <= 1'b0;
      long_q  <= 1'b0;
    end else if (frame_error) begin
      short_q <= short_q || 32'(length_q) < Beats;
      long_q  <= long_q || 32'(length_q) == Beats;
    end
  end
  always_comb begin
    cover (live_q && full_q == 2'd2 && !ready && pixel_valid_i);
    cover (live_q && complete && long_q);
    cover (live_q && complete && rd_done_i);
    cover (live_q && rd_done_i && full_q == 2'd2 && head_q != tail_q);
    cover (read_q && rd_pixel != 8'd0);
  end
  if (Size > 1) begin : gen_short
    always_comb cover (live_q && complete && short_q && frame_bits != '0);
  end

endmodule

`default_nettype wire
