// SPDX-License-Identifier: Apache-2.0
// formal: emits every set bit once per block, in order, without a wasted cycle
// sources: sf_first_set sf_walker
// proof: Height=2 Width=3 Kernel=2 WordBits=1 Blocks=2 Spacing=2 | bmc 8 | induction 1 | cover 12
// proof: Height=2 Width=2 Kernel=1 WordBits=2 Blocks=2 Spacing=3 | bmc 8 | induction 1 | cover 12
// proof: Height=1 Width=3 Kernel=3 WordBits=1 Blocks=1 Spacing=2 | bmc 6 | induction 1 | cover 12
// proof: Words=3 WordBits=2 Inputs=5 Blocks=2 Spacing=3 | bmc 8 | induction 1 | cover 12
// proof: Words=1 WordBits=3 Inputs=3 Blocks=1 Spacing=2 | bmc 8 | induction 1 | cover 12
// proof: Words=4 WordBits=1 Inputs=4 Blocks=3 Spacing=4 | bmc 8 | induction 1 | cover 16
// red: when a block closes with its first word
//   bmc sf_walker.sv s/ahead   = gated_q ||/ahead   = gated_q || first_q ||/
// red: when the word of an empty window is walked
//   bmc sf_walker.sv s/{WordBits{any_q}}/{WordBits{any_q || first_q}}/
// red: when the rows of a window are those of the map
//   bmc sf_walker.sv s/(i \/ RowWords) \* MapPitch/(i \/ RowWords) * RowWords/
// red: when a word that is held back is overwritten by the one read ahead
//   bmc sf_walker.sv s/end else if (busy_q) begin/end else if (busy_q \&\& !hold_i) begin/
// red: when closing does not wait for what takes the block
//   bmc sf_walker.sv s/(wait_q != '0) || !close_i/(wait_q != '0)/
//
// The bitmap is free at every start and constant until the walk is done, as a bank of
// sf_spike_buffer is; words come back one cycle after their address. The block that comes next is
// free in every cycle: its number, weight row, gate, base address, and which words of its window
// are inputs. The others are padding, and whatever the memory holds at their address is no event.
// So are hold_i and close_i: a cycle without an emission is one of theirs, or of Spacing.
// Kernel = 0 is a dense layer: the window is the bitmap.
`default_nettype none

module sf_walker_properties #(
  parameter int Kernel = 0,
  parameter int Height = 1,
  parameter int Width = 1,
  parameter int Words = Kernel * Kernel,
  parameter int WordBits = 2,
  parameter int Inputs = Height * Width * WordBits,
  parameter int Blocks = 2,
  parameter int Spacing = 3,
  localparam bit Conv = Kernel != 0,
  localparam int RowWords = Conv ? Kernel : Words,
  localparam int MapWords = Conv ? Height * Width : Words,
  localparam int MapPitch = Conv ? Width : Words,
  localparam int FanIn = Conv ? Words * WordBits : Inputs,
  localparam int Rows = Blocks * FanIn,
  localparam int Bits = Words * WordBits,        // of a window
  localparam int MapBits = MapWords * WordBits,
  localparam int AddrBits = (MapWords > 1) ? $clog2(MapWords) : 1,
  localparam int IndexBits = (Inputs > 1) ? $clog2(Inputs) : 1,
  localparam int BitIndexBits = (WordBits > 1) ? $clog2(WordBits) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Rows > 1) ? $clog2(Rows) : 1
) (
  input logic                 clk_i,
  input logic                 rst_ni,
  input logic                 start_i,
  input logic [MapBits-1:0]   bitmap_i,
  input logic [WordBits-1:0]  beyond_i,   // what the memory holds beyond the map
  input logic [Words-1:0]     inside_i,   // words of the next window that are inputs
  input logic [AddrBits-1:0]  base_i,
  input logic [RowBits-1:0]   row_i,
  input logic [BlockBits-1:0] block_i,
  input logic                 gated_i,
  input logic                 pooled_i,
  input logic                 last_i,
  input logic                 hold_i,
  input logic                 close_i
);

  logic                 idle, done, take, emit, event_valid, event_first, event_end, pooled;
  logic [AddrBits-1:0]  addr, event_word;
  logic [BitIndexBits-1:0] event_bit;
  logic [IndexBits-1:0] index;
  logic [RowBits-1:0]   row;
  logic [BlockBits-1:0] block;
  `include "sf_formal.svh"

  // The bank that the walker reads.
  logic [MapBits-1:0]  held_q, bitmap;
  logic [WordBits-1:0] word_q;
  logic                busy_q;
  assign bitmap = busy_q ? held_q : bitmap_i;
  always_ff @(posedge clk_i) begin
    word_q <= (32'(addr) < MapWords) ? bitmap[32'(addr) * WordBits +: WordBits] : beyond_i;
    if (start_i) held_q <= bitmap_i;
  end

  // The block that is walked, and the window of either: what each of its words holds.
  logic [Words-1:0]          inside_q, next_window;
  logic [AddrBits-1:0]       base_q;
  logic [RowBits-1:0]        row_q;
  logic [BlockBits-1:0]      block_q;
  logic                      gated_q, pooled_q, last_q;
  logic [Bits-1:0]           whole, next_whole;
  logic [Words*AddrBits-1:0] addrs, next_addrs;
  for (genvar k = 0; k < Words; k++) begin : gen_window
    localparam int Offset = (k / RowWords) * MapPitch + k % RowWords;
    logic [AddrBits-1:0] here, there;
    assign here  = base_q + AddrBits'(Offset);
    assign there = base_i + AddrBits'(Offset);
    assign addrs[k*AddrBits +: AddrBits]      = here;
    assign whole[k*WordBits +: WordBits] =
        inside_q[k] ? held_q[32'(here) * WordBits +: WordBits] : '0;
    assign next_whole[k*WordBits +: WordBits] =
        inside_i[k] ? bitmap[32'(there) * WordBits +: WordBits] : '0;
    assign next_window[k] = next_whole[k*WordBits +: WordBits] != '0;
    always_comb if (inside_i[k]) assume (32'(there) < MapWords);
  end

  sf_walker #(
    .Words(Words), .RowWords(RowWords), .MapWords(MapWords), .MapPitch(MapPitch),
    .WordBits(WordBits), .Inputs(Inputs), .Blocks(Blocks), .Rows(Rows), .Spacing(Spacing)
  ) u_dut (
    .clk_i, .rst_ni, .start_i, .hold_i, .close_i, .idle_o(idle), .done_o(done),
    .next_window_i(next_window), .next_base_i(base_i), .next_row_i(row_i), .next_block_i(block_i),
    .next_gated_i(gated_i), .next_pooled_i(pooled_i), .next_last_i(last_i), .take_o(take),
    .addr_o(addr), .word_i(word_q), .emit_o(emit), .event_valid_o(event_valid),
    .event_index_o(index), .event_word_o(event_word), .event_bit_o(event_bit), .event_row_o(row),
    .event_first_o(event_first), .event_end_o(event_end), .event_block_o(block),
    .event_pooled_o(pooled)
  );

  always_comb begin
    if (start_i) assume (idle);
    assume ((bitmap_i >> Inputs) == '0);
    assume (32'(row_i) + FanIn <= Rows);
  end
  if (!Conv) begin : gen_dense
    always_comb assume (base_i == '0 && inside_i == '1);
  end

  // Model: the events of this block that are still to come; one is taken at each emission.
  logic [Bits-1:0] remaining_q, others;
  logic            first_q;     // nothing of this block emitted yet
  logic [7:0]      since_q;     // cycles since the last closing emission, up to Spacing
  logic            closes, begins;

  assign others = remaining_q & (remaining_q - 1'b1);  // without the lowest
  assign closes = gated_q || others == '0;
  assign begins = start_i || (emit && closes && !last_q);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      first_q <= 1'b1;
      since_q <= 8'(Spacing);
    end else begin
      if (32'(since_q) < Spacing) since_q <= since_q + 8'd1;
      if (start_i) busy_q <= 1'b1;
      if (emit) begin
        first_q     <= closes;
        remaining_q <= others;
        if (closes) begin
          since_q <= 8'd1;
          busy_q  <= !last_q;
        end
      end
      if (begins) begin
        remaining_q <= next_whole;
        inside_q    <= inside_i;
        base_q      <= base_i;
        row_q       <= row_i;
        block_q     <= block_i;
        gated_q     <= gated_i;
        pooled_q    <= pooled_i;
        last_q      <= last_i;
      end
    end
  end

  // The lowest event that remains, as its word and its bit.
  logic [Bits-1:0] lowest;
  logic [31:0]     at, at_word;
  assign lowest  = remaining_q & ~others;
  assign at_word = at / WordBits;
  always_comb begin
    at = 0;
    for (int i = 0; i < Bits; i++) if (lowest[i]) at = i;
  end

  always_comb begin
    if (live_q) begin
      assert (idle == !busy_q);
      // A cycle without an emission only where it is held, or closing has to wait for the drain.
      assert (emit == (busy_q && !hold_i && !(closes && (32'(since_q) < Spacing || !close_i))));
      assert (done == (emit && closes && last_q));
      if (rst_ni) assert (take == begins);
    end
    if (live_q && emit) begin
      assert (event_valid == (remaining_q != '0 && !gated_q));
      assert (event_end == closes);
      assert (event_first == first_q);
      assert (block == block_q && pooled == pooled_q);
    end
    if (live_q && emit && event_valid) begin
      assert (32'(index) ==
              32'(addrs[at_word * AddrBits +: AddrBits]) * WordBits + at % WordBits);
      assert (event_word == addrs[at_word * AddrBits +: AddrBits]);
      assert (32'(event_bit) == at % WordBits);
      assert (32'(index) < Inputs);
      assert (held_q[index]);
      assert (32'(row) == 32'(row_q) + at);
    end
  end

  // Invariants: the macro's registers in terms of the model.
  localparam int WindowBits = (Words > 1) ? $clog2(Words) : 1;
  localparam int SpacingBits = (Spacing > 1) ? $clog2(Spacing) : 1;
  (* hierconn *) logic \u_dut.fresh_q , \u_dut.first_q , \u_dut.any_q , \u_dut.gated_q ,
      \u_dut.pooled_q , \u_dut.last_q ;
  (* hierconn *) logic [Words-1:0] \u_dut.rest_q ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.bits_q ;
  (* hierconn *) logic [WindowBits-1:0] \u_dut.word_q ;
  (* hierconn *) logic [AddrBits-1:0] \u_dut.addr_q , \u_dut.base_q ;
  (* hierconn *) logic [BlockBits-1:0] \u_dut.block_q ;
  (* hierconn *) logic [RowBits-1:0] \u_dut.row_q ;
  (* hierconn *) logic [SpacingBits-1:0] \u_dut.wait_q ;
  logic [WordBits-1:0] current;
  assign current = \u_dut.fresh_q ? word_q & {WordBits{\u_dut.any_q }} : \u_dut.bits_q ;

  always_comb begin
    if (live_q) begin
      assert (\u_dut.first_q == first_q);
      assert (32'(\u_dut.wait_q ) == Spacing - 32'(since_q));
      assert (32'(since_q) >= 1 && 32'(since_q) <= Spacing);
      if (!busy_q) assert (\u_dut.rest_q == '0 && first_q && !\u_dut.gated_q );
      if (busy_q) begin
        assert (\u_dut.base_q == base_q && \u_dut.row_q == row_q && \u_dut.block_q == block_q);
        assert (\u_dut.gated_q == gated_q && \u_dut.last_q == last_q);
        assert (\u_dut.pooled_q == pooled_q);
        assert (32'(row_q) + FanIn <= Rows);
        assert ((held_q >> Inputs) == '0);
        assert (Conv || (base_q == '0 && inside_q == '1));
        assert (32'(\u_dut.word_q ) < Words);
        assert (\u_dut.addr_q == addrs[32'(\u_dut.word_q ) * AddrBits +: AddrBits]);
        assert ((remaining_q & ~whole) == '0);
        if (first_q) assert (remaining_q == whole);
        if (gated_q) assert (first_q);
      end
    end
  end
  for (genvar w = 0; w < Words; w++) begin : gen_words
    logic [WordBits-1:0] left;
    assign left = remaining_q[w*WordBits +: WordBits];
    always_comb begin
      if (live_q && busy_q && inside_q[w]) assert (32'(addrs[w*AddrBits +: AddrBits]) < MapWords);
      if (live_q && busy_q && w < 32'(\u_dut.word_q )) assert (left == '0 && !\u_dut.rest_q [w]);
      if (live_q && busy_q && w == 32'(\u_dut.word_q )) begin
        assert (left == current && !\u_dut.rest_q [w]);
        assert (current != '0 || (first_q && whole == '0));
      end
      if (live_q && busy_q && w > 32'(\u_dut.word_q )) begin
        assert (left == whole[w*WordBits +: WordBits]);
        assert (\u_dut.rest_q [w] == (left != '0));
      end
    end
  end

  logic       full, empty;
  logic [1:0] blocks_q;      // walked before this one, up to 2
  logic       gated_once_q;  // one of them was gated
  assign full  = held_q == MapBits'((1 << Inputs) - 1) && !empty;
  assign empty = whole == '0;
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      blocks_q     <= 2'd0;
      gated_once_q <= 1'b0;
    end else if (emit && closes) begin
      blocks_q     <= (blocks_q == 2'd2) ? 2'd2 : blocks_q + 2'd1;
      gated_once_q <= gated_once_q || gated_q;
    end
  end
  always_comb begin
    cover (live_q && done && full && !gated_q);
    cover (live_q && done && empty && !event_valid);
    cover (live_q && emit && event_end && 32'(since_q) == Spacing);
    cover (live_q && start_i && 32'(since_q) < Spacing);
    cover (live_q && emit && event_valid && !closes && !\u_dut.fresh_q && first_q);  // after a hold
    cover (live_q && emit && event_end && gated_q && !empty);
    cover (live_q && done && !gated_q && !empty && gated_once_q && blocks_q == 2'd2);
  end
  if (Spacing > 2) begin : gen_wait
    always_comb cover (live_q && busy_q && !emit && !\u_dut.fresh_q );  // a word kept while waiting
  end
  if (Conv) begin : gen_padding
    // An empty window over an address that holds events: read, and to be ignored.
    always_comb cover (live_q && emit && empty && !gated_q && word_q != '0 && \u_dut.fresh_q );
  end
  if (Conv && Words > 1) begin : gen_border
    always_comb cover (live_q && done && inside_q != '1 && !inside_q[0] && others == '0 && !empty);
  end

endmodule

`default_nettype wire
