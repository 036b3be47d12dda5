// SPDX-License-Identifier: Apache-2.0
// formal: takes the sum, or the counter of the largest drive, over every window at every step
// sources: sf_table sf_pool_steps
// proof: Positions=4 Steps=2 Sum=0 | bmc 7 | induction 1 | cover 12
// proof: Positions=4 Steps=2 Sum=1 | bmc 7 | induction 1 | cover 12
// proof: Positions=4 Steps=1 Sum=0 | bmc 6 | induction 1 | cover 8
// proof: Positions=4 Steps=3 Sum=1 | bmc 6 | induction 1
// proof: Positions=9 Steps=2 Sum=0 | bmc 6 | induction 1
// red: when a negative factor is overlooked
//   bmc sf_pool_steps.sv s/!= smallest\[i\]/!= 1'b0/
// red: when the window that leaves is kept for the next position
//   bmc sf_pool_steps.sv s/first_q <= pooled_i/first_q <= 1'b0/
// red: when a step is merged with another
//   bmc sf_pool_steps.sv s/\.addr_i (step_i)/.addr_i ('0)/
//
// Windows of a position follow each other, each with all its steps in order, at any time. One step,
// whichever, is watched: the counters that it has had since the position began. Lane 0 of block 0 and
// lane 1 of block 1 have a negative factor: the smallest counter makes the largest drive.
`default_nettype none

module sf_pool_steps_properties #(
  parameter int Positions = 4,
  parameter int Steps = 2,
  parameter bit Sum = 1'b0,
  localparam int Lanes = 2,
  localparam int Blocks = 2,
  localparam int CounterBits = 3,
  localparam int Bits = Lanes * CounterBits,
  localparam int StepBits = (Steps > 1) ? $clog2(Steps) : 1
) (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                valid_i,
  input logic                block_i,
  input logic [Bits-1:0]     counters_i,
  input logic [StepBits-1:0] watched_i
);

  logic            valid;
  logic [Bits-1:0] counters;
  `include "sf_formal.svh"

  // What comes next: window of the position, step of the window.
  logic [7:0]          position_q, step_q;
  logic                block_q, block, step_last, position_last, watching;
  logic [StepBits-1:0] watched_q;
  assign step_last     = 32'(step_q) == Steps - 1;
  assign position_last = 32'(position_q) == Positions - 1;
  assign watching      = step_q == 8'(watched_i);
  assign block         = (position_q == 8'd0 && step_q == 8'd0) ? block_i : block_q;
  always_ff @(posedge clk_i) begin
    watched_q <= watched_i;
    if (valid_i) block_q <= block;
    if (!rst_ni) begin
      position_q <= 8'd0;
      step_q     <= 8'd0;
    end else if (valid_i) begin
      step_q <= step_last ? 8'd0 : step_q + 8'd1;
      if (step_last) position_q <= position_last ? 8'd0 : position_q + 8'd1;
    end
  end

  sf_pool_steps #(
    .Lanes(Lanes), .Blocks(Blocks), .CounterBits(CounterBits),
    .Steps(Steps), .Sum(Sum), .Smallest(4'b1001)
  ) u_dut (
    .clk_i, .rst_ni, .valid_i, .step_i(StepBits'(step_q)), .last_i(step_last),
    .pooled_i(position_last), .block_i(block), .counters_i, .valid_o(valid), .counters_o(counters)
  );

  always_comb begin
    assume (32'(watched_i) < Steps);
    if (live_q) assume (watched_i == watched_q);
  end

  // Model: the counters that the watched step has had at this position, and what they come to.
  logic [Positions*Bits-1:0] seen_q;
  logic [Bits-1:0]           kept, pooled;
  for (genvar p = 0; p < Positions; p++) begin : gen_position
    always_ff @(posedge clk_i) begin
      if (valid_i && watching && 32'(position_q) == p) seen_q[p*Bits +: Bits] <= counters_i;
    end
  end
  logic [7:0] count;  // windows whose counter has been seen
  assign count = position_q + 8'(step_q > 8'(watched_i));
  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    logic signed [CounterBits-1:0] best, total, next;
    logic                          smallest;
    assign smallest = block == 1'(i);
    assign next     = counters_i[i*CounterBits +: CounterBits];
    assign kept[i*CounterBits +: CounterBits] = Sum ? total : best;
    assign pooled[i*CounterBits +: CounterBits] =
        (position_q == 8'd0) ? next
        : Sum ? total + next
        : smallest ? ((next < best) ? next : best) : ((next > best) ? next : best);
    always_comb begin
      best  = seen_q[i*CounterBits +: CounterBits];
      total = '0;
      for (int p = 0; p < Positions; p++) begin
        if (p < 32'(count)) begin
          total = total + $signed(seen_q[p*Bits + i*CounterBits +: CounterBits]);
          if (smallest ? $signed(seen_q[p*Bits + i*CounterBits +: CounterBits]) < best
                       : $signed(seen_q[p*Bits + i*CounterBits +: CounterBits]) > best) begin
            best = seen_q[p*Bits + i*CounterBits +: CounterBits];
          end
        end
      end
    end
  end

  always_comb begin
    if (live_q) assert (valid == (valid_i && position_last));
    if (live_q && valid && watching) assert (counters == pooled);
  end

  // Invariants: the macro's registers in terms of the model.
  (* hierconn *) logic \u_dut.first_q ;
  (* hierconn *) logic [Bits-1:0] \u_dut.kept ;
  (* hierconn *) logic [Bits-1:0] \u_dut.u_kept.mem[0] , \u_dut.u_kept.mem[1] ,
      \u_dut.u_kept.mem[2] ;
  logic [Steps*Bits-1:0] memory;
  if (Steps == 1) begin : gen_one
    assign memory = \u_dut.u_kept.mem[0] ;
  end else if (Steps == 2) begin : gen_two
    assign memory = {\u_dut.u_kept.mem[1] , \u_dut.u_kept.mem[0] };
  end else begin : gen_three
    assign memory = {\u_dut.u_kept.mem[2] , \u_dut.u_kept.mem[1] , \u_dut.u_kept.mem[0] };
  end
  always_comb begin
    if (live_q) begin
      assert (32'(step_q) < Steps && 32'(position_q) < Positions);
      assert (\u_dut.first_q == (position_q == 8'd0));
      // Kept until the last window's own: that leaves at once.
      if (count != 8'd0 && 32'(count) < Positions) begin
        assert (memory[32'(watched_i) * Bits +: Bits] == kept);
      end
    end
  end

  logic again_q;  // a position is done
  always_ff @(posedge clk_i) again_q <= rst_ni && (again_q || (valid && step_last));
  always_comb begin
    cover (live_q && valid && watching && counters != counters_i && !block);
    cover (live_q && valid && watching && counters != kept && block);
    cover (live_q && again_q && valid_i && watching && counters != '0);
  end

endmodule

`default_nettype wire
