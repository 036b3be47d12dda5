// SPDX-License-Identifier: Apache-2.0
// formal: adds every event of its block to the bias
// sources: sf_counter_lane
// proof: Direct=0 | bmc 5 | induction 2 | cover 8
// proof: Direct=1 | bmc 5 | induction 3 | cover 10
//
// Any order of emissions; bias, weights and values are free. The counter is taken as wrapping: that
// it cannot overflow is proved from the weights when a network is loaded.
`default_nettype none

module sf_counter_lane_properties #(
  parameter bit Direct = 1'b0,
  localparam int WeightBits = 3,
  localparam int CounterBits = 13
) (
  input logic                          clk_i,
  input logic                          emit_i,
  input logic                          first_i,
  input logic                          valid_i,
  input logic signed [WeightBits-1:0]  weight_i,
  input logic        [7:0]             value_i,
  input logic signed [CounterBits-1:0] bias_i
);

  logic signed [CounterBits-1:0] counter;
  sf_counter_lane #(.WeightBits(WeightBits), .CounterBits(CounterBits), .Direct(Direct)) u_dut (
    .clk_i, .emit_i, .first_i, .valid_i, .weight_i, .value_i, .bias_i, .counter_o(counter)
  );

  // Model: the sum since the last first emission, Direct one cycle later.
  logic                          known_q = 1'b0, known_late_q = 1'b0;
  logic signed [CounterBits-1:0] sum_q, sum_late_q, term;
  assign term = !valid_i ? '0
                : Direct ? CounterBits'(weight_i) * CounterBits'($signed({1'b0, value_i}))
                : CounterBits'(weight_i);
  always_ff @(posedge clk_i) begin
    if (emit_i) begin
      sum_q   <= (first_i ? bias_i : sum_q) + term;
      known_q <= known_q || first_i;
    end
    sum_late_q   <= sum_q;
    known_late_q <= known_q;
  end

  if (Direct) begin : gen_direct
    always_comb if (known_late_q) assert (counter == sum_late_q);
  end else begin : gen_spike
    always_comb if (known_q) assert (counter == sum_q);
  end

  logic [2:0] events_q;     // emissions with an event since the last first one
  always_ff @(posedge clk_i) begin
    if (emit_i) events_q <= (first_i ? 3'd0 : events_q) + 3'(valid_i);
  end
  always_comb begin
    cover (known_late_q && events_q == 3'd3 && counter == -CounterBits'(4));
    cover (known_late_q && events_q == 3'd0 && counter == bias_i && counter != '0);
    cover (known_late_q && emit_i && first_i);
  end

endmodule

`default_nettype wire
