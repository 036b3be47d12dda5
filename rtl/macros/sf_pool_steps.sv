// SPDX-License-Identifier: Apache-2.0
// Pool over the windows of a position for all steps of an image: a running sum, or extreme, of each
// lane's counter at each step.
//
// The windows of a position follow each other, each with the counters of all steps in order. Those of
// the last one leave, merged with what was kept of the windows before.
//
// Equation    sum, or the counter whose drive is largest: the largest, and the smallest in the lanes
//             of Smallest (those with a negative factor)
// Latency     combinational
// Throughput  one step a cycle
// Reset       first window; what is kept is written before it is read
// Golden      sim/golden, pool of a convolution
`timescale 1ns / 1ps
`default_nettype none

module sf_pool_steps #(
  parameter int Lanes = 4,
  parameter int Blocks = 1,
  parameter int CounterBits = 16,
  parameter int Steps = 25,
  parameter bit Sum = 1'b0,
  parameter logic [Blocks*Lanes-1:0] Smallest = '0,
  localparam int StepBits = (Steps > 1) ? $clog2(Steps) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1
) (
  input  logic                         clk_i,
  input  logic                         rst_ni,
  input  logic                         valid_i,
  input  logic [StepBits-1:0]          step_i,
  input  logic                         last_i,      // the window's last step
  input  logic                         pooled_i,    // of the position's last window
  input  logic [BlockBits-1:0]         block_i,
  input  logic [Lanes*CounterBits-1:0] counters_i,
  output logic                         valid_o,
  output logic [Lanes*CounterBits-1:0] counters_o
);

  logic                         first_q;
  logic [Lanes*CounterBits-1:0] kept;
  logic [Lanes-1:0]             smallest;

  assign valid_o = valid_i && pooled_i;
  assign smallest = Smallest[32'(block_i)*Lanes +: Lanes];

  always_ff @(posedge clk_i) begin
    if (!rst_ni)                first_q <= 1'b1;
    else if (valid_i && last_i) first_q <= pooled_i;
  end

  sf_table #(
    .Width(Lanes * CounterBits),
    .Depth(Steps)
  ) u_kept (
    .clk_i,
    .we_i   (valid_i && !pooled_i),
    .addr_i (step_i),
    .wdata_i(counters_o),
    .rdata_o(kept)
  );

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    logic signed [CounterBits-1:0] counter, held, merged;
    assign counter = counters_i[i*CounterBits +: CounterBits];
    assign held    = kept[i*CounterBits +: CounterBits];
    if (Sum) begin : gen_sum
      logic unused_smallest;
      assign merged          = held + counter;
      assign unused_smallest = &{1'b0, smallest[i]};
    end else begin : gen_extreme
      assign merged = ((held > counter) != smallest[i]) ? held : counter;
    end
    assign counters_o[i*CounterBits +: CounterBits] = first_q ? counter : merged;
  end

endmodule

`default_nettype wire
