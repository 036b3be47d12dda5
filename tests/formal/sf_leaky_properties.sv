// SPDX-License-Identifier: Apache-2.0
// formal: follows its equation with the reset one step late
// sources: sf_leaky
// proof: ResetToZero=0 | bmc 3 | induction 1 | cover 6
// proof: ResetToZero=1 | bmc 3 | induction 1 | cover 6
// proof: Own=1 | bmc 3 | induction 1 | cover 6
// proof: Stuck=1 | bmc 3 | induction 1 | cover 6
// red: when a stuck neuron heeds its threshold
//   bmc sf_leaky.sv s/(stuck_i || (SumBits'(v_next) > threshold))/(SumBits'(v_next) > threshold)/
// red: when its own threshold is not heeded
//   bmc sf_leaky.sv s/OwnThreshold ? .signed(SumBits'(threshold_i)) : //
//
// The neuron with its state register around it; gate and drive are free at every step, registers of its own
// (Own) once.
`default_nettype none

module sf_leaky_properties #(
  parameter bit ResetToZero = 1'b0,
  parameter bit Own = 1'b0,
  parameter bit Stuck = 1'b0,
  localparam int FracBits = 5,
  localparam int W = FracBits + 2,
  localparam int DriveBits = 8
) (
  input logic                        clk_i,
  input logic                        rst_ni,
  input logic                        gate_i,
  input logic signed [DriveBits-1:0] drive_i
);

  localparam int Sb = 8;
  (* anyconst *) logic [Sb:0]  own_beta;
  (* anyconst *) logic [W-2:0] own_threshold;
  logic signed [31:0] beta, threshold;
  assign beta      = Own ? 32'(own_beta) : 243;  // 0.95 of 256
  assign threshold = Own ? 32'(own_threshold) : 32;
  always_comb assume (own_beta <= 9'd256 && own_threshold >= 6'd1);
  localparam logic signed [31:0] VMax = 63;
  localparam logic signed [31:0] VMin = -64;

  `include "sf_formal.svh"
  logic signed [W-1:0] v_q, v;
  logic                spike;
  logic                spiked_q;       // the last ungated step fired, and its reset is due
  logic                first_q;        // step 1

  sf_leaky #(
    .FracBits(FracBits), .DriveBits(DriveBits), .VMin(-64), .Beta(243), .Sb(Sb),
    .Threshold(32), .ResetToZero(ResetToZero), .OwnBeta(Own), .OwnThreshold(Own)
  ) u_dut (
    .gate_i, .v_i(v_q), .drive_i, .beta_i(own_beta), .threshold_i(own_threshold), .stuck_i(Stuck),
    .first_i(first_q), .v_o(v), .spike_o(spike)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      v_q      <= '0;
      spiked_q <= 1'b0;
      first_q  <= 1'b1;
    end else begin
      first_q <= 1'b0;
      v_q <= v;
      // One that is stuck is reset from the second step on.
      if (gate_i || Stuck) spiked_q <= spike || Stuck;
    end
  end

  // The equation, with a division that rounds down.
  logic signed [31:0] base, decayed, sum, clipped;
  assign base    = (spiked_q && ResetToZero) ? 0 : 32'(v_q);
  assign decayed = (base * beta + (1 << Sb) / 2) >>> Sb;
  assign sum     = decayed + 32'(drive_i) - ((spiked_q && !ResetToZero) ? threshold : 0);
  assign clipped = (sum > VMax) ? VMax : (sum < VMin) ? VMin : sum;

  always_comb begin
    if (live_q) begin
      assert (Stuck ? spiked_q == !first_q : spiked_q == (v_q > threshold));
      if (gate_i) begin
        assert (v == clipped);
        assert (spike == (Stuck || clipped > threshold));
      end else begin
        assert (v == v_q && !spike);
      end
    end
  end

  always_comb begin
    cover (live_q && spike && spiked_q);
    if (!Stuck) cover (live_q && spiked_q && !spike && gate_i && drive_i == '0);
    cover (live_q && spiked_q && !gate_i);
    cover (live_q && gate_i && sum > VMax && v_q == VMax);
    cover (live_q && gate_i && sum < VMin && v_q == VMin);
  end

endmodule

`default_nettype wire
