// SPDX-License-Identifier: Apache-2.0
// Current-integration counter of one synapse lane: a signed up/down counter that collects the
// weighted input of one neuron over a step.
//
// Equation    C = bias + sum of weight * value over the events of the block
// Operands    weight sWeightBits.0; value u8.0 pixel (Direct) or the event itself (1);
//             bias and C sCounterBits.0 -- the network proves that C cannot overflow
// Latency     operands in cycle c, C complete in c+1 (c+2 where Direct registers the product)
// Throughput  one event a cycle
// Reset       none: the first emission of a block loads the bias
// Golden      sim/golden, counter of a layer
`timescale 1ns / 1ps
`default_nettype none

module sf_counter_lane #(
  parameter int WeightBits = 4,
  parameter int CounterBits = 16,
  parameter bit Direct = 1'b0
) (
  input  logic                          clk_i,
  input  logic                          emit_i,   // an emission: add it
  input  logic                          first_i,  // of a new block: start from the bias
  input  logic                          valid_i,  // it carries an event
  input  logic signed [WeightBits-1:0]  weight_i,
  input  logic        [7:0]             value_i,  // pixel; ignored unless Direct
  input  logic signed [CounterBits-1:0] bias_i,
  output logic signed [CounterBits-1:0] counter_o
);

  logic signed [CounterBits-1:0] counter_q;
  assign counter_o = counter_q;

  if (Direct) begin : gen_direct
    localparam int ProductBits = WeightBits + 9;
    logic        [7:0]             value;  // 0 without an event; lanes share it
    logic signed [ProductBits-1:0] product_q;
    logic signed [CounterBits-1:0] bias_q;
    logic                          emit_q, first_q;

    assign value = valid_i ? value_i : 8'd0;

    always_ff @(posedge clk_i) begin
      emit_q <= emit_i;
      if (emit_i) begin
        first_q   <= first_i;
        bias_q    <= bias_i;
        product_q <= ProductBits'(weight_i) * ProductBits'($signed({1'b0, value}));
      end
      if (emit_q) counter_q <= CounterBits'(product_q) + (first_q ? bias_q : counter_q);
    end
  end else begin : gen_spike
    logic signed [WeightBits-1:0] addend;
    logic unused_value;
    assign unused_value = &{1'b0, value_i};
    assign addend = valid_i ? weight_i : '0;

    always_ff @(posedge clk_i) begin
      if (emit_i) counter_q <= CounterBits'(addend) + (first_i ? bias_i : counter_q);
    end
  end

endmodule

`default_nettype wire
