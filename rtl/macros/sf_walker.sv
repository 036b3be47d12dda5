// SPDX-License-Identifier: Apache-2.0
// Event walker: visits the set bits of a bitmap, once per block of neurons, one event a cycle.
//
// Words without a set bit are skipped through the summary and the next word is read ahead, so a
// block costs exactly its events (at least one cycle, since a block without events must still
// close). The last emission of a block carries event_end_o; two of them are at least Spacing cycles
// apart, the time that the drain needs for a block. A gated block (all its neurons off) closes at
// once, without events.
//
// Latency     start_i in cycle s, first emission in s+1; the walk's last emission raises done_o
// Throughput  one event a cycle
// Reset       idle
// Golden      none (structure only); gen/plan/timing.cpp states its cycles
`default_nettype none

module sf_walker #(
  parameter int Words = 4,
  parameter int WordBits = 8,
  parameter int Inputs = 32,
  parameter int Blocks = 1,
  parameter int Spacing = 2,
  localparam int AddrBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int BitIndexBits = (WordBits > 1) ? $clog2(WordBits) : 1,
  localparam int IndexBits = (Inputs > 1) ? $clog2(Inputs) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Blocks * Inputs > 1) ? $clog2(Blocks * Inputs) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // control
  input  logic                 start_i,        // only while idle_o
  output logic                 idle_o,
  output logic                 done_o,
  input  logic [Blocks-1:0]    gated_i,        // stable during the walk
  // bitmap
  input  logic [Words-1:0]     summary_i,
  output logic [AddrBits-1:0]  addr_o,
  input  logic [WordBits-1:0]  word_i,
  // emissions
  output logic                 emit_o,         // an emission this cycle
  output logic                 event_valid_o,  // it carries an event (else it only closes a block)
  output logic [IndexBits-1:0] event_index_o,  // input index of the event
  output logic [RowBits-1:0]   event_row_o,    // block * Inputs + index: row of the weight memory
  output logic                 event_first_o,  // first emission of the block
  output logic                 event_end_o,    // last emission of the block
  output logic [BlockBits-1:0] event_block_o
);

  localparam int SpacingBits = (Spacing > 1) ? $clog2(Spacing) : 1;

  logic                   busy_q, fresh_q, first_q;
  logic [Words-1:0]       rest_q;       // words of this block that are still to come
  logic [WordBits-1:0]    bits_q;       // events of the current word that are still to come
  logic [AddrBits-1:0]    word_q;       // address of the current word
  logic [BlockBits-1:0]   block_q;
  logic [RowBits-1:0]     row_base_q;   // block_q * Inputs
  logic [SpacingBits-1:0] wait_q;       // cycles until the next block may close

  logic [Words-1:0]        pending, next_onehot;
  logic [AddrBits-1:0]     next_addr;
  logic                    unused_next_any;
  logic [WordBits-1:0]     bits, bit_onehot, bits_left;
  logic [BitIndexBits-1:0] bit_index;
  logic                    bit_any;
  logic                    word_end, block_end, advance;
  logic                    last_block, gated;

  // Read ahead: the rest of this block, then the first words of the next one (the same bitmap).
  assign pending = (rest_q == '0) ? summary_i : rest_q;

  sf_first_set #(.Width(Words)) u_next_word (
    .bits_i  (pending),
    .any_o   (unused_next_any),
    .onehot_o(next_onehot),
    .index_o (next_addr)
  );
  assign addr_o = next_addr;

  assign bits = fresh_q ? word_i : bits_q;

  sf_first_set #(.Width(WordBits)) u_next_event (
    .bits_i  (bits),
    .any_o   (bit_any),
    .onehot_o(bit_onehot),
    .index_o (bit_index)
  );
  assign bits_left = bits & ~bit_onehot;

  assign gated      = gated_i[block_q];
  assign word_end   = !gated && (bits_left == '0);
  assign block_end  = gated || (word_end && (rest_q == '0));
  assign last_block = block_q == BlockBits'(Blocks - 1);
  // Only the closing emission waits for the drain.
  assign advance    = busy_q && !(block_end && (wait_q != '0));

  assign idle_o        = !busy_q;
  assign done_o        = advance && block_end && last_block;
  assign emit_o        = advance;
  assign event_valid_o = bit_any && !gated;  // an empty bitmap has one word read, and it is zero
  assign event_index_o = IndexBits'(32'(word_q) * WordBits + 32'(bit_index));
  assign event_row_o   = row_base_q + RowBits'(event_index_o);
  assign event_first_o = first_q;
  assign event_end_o   = block_end;
  assign event_block_o = block_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q     <= 1'b0;
      fresh_q    <= 1'b0;
      first_q    <= 1'b1;
      rest_q     <= '0;
      bits_q     <= '0;
      word_q     <= '0;
      block_q    <= '0;
      row_base_q <= '0;
      wait_q     <= '0;
    end else begin
      if (wait_q != '0) wait_q <= wait_q - 1'b1;
      if (start_i) begin
        busy_q  <= 1'b1;
        fresh_q <= 1'b1;
        word_q  <= next_addr;
        rest_q  <= pending & ~next_onehot;
      end else if (advance) begin
        first_q <= block_end;
        bits_q  <= gated ? bits : bits_left;  // a gated block leaves its first word to the next
        fresh_q <= word_end;
        if (word_end) begin
          word_q <= next_addr;
          rest_q <= pending & ~next_onehot;
        end
        if (block_end) begin
          wait_q     <= SpacingBits'(Spacing - 1);
          block_q    <= last_block ? '0 : block_q + 1'b1;
          row_base_q <= last_block ? '0 : row_base_q + RowBits'(Inputs);
          if (last_block) begin
            busy_q  <= 1'b0;
            fresh_q <= 1'b0;
            rest_q  <= '0;
          end
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
