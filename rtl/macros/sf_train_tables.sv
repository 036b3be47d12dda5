// SPDX-License-Identifier: Apache-2.0
// Counters of a block for all steps of an image, from one visit to each input.
//
// While the inputs are visited, each entry adds the lanes' weights to one row of a table: row n of
// the regular trains (first spike at step n, see sf_trains), or row t of single spikes at step t. A
// complete table changes places with the second one and is summed while that fills:
//
//   C_t = bias + spikes_t + sum of trains_n over the n whose train has a spike at step t
//
// Rows that nothing was added to are left out, so a step costs one cycle for each row that is part
// of it, and at least one. Counters wrap at CounterBits; the network proves that C itself does not.
//
// Latency     a block's closing entry in cycle c: summing begins in c+2 at the earliest; the last
//             addition of a step in cycle a: counters_o complete and end_o high in a+2
// Throughput  one entry and one addition a cycle; steps that are kept (pooled_o) end at least Spacing
//             cycles apart
// Reset       both tables empty
// Golden      sim/golden, counter of a layer
`timescale 1ns / 1ps
`default_nettype none

module sf_train_tables #(
  parameter int Lanes = 4,
  parameter int Blocks = 1,
  parameter int WeightBits = 4,
  parameter int CounterBits = 16,
  parameter int Steps = 25,
  parameter int Gap = 0,            // see sf_trains
  parameter int Spacing = 2,
  localparam int StepBits = (Steps > 1) ? $clog2(Steps) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  // entries; the weights come a cycle after their entry
  output logic                         free_o,      // a block's first entry may come
  input  logic                         valid_i,
  input  logic                         event_i,
  input  logic                         spike_i,
  input  logic [StepBits-1:0]          step_i,
  input  logic                         end_i,
  input  logic [BlockBits-1:0]         block_i,
  input  logic                         pooled_i,
  input  logic [Lanes*WeightBits-1:0]  weights_i,
  // biases of the block, a cycle after they were asked for
  output logic                         bias_read_o,
  output logic [BlockBits-1:0]         bias_block_o,
  input  logic [Lanes*CounterBits-1:0] biases_i,
  // counters of one step after another
  output logic                         end_o,
  output logic [StepBits-1:0]          step_o,
  output logic                         last_o,      // the block's last step
  output logic                         pooled_o,    // of the last window of a pool, or of any without
  output logic [BlockBits-1:0]         block_o,
  output logic [Lanes*CounterBits-1:0] counters_o
);

  localparam int Half = 1 << StepBits;
  localparam int Rows = 2 * Half;  // trains, then single spikes
  localparam int AddrBits = StepBits + 1;
  localparam int SpacingBits = (Spacing > 1) ? $clog2(Spacing) : 1;

  // Fill.
  logic                 add_q, ended_q, pooled_q;
  logic [AddrBits-1:0]  add_row_q;
  logic [BlockBits-1:0] block_q;
  logic                 closed_q;  // complete, and not summed yet
  logic                 bank_q;    // that fills
  logic [Rows-1:0]      filled_q, filled, row_onehot;
  logic                 pending, swap, sum_idle, sum_done;

  for (genvar r = 0; r < Rows; r++) begin : gen_filled
    assign row_onehot[r] = (r % Half < Steps) && add_q && (add_row_q == AddrBits'(r));
  end
  assign filled     = filled_q | row_onehot;
  assign pending    = closed_q || ended_q;
  assign swap       = pending && (sum_idle || sum_done);
  // The last addition of a step looks at its table a cycle after the step was done with.
  assign free_o     = !pending || (swap && sum_idle);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      add_q    <= 1'b0;
      ended_q  <= 1'b0;
      closed_q <= 1'b0;
      bank_q   <= 1'b0;
      filled_q <= '0;
    end else begin
      add_q    <= valid_i && event_i;
      ended_q  <= valid_i && end_i;
      closed_q <= pending && !swap;
      if (swap) bank_q <= !bank_q;
      filled_q <= swap ? '0 : filled;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      add_row_q <= {spike_i, step_i};
      block_q   <= block_i;
      pooled_q  <= pooled_i;
    end
  end

  // Sum: which row is next, those of trains first, then that of the step's single spikes.
  logic                   busy_q, fresh_q, sum_pooled_q;
  logic [Rows-1:0]        rows_q;
  logic [Steps-1:0]       rest_q, of_step, trains, onehot, left;
  logic [StepBits-1:0]    step_q, train;
  logic [BlockBits-1:0]   sum_block_q;
  logic [SpacingBits-1:0] wait_q;
  logic [AddrBits-1:0]    row;
  logic                   any, any_train, spikes, step_end, advance;

  for (genvar n = 0; n < Steps; n++) begin : gen_train
    logic [Steps-1:0] members;
    for (genvar s = 0; s < Steps; s++) begin : gen_step
      assign members[s] = (step_q == StepBits'(s)) & ((s >= n) && ((s - n) % (n + 1 + Gap) == 0));
    end
    assign of_step[n] = |members;
  end
  assign trains = fresh_q ? (rows_q[Steps-1:0] & of_step) : rest_q;
  assign spikes = rows_q[{1'b1, step_q}];

  sf_first_set #(.Width(Steps)) u_next (
    .bits_i  (trains),
    .any_o   (any_train),
    .onehot_o(onehot),
    .index_o (train)
  );
  assign any      = any_train || spikes;
  assign row      = any_train ? {1'b0, train} : {1'b1, step_q};
  assign left     = trains & ~onehot;
  assign step_end = (left == '0) && !(any_train && spikes);
  assign advance  = busy_q && !(step_end && sum_pooled_q && (wait_q != '0));
  assign sum_idle = !busy_q;
  assign sum_done = advance && step_end && (step_q == StepBits'(Steps - 1));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      fresh_q <= 1'b1;
      step_q  <= '0;
      wait_q  <= '0;
    end else begin
      if (swap)          busy_q <= 1'b1;
      else if (sum_done) busy_q <= 1'b0;
      if (wait_q != '0) wait_q <= wait_q - 1'b1;
      if (advance) begin
        fresh_q <= step_end;
        if (step_end) step_q <= sum_done ? '0 : step_q + 1'b1;
        if (step_end && sum_pooled_q) wait_q <= SpacingBits'(Spacing - 1);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (advance) rest_q <= left;
    if (swap) begin
      rows_q       <= filled;
      sum_block_q  <= block_q;
      sum_pooled_q <= pooled_q;
    end
  end

  // The block's biases, after the last addition of the block before.
  logic swap_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) swap_q <= 1'b0;
    else         swap_q <= swap;
  end
  assign bias_read_o  = swap_q;
  assign bias_block_o = sum_block_q;

  // Sum: add it.
  logic                 sum_q, sum_any_q, sum_first_q, sum_end_q, sum_last_q, sum_bank_q;
  logic [AddrBits-1:0]  sum_row_q;
  logic [StepBits-1:0]  sum_step_q;
  logic                 sum_kept_q;
  logic [BlockBits-1:0] kept_block_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      sum_q <= 1'b0;
      end_o <= 1'b0;
    end else begin
      sum_q <= advance;
      end_o <= sum_q && sum_end_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (advance) begin
      sum_any_q    <= any;
      sum_first_q  <= fresh_q;
      sum_end_q    <= step_end;
      sum_last_q   <= sum_done;
      sum_row_q    <= row;
      sum_step_q   <= step_q;
      sum_bank_q   <= !bank_q;
      sum_kept_q   <= sum_pooled_q;
      kept_block_q <= sum_block_q;
    end
    if (sum_q) begin
      step_o   <= sum_step_q;
      last_o   <= sum_last_q;
      pooled_o <= sum_kept_q;
      block_o  <= kept_block_q;
    end
  end

  // Tables: one address each, of the entry or of the addition.
  logic                         fill0, fill1, fresh_row;
  logic [Lanes*CounterBits-1:0] added, rows0, rows1;

  assign fill0     = add_q && !bank_q;
  assign fill1     = add_q && bank_q;
  assign fresh_row = !filled_q[add_row_q];

  sf_table #(
    .Width(Lanes * CounterBits),
    .Depth(Rows)
  ) u_table0 (
    .clk_i,
    .we_i   (fill0),
    .addr_i (fill0 ? add_row_q : sum_row_q),
    .wdata_i(added),
    .rdata_o(rows0)
  );
  sf_table #(
    .Width(Lanes * CounterBits),
    .Depth(Rows)
  ) u_table1 (
    .clk_i,
    .we_i   (fill1),
    .addr_i (fill1 ? add_row_q : sum_row_q),
    .wdata_i(added),
    .rdata_o(rows1)
  );

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    logic signed [WeightBits-1:0]  weight;
    logic signed [CounterBits-1:0] held, part, counter_q;
    assign weight = weights_i[i*WeightBits +: WeightBits];
    assign held   = bank_q ? rows1[i*CounterBits +: CounterBits] : rows0[i*CounterBits +: CounterBits];
    assign part   = sum_bank_q ? rows1[i*CounterBits +: CounterBits]
                               : rows0[i*CounterBits +: CounterBits];
    assign added[i*CounterBits +: CounterBits] = CounterBits'(weight) + (fresh_row ? '0 : held);
    always_ff @(posedge clk_i) begin
      if (sum_q) begin
        counter_q <= (sum_any_q ? part : '0)
                     + (sum_first_q ? biases_i[i*CounterBits +: CounterBits] : counter_q);
      end
    end
    assign counters_o[i*CounterBits +: CounterBits] = counter_q;
  end

endmodule

`default_nettype wire
