// SPDX-License-Identifier: Apache-2.0
// formal: never loses or duplicates an image, nor changes a train of it
// sources: sf_ram sf_spike_buffer sf_train_buffer
// proof: Size=3 PieceBits=1 WordPieces=2 Steps=2 | bmc 7 | induction 1 | cover 16
// proof: Size=4 PieceBits=2 WordPieces=1 Steps=2 | bmc 7 | induction 1 | cover 12
// proof: Size=4 PieceBits=2 WordPieces=2 Steps=1 | bmc 7 | induction 1 | cover 12
// proof: Size=1 PieceBits=1 WordPieces=1 Steps=2 | bmc 7 | induction 1 | cover 10
// red: when trains are read from the other bank
//   induction sf_train_buffer.sv s/raddr_i ({rd_bank_q/raddr_i ({!rd_bank_q/
// red: when a bit's lane is that of another piece
//   induction sf_train_buffer.sv s/b % PieceBits/(b + 1) % PieceBits/
// red: when a spike at the last step alone is no event
//   induction sf_train_buffer.sv s/|wr_trains_i\[i\*Steps +: Steps\]/wr_trains_i[i*Steps]/
//
// Producer and consumer may do anything at any time that the protocol allows; a model beside the
// macro keeps the trains of whole images in a queue of two. Trains are free: a bit of a word is
// whether its train has a spike, and any train is as it was written, until the next one is asked for.
`default_nettype none

module sf_train_buffer_properties #(
  parameter int Size = 3,
  parameter int PieceBits = 1,
  parameter int WordPieces = 2,
  parameter int Steps = 2,
  localparam int WordBits = PieceBits * WordPieces,
  localparam int Words = (Size + WordBits - 1) / WordBits,   // one or two
  localparam int AddrBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int BitIndexBits = (WordBits > 1) ? $clog2(WordBits) : 1,
  localparam int Pieces = (Size + PieceBits - 1) / PieceBits,
  localparam int Places = Words * WordBits
) (
  input logic                       clk_i,
  input logic                       rst_ni,
  input logic                       alloc_i,
  input logic                       wr_valid_i,
  input logic [PieceBits*Steps-1:0] wr_trains_i,
  input logic                       wr_last_i,
  input logic [31:0]                wr_image_i,
  input logic [AddrBits-1:0]        rd_addr_i,
  input logic                       rd_train_i,
  input logic [AddrBits-1:0]        rd_train_word_i,
  input logic [BitIndexBits-1:0]    rd_train_bit_i,
  input logic                       rd_done_i
);

  logic                free, rd_valid;
  logic [31:0]         rd_image;
  logic [Words-1:0]    rd_summary;
  logic [WordBits-1:0] rd_word;
  logic [Steps-1:0]    rd_train;
  `include "sf_formal.svh"

  sf_train_buffer #(
    .Size(Size), .PieceBits(PieceBits), .WordPieces(WordPieces), .Steps(Steps)
  ) u_dut (
    .clk_i, .rst_ni, .free_o(free), .alloc_i, .wr_valid_i, .wr_trains_i, .wr_last_i, .wr_image_i,
    .rd_valid_o(rd_valid), .rd_image_o(rd_image), .rd_summary_o(rd_summary), .rd_addr_i,
    .rd_word_o(rd_word), .rd_train_i, .rd_train_word_i, .rd_train_bit_i, .rd_train_o(rd_train),
    .rd_done_i
  );

  // Model: the trains of the image that is written, and of the complete ones, oldest first.
  logic [1:0]              claims_q, full_q;
  logic [7:0]              piece_q;
  logic [Places*Steps-1:0] writing_q, written, head_q, tail_q;
  logic [31:0]             head_image_q, tail_image_q;
  logic                    complete;
  assign complete = wr_valid_i && wr_last_i;
  assign written  = writing_q | ((Places*Steps)'(wr_trains_i) << (32'(piece_q) * PieceBits * Steps));
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      claims_q  <= 2'd0;
      full_q    <= 2'd0;
      piece_q   <= 8'd0;
      writing_q <= '0;
    end else begin
      claims_q <= claims_q + 2'(alloc_i) - 2'(complete);
      full_q   <= full_q + 2'(complete) - 2'(rd_done_i);
      if (complete) begin
        piece_q   <= 8'd0;
        writing_q <= '0;
      end else if (wr_valid_i) begin
        piece_q   <= piece_q + 8'd1;
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

  // Protocol. Trains are asked for of bits that are neurons.
  always_comb begin
    if (alloc_i) assume (free);
    if (wr_valid_i) assume (claims_q != 2'd0 || alloc_i);
    if (wr_valid_i) assume (wr_last_i == (32'(piece_q) == Pieces - 1));
    if (rd_done_i) assume (rd_valid);
    assume (32'(rd_addr_i) < Words && 32'(rd_train_word_i) < Words);
    assume (32'(rd_train_bit_i) < WordBits);
    assume (32'(rd_train_word_i) * WordBits + 32'(rd_train_bit_i) < Pieces * PieceBits);
  end

  // What the consumer was promised: of the word, and of the train until it asks for another one.
  logic                read_q = 1'b0, train_q = 1'b0;
  logic [Places-1:0]   bitmap;
  logic [WordBits-1:0] expected_word_q;
  logic [Steps-1:0]    expected_train_q, head_train;
  for (genvar b = 0; b < Places; b++) begin : gen_bit
    assign bitmap[b] = head_q[b*Steps +: Steps] != '0;
  end
  assign head_train = head_q[(32'(rd_train_word_i) * WordBits + 32'(rd_train_bit_i)) * Steps +: Steps];
  always_ff @(posedge clk_i) begin
    read_q          <= live_q && rd_valid;
    expected_word_q <= bitmap[32'(rd_addr_i) * WordBits +: WordBits];
    if (rd_train_i) begin
      train_q          <= live_q && rd_valid;
      expected_train_q <= head_train;
    end
  end

  always_comb begin
    if (live_q) begin
      assert (32'(claims_q) + 32'(full_q) <= 2);
      assert (free == (32'(claims_q) + 32'(full_q) < 2));
      assert (rd_valid == (full_q != 2'd0));
      if (rd_valid) assert (rd_image == head_image_q);
    end
    if (read_q) assert (rd_word == expected_word_q);
    if (train_q) assert (rd_train == expected_train_q);
  end
  for (genvar w = 0; w < Words; w++) begin : gen_summary
    always_comb if (live_q && rd_valid) assert (rd_summary[w] == |bitmap[w*WordBits +: WordBits]);
  end

  // Invariants: the macro's registers in terms of the model; those of the bitmap as in the proof of
  // sf_spike_buffer.
  localparam int PieceBitsOf = (Words * WordPieces > 1) ? $clog2(Words * WordPieces) : 1;
  localparam int TrainsBits = PieceBits * Steps;
  localparam int PieceCountBits = (WordPieces > 1) ? $clog2(WordPieces) : 1;
  (* hierconn *) logic \u_dut.wr_bank_q , \u_dut.rd_bank_q , \u_dut.u_bitmap.wr_bank_q ,
      \u_dut.u_bitmap.rd_bank_q ;
  (* hierconn *) logic [PieceBitsOf-1:0] \u_dut.waddr_q ;
  (* hierconn *) logic [TrainsBits-1:0] \u_dut.u_trains.gen_auto.mem[0] ,
      \u_dut.u_trains.gen_auto.mem[1] ,
      \u_dut.u_trains.gen_auto.mem[2] ,
      \u_dut.u_trains.gen_auto.mem[3] ,
      \u_dut.u_trains.gen_auto.mem[4] ,
      \u_dut.u_trains.gen_auto.mem[5] ,
      \u_dut.u_trains.gen_auto.mem[6] ,
      \u_dut.u_trains.gen_auto.mem[7] ;
  (* hierconn *) logic [1:0] \u_dut.u_bitmap.free_q , \u_dut.u_bitmap.full_q ;
  (* hierconn *) logic [AddrBits-1:0] \u_dut.u_bitmap.waddr_q ;
  (* hierconn *) logic [PieceCountBits-1:0] \u_dut.u_bitmap.piece_q ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.u_bitmap.word_q ,
      \u_dut.u_bitmap.u_words.gen_auto.mem[0] , \u_dut.u_bitmap.u_words.gen_auto.mem[1] ,
      \u_dut.u_bitmap.u_words.gen_auto.mem[2] , \u_dut.u_bitmap.u_words.gen_auto.mem[3] ;
  (* hierconn *) logic [Words-1:0] \u_dut.u_bitmap.summary0_q , \u_dut.u_bitmap.summary1_q ,
      \u_dut.u_bitmap.summary_q ;
  (* hierconn *) logic [31:0] \u_dut.u_bitmap.image0_q , \u_dut.u_bitmap.image1_q ;
  localparam int RamPieces = 1 << PieceBitsOf;   // of a bank, 2 or 4
  localparam int RamBits = RamPieces * TrainsBits;
  logic [RamBits-1:0] trains0, trains1, rd_trains, other_trains, wr_trains;
  if (RamPieces == 4) begin : gen_four
    assign trains0 = {\u_dut.u_trains.gen_auto.mem[3] , \u_dut.u_trains.gen_auto.mem[2] , \u_dut.u_trains.gen_auto.mem[1] , \u_dut.u_trains.gen_auto.mem[0] };
    assign trains1 = {\u_dut.u_trains.gen_auto.mem[7] , \u_dut.u_trains.gen_auto.mem[6] , \u_dut.u_trains.gen_auto.mem[5] , \u_dut.u_trains.gen_auto.mem[4] };
  end else begin : gen_two
    assign trains0 = {\u_dut.u_trains.gen_auto.mem[1] , \u_dut.u_trains.gen_auto.mem[0] };
    assign trains1 = {\u_dut.u_trains.gen_auto.mem[3] , \u_dut.u_trains.gen_auto.mem[2] };
  end
  logic [2*WordBits-1:0] words0, words1, rd_words, other_words, wr_words;
  if (Words == 2) begin : gen_two_words
    assign words0 = {\u_dut.u_bitmap.u_words.gen_auto.mem[1] , \u_dut.u_bitmap.u_words.gen_auto.mem[0] };
    assign words1 = {\u_dut.u_bitmap.u_words.gen_auto.mem[3] , \u_dut.u_bitmap.u_words.gen_auto.mem[2] };
  end else begin : gen_one_word
    assign words0 = (2*WordBits)'(\u_dut.u_bitmap.u_words.gen_auto.mem[0] );
    assign words1 = (2*WordBits)'(\u_dut.u_bitmap.u_words.gen_auto.mem[2] );
  end
  logic [Words-1:0] other_summary, wr_summary;
  logic [31:0]      other_image;
  assign rd_trains     = \u_dut.rd_bank_q ? trains1 : trains0;
  assign other_trains  = \u_dut.rd_bank_q ? trains0 : trains1;
  assign wr_trains     = \u_dut.wr_bank_q ? trains1 : trains0;
  assign rd_words      = \u_dut.rd_bank_q ? words1 : words0;
  assign other_words   = \u_dut.rd_bank_q ? words0 : words1;
  assign wr_words      = \u_dut.wr_bank_q ? words1 : words0;
  assign other_summary = \u_dut.rd_bank_q ? \u_dut.u_bitmap.summary0_q : \u_dut.u_bitmap.summary1_q ;
  assign other_image   = \u_dut.rd_bank_q ? \u_dut.u_bitmap.image0_q : \u_dut.u_bitmap.image1_q ;
  if (Words > 1) begin : gen_so_far
    assign wr_summary = \u_dut.u_bitmap.summary_q >> (Words - 32'(\u_dut.u_bitmap.waddr_q ));
  end else begin : gen_one_word
    assign wr_summary = '0;
  end

  logic [Places-1:0] tail_bitmap, writing_bitmap;
  for (genvar b = 0; b < Places; b++) begin : gen_bits
    assign tail_bitmap[b]    = tail_q[b*Steps +: Steps] != '0;
    assign writing_bitmap[b] = writing_q[b*Steps +: Steps] != '0;
  end
  always_comb begin
    if (live_q) begin
      assert (32'(piece_q) < Pieces && (piece_q == 8'd0 || claims_q != 2'd0));
      assert (8'(\u_dut.waddr_q ) == piece_q);
      assert (\u_dut.u_bitmap.wr_bank_q == \u_dut.wr_bank_q );
      assert (\u_dut.u_bitmap.rd_bank_q == \u_dut.rd_bank_q );
      assert (\u_dut.wr_bank_q == (\u_dut.rd_bank_q ^ full_q[0]));
      assert (\u_dut.u_bitmap.free_q == 2'd2 - claims_q - full_q);
      assert (\u_dut.u_bitmap.full_q == ((full_q == 2'd0) ? 2'b00 : (full_q == 2'd2) ? 2'b11
                                          : \u_dut.rd_bank_q ? 2'b10 : 2'b01));
      assert (32'(\u_dut.u_bitmap.piece_q ) < WordPieces);
      assert (32'(piece_q) == 32'(\u_dut.u_bitmap.waddr_q ) * WordPieces + 32'(\u_dut.u_bitmap.piece_q ));
      assert ((writing_q >> (32'(piece_q) * TrainsBits)) == '0);
      assert (\u_dut.u_bitmap.word_q == writing_bitmap[32'(\u_dut.u_bitmap.waddr_q ) * WordBits +: WordBits]);
      if (full_q != 2'd0) assert (rd_words[Places-1:0] == bitmap);
      if (full_q == 2'd2) assert (other_words[Places-1:0] == tail_bitmap && other_image == tail_image_q);
    end
  end
  for (genvar w = 0; w < Words; w++) begin : gen_words
    always_comb begin
      if (live_q && full_q == 2'd2) begin
        assert (other_summary[w] == |tail_bitmap[w*WordBits +: WordBits]);
      end
      if (live_q && w < 32'(\u_dut.u_bitmap.waddr_q )) begin
        assert (wr_words[w*WordBits +: WordBits] == writing_bitmap[w*WordBits +: WordBits]);
        assert (wr_summary[w] == |writing_bitmap[w*WordBits +: WordBits]);
      end
    end
  end
  for (genvar p = 0; p < Pieces; p++) begin : gen_pieces
    localparam int At = p * TrainsBits;
    always_comb begin
      if (live_q && full_q != 2'd0) assert (rd_trains[At +: TrainsBits] == head_q[At +: TrainsBits]);
      if (live_q && full_q == 2'd2) assert (other_trains[At +: TrainsBits] == tail_q[At +: TrainsBits]);
      if (live_q && p < 32'(piece_q)) assert (wr_trains[At +: TrainsBits] == writing_q[At +: TrainsBits]);
    end
  end

  always_comb begin
    cover (live_q && complete && full_q == 2'd1 && rd_done_i);
    cover (live_q && rd_done_i && full_q == 2'd2 && head_q != tail_q);
    cover (train_q && read_q && rd_train == Steps'(1) << (Steps - 1) && rd_word == '1);
    cover (train_q && !rd_valid && rd_train != '0);   // held when its image is gone
    cover (live_q && claims_q == 2'd2);
  end

endmodule

`default_nettype wire
