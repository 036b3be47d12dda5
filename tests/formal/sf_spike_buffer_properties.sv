// SPDX-License-Identifier: Apache-2.0
// formal: never loses or duplicates a bitmap
// sources: sf_ram sf_spike_buffer
// proof: Size=5 PieceBits=1 WordPieces=2 | bmc 8 | induction 1 | cover 18
// proof: Size=5 PieceBits=2 WordPieces=1 | bmc 8 | induction 1 | cover 14
// proof: Size=2 PieceBits=1 WordPieces=2 | bmc 8 | induction 1 | cover 10
// red: when an aborted bitmap is not forgotten
//   bmc sf_spike_buffer.sv s/!rst_ni || wr_abort_i/!rst_ni/
//
// Producer and consumer may do anything at any time that the protocol allows; a model beside the
// macro keeps whole bitmaps in a queue of two. Bits are free, so every bitmap is covered at once.
`default_nettype none

module sf_spike_buffer_properties #(
  parameter int Size = 5,
  parameter int PieceBits = 1,
  parameter int WordPieces = 2,
  localparam int WordBits = PieceBits * WordPieces,
  localparam int Words = (Size + WordBits - 1) / WordBits,   // 1 or 3 here
  localparam int AddrBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int Pieces = (Size + PieceBits - 1) / PieceBits,
  localparam int Bits = Words * WordBits
) (
  input logic                 clk_i,
  input logic                 rst_ni,
  input logic                 alloc_i,
  input logic                 wr_valid_i,
  input logic [PieceBits-1:0] wr_bits_i,
  input logic                 wr_last_i,
  input logic                 wr_abort_i,
  input logic [31:0]          wr_image_i,
  input logic [AddrBits-1:0]  rd_addr_i,
  input logic                 rd_done_i
);

  logic                free, rd_valid;
  logic [31:0]         rd_image;
  logic [Words-1:0]    rd_summary;
  logic [WordBits-1:0] rd_word;
  `include "sf_formal.svh"

  sf_spike_buffer #(.Size(Size), .PieceBits(PieceBits), .WordPieces(WordPieces)) u_dut (
    .clk_i, .rst_ni, .free_o(free), .alloc_i, .wr_valid_i, .wr_bits_i, .wr_last_i, .wr_abort_i,
    .wr_image_i, .rd_valid_o(rd_valid), .rd_image_o(rd_image), .rd_summary_o(rd_summary),
    .rd_addr_i, .rd_word_o(rd_word), .rd_done_i
  );

  // Model.
  logic [1:0]      claims_q, full_q;       // banks claimed by the producer, complete bitmaps
  logic [3:0]      piece_q;                // next piece of the bitmap that is being written
  logic [Bits-1:0] writing_q, written;     // its bits so far, and with this piece
  logic [Bits-1:0] head_q, tail_q;         // complete bitmaps, oldest first
  logic [31:0]     head_image_q, tail_image_q;
  logic            complete;

  assign complete = wr_valid_i && wr_last_i;
  assign written  = writing_q | (Bits'(wr_bits_i) << (32'(piece_q) * PieceBits));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      claims_q  <= 2'd0;
      full_q    <= 2'd0;
      piece_q   <= 4'd0;
      writing_q <= '0;
    end else begin
      claims_q <= claims_q + 2'(alloc_i) - 2'(complete);
      full_q   <= full_q + 2'(complete) - 2'(rd_done_i);
      if (wr_abort_i || complete) begin
        piece_q   <= 4'd0;
        writing_q <= '0;
      end else if (wr_valid_i) begin
        piece_q   <= piece_q + 4'd1;
        writing_q <= written;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (rd_done_i) begin
      head_q       <= tail_q;
      head_image_q <= tail_image_q;
    end
    if (complete && full_q == 2'(rd_done_i)) begin
      head_q       <= written;
      head_image_q <= wr_image_i;
    end else if (complete) begin
      tail_q       <= written;
      tail_image_q <= wr_image_i;
    end
  end

  // Protocol.
  always_comb begin
    if (alloc_i) assume (free);
    if (wr_valid_i) assume (claims_q != 2'd0 || alloc_i);
    if (wr_valid_i) assume (wr_last_i == (32'(piece_q) == Pieces - 1));
    if (wr_abort_i) assume (!complete);
    if (rd_done_i) assume (rd_valid);
    assume (32'(rd_addr_i) < Words);
  end

  // What the consumer was promised for the word that it asked for in the cycle before.
  logic                read_q = 1'b0;
  logic [WordBits-1:0] expected_q;
  always_ff @(posedge clk_i) begin
    read_q     <= live_q && rd_valid;
    expected_q <= head_q[32'(rd_addr_i) * WordBits +: WordBits];
  end

  always_comb begin
    if (live_q) begin
      assert (32'(claims_q) + 32'(full_q) <= 2);
      assert (free == (32'(claims_q) + 32'(full_q) < 2));
      assert (rd_valid == (full_q != 2'd0));
      if (rd_valid) assert (rd_image == head_image_q);
    end
    if (read_q) assert (rd_word == expected_q);
  end
  for (genvar w = 0; w < Words; w++) begin : gen_summary
    always_comb if (live_q && rd_valid) assert (rd_summary[w] == |head_q[w*WordBits +: WordBits]);
  end

  // Invariants: the macro's registers in terms of the model.
  (* hierconn *) logic [1:0] \u_dut.free_q , \u_dut.full_q ;
  (* hierconn *) logic \u_dut.wr_bank_q , \u_dut.rd_bank_q ;
  (* hierconn *) logic [AddrBits-1:0] \u_dut.waddr_q ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.word_q , \u_dut.u_words.gen_auto.mem[0] ,
      \u_dut.u_words.gen_auto.mem[1] , \u_dut.u_words.gen_auto.mem[2] ,
      \u_dut.u_words.gen_auto.mem[4] , \u_dut.u_words.gen_auto.mem[5] ,
      \u_dut.u_words.gen_auto.mem[6] ;
  (* hierconn *) logic [Words-1:0] \u_dut.summary0_q , \u_dut.summary1_q ,
      \u_dut.summary_q ;
  (* hierconn *) logic [31:0] \u_dut.image0_q , \u_dut.image1_q ;
  localparam int PieceCountBits = (WordPieces > 1) ? $clog2(WordPieces) : 1;
  (* hierconn *) logic [PieceCountBits-1:0] \u_dut.piece_q ;

  logic [Bits-1:0]  bank0, bank1, rd_bank, other_bank, wr_bank;
  logic [Words-1:0] other_summary, wr_summary;
  logic [31:0]      other_image;
  if (Words == 3) begin : gen_three
    assign bank0 = {\u_dut.u_words.gen_auto.mem[2] , \u_dut.u_words.gen_auto.mem[1] , \u_dut.u_words.gen_auto.mem[0] };
    assign bank1 = {\u_dut.u_words.gen_auto.mem[6] , \u_dut.u_words.gen_auto.mem[5] , \u_dut.u_words.gen_auto.mem[4] };
  end else begin : gen_one
    assign bank0 = \u_dut.u_words.gen_auto.mem[0] ;
    assign bank1 = \u_dut.u_words.gen_auto.mem[2] ;
  end
  assign rd_bank       = \u_dut.rd_bank_q ? bank1 : bank0;
  assign other_bank    = \u_dut.rd_bank_q ? bank0 : bank1;
  assign other_summary = \u_dut.rd_bank_q ? \u_dut.summary0_q : \u_dut.summary1_q ;
  assign other_image   = \u_dut.rd_bank_q ? \u_dut.image0_q : \u_dut.image1_q ;
  assign wr_bank       = \u_dut.wr_bank_q ? bank1 : bank0;
  if (Words > 1) begin : gen_so_far
    assign wr_summary = \u_dut.summary_q >> (Words - 32'(\u_dut.waddr_q ));
  end else begin : gen_one_word
    assign wr_summary = '0;
  end

  always_comb begin
    if (live_q) begin
      assert (\u_dut.free_q == 2'd2 - claims_q - full_q);
      assert (\u_dut.full_q == ((full_q == 2'd0) ? 2'b00 : (full_q == 2'd2) ? 2'b11
                                : \u_dut.rd_bank_q ? 2'b10 : 2'b01));
      assert (\u_dut.wr_bank_q == (\u_dut.rd_bank_q ^ full_q[0]));
      assert (32'(piece_q) < Pieces);
      assert (piece_q == 4'd0 || claims_q != 2'd0);
      assert (32'(\u_dut.piece_q ) < WordPieces);
      assert (32'(piece_q) == 32'(\u_dut.waddr_q ) * WordPieces + 32'(\u_dut.piece_q ));
      assert ((writing_q >> (32'(piece_q) * PieceBits)) == '0);
      assert (\u_dut.word_q == writing_q[32'(\u_dut.waddr_q ) * WordBits +: WordBits]);
      if (full_q != 2'd0) assert (rd_bank == head_q);
      if (full_q == 2'd2) assert (other_bank == tail_q && other_image == tail_image_q);
    end
  end
  for (genvar w = 0; w < Words; w++) begin : gen_words
    always_comb begin
      if (live_q && full_q == 2'd2) begin
        assert (other_summary[w] == |tail_q[w*WordBits +: WordBits]);
      end
      if (live_q && w < 32'(\u_dut.waddr_q )) begin
        assert (wr_bank[w*WordBits +: WordBits] == writing_q[w*WordBits +: WordBits]);
        assert (wr_summary[w] == |writing_q[w*WordBits +: WordBits]);
      end
    end
  end

  logic aborted_q;    // a bitmap was thrown away half-way and none completed since
  always_ff @(posedge clk_i) begin
    if (!rst_ni) aborted_q <= 1'b0;
    else if (wr_abort_i && piece_q != 4'd0) aborted_q <= 1'b1;
    else if (complete) aborted_q <= 1'b0;
  end
  always_comb begin
    cover (live_q && full_q == 2'd2);
    cover (live_q && claims_q == 2'd2);
    cover (live_q && complete && rd_done_i && full_q == 2'd1);
    cover (live_q && complete && aborted_q && full_q == 2'd1);
    cover (live_q && rd_done_i && full_q == 2'd2 && head_q != tail_q);
    cover (read_q && rd_word != '0);
  end

endmodule

`default_nettype wire
