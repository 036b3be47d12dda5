// SPDX-License-Identifier: Apache-2.0
// formal: puts every train together from its entries, a regular one from one
// sources: sf_first_set sf_trains
// proof: Steps=4 Gap=0 | bmc 6 | induction 1 | cover 10
// proof: Steps=4 Gap=1 | bmc 6 | induction 1 | cover 10
// proof: Steps=7 Gap=0 | bmc 4 | induction 1 | cover 10
// proof: Steps=5 Gap=2 | bmc 4 | induction 1 | cover 10
// proof: Steps=1 Gap=0 | bmc 6 | induction 1
// red: when a train that stops early is taken for regular
//   bmc sf_trains.sv s/(bits == regular)/((bits \& ~regular) == '0)/
// red: when the rest of a train is taken for regular
//   bmc sf_trains.sv s/is_regular = !inside_q \&\&/is_regular =/
// red: when the walker goes on while a train has more spikes
//   bmc sf_trains.sv s/valid_q \&\& !(valid_o \&\& train_end)/valid_q \&\& !valid_o/
//
// Emissions come at any time that hold_o allows, with any trains; free_i is free. The steps that
// entries have stood for are collected, and must be the train, each once.
`default_nettype none

module sf_trains_properties #(
  parameter int Steps = 4,
  parameter int Gap = 0,
  localparam int RowBits = 2,
  localparam int BlockBits = 2,
  localparam int StepBits = (Steps > 1) ? $clog2(Steps) : 1
) (
  input logic                 clk_i,
  input logic                 rst_ni,
  input logic                 emit_i,
  input logic                 event_valid_i,
  input logic                 event_end_i,
  input logic [RowBits-1:0]   event_row_i,
  input logic [BlockBits-1:0] event_block_i,
  input logic                 event_pooled_i,
  input logic [Steps-1:0]     train_i,         // of the event that is emitted
  input logic                 free_i
);

  logic                 hold, valid, with_event, spike, close, pooled;
  logic [StepBits-1:0]  step;
  logic [RowBits-1:0]   row;
  logic [BlockBits-1:0] block;
  `include "sf_formal.svh"

  // What came last, and the steps of its train that have been handed on.
  logic                 held_q, event_q, first_q, end_q, pooled_q, next_first_q;
  logic [RowBits-1:0]   row_q;
  logic [BlockBits-1:0] block_q;
  logic [Steps-1:0]     train_q, given_q;

  sf_trains #(.Steps(Steps), .Gap(Gap), .RowBits(RowBits), .BlockBits(BlockBits)) u_dut (
    .clk_i, .rst_ni, .hold_o(hold), .emit_i, .event_valid_i, .event_first_i(next_first_q),
    .event_end_i, .event_row_i, .event_block_i, .event_pooled_i, .train_i(train_q), .free_i,
    .valid_o(valid), .event_o(with_event), .spike_o(spike), .step_o(step), .end_o(close),
    .row_o(row), .block_o(block), .pooled_o(pooled)
  );

  always_comb if (emit_i) assume (!hold);

  // Model: the regular train from each step, spike after spike.
  logic [Steps*Steps-1:0] trains;
  logic [Steps-1:0]       is_train, lowest, covers, wanted;
  logic                   regular, complete;
  for (genvar n = 0; n < Steps; n++) begin : gen_train
    always_comb begin
      trains[n*Steps +: Steps] = '0;
      for (int k = 0; k < Steps; k++) begin
        if (n + k * (n + 1 + Gap) < Steps) trains[n*Steps + n + k * (n + 1 + Gap)] = 1'b1;
      end
    end
    assign is_train[n] = train_q == trains[n*Steps +: Steps];
  end
  assign regular = is_train != '0;

  always_comb begin
    lowest = '0;
    for (int s = Steps - 1; s >= 0; s--) if (train_q[s] && !given_q[s]) lowest = Steps'(1) << s;
    covers = !with_event ? '0 : spike ? Steps'(1) << step : trains[32'(step) * Steps +: Steps];
  end
  assign wanted   = event_q ? train_q : '0;
  assign complete = (given_q | covers) == wanted;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      held_q       <= 1'b0;
      next_first_q <= 1'b1;
    end else begin
      if (!hold) held_q <= emit_i;
      if (emit_i) next_first_q <= event_end_i;
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid) given_q <= given_q | covers;
    if (emit_i) begin
      event_q  <= event_valid_i;
      first_q  <= next_first_q;
      end_q    <= event_end_i;
      row_q    <= event_row_i;
      block_q  <= event_block_i;
      pooled_q <= event_pooled_i;
      train_q  <= train_i;
      given_q  <= '0;
    end
  end

  always_comb begin
    if (live_q) begin
      assert (valid == (held_q && (free_i || !first_q || given_q != '0)));
      assert (hold == (held_q && !(valid && complete)));
    end
    if (live_q && valid) begin
      assert ((covers & given_q) == '0 && (covers & ~wanted) == '0);
      assert (with_event == (wanted != '0));
      if (with_event) assert (32'(step) < Steps && lowest[step]);
      // One entry where the train is regular, else one for each spike.
      if (with_event) assert (spike == !regular);
      assert (close == (end_q && complete));
      assert (row == row_q && block == block_q && pooled == pooled_q);
    end
  end

  // Invariants: the macro's registers in terms of the model.
  (* hierconn *) logic \u_dut.valid_q , \u_dut.event_q , \u_dut.first_q , \u_dut.end_q ,
      \u_dut.pooled_q , \u_dut.inside_q ;
  (* hierconn *) logic [RowBits-1:0] \u_dut.row_q ;
  (* hierconn *) logic [BlockBits-1:0] \u_dut.block_q ;
  (* hierconn *) logic [Steps-1:0] \u_dut.rest_q ;
  always_comb begin
    if (live_q) assert (\u_dut.valid_q == held_q);
    if (live_q && !held_q) assert (!\u_dut.inside_q );
    if (live_q && held_q) begin
      assert (\u_dut.event_q == event_q && \u_dut.first_q == first_q && \u_dut.end_q == end_q);
      assert (\u_dut.row_q == row_q && \u_dut.block_q == block_q && \u_dut.pooled_q == pooled_q);
      assert (\u_dut.inside_q == (given_q != '0));
      // Single spikes, from below.
      if (given_q != '0) assert (event_q && !regular && (given_q & ~train_q) == '0);
      if (given_q != '0) assert (\u_dut.rest_q == (train_q & ~given_q) && \u_dut.rest_q != '0);
    end
  end

  always_comb begin
    cover (live_q && valid && close && first_q && !with_event && !event_q);  // only closes
    cover (live_q && held_q && !valid && with_event);                        // waits to begin
    cover (live_q && valid && emit_i && with_event && regular && train_q[0]);
  end
  if (Steps > 3) begin : gen_single
    always_comb begin
      cover (live_q && valid && spike && hold && given_q != '0);
      cover (live_q && valid && close && spike && !first_q && emit_i);
      cover (live_q && valid && spike && !free_i && given_q != '0);
    end
  end

endmodule

`default_nettype wire
