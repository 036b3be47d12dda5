// SPDX-License-Identifier: Apache-2.0
// Two banks of spike trains between a producer and the walker of the next layer in time order
// (ping-pong): the trains of all steps of an image, and the bitmap of the neurons that spike in it.
//
// The producer claims a bank (alloc_i while free_o), then writes the trains in words of PieceBits
// neurons, lowest index first; wr_last_i completes the bank. The consumer walks the bitmap as that of
// sf_spike_buffer, asks for the train of a bit of one of its words, and returns the bank.
//
// Latency     wr_last_i to rd_valid_o: 1 cycle; word and train read: 1 cycle; rd_done_i to free_o: 1
// Throughput  one word of trains written, one word and one train read a cycle
// Reset       both banks empty and free
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_train_buffer #(
  parameter int Size = 8,
  parameter int PieceBits = 1,
  parameter int WordPieces = 4,
  parameter int Steps = 25,
  localparam int WordBits = PieceBits * WordPieces,
  localparam int Words = (Size + WordBits - 1) / WordBits,
  localparam int AddrBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int BitIndexBits = (WordBits > 1) ? $clog2(WordBits) : 1
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  // producer
  output logic                       free_o,
  input  logic                       alloc_i,
  input  logic                       wr_valid_i,
  input  logic [PieceBits*Steps-1:0] wr_trains_i,   // neuron by neuron, step 1 lowest
  input  logic                       wr_last_i,
  input  logic [31:0]                wr_image_i,
  // consumer
  output logic                       rd_valid_o,
  output logic [31:0]                rd_image_o,
  output logic [Words-1:0]           rd_summary_o,
  input  logic [AddrBits-1:0]        rd_addr_i,
  output logic [WordBits-1:0]        rd_word_o,
  input  logic                       rd_train_i,    // read the train of this word and bit
  input  logic [AddrBits-1:0]        rd_train_word_i,
  input  logic [BitIndexBits-1:0]    rd_train_bit_i,
  output logic [Steps-1:0]           rd_train_o,    // held until the next read
  input  logic                       rd_done_i
);

  localparam int PieceAddrBits = (Words * WordPieces > 1) ? $clog2(Words * WordPieces) : 1;
  localparam int LaneBits = (PieceBits > 1) ? $clog2(PieceBits) : 1;

  logic                       wr_bank_q, rd_bank_q;
  logic [PieceAddrBits-1:0]   waddr_q, raddr;
  logic [PieceBits-1:0]       spikes;
  logic [PieceBits*Steps-1:0] trains;
  logic [LaneBits-1:0]        lane, lane_q;

  for (genvar i = 0; i < PieceBits; i++) begin : gen_lane
    assign spikes[i] = |wr_trains_i[i*Steps +: Steps];
  end

  sf_spike_buffer #(
    .Size      (Size),
    .PieceBits (PieceBits),
    .WordPieces(WordPieces)
  ) u_bitmap (
    .clk_i,
    .rst_ni,
    .free_o,
    .alloc_i,
    .wr_valid_i,
    .wr_bits_i (spikes),
    .wr_last_i,
    .wr_abort_i(1'b0),
    .wr_image_i,
    .rd_valid_o,
    .rd_image_o,
    .rd_summary_o,
    .rd_addr_i,
    .rd_word_o,
    .rd_done_i
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wr_bank_q <= 1'b0;
      rd_bank_q <= 1'b0;
      waddr_q   <= '0;
    end else begin
      if (wr_valid_i) begin
        waddr_q <= wr_last_i ? '0 : waddr_q + 1'b1;
        if (wr_last_i) wr_bank_q <= !wr_bank_q;
      end
      if (rd_done_i) rd_bank_q <= !rd_bank_q;
    end
  end

  // Which piece, and which of its lanes: constants of the bit, no division.
  logic [PieceAddrBits-1:0] piece;
  always_comb begin
    piece = '0;
    lane  = '0;
    for (int b = 0; b < WordBits; b++) begin
      if (rd_train_bit_i == BitIndexBits'(b)) begin
        piece = PieceAddrBits'(b / PieceBits);
        lane  = LaneBits'(b % PieceBits);
      end
    end
  end
  assign raddr = PieceAddrBits'(32'(rd_train_word_i) * WordPieces) + piece;

  always_ff @(posedge clk_i) begin
    if (rd_train_i) lane_q <= lane;
  end

  sf_ram #(
    .Width(PieceBits * Steps),
    .Depth(2 << PieceAddrBits)
  ) u_trains (
    .clk_i,
    .we_i    (wr_valid_i),
    .waddr_i ({wr_bank_q, waddr_q}),
    .wdata_i (wr_trains_i),
    .re_i    (rd_train_i),
    .raddr_i ({rd_bank_q, raddr}),
    .rdata_o (trains)
  );
  assign rd_train_o = trains[32'(lane_q)*Steps +: Steps];

endmodule

`default_nettype wire
