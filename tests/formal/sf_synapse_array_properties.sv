// SPDX-License-Identifier: Apache-2.0
// formal: gives a block's biases and the weights of its events in its counters
// sources: sf_synapse_array sf_counter_lane sf_parity
// proof: Inputs=3 Blocks=2 | bmc 5 | induction 1 | cover 8
// proof: Inputs=2 Blocks=2 Parity=1 Check=1 | bmc 5 | induction 1 | cover 8
// proof: Inputs=2 Blocks=3 Direct=1 Parity=1 | bmc 5 | induction 1 | cover 8
// proof: Inputs=1 Blocks=1 | bmc 5 | induction 1 | cover 8
// proof: Inputs=2 Blocks=1 Direct=1 Check=1 | bmc 5 | induction 1 | cover 8
// red: when the parity of unused words is told
//   bmc sf_synapse_array.sv s/.read_i (emit_i \&\& event_valid_i)/.read_i (emit_i)/
// red: when a block ends a cycle early
//   bmc sf_synapse_array.sv s/end_o = end_q.Direct+1./end_o = end_q[Direct]/
// red: when a bias is read with every event
//   bmc sf_synapse_array.sv s/emit_i \&\& event_first_i/emit_i/
// red: when the lanes share a weight
//   bmc sf_synapse_array.sv s/weights\[i\*WeightBits/weights[0*WeightBits/
// red: when a sum is kept from block to block
//   bmc sf_synapse_array.sv s/first_q <= event_first_i/first_q <= 1'b0/
// red: when a fold has the biases' as it is
//   bmc sf_synapse_array.sv s/{bias_fold.30:0., bias_fold.31.}/bias_fold/
//
// Emissions, rows, pixels and resets come at any time. Memories of any rows stand in for sf_rom; a
// row has any fold, and may be read out in any cycle. Counters are taken as wrapping: that they
// cannot overflow is proved from the weights when a network is loaded. What a register holds stays
// until the next emission, though nothing may read it any more: no simulation would see it change.
`default_nettype none

`include "sf_rom_formal.svh"

module sf_synapse_array_properties #(
  parameter int Inputs = 3,
  parameter int Blocks = 2,
  parameter bit Direct = 1'b0,
  parameter bit Parity = 1'b0,
  parameter bit Check = 1'b0,
  localparam int Lanes = 2,
  localparam int WeightBits = 3,
  localparam int CounterBits = Direct ? 13 : 5,  // more than a product has
  localparam int Rows = Blocks * Inputs,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Rows > 1) ? $clog2(Rows) : 1,
  localparam int WordBits = Lanes * WeightBits + (Parity ? 1 : 0),
  localparam int BiasBits = Lanes * CounterBits
) (
  input logic                 clk_i,
  input logic                 rst_ni,
  input logic                 emit_i,
  input logic                 event_valid_i,
  input logic [RowBits-1:0]   event_row_i,
  input logic                 event_first_i,
  input logic                 event_end_i,
  input logic [BlockBits-1:0] event_block_i,
  input logic [7:0]           pixel_i,
  input logic                 check_i,
  input logic [31:0]          check_row_i
);

  logic                ends, error;
  logic [BiasBits-1:0] counters;
  logic [31:0]         fold;
  `include "sf_formal.svh"

  sf_synapse_array #(
    .Inputs(Inputs), .Lanes(Lanes), .Blocks(Blocks), .WeightBits(WeightBits),
    .CounterBits(CounterBits), .Direct(Direct), .Check(Check), .Parity(Parity)
  ) u_dut (
    .clk_i, .rst_ni, .emit_i, .event_valid_i, .event_row_i, .event_first_i, .event_end_i,
    .event_block_i, .pixel_i, .end_o(ends), .counters_o(counters), .check_i, .check_row_i,
    .fold_o(fold), .parity_error_o(error)
  );

  always_comb begin
    if (emit_i) assume (32'(event_row_i) < Rows);
    if (emit_i && event_first_i) assume (32'(event_block_i) < Blocks);
  end

  // Model: whether there was an emission in the cycle before, and what the last one named; the sums
  // with its pixel, and a cycle later. A reset forgets what is under way, but no sum.
  (* hierconn *) logic [Rows*WordBits-1:0] \u_dut.u_weights.rows ;
  (* hierconn *) logic [Blocks*BiasBits-1:0] \u_dut.u_biases.rows ;
  logic                 emit_q, valid_q, first_q, end1_q, end2_q, end3_q;
  logic [RowBits-1:0]   row_q;
  logic [BlockBits-1:0] block_q;  // of the last first emission
  logic [WordBits-1:0]  word;
  logic [BiasBits-1:0]  biases, terms, sums, sums_q, late_q;
  assign word   = (32'(row_q) < Rows)
                  ? \u_dut.u_weights.rows [32'(row_q)*WordBits +: WordBits] : '0;
  assign biases = (32'(block_q) < Blocks)
                  ? \u_dut.u_biases.rows [32'(block_q)*BiasBits +: BiasBits] : '0;
  always_ff @(posedge clk_i) begin
    emit_q <= rst_ni && emit_i;
    end1_q <= rst_ni && emit_i && event_end_i;
    end2_q <= rst_ni && end1_q;
    end3_q <= rst_ni && end2_q;
    if (emit_i) begin
      valid_q <= event_valid_i;
      first_q <= event_first_i;
      row_q   <= event_row_i;
      if (event_first_i) block_q <= event_block_i;
    end
    if (emit_q) sums_q <= sums;
    late_q <= sums_q;
  end

  // Weights and valid are the macro's, which are the model's (below): products of the same are easy
  // to compare.
  (* hierconn *) logic [Lanes*WeightBits-1:0] \u_dut.weights ;
  (* hierconn *) logic \u_dut.valid_q ;
  logic [7:0] value;
  assign value = !\u_dut.valid_q ? 8'd0 : Direct ? pixel_i : 8'd1;
  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    logic signed [WeightBits-1:0]  weight;
    logic signed [WeightBits+8:0]  product;
    logic signed [CounterBits-1:0] term, start;
    assign weight  = \u_dut.weights [i*WeightBits +: WeightBits];
    assign product = (WeightBits + 9)'(weight) * (WeightBits + 9)'($signed({1'b0, value}));
    assign term    = CounterBits'(product);
    assign start   = first_q ? biases[i*CounterBits +: CounterBits]
                             : sums_q[i*CounterBits +: CounterBits];
    assign terms[i*CounterBits +: CounterBits] = term;
    assign sums[i*CounterBits +: CounterBits]  = start + term;
  end

  // What the macro holds as it starts may be anything, and the model the same. Weights are read for
  // an emission, biases for a first one, and both to be read out.
  (* hierconn *) logic \u_dut.emit_q , \u_dut.first_q ;
  (* hierconn *) logic [Direct+1:0] \u_dut.end_q ;
  (* hierconn *) logic [RowBits-1:0] \u_dut.u_weights.row_q ;
  (* hierconn *) logic [BlockBits-1:0] \u_dut.u_biases.row_q ;
  logic same, same_row, same_block;
  assign same       = \u_dut.emit_q == emit_q && \u_dut.valid_q == valid_q
                      && \u_dut.first_q == first_q;
  assign same_row   = \u_dut.u_weights.row_q == row_q;
  assign same_block = \u_dut.u_biases.row_q == block_q;
  always_comb begin
    if (live_q) begin
      assert (ends == (Direct ? end3_q : end2_q));
      assert (\u_dut.end_q [1:0] == {end2_q, end1_q});
      assert (counters == (Direct ? late_q : sums_q));
      assert (same);
      if (emit_q || !Check) assert (same_row);
      if ((emit_q && first_q) || !Check) assert (same_block);
      if (emit_q) assert (32'(row_q) < Rows && \u_dut.weights == word[Lanes*WeightBits-1:0]);
      if (emit_q && first_q) assert (32'(block_q) < Blocks);
    end else begin
      assume (same && same_row && same_block && counters == (Direct ? late_q : sums_q));
    end
  end

  // The products, which wait a cycle with the biases of their time.
  (* hierconn *) logic \u_dut.gen_lane[0].u_counter.gen_direct.emit_q ,
      \u_dut.gen_lane[1].u_counter.gen_direct.emit_q ,
      \u_dut.gen_lane[0].u_counter.gen_direct.first_q ,
      \u_dut.gen_lane[1].u_counter.gen_direct.first_q ;
  (* hierconn *) logic [WeightBits+8:0] \u_dut.gen_lane[0].u_counter.gen_direct.product_q ,
      \u_dut.gen_lane[1].u_counter.gen_direct.product_q ;
  (* hierconn *) logic [CounterBits-1:0] \u_dut.gen_lane[0].u_counter.gen_direct.bias_q ,
      \u_dut.gen_lane[1].u_counter.gen_direct.bias_q ;
  if (Direct) begin : gen_direct
    logic                emitted_q, began_q;
    logic [BiasBits-1:0] terms_q, biases_q;
    logic                same_products, same_biases;
    always_ff @(posedge clk_i) begin
      emitted_q <= emit_q;
      if (emit_q) begin
        began_q  <= first_q;
        terms_q  <= terms;
        biases_q <= biases;
      end
    end
    assign same_products =
        \u_dut.gen_lane[0].u_counter.gen_direct.emit_q == emitted_q
        && \u_dut.gen_lane[1].u_counter.gen_direct.emit_q == emitted_q
        && \u_dut.gen_lane[0].u_counter.gen_direct.first_q == began_q
        && \u_dut.gen_lane[1].u_counter.gen_direct.first_q == began_q
        && terms_q == {CounterBits'($signed(\u_dut.gen_lane[1].u_counter.gen_direct.product_q )),
                       CounterBits'($signed(\u_dut.gen_lane[0].u_counter.gen_direct.product_q ))};
    assign same_biases = biases_q == {\u_dut.gen_lane[1].u_counter.gen_direct.bias_q ,
                                      \u_dut.gen_lane[0].u_counter.gen_direct.bias_q };
    for (genvar i = 0; i < Lanes; i++) begin : gen_late
      logic [CounterBits-1:0] late, bias, next;
      assign late = late_q[i*CounterBits +: CounterBits];
      assign bias = biases_q[i*CounterBits +: CounterBits];
      assign next = (began_q ? bias : late) + terms_q[i*CounterBits +: CounterBits];
      always_comb begin
        if (live_q) assert (sums_q[i*CounterBits +: CounterBits] == (emitted_q ? next : late));
        else assume (sums_q[i*CounterBits +: CounterBits] == (emitted_q ? next : late));
      end
    end
    always_comb begin
      if (live_q) begin
        assert (\u_dut.end_q [2] == end3_q);
        assert (same_products);
        if (began_q || !Check) assert (same_biases);
      end else begin
        assume (same_products && same_biases);
      end
    end
  end

  // Parity: ones counted one by one.
  (* hierconn *) logic \u_dut.gen_parity.u_parity.read_q ;
  if (Parity) begin : gen_parity
    logic       wrong_q;
    logic [7:0] ones;
    always_comb begin
      ones = 8'd0;
      for (int i = 0; i < WordBits; i++) ones = ones + 8'(word[i]);
    end
    always_ff @(posedge clk_i) begin
      if (!rst_ni) wrong_q <= 1'b0;
      else if (emit_q && valid_q && ones[0]) wrong_q <= 1'b1;
    end
    always_comb begin
      if (live_q) begin
        assert (error == wrong_q);
        assert (\u_dut.gen_parity.u_parity.read_q == (emit_q && valid_q));
      end
      cover (live_q && error && emit_q && !ones[0]);
      cover (live_q && !error && emit_q && !valid_q && ones[0]);
    end
  end else begin : gen_no_parity
    always_comb if (live_q) assert (!error);
  end

  // What the memories hold: a row of each, as far as it is there, where no emission came.
  (* hierconn *) logic [Rows*32-1:0] \u_dut.u_weights.folds ;
  (* hierconn *) logic [Blocks*32-1:0] \u_dut.u_biases.folds ;
  (* hierconn *) logic \u_dut.u_weights.checked_q , \u_dut.u_biases.checked_q ;
  if (Check) begin : gen_check
    logic        weights_q, biases_q;  // are read out
    logic [31:0] check_row_q, weight_fold, bias_fold;
    always_ff @(posedge clk_i) begin
      weights_q   <= check_i && !emit_i && check_row_i < 32'(Rows);
      biases_q    <= check_i && !(emit_i && event_first_i) && check_row_i < 32'(Blocks);
      check_row_q <= check_row_i;
    end
    assign weight_fold = weights_q ? \u_dut.u_weights.folds [32'(check_row_q[RowBits-1:0])*32 +: 32]
                                   : 32'd0;
    assign bias_fold   = biases_q ? \u_dut.u_biases.folds [32'(check_row_q[BlockBits-1:0])*32 +: 32]
                                  : 32'd0;
    always_comb begin
      if (live_q) begin
        assert (fold == (weight_fold ^ {bias_fold[30:0], bias_fold[31]}));
        assert (\u_dut.u_weights.checked_q == weights_q);
        assert (\u_dut.u_biases.checked_q == biases_q);
        if (weights_q) assert (32'(\u_dut.u_weights.row_q ) == check_row_q);
        if (biases_q) assert (32'(\u_dut.u_biases.row_q ) == check_row_q);
      end
      cover (live_q && weights_q && biases_q && fold == 32'hdeadbeef && emit_i && event_first_i);
      cover (live_q && !weights_q && biases_q);
      cover (live_q && !weights_q && !biases_q && 32'(check_row_q) == Rows && emit_q && first_q);
    end
  end else begin : gen_no_check
    always_comb begin
      if (live_q) begin
        assert (fold == 32'd0);
        assert (!\u_dut.u_weights.checked_q && !\u_dut.u_biases.checked_q );
      end
    end
  end

  logic signed [CounterBits-1:0] counter0, counter1;
  logic [2:0] events_q;  // of the block that is being summed
  assign {counter1, counter0} = counters;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) events_q <= 3'd0;
    else if (emit_i) events_q <= (event_first_i ? 3'd0 : events_q) + 3'(event_valid_i);
  end
  always_comb begin
    cover (live_q && ends && events_q == 3'd3 && counter0 < 0 && counter1 > 0 && !emit_q);
    cover (live_q && ends && emit_q && first_q && emit_i && !event_first_i);   // back to back
    cover (live_q && ends && counter0 != counter1 && !rst_ni && emit_i);
  end

endmodule

`default_nettype wire
