// SPDX-License-Identifier: Apache-2.0
// Event walker: visits the set bits of one block's inputs after another, one event a cycle.
//
// The inputs of a block are a window of the words of a bitmap: all of them for a dense layer, the
// positions under the kernel for a convolution. sf_blocks or sf_windows says which block comes next
// (next_*), and moves on when it is taken. Words without a set bit are skipped through the window
// and the next word is read ahead, so a block costs exactly its events (at least one cycle, since a
// block without events must still close). The last emission of a block carries event_end_o; two of
// them are at least Spacing cycles apart, the time that the drain needs for a block. A gated block
// (all its neurons off) closes at once, without events.
//
// hold_i freezes the walk where it is; while close_i is low, no block closes.
//
// Latency     start_i in cycle s, first emission in s+1; the walk's last emission raises done_o
// Throughput  one event a cycle
// Reset       idle
// Golden      none (structure only); gen/plan/timing.cpp states its cycles
`timescale 1ns / 1ps
`default_nettype none

module sf_walker #(
  parameter int Words = 4,       // of a window
  parameter int RowWords = 4,    // of a row of the window
  parameter int MapWords = 4,    // of the bitmap
  parameter int MapPitch = 4,    // of a row of the bitmap
  parameter int WordBits = 8,
  parameter int Inputs = 32,     // bits of the bitmap that are inputs
  parameter int Blocks = 1,      // of the weight memory
  parameter int Rows = 32,       // of the weight memory
  parameter int Spacing = 2,
  localparam int AddrBits = (MapWords > 1) ? $clog2(MapWords) : 1,
  localparam int IndexBits = (Inputs > 1) ? $clog2(Inputs) : 1,
  localparam int BitIndexBits = (WordBits > 1) ? $clog2(WordBits) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Rows > 1) ? $clog2(Rows) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // control
  input  logic                 start_i,        // only while idle_o
  input  logic                 hold_i,         // no emission
  input  logic                 close_i,        // nor a closing one while low
  output logic                 idle_o,
  output logic                 done_o,
  // the block that comes next; take_o: it has begun, show the one after it
  input  logic [Words-1:0]     next_window_i,  // which of its words hold a set bit
  input  logic [AddrBits-1:0]  next_base_i,    // address of its first word, modulo 2^AddrBits
  input  logic [RowBits-1:0]   next_row_i,     // weight row of its first input
  input  logic [BlockBits-1:0] next_block_i,
  input  logic                 next_gated_i,
  input  logic                 next_pooled_i,  // it ends a pool window, or there is no pool
  input  logic                 next_last_i,    // the last one of the walk
  output logic                 take_o,
  // bitmap
  output logic [AddrBits-1:0]  addr_o,
  input  logic [WordBits-1:0]  word_i,
  // emissions
  output logic                 emit_o,         // an emission this cycle
  output logic                 event_valid_o,  // it carries an event (else it only closes a block)
  output logic [IndexBits-1:0] event_index_o,  // input index of the event
  output logic [AddrBits-1:0]  event_word_o,   // the same as a word of the bitmap
  output logic [BitIndexBits-1:0] event_bit_o,  // and a bit of it
  output logic [RowBits-1:0]   event_row_o,    // row of the weight memory
  output logic                 event_first_o,  // first emission of the block
  output logic                 event_end_o,    // last emission of the block
  output logic [BlockBits-1:0] event_block_o,
  output logic                 event_pooled_o
);

  localparam int WindowBits = (Words > 1) ? $clog2(Words) : 1;
  localparam int SpacingBits = (Spacing > 1) ? $clog2(Spacing) : 1;

  logic                   busy_q, fresh_q, first_q;
  logic [Words-1:0]       rest_q;    // words of this block that are still to come
  logic [WordBits-1:0]    bits_q;    // events of the current word that are still to come
  logic [WindowBits-1:0]  word_q;    // the current word, counted in the window
  logic [AddrBits-1:0]    addr_q;    // and in the bitmap
  logic                   any_q;     // it is in the window: an empty window reads a word as well
  logic [AddrBits-1:0]    base_q;
  logic [RowBits-1:0]     row_q;
  logic [BlockBits-1:0]   block_q;
  logic                   gated_q, pooled_q, last_q;
  logic [SpacingBits-1:0] wait_q;    // cycles until the next block may close

  logic [Words-1:0]          pending, next_onehot;
  logic [WindowBits-1:0]     next_word;
  logic                      ahead, next_any;
  logic [AddrBits-1:0]       base;
  logic [AddrBits-1:0]       offset;
  logic [WordBits-1:0]       bits, bit_onehot, bits_left;
  logic [BitIndexBits-1:0]   bit_index;
  logic                      bit_any;
  logic                      word_end, block_end, advance;

  // Read ahead: the rest of this block, then the first word of the next one.
  assign ahead   = gated_q || (rest_q == '0);
  assign pending = ahead ? next_window_i : rest_q;
  assign base    = ahead ? next_base_i : base_q;

  sf_first_set #(.Width(Words)) u_next_word (
    .bits_i  (pending),
    .any_o   (next_any),
    .onehot_o(next_onehot),
    .index_o (next_word)
  );

  // Where the next word lies from the first: as sf_first_set makes its index, no table to look up.
  for (genvar b = 0; b < AddrBits; b++) begin : gen_offset
    logic [Words-1:0] words;
    for (genvar i = 0; i < Words; i++) begin : gen_word
      localparam int Offset = (i / RowWords) * MapPitch + i % RowWords;
      assign words[i] = next_onehot[i] & (((Offset >> b) & 1) != 0);
    end
    assign offset[b] = |words;
  end
  assign addr_o = base + offset;

  assign bits = fresh_q ? (word_i & {WordBits{any_q}}) : bits_q;

  sf_first_set #(.Width(WordBits)) u_next_event (
    .bits_i  (bits),
    .any_o   (bit_any),
    .onehot_o(bit_onehot),
    .index_o (bit_index)
  );
  assign bits_left = bits & ~bit_onehot;

  assign word_end  = gated_q || (bits_left == '0);
  assign block_end = word_end && ahead;
  // Only the closing emission waits for what takes the block.
  assign advance   = busy_q && !hold_i && !(block_end && ((wait_q != '0) || !close_i));
  assign take_o    = start_i || (advance && block_end && !last_q);

  assign idle_o        = !busy_q;
  assign done_o        = advance && block_end && last_q;
  assign emit_o        = advance;
  assign event_valid_o = bit_any && !gated_q;
  assign event_index_o = IndexBits'(32'(addr_q) * WordBits + 32'(bit_index));
  assign event_word_o  = addr_q;
  assign event_bit_o   = bit_index;
  assign event_row_o   = row_q + RowBits'(32'(word_q) * WordBits + 32'(bit_index));
  assign event_first_o = first_q;
  assign event_end_o   = block_end;
  assign event_block_o  = block_q;
  assign event_pooled_o = pooled_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      fresh_q <= 1'b0;
      first_q <= 1'b1;
      rest_q  <= '0;
      bits_q  <= '0;
      word_q  <= '0;
      addr_q  <= '0;
      any_q   <= 1'b0;
      base_q  <= '0;
      row_q   <= '0;
      block_q <= '0;
      gated_q  <= 1'b0;
      pooled_q <= 1'b0;
      last_q  <= 1'b0;
      wait_q  <= '0;
    end else begin
      if (take_o) begin
        base_q  <= next_base_i;
        row_q   <= next_row_i;
        block_q <= next_block_i;
        gated_q <= next_gated_i;
        pooled_q <= next_pooled_i;
        last_q  <= next_last_i;
      end
      if (wait_q != '0) wait_q <= wait_q - 1'b1;
      if (start_i || (advance && word_end)) begin
        word_q <= next_word;
        addr_q <= addr_o;
        any_q  <= next_any;
        rest_q <= pending & ~next_onehot;
      end
      if (start_i) begin
        busy_q  <= 1'b1;
        fresh_q <= 1'b1;
      end else if (advance) begin
        first_q <= block_end;
        bits_q  <= bits_left;
        fresh_q <= word_end;
        if (block_end) wait_q <= SpacingBits'(Spacing - 1);
        if (done_o) begin
          busy_q  <= 1'b0;
          fresh_q <= 1'b0;
          gated_q <= 1'b0;
          rest_q  <= '0;
        end
      end else if (busy_q) begin
        // Waiting to close: keep the word that the read-ahead is about to overwrite.
        bits_q  <= bits;
        fresh_q <= 1'b0;
      end
    end
  end

endmodule

`default_nettype wire
