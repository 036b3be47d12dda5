// SPDX-License-Identifier: Apache-2.0
// formal: makes of any trains the counters of every step
// sources: sf_first_set sf_table sf_trains sf_train_tables sf_train_synapses
// proof: Steps=3 Gap=0 Inputs=2 Blocks=2 | bmc 9 | cover 14
// proof: Steps=3 Gap=1 Inputs=2 Blocks=2 | bmc 9
// red: when a train's rows are those of another gap
//   bmc sf_train_tables.sv s/(n + 1 + Gap)/(n + 2 + Gap)/
// red: when an entry's weight is that of the input that the walker is at
//   bmc sf_train_synapses.sv s/\.addr_i(row)/.addr_i(event_row_i)/
//
// The parts together: a walk of blocks back to back, each input of a block at most once and in any
// pauses, with any trains, weights and biases. The counter of a step is the bias and the plain sum of
// the weights of the inputs whose train has a spike there. The memories are free; their checksums and
// read-out are sf_rom's, for which a plain memory stands in.
`default_nettype none

`include "sf_rom_formal.svh"

module sf_train_synapses_properties #(
  parameter int Steps = 3,
  parameter int Gap = 0,
  parameter int Inputs = 2,
  parameter int Blocks = 2,
  localparam int Spacing = 2,
  localparam int WeightBits = 1,
  localparam int CounterBits = 2,
  localparam int StepBits = (Steps > 1) ? $clog2(Steps) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int Rows = Blocks * Inputs,
  localparam int RowBits = (Rows > 1) ? $clog2(Rows) : 1
) (
  input logic             clk_i,
  input logic             rst_ni,
  input logic             emit_i,
  input logic             event_valid_i,
  input logic [7:0]       input_i,         // of the block
  input logic             event_end_i,
  input logic             event_pooled_i,
  input logic [Steps-1:0] train_i
);

  logic                          hold, ends, last, pooled;
  logic [StepBits-1:0]           step;
  logic [BlockBits-1:0]          block;
  logic signed [CounterBits-1:0] counters;
  logic [31:0]                   fold;
  `include "sf_formal.svh"

  // The walk.
  logic             first_q;
  logic [7:0]       block_q, next_input_q;   // the lowest input that may come
  logic [RowBits-1:0] row;
  logic [Steps-1:0] train_q;
  assign row = RowBits'(32'(block_q) * Inputs + 32'(input_i));

  sf_train_synapses #(
    .Inputs(Inputs), .Lanes(1), .Blocks(Blocks), .WeightBits(WeightBits),
    .CounterBits(CounterBits), .Steps(Steps), .Gap(Gap), .Spacing(Spacing)
  ) u_dut (
    .clk_i, .rst_ni, .hold_o(hold), .emit_i, .event_valid_i, .event_row_i(row),
    .event_first_i(first_q), .event_end_i, .event_block_i(BlockBits'(block_q)), .event_pooled_i,
    .train_i(train_q), .end_o(ends), .step_o(step), .last_o(last), .pooled_o(pooled),
    .block_o(block), .counters_o(counters), .check_i(1'b0), .check_row_i(32'd0), .fold_o(fold)
  );

  (* hierconn *) logic [Rows*WeightBits-1:0] \u_dut.u_weights.rows ;
  (* hierconn *) logic [Blocks*CounterBits-1:0] \u_dut.u_biases.rows ;

  always_comb begin
    assume (rst_ni == live_q);
    if (emit_i) begin
      assume (!hold);
      if (event_valid_i) assume (input_i >= next_input_q && 32'(input_i) < Inputs);
      else assume (first_q && event_end_i && input_i == 8'd0);
    end
  end
  always_ff @(posedge clk_i) begin
    if (emit_i) train_q <= train_i;
    if (!rst_ni) begin
      first_q      <= 1'b1;
      block_q      <= 8'd0;
      next_input_q <= 8'd0;
    end else if (emit_i) begin
      first_q      <= event_end_i;
      next_input_q <= event_end_i ? 8'd0 : input_i + 8'd1;
      if (event_end_i) block_q <= (32'(block_q) == Blocks - 1) ? 8'd0 : block_q + 8'd1;
    end
  end

  // Model: the counters of the block that is walked, and of those before it that are not done. Four:
  // one that waits in sf_trains, one in its table, one that is summed, one whose last step leaves.
  localparam int Bits = Steps * CounterBits;
  logic [Bits-1:0]   walked_q, walked;
  logic [4*Bits-1:0] queue_q;
  logic [3:0]        pooled_q;
  logic [7:0]        blocks_q;
  logic [2:0]        count_q, back;
  logic              push, pop;
  logic signed [WeightBits-1:0]  weight;
  logic signed [CounterBits-1:0] bias;
  assign weight = \u_dut.u_weights.rows [32'(row) * WeightBits +: WeightBits];
  assign bias   = \u_dut.u_biases.rows [32'(block_q) * CounterBits +: CounterBits];
  assign push   = emit_i && event_end_i;
  assign pop    = ends && last;
  assign back   = count_q - 3'(pop);
  for (genvar t = 0; t < Steps; t++) begin : gen_step
    localparam int At = t * CounterBits;
    logic signed [CounterBits-1:0] before;
    assign before = first_q ? bias : $signed(walked_q[At +: CounterBits]);
    assign walked[At +: CounterBits] =
        before + ((event_valid_i && train_i[t]) ? CounterBits'(weight) : '0);
  end
  always_ff @(posedge clk_i) begin
    if (emit_i) walked_q <= walked;
    if (!rst_ni) count_q <= 3'd0;
    else count_q <= count_q + 3'(push) - 3'(pop);
    if (pop) begin
      queue_q  <= queue_q >> Bits;
      pooled_q <= pooled_q >> 1;
      blocks_q <= blocks_q >> 2;
    end
    for (int n = 0; n < 4; n++) begin
      if (push && 32'(back) == n) begin
        queue_q[n*Bits +: Bits] <= walked;
        pooled_q[n]             <= event_pooled_i;
        blocks_q[n*2 +: 2]      <= block_q[1:0];
      end
    end
  end

  logic [7:0] step_q;  // that comes next
  always_ff @(posedge clk_i) begin
    if (!rst_ni) step_q <= 8'd0;
    else if (ends) step_q <= last ? 8'd0 : step_q + 8'd1;
  end
  always_comb begin
    if (live_q) assert (!(push && back == 3'd4));
    if (live_q && ends) begin
      assert (count_q != 3'd0);
      assert (8'(step) == step_q && last == (32'(step_q) == Steps - 1));
      assert (2'(block) == blocks_q[1:0] && pooled == pooled_q[0]);
      assert (counters == $signed(queue_q[32'(step_q) * CounterBits +: CounterBits]));
    end
  end

  logic again_q;
  always_ff @(posedge clk_i) again_q <= rst_ni && (again_q || pop);
  always_comb begin
    cover (live_q && pop && again_q);
    cover (live_q && pop && count_q == 3'd2 && counters != '0 && block == '0);
    cover (live_q && hold && ends);
    cover (live_q && count_q == 3'd4);
  end

endmodule

`default_nettype wire
