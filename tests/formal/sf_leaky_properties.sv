// SPDX-License-Identifier: Apache-2.0
// formal: follows its equation with the reset one step late
// sources: sf_leaky
// proof: ResetToZero=0 | bmc 3 | induction 1 | cover 6
// proof: ResetToZero=1 | bmc 3 | induction 1 | cover 6
//
// The neuron with its state register around it; gate and drive are free at every step.
`default_nettype none

module sf_leaky_properties #(
  parameter bit ResetToZero = 1'b0,
  localparam int FracBits = 5,
  localparam int W = FracBits + 2,
  localparam int DriveBits = 8
) (
  input logic                        clk_i,
  input logic                        rst_ni,
  input logic                        gate_i,
  input logic signed [DriveBits-1:0] drive_i
);

  localparam int Beta = 243;        // 0.95 of 256
  localparam int Sb = 8;
  localparam int Threshold = 32;
  localparam logic signed [31:0] VMax = 63;
  localparam logic signed [31:0] VMin = -64;

  `include "sf_formal.svh"
  logic signed [W-1:0] v_q, v;
  logic                spike;
  logic                spiked_q;       // the last ungated step fired, and its reset is due

  sf_leaky #(
    .FracBits(FracBits), .DriveBits(DriveBits), .VMin(-64), .Beta(Beta), .Sb(Sb),
    .Threshold(Threshold), .ResetToZero(ResetToZero)
  ) u_dut (.gate_i, .v_i(v_q), .drive_i, .v_o(v), .spike_o(spike));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      v_q      <= '0;
      spiked_q <= 1'b0;
    end else begin
      v_q <= v;
      if (gate_i) spiked_q <= spike;
    end
  end

  // The equation, with a division that rounds down.
  logic signed [31:0] base, decayed, sum, clipped;
  assign base    = (spiked_q && ResetToZero) ? 0 : 32'(v_q);
  assign decayed = (base * Beta + (1 << Sb) / 2) >>> Sb;
  assign sum     = decayed + 32'(drive_i) - ((spiked_q && !ResetToZero) ? Threshold : 0);
  assign clipped = (sum > VMax) ? VMax : (sum < VMin) ? VMin : sum;

  always_comb begin
    if (live_q) begin
      assert (spiked_q == (v_q > Threshold));
      if (gate_i) begin
        assert (v == clipped);
        assert (spike == (clipped > Threshold));
      end else begin
        assert (v == v_q && !spike);
      end
    end
  end

  always_comb begin
    cover (live_q && spike && spiked_q);
    cover (live_q && spiked_q && !spike && gate_i && drive_i == '0);
    cover (live_q && spiked_q && !gate_i);
    cover (live_q && gate_i && sum > VMax && v_q == VMax);
    cover (live_q && gate_i && sum < VMin && v_q == VMin);
  end

endmodule

`default_nettype wire
