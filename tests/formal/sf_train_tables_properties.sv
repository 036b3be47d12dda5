// SPDX-License-Identifier: Apache-2.0
// formal: sums for every step of a block the weights of its entries that have a spike there
// sources: sf_first_set sf_table sf_train_tables
// proof: Steps=2 Gap=0 Lanes=2 WeightBits=1 Spacing=2 | bmc 5 | induction 1 | cover 12
// proof: Steps=3 Gap=0 Lanes=1 WeightBits=2 Spacing=3 | bmc 5 | induction 1 | cover 12
// proof: Steps=3 Gap=1 Lanes=1 WeightBits=2 Spacing=2 | bmc 5 | induction 1
// proof: Steps=1 Gap=0 Lanes=1 WeightBits=1 Spacing=1 Blocks=1 | bmc 5 | induction 1 | cover 10
// red: when the next block fills the table whose last row is still read
//   induction sf_train_tables.sv s/(swap \&\& sum_idle)/swap/
// red: when a row goes on from the block before
//   induction sf_train_tables.sv s/fresh_row = !filled_q\[add_row_q\]/fresh_row = 1'b0/
// red: when a step leaves out the last of its trains
//   induction sf_train_tables.sv s/step_end = (left == '0)/step_end = ((left \& (left - 1'b1)) == '0)/
// red: when a step with trains leaves out its single spikes
//   induction sf_train_tables.sv s/ \&\& !(any_train \&\& spikes)//
// red: when the last entry of a block comes too late for its sum
//   induction sf_train_tables.sv s/rows_q       <= filled;/rows_q       <= filled_q;/
// red: when kept steps follow each other too fast
//   induction sf_train_tables.sv s/wait_q <= SpacingBits'(Spacing - 1)/wait_q <= '0/
//
// Entries of any kind come at any time, a block's first one while free_o; weights and biases are
// free. The model adds each entry's weight to the sum of every step at which the entry has a spike,
// knows which rows a block has used, and from their number how long each step takes.
`default_nettype none

module sf_train_tables_properties #(
  parameter int Lanes = 1,
  parameter int Blocks = 2,
  parameter int Steps = 3,
  parameter int Gap = 0,
  parameter int Spacing = 2,
  parameter int WeightBits = 2,
  localparam int CounterBits = 2,
  localparam int Bits = Lanes * CounterBits,
  localparam int Kinds = 2 * Steps,   // of entries: trains by their first step, spikes by step
  localparam int StepBits = (Steps > 1) ? $clog2(Steps) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1
) (
  input logic                        clk_i,
  input logic                        rst_ni,
  input logic                        valid_i,
  input logic                        event_i,
  input logic                        spike_i,
  input logic [StepBits-1:0]         step_i,
  input logic                        end_i,
  input logic [BlockBits-1:0]        block_i,
  input logic                        pooled_i,
  input logic [Lanes*WeightBits-1:0] weights_i,
  input logic [Blocks*Bits-1:0]      biases_i   // of all blocks
);

  logic                 free, bias_read, ends, last, pooled;
  logic [BlockBits-1:0] bias_block, block;
  logic [StepBits-1:0]  step;
  logic [Bits-1:0]      counters;
  `include "sf_formal.svh"

  // The memory of biases.
  logic [Blocks*Bits-1:0] all_biases_q;
  logic [Bits-1:0]        bias_q;
  always_ff @(posedge clk_i) begin
    all_biases_q <= biases_i;
    if (bias_read) bias_q <= biases_i[32'(bias_block) * Bits +: Bits];
  end
  always_comb if (live_q) assume (biases_i == all_biases_q);

  sf_train_tables #(
    .Lanes(Lanes), .Blocks(Blocks), .WeightBits(WeightBits), .CounterBits(CounterBits),
    .Steps(Steps), .Gap(Gap), .Spacing(Spacing)
  ) u_dut (
    .clk_i, .rst_ni, .free_o(free), .valid_i, .event_i, .spike_i, .step_i, .end_i, .block_i,
    .pooled_i, .weights_i, .bias_read_o(bias_read), .bias_block_o(bias_block), .biases_i(bias_q),
    .end_o(ends), .step_o(step), .last_o(last), .pooled_o(pooled), .block_o(block),
    .counters_o(counters)
  );

  // Which kinds of entry have a spike at a step.
  logic [Steps*Kinds-1:0] members;
  always_comb begin
    members = '0;
    for (int n = 0; n < Steps; n++) begin
      members[n*Kinds + Steps + n] = 1'b1;
      for (int k = 0; k < Steps; k++) begin
        if (n + k * (n + 1 + Gap) < Steps) members[(n + k * (n + 1 + Gap))*Kinds + n] = 1'b1;
      end
    end
  end

  // Fill: the entry of the cycle before, whose weights are there, and the block so far.
  logic                  next_first_q, entry_q, entry_event_q, entry_end_q, entry_pooled_q;
  logic [BlockBits-1:0]  entry_block_q;
  logic [31:0]           kind;
  logic [Kinds-1:0]      entry_kind_q, used_q, used;
  logic [Steps*Bits-1:0] total_q, total;
  logic                  closed_q, pending, swap;
  assign kind    = 32'(spike_i) * Steps + 32'(step_i);
  assign used    = used_q | entry_kind_q;
  assign pending = closed_q || (entry_q && entry_end_q);
  for (genvar t = 0; t < Steps; t++) begin : gen_total
    logic adds;
    assign adds = (entry_kind_q & members[t*Kinds +: Kinds]) != '0;
    for (genvar i = 0; i < Lanes; i++) begin : gen_lane
      logic signed [WeightBits-1:0]  weight;
      logic signed [CounterBits-1:0] wide;
      assign weight = weights_i[i*WeightBits +: WeightBits];
      assign wide   = CounterBits'(weight);
      assign total[t*Bits + i*CounterBits +: CounterBits] =
          total_q[t*Bits + i*CounterBits +: CounterBits] + (adds ? wide : '0);
    end
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      next_first_q <= 1'b1;
      entry_q      <= 1'b0;
      entry_kind_q <= '0;
      used_q       <= '0;
      total_q      <= '0;
      closed_q     <= 1'b0;
    end else begin
      entry_q      <= valid_i;
      entry_kind_q <= (valid_i && event_i) ? Kinds'(1) << kind : '0;
      used_q       <= swap ? '0 : used;
      total_q      <= swap ? '0 : total;
      closed_q     <= pending && !swap;
      if (valid_i) next_first_q <= end_i;
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      entry_end_q    <= end_i;
      entry_block_q  <= block_i;
      entry_pooled_q <= pooled_i;
    end
  end

  always_comb begin
    if (valid_i) begin
      assume (32'(step_i) < Steps && 32'(block_i) < Blocks);
      assume (free || !next_first_q);
    end
  end

  // Sum: the additions of a step, as many as it has rows, and at least one.
  logic                  busy_q, swap_q, over_q, sum_pooled_q, adds, step_done, done;
  logic [Kinds-1:0]      sum_used_q;
  logic [Steps*Bits-1:0] sum_total_q;
  logic [BlockBits-1:0]  sum_block_q;
  logic [7:0]            sum_step_q, added_q, rows, since_q;  // cycles since a kept step
  assign swap      = pending && (!busy_q || done);
  assign step_done = (rows == 8'd0) || added_q == rows - 8'd1;
  assign adds      = busy_q && !(step_done && sum_pooled_q && 32'(since_q) < Spacing);
  assign done      = adds && step_done && 32'(sum_step_q) == Steps - 1;
  always_comb begin
    rows = 8'd0;
    for (int k = 0; k < Kinds; k++) begin
      rows = rows + 8'(sum_used_q[k] && members[32'(sum_step_q) * Kinds + k]);
    end
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q     <= 1'b0;
      swap_q     <= 1'b0;
      over_q     <= 1'b0;
      sum_step_q <= 8'd0;
      added_q    <= 8'd0;
      since_q    <= 8'(Spacing);
    end else begin
      busy_q <= swap || (busy_q && !done);
      swap_q <= swap;
      over_q <= swap && busy_q;
      if (32'(since_q) < Spacing) since_q <= since_q + 8'd1;
      if (adds) begin
        added_q <= step_done ? 8'd0 : added_q + 8'd1;
        if (step_done) sum_step_q <= done ? 8'd0 : sum_step_q + 8'd1;
        if (step_done && sum_pooled_q) since_q <= 8'd1;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (swap) begin
      sum_used_q   <= used;
      sum_total_q  <= total;
      sum_block_q  <= entry_block_q;
      sum_pooled_q <= entry_pooled_q;
    end
  end

  // What comes out, two cycles after the last addition of a step.
  logic                 out1_q, out2_q, out1_pooled_q, out2_pooled_q;
  logic [7:0]           out1_step_q, out2_step_q;
  logic [BlockBits-1:0] out1_block_q, out2_block_q;
  logic [Bits-1:0]      now, out1_value_q, out2_value_q;
  for (genvar i = 0; i < Lanes; i++) begin : gen_now
    assign now[i*CounterBits +: CounterBits] =
        biases_i[32'(sum_block_q) * Bits + i*CounterBits +: CounterBits]
        + sum_total_q[32'(sum_step_q) * Bits + i*CounterBits +: CounterBits];
  end
  always_ff @(posedge clk_i) begin
    out1_q        <= rst_ni && adds && step_done;
    out1_pooled_q <= sum_pooled_q;
    out1_step_q   <= sum_step_q;
    out1_block_q  <= sum_block_q;
    out1_value_q  <= now;
    out2_q        <= rst_ni && out1_q;
    out2_pooled_q <= out1_pooled_q;
    out2_step_q   <= out1_step_q;
    out2_block_q  <= out1_block_q;
    out2_value_q  <= out1_value_q;
  end

  always_comb begin
    if (live_q) begin
      assert (free == (!pending || (swap && !busy_q)));
      assert (ends == out2_q);
    end
    if (live_q && ends) begin
      assert (counters == out2_value_q);
      assert (8'(step) == out2_step_q && last == (32'(step) == Steps - 1));
      assert (block == out2_block_q && pooled == out2_pooled_q);
    end
  end
  // As the header says it, and not as the model does.
  logic [7:0] kept_q;   // cycles since a kept step came out, up to Spacing
  always_ff @(posedge clk_i) begin
    if (!rst_ni) kept_q <= 8'(Spacing);
    else if (ends && pooled) kept_q <= 8'd1;
    else if (32'(kept_q) < Spacing) kept_q <= kept_q + 8'd1;
  end
  always_comb if (live_q && ends && pooled) assert (32'(kept_q) == Spacing);

  // Invariants: the macro's registers in terms of the model.
  localparam int Rows = 2 << StepBits;
  localparam int SpacingBits = (Spacing > 1) ? $clog2(Spacing) : 1;
  (* hierconn *) logic \u_dut.add_q , \u_dut.ended_q , \u_dut.pooled_q , \u_dut.closed_q ,
      \u_dut.bank_q , \u_dut.busy_q , \u_dut.fresh_q , \u_dut.sum_pooled_q , \u_dut.swap_q ,
      \u_dut.sum_q , \u_dut.sum_any_q , \u_dut.sum_first_q , \u_dut.sum_end_q ,
      \u_dut.sum_last_q , \u_dut.sum_bank_q , \u_dut.sum_kept_q , \u_dut.fill0 , \u_dut.fill1 ;
  (* hierconn *) logic [StepBits:0] \u_dut.add_row_q , \u_dut.sum_row_q ;
  (* hierconn *) logic [BlockBits-1:0] \u_dut.block_q , \u_dut.sum_block_q , \u_dut.kept_block_q ;
  (* hierconn *) logic [StepBits-1:0] \u_dut.step_q , \u_dut.sum_step_q ;
  (* hierconn *) logic [Rows-1:0] \u_dut.filled_q , \u_dut.rows_q ;
  (* hierconn *) logic [Steps-1:0] \u_dut.rest_q ;
  (* hierconn *) logic [SpacingBits-1:0] \u_dut.wait_q ;
  logic [Rows*Bits-1:0] table0, table1, filling, summing;
  logic [Kinds-1:0]     rest;     // rows of the running step that have not been added
  logic [Kinds*Bits-1:0] fill_rows, sum_rows;   // what they hold, zero where nothing
  logic [7:0]           rest_count;
  assign filling = \u_dut.bank_q ? table1 : table0;
  assign summing = \u_dut.bank_q ? table0 : table1;
  for (genvar k = 0; k < Kinds; k++) begin : gen_kind
    localparam int Row = (k / Steps) * (Rows / 2) + k % Steps;
    assign fill_rows[k*Bits +: Bits] = used_q[k] ? filling[Row*Bits +: Bits] : '0;
    assign sum_rows[k*Bits +: Bits]  = sum_used_q[k] ? summing[Row*Bits +: Bits] : '0;
    // Single spikes come last in their step.
    assign rest[k] = (k < Steps) ? \u_dut.rest_q [k % Steps]
                                 : sum_used_q[k] && 32'(sum_step_q) == k - Steps;
    always_comb begin
      if (live_q) begin
        assert (\u_dut.filled_q [Row] == used_q[k]);
        if (busy_q) assert (\u_dut.rows_q [Row] == sum_used_q[k]);
        assert ((\u_dut.add_q && 32'(\u_dut.add_row_q ) == Row) == entry_kind_q[k]);
      end
    end
  end
  always_comb begin
    rest_count = 8'd0;
    for (int k = 0; k < Kinds; k++) rest_count = rest_count + 8'(rest[k]);
  end

  // What the pipeline comes to when its addition is done.
  logic [Bits-1:0] looked, next_counters;
  assign looked = \u_dut.sum_bank_q ? table1[32'(\u_dut.sum_row_q ) * Bits +: Bits]
                                    : table0[32'(\u_dut.sum_row_q ) * Bits +: Bits];
  for (genvar i = 0; i < Lanes; i++) begin : gen_sums
    localparam int At = i * CounterBits;
    logic [CounterBits-1:0] base, part, left;
    assign base = (\u_dut.sum_q && \u_dut.sum_first_q ) ? bias_q[At +: CounterBits]
                                                        : counters[At +: CounterBits];
    assign part = (\u_dut.sum_q && \u_dut.sum_any_q ) ? looked[At +: CounterBits] : '0;
    assign next_counters[At +: CounterBits] = base + part;
    always_comb begin
      left = '0;
      for (int k = 0; k < Kinds; k++) if (rest[k]) left = left + sum_rows[k*Bits + At +: CounterBits];
      if (live_q && busy_q && added_q != 8'd0) begin
        assert (CounterBits'(base + part + left) == now[At +: CounterBits]);
      end
    end
    for (genvar t = 0; t < Steps; t++) begin : gen_step
      logic [CounterBits-1:0] fill_sum, sum_sum;
      always_comb begin
        fill_sum = '0;
        sum_sum  = '0;
        for (int k = 0; k < Kinds; k++) begin
          if (members[t*Kinds + k]) begin
            fill_sum = fill_sum + fill_rows[k*Bits + At +: CounterBits];
            sum_sum  = sum_sum + sum_rows[k*Bits + At +: CounterBits];
          end
        end
        if (live_q) assert (total_q[t*Bits + At +: CounterBits] == fill_sum);
        if (live_q && busy_q) assert (sum_total_q[t*Bits + At +: CounterBits] == sum_sum);
      end
    end
  end

  always_comb begin
    if (live_q) begin
      // The model's own order of things.
      if (pending) assert (next_first_q && entry_end_q);
      if (closed_q) assert (busy_q && !entry_q && used_q == used);
      if (next_first_q && !pending) assert (used_q == '0);
      if (entry_kind_q != '0) assert (entry_q);
      if (entry_q) assert (next_first_q == entry_end_q);
      assert (32'(entry_block_q) < Blocks || !pending);
      assert (32'(since_q) >= 1 && 32'(since_q) <= Spacing);
      assert (32'(kept_q) >= 1 && 32'(kept_q) <= Spacing);
      if (!busy_q) assert (sum_step_q == 8'd0 && added_q == 8'd0);
      if (busy_q) begin
        assert (32'(sum_step_q) < Steps && (added_q == 8'd0 || added_q < rows));
        assert (32'(sum_block_q) < Blocks);
      end
      if (swap_q) assert (busy_q && sum_step_q == 8'd0 && added_q == 8'd0 && used_q == '0);
      if (over_q) assert (swap_q && out1_q && !entry_q);
      // How long ago a kept step came out, or is about to.
      assert (since_q == ((out1_q && out1_pooled_q) ? 8'd1
                          : (out2_q && out2_pooled_q) ? ((Spacing > 1) ? 8'd2 : 8'd1)
                          : (32'(kept_q) + 2 > Spacing) ? 8'(Spacing) : kept_q + 8'd2));
      if (out1_q && out1_pooled_q) begin
        assert (Spacing == 1 || !(out2_q && out2_pooled_q));
        assert (32'(kept_q) + 1 >= Spacing || (out2_q && out2_pooled_q));
      end
      if (out2_q && out2_pooled_q) assert (32'(kept_q) == Spacing);
      // Fill.
      assert (\u_dut.ended_q == (entry_q && entry_end_q) && \u_dut.closed_q == closed_q);
      assert (\u_dut.add_q == (entry_kind_q != '0));
      if (pending) assert (\u_dut.block_q == entry_block_q && \u_dut.pooled_q == entry_pooled_q);
      // Sum.
      assert (\u_dut.busy_q == busy_q && 8'(\u_dut.step_q ) == sum_step_q);
      assert (\u_dut.fresh_q == (added_q == 8'd0) && \u_dut.swap_q == swap_q);
      assert (32'(\u_dut.wait_q ) == Spacing - 32'(since_q));
      if (busy_q) begin
        assert (\u_dut.sum_block_q == sum_block_q && \u_dut.sum_pooled_q == sum_pooled_q);
        if (!swap_q) assert (bias_q == biases_i[32'(sum_block_q) * Bits +: Bits]);
      end
      if (busy_q && added_q != 8'd0) begin
        assert ((rest & ~(sum_used_q & members[32'(sum_step_q) * Kinds +: Kinds])) == '0);
        assert (rest_count + added_q == rows);
      end
      // Pipeline.
      if (out1_q) assert (\u_dut.sum_q );
      if (\u_dut.sum_q ) begin
        assert (\u_dut.sum_end_q == out1_q);
        assert (\u_dut.sum_bank_q == (over_q ? \u_dut.bank_q : !\u_dut.bank_q ));
        if (!out1_q) assert (busy_q && added_q != 8'd0 && \u_dut.sum_any_q );
      end
      if (out1_q) begin
        assert (next_counters == out1_value_q);
        assert (8'(\u_dut.sum_step_q ) == out1_step_q && 32'(out1_step_q) < Steps);
        assert (\u_dut.sum_last_q == (32'(out1_step_q) == Steps - 1));
        assert (\u_dut.kept_block_q == out1_block_q && \u_dut.sum_kept_q == out1_pooled_q);
      end
      // No table is written while it is summed.
      if (\u_dut.sum_q && \u_dut.sum_any_q ) begin
        assert (!(\u_dut.sum_bank_q ? \u_dut.fill1 : \u_dut.fill0 ));
      end
    end
  end
  // Rows that do not exist are never used.
  for (genvar r = 0; r < Rows; r++) begin : gen_rows
    if (r % (Rows / 2) >= Steps) begin : gen_none
      always_comb begin
        if (live_q) assert (!\u_dut.filled_q [r]);
        if (live_q && busy_q) assert (!\u_dut.rows_q [r]);
      end
    end
  end

  (* hierconn *) logic [Bits-1:0] \u_dut.u_table0.mem[0] , \u_dut.u_table0.mem[1] ,
      \u_dut.u_table0.mem[2] , \u_dut.u_table0.mem[3] , \u_dut.u_table1.mem[0] ,
      \u_dut.u_table1.mem[1] , \u_dut.u_table1.mem[2] , \u_dut.u_table1.mem[3] ;
  (* hierconn *) logic [Bits-1:0] \u_dut.u_table0.mem[4] , \u_dut.u_table0.mem[5] ,
      \u_dut.u_table0.mem[6] , \u_dut.u_table0.mem[7] , \u_dut.u_table1.mem[4] ,
      \u_dut.u_table1.mem[5] , \u_dut.u_table1.mem[6] , \u_dut.u_table1.mem[7] ;
  if (Rows == 8) begin : gen_eight
    assign table0 = {\u_dut.u_table0.mem[7] , \u_dut.u_table0.mem[6] , \u_dut.u_table0.mem[5] ,
                     \u_dut.u_table0.mem[4] , \u_dut.u_table0.mem[3] , \u_dut.u_table0.mem[2] ,
                     \u_dut.u_table0.mem[1] , \u_dut.u_table0.mem[0] };
    assign table1 = {\u_dut.u_table1.mem[7] , \u_dut.u_table1.mem[6] , \u_dut.u_table1.mem[5] ,
                     \u_dut.u_table1.mem[4] , \u_dut.u_table1.mem[3] , \u_dut.u_table1.mem[2] ,
                     \u_dut.u_table1.mem[1] , \u_dut.u_table1.mem[0] };
  end else begin : gen_four
    assign table0 = {\u_dut.u_table0.mem[3] , \u_dut.u_table0.mem[2] , \u_dut.u_table0.mem[1] ,
                     \u_dut.u_table0.mem[0] };
    assign table1 = {\u_dut.u_table1.mem[3] , \u_dut.u_table1.mem[2] , \u_dut.u_table1.mem[1] ,
                     \u_dut.u_table1.mem[0] };
  end

  always_comb begin
    cover (live_q && swap && done);                          // the next block follows at once
    cover (live_q && swap && !busy_q && valid_i);            // and fills while this one is looked at
    cover (live_q && ends && last && counters != '0 && all_biases_q == '0);
    cover (live_q && ends && last && !pooled && busy_q);
    cover (live_q && closed_q && !free);
    cover (live_q && adds && rows == 8'd2 && !step_done);
  end
  if (Spacing > 1) begin : gen_wait
    always_comb cover (live_q && busy_q && !adds);
  end
  if (Spacing > 2) begin : gen_rest
    always_comb cover (live_q && busy_q && !adds && added_q != 8'd0);
  end

endmodule

`default_nettype wire
