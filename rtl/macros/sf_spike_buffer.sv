// SPDX-License-Identifier: Apache-2.0
// Two banks of spike bitmap between a producer and the walker of the next layer (ping-pong), so
// that a layer writes one step while the next layer reads the step before.
//
// The producer claims a bank (alloc_i while free_o), then writes the bitmap in pieces of PieceBits,
// lowest index first; the piece with wr_last_i completes the bank. wr_abort_i instead throws away
// what was written since the last complete bitmap and keeps the claim. The consumer sees rd_valid_o
// with the bitmap's image tag, reads words of WordBits = PieceBits * WordPieces / SubWords, and
// returns the bank with rd_done_i. summary_o has one bit per word: does the word hold a spike?
//
// Latency     wr_last_i to rd_valid_o: 1 cycle; word read: 1 cycle; rd_done_i to free_o: 1 cycle
// Throughput  one piece written and one word read a cycle
// Reset       both banks empty and free; the memory's content is irrelevant, every word is written
//             before its bank becomes valid
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_spike_buffer #(
  parameter int Size = 8,
  parameter int PieceBits = 1,
  parameter int WordPieces = 4,
  parameter int SubWords = 1,  // words that are written as one, a power of two
  localparam int WordBits = PieceBits * WordPieces / SubWords,
  localparam int Words = (Size + WordBits - 1) / WordBits,
  localparam int AddrBits = (Words > 1) ? $clog2(Words) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // producer
  output logic                 free_o,
  input  logic                 alloc_i,
  input  logic                 wr_valid_i,
  input  logic [PieceBits-1:0] wr_bits_i,
  input  logic                 wr_last_i,
  input  logic                 wr_abort_i,
  input  logic [31:0]          wr_image_i,
  // consumer
  output logic                 rd_valid_o,
  output logic [31:0]          rd_image_o,
  output logic [Words-1:0]     rd_summary_o,
  input  logic [AddrBits-1:0]  rd_addr_i,
  output logic [WordBits-1:0]  rd_word_o,
  input  logic                 rd_done_i
);

  localparam int PieceCountBits = (WordPieces > 1) ? $clog2(WordPieces) : 1;
  localparam int RowBits = WordBits * SubWords;
  localparam int Rows = (Words + SubWords - 1) / SubWords;
  localparam int RowAddrBits = (Rows > 1) ? $clog2(Rows) : 1;

  // Claims: banks that are neither claimed nor waiting to be read.
  logic [1:0] free_q;
  logic [1:0] full_q;
  logic       wr_bank_q, rd_bank_q;

  logic [PieceCountBits-1:0] piece_q;
  logic [RowAddrBits-1:0]    waddr_q, rd_row;
  logic [RowBits-1:0]        word_q, word, row;
  logic                      word_end, write;

  logic [Words-1:0] summary0_q, summary1_q;
  logic [Rows*SubWords-1:0] summary_q, summary;  // of the rows so far, shifted in from above
  logic [SubWords-1:0]      any;                 // of the row
  logic [31:0]      image0_q, image1_q;

  assign word     = word_q | (RowBits'(wr_bits_i) << (32'(piece_q) * PieceBits));
  assign word_end = wr_last_i || (piece_q == PieceCountBits'(WordPieces - 1));
  assign write    = wr_valid_i && word_end;

  assign free_o       = free_q != 2'd0;
  assign rd_valid_o   = rd_bank_q ? full_q[1] : full_q[0];
  assign rd_summary_o = rd_bank_q ? summary1_q : summary0_q;
  assign rd_image_o   = rd_bank_q ? image1_q : image0_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      free_q    <= 2'd2;
      full_q    <= 2'b00;
      wr_bank_q <= 1'b0;
      rd_bank_q <= 1'b0;
    end else begin
      free_q <= free_q - 2'(alloc_i) + 2'(rd_done_i);
      if (wr_valid_i && wr_last_i) begin
        full_q[wr_bank_q] <= 1'b1;
        wr_bank_q         <= !wr_bank_q;
      end
      if (rd_done_i) begin
        full_q[rd_bank_q] <= 1'b0;
        rd_bank_q         <= !rd_bank_q;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || wr_abort_i) begin
      piece_q <= '0;
      waddr_q <= '0;
      word_q  <= '0;
    end else if (wr_valid_i) begin
      piece_q <= word_end ? '0 : piece_q + 1'b1;
      word_q  <= word_end ? '0 : word;
      if (wr_last_i)     waddr_q <= '0;
      else if (word_end) waddr_q <= waddr_q + 1'b1;
    end
  end

  // No reset: summary and tag are written together with the words they describe.
  always_ff @(posedge clk_i) begin
    if (write && !wr_bank_q) image0_q <= wr_image_i;
    if (write && wr_bank_q)  image1_q <= wr_image_i;
  end
  for (genvar s = 0; s < SubWords; s++) begin : gen_any
    assign any[s] = |word[s*WordBits +: WordBits];
  end
  assign summary = (Rows * SubWords)'({any, summary_q} >> SubWords);
  always_ff @(posedge clk_i) begin
    if (write) summary_q <= summary;
    if (write && wr_last_i && !wr_bank_q) summary0_q <= Words'(summary);
    if (write && wr_last_i && wr_bank_q)  summary1_q <= Words'(summary);
  end

  // Bank and word address side by side: the depth is a power of two for each bank.
  assign rd_row = RowAddrBits'(rd_addr_i >> $clog2(SubWords));
  sf_ram #(
    .Width(RowBits),
    .Depth(2 << RowAddrBits)
  ) u_words (
    .clk_i,
    .we_i    (write),
    .waddr_i ({wr_bank_q, waddr_q}),
    .wdata_i (word),
    .re_i    (1'b1),
    .raddr_i ({rd_bank_q, rd_row}),
    .rdata_o (row)
  );

  if (SubWords > 1) begin : gen_sub_word
    localparam int SubBits = $clog2(SubWords);
    logic [SubBits-1:0] sub_q;
    always_ff @(posedge clk_i) sub_q <= SubBits'(rd_addr_i);
    assign rd_word_o = row[32'(sub_q)*WordBits +: WordBits];
  end else begin : gen_word
    assign rd_word_o = row;
  end

endmodule

`default_nettype wire
