// SPDX-License-Identifier: Apache-2.0
// sources: sf_first_set sf_walker
// proof: Words=3 WordBits=2 Inputs=5 Blocks=2 Spacing=3 | bmc 8 | induction 1 | cover 18
// proof: Words=2 WordBits=2 Inputs=4 Blocks=3 Spacing=2 | bmc 8 | induction 1 | cover 18
// proof: Words=1 WordBits=3 Inputs=3 Blocks=1 Spacing=2 | bmc 8 | induction 1 | cover 12
// proof: Words=4 WordBits=1 Inputs=4 Blocks=2 Spacing=4 | bmc 8 | induction 1 | cover 18
//
// The bitmap is free at every start and constant until the walk is done, as a bank of
// sf_spike_buffer is; words come back one cycle after their address. So is the set of gated blocks.
`default_nettype none

module sf_walker_properties #(
  parameter int Words = 3,
  parameter int WordBits = 2,
  parameter int Inputs = 5,
  parameter int Blocks = 2,
  parameter int Spacing = 3,
  localparam int Bits = Words * WordBits,
  localparam int AddrBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int IndexBits = (Inputs > 1) ? $clog2(Inputs) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Blocks * Inputs > 1) ? $clog2(Blocks * Inputs) : 1
) (
  input logic              clk_i,
  input logic              rst_ni,
  input logic              start_i,
  input logic [Bits-1:0]   bitmap_i,
  input logic [Blocks-1:0] gated_i
);

  logic                 idle, done, emit, event_valid, event_first, event_end;
  logic [AddrBits-1:0]  addr;
  logic [IndexBits-1:0] index;
  logic [RowBits-1:0]   row;
  logic [BlockBits-1:0] block;
  logic                 live_q = 1'b0;  // a reset has been seen

  // The bank that the walker reads.
  logic [Bits-1:0]     held_q, bitmap;
  logic [Words-1:0]    summary;
  logic [WordBits-1:0] word_q;
  logic [Blocks-1:0]   gated_q;
  logic                busy_q;
  assign bitmap = busy_q ? held_q : bitmap_i;
  for (genvar w = 0; w < Words; w++) begin : gen_summary
    assign summary[w] = |bitmap[w*WordBits +: WordBits];
  end
  always_ff @(posedge clk_i) begin
    live_q <= 1'b1;
    word_q <= bitmap[32'(addr) * WordBits +: WordBits];
    if (start_i) begin
      held_q  <= bitmap_i;
      gated_q <= gated_i;
    end
  end

  sf_walker #(
    .Words(Words), .WordBits(WordBits), .Inputs(Inputs), .Blocks(Blocks), .Spacing(Spacing)
  ) u_dut (
    .clk_i, .rst_ni, .start_i, .idle_o(idle), .done_o(done), .gated_i(gated_q),
    .summary_i(summary), .addr_o(addr), .word_i(word_q), .emit_o(emit), .event_valid_o(event_valid),
    .event_index_o(index), .event_row_o(row), .event_first_o(event_first), .event_end_o(event_end),
    .event_block_o(block)
  );

  always_comb begin
    if (!live_q) assume (!rst_ni);
    if (start_i) assume (idle);
    assume ((bitmap_i >> Inputs) == '0);
  end

  // Model: the events of this block that are still to come; one is taken at each emission.
  logic [Bits-1:0] remaining_q, others;
  logic            first_q;     // nothing of this block emitted yet
  logic [7:0]      block_q;
  logic [7:0]      since_q;     // cycles since the last closing emission, up to Spacing
  logic            gated, closes, last_block;

  assign others     = remaining_q & (remaining_q - 1'b1);  // without the lowest
  assign gated      = gated_q[block_q];
  assign closes     = gated || others == '0;
  assign last_block = 32'(block_q) == Blocks - 1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      first_q <= 1'b1;
      block_q <= 8'd0;
      since_q <= 8'(Spacing);
    end else begin
      if (32'(since_q) < Spacing) since_q <= since_q + 8'd1;
      if (start_i) begin
        busy_q      <= 1'b1;
        remaining_q <= bitmap_i;
      end else if (emit) begin
        first_q     <= closes;
        remaining_q <= closes ? held_q : others;
        if (closes) begin
          block_q <= last_block ? 8'd0 : block_q + 8'd1;
          since_q <= 8'd1;
          busy_q  <= !last_block;
        end
      end
    end
  end

  always_comb begin
    if (live_q) begin
      assert (idle == !busy_q);
      // A cycle without an emission only where closing has to wait for the drain.
      assert (emit == (busy_q && !(closes && 32'(since_q) < Spacing)));
      assert (done == (emit && closes && last_block));
    end
    if (live_q && emit) begin
      assert (event_valid == (remaining_q != '0 && !gated));
      assert (event_end == closes);
      assert (event_first == first_q);
      assert (8'(block) == block_q);
    end
    if (live_q && emit && event_valid) begin
      assert ((Bits'(1) << index) == (remaining_q & ~others));  // the lowest that remains
      assert (32'(index) < Inputs);
      assert (32'(row) == 32'(block_q) * Inputs + 32'(index));
    end
  end

  // Invariants: the macro's registers in terms of the model.
  (* hierconn *) logic                \u_dut.fresh_q ;
  (* hierconn *) logic                \u_dut.first_q ;
  (* hierconn *) logic [Words-1:0]    \u_dut.rest_q ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.bits_q ;
  (* hierconn *) logic [AddrBits-1:0] \u_dut.word_q ;
  (* hierconn *) logic [BlockBits-1:0] \u_dut.block_q ;
  (* hierconn *) logic [RowBits-1:0]  \u_dut.row_base_q ;
  localparam int SpacingBits = (Spacing > 1) ? $clog2(Spacing) : 1;
  (* hierconn *) logic [SpacingBits-1:0] \u_dut.wait_q ;
  logic [WordBits-1:0] current;
  assign current = \u_dut.fresh_q ? word_q : \u_dut.bits_q ;

  always_comb begin
    if (live_q) begin
      assert (\u_dut.first_q == first_q);
      assert (8'(\u_dut.block_q ) == block_q && 32'(block_q) < Blocks);
      assert (32'(\u_dut.row_base_q ) == 32'(block_q) * Inputs);
      assert (32'(\u_dut.wait_q ) == Spacing - 32'(since_q));
      assert (32'(since_q) >= 1 && 32'(since_q) <= Spacing);
      if (!busy_q) assert (\u_dut.rest_q == '0 && first_q && block_q == 8'd0);
      if (busy_q) begin
        assert (32'(\u_dut.word_q ) < Words);
        assert ((held_q >> Inputs) == '0);
        assert ((remaining_q & ~held_q) == '0);
        if (first_q) assert (remaining_q == held_q);
        if (gated) assert (first_q);
        assert ((remaining_q == '0) == (held_q == '0));
      end
    end
  end
  for (genvar w = 0; w < Words; w++) begin : gen_words
    always_comb begin
      if (live_q && busy_q && w < 32'(\u_dut.word_q )) begin
        assert (remaining_q[w*WordBits +: WordBits] == '0 && !\u_dut.rest_q [w]);
      end
      if (live_q && busy_q && w == 32'(\u_dut.word_q )) begin
        assert (remaining_q[w*WordBits +: WordBits] == current && !\u_dut.rest_q [w]);
        assert (current != '0 || held_q == '0);
      end
      if (live_q && busy_q && w > 32'(\u_dut.word_q )) begin
        assert (remaining_q[w*WordBits +: WordBits] == held_q[w*WordBits +: WordBits]);
        assert (\u_dut.rest_q [w] == summary[w]);
      end
    end
  end

  logic full, empty;
  assign full  = held_q == Bits'((1 << Inputs) - 1);
  assign empty = held_q == '0;
  always_comb begin
    cover (live_q && done && full);
    cover (live_q && done && empty && !event_valid);
    cover (live_q && emit && event_end && 32'(since_q) == Spacing);
    cover (live_q && start_i && 32'(since_q) < Spacing);
    cover (live_q && emit && event_end && gated && !empty);
  end
  if (Blocks > 1) begin : gen_mixed
    always_comb cover (live_q && done && full && !gated && gated_q[0]);
  end
  if (Blocks > 1 && Spacing > 2) begin : gen_wait
    always_comb cover (live_q && busy_q && !emit && !\u_dut.fresh_q );  // a word kept while waiting
  end

endmodule

`default_nettype wire
