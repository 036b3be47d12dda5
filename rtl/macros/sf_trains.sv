// SPDX-License-Identifier: Apache-2.0
// From the walker's emissions to entries for the tables of sf_train_synapses: how the spike train of
// each visited input is put together.
//
// A train that starts at step n and goes on as a neuron under a constant drive does, every n + Gap
// steps, is one entry: "n and so on". Any other train is an entry for each of its spikes.
//
// Latency     emission in cycle c, its first entry in c+1, with its train
// Throughput  one entry a cycle; hold_o stops the walker while a train has more of them, or while an
//             entry waits for free_i
// Reset       empty
// Golden      none (structure only); gen/plan/timing.cpp states the entries of a train
`timescale 1ns / 1ps
`default_nettype none

module sf_trains #(
  parameter int Steps = 25,
  parameter int Gap = 0,         // steps between a spike and the next, beyond the first interval
  parameter int RowBits = 8,
  parameter int BlockBits = 1,
  localparam int StepBits = (Steps > 1) ? $clog2(Steps) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // walker
  output logic                 hold_o,
  input  logic                 emit_i,
  input  logic                 event_valid_i,
  input  logic                 event_first_i,
  input  logic                 event_end_i,
  input  logic [RowBits-1:0]   event_row_i,
  input  logic [BlockBits-1:0] event_block_i,
  input  logic                 event_pooled_i,
  input  logic [Steps-1:0]     train_i,         // of the event, one cycle after it; step 1 in bit 0
  // entries
  input  logic                 free_i,          // the first entry of a block may come
  output logic                 valid_o,
  output logic                 event_o,         // there is an input (else it only closes a block)
  output logic                 spike_o,         // a single spike at step_o, else the train from it
  output logic [StepBits-1:0]  step_o,          // from 0
  output logic                 end_o,           // of a block
  output logic [RowBits-1:0]   row_o,
  output logic [BlockBits-1:0] block_o,
  output logic                 pooled_o
);

  logic                 valid_q, event_q, first_q, end_q, pooled_q;
  logic [RowBits-1:0]   row_q;
  logic [BlockBits-1:0] block_q;
  logic                 inside_q;  // some of the train's spikes have left
  logic [Steps-1:0]     rest_q;    // those that have not
  logic                 first;     // of a block

  logic [Steps-1:0]     bits, onehot, left, regular;
  logic [StepBits-1:0]  index;
  logic                 any, is_regular, train_end;

  assign bits = inside_q ? rest_q : train_i;

  sf_first_set #(.Width(Steps)) u_first (
    .bits_i  (bits),
    .any_o   (any),
    .onehot_o(onehot),
    .index_o (index)
  );
  assign left = bits & ~onehot;

  // The train that goes on regularly from the first spike: step s of it where one of the starts n
  // with s = n + k * (n + Gap) is the first.
  for (genvar s = 1; s <= Steps; s++) begin : gen_step
    logic [Steps-1:0] starts;
    for (genvar n = 1; n <= Steps; n++) begin : gen_start
      assign starts[n-1] = onehot[n-1] & ((s >= n) && ((s - n) % (n + Gap) == 0));
    end
    assign regular[s-1] = |starts;
  end

  assign is_regular = !inside_q && (bits == regular);
  assign train_end  = !event_q || is_regular || (left == '0);

  assign first    = first_q && !inside_q;
  assign valid_o  = valid_q && (free_i || !first);
  assign event_o  = event_q && any;
  assign spike_o  = !is_regular;
  assign step_o   = index;
  assign end_o    = end_q && train_end;
  assign row_o    = row_q;
  assign block_o  = block_q;
  assign pooled_o = pooled_q;
  assign hold_o   = valid_q && !(valid_o && train_end);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q  <= 1'b0;
      inside_q <= 1'b0;
    end else begin
      if (!hold_o) valid_q <= emit_i;
      if (valid_o) inside_q <= !train_end;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_o) rest_q <= left;
    if (emit_i) begin
      event_q  <= event_valid_i;
      first_q  <= event_first_i;
      end_q    <= event_end_i;
      row_q    <= event_row_i;
      block_q  <= event_block_i;
      pooled_q <= event_pooled_i;
    end
  end

endmodule

`default_nettype wire
