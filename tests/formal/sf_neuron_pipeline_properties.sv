// SPDX-License-Identifier: Apache-2.0
// formal: gives what the neuron gives, five cycles later
// sources: sf_delay sf_neuron sf_neuron_pipeline
// proof: FracBits=3 Be=1 | bmc 8 | induction 7 | cover 8
// proof: FracBits=3 Be=1 Reset=0 | bmc 8 | induction 7 | cover 8
// proof: FracBits=3 Be=1 Refractory=2 LeakGated=1 Low=4 Rest=2 | bmc 8 | induction 7 | cover 8
// proof: FracBits=3 Be=1 Closed=1 | bmc 8 | induction 7 | cover 8
// proof: FracBits=3 Be=1 Refractory=1 RandomRest=1 | bmc 8 | induction 7 | cover 8
// proof: FracBits=3 Be=3 Own=1 | bmc 8 | induction 7 | cover 8
// red: when a potential is compared before the clip
//   bmc sf_neuron_pipeline.sv s/v_next = W'(VMaxSum)/v_next = W'(sum)/
//
// Whatever goes in, the pipeline gives what the combinational neuron makes of it, five cycles later
// and with the thresholds and the rest potential of that time.
`default_nettype none

module sf_neuron_pipeline_properties #(
  parameter int FracBits = 3,
  parameter int DriveBits = 6,
  parameter int Ka = 159,
  parameter int Sa = 10,
  parameter int Be = 1,
  parameter int Low = 16,             // VMin = -Low
  parameter int Rest = 0,
  parameter bit Reset = 1'b1,
  parameter int Refractory = 0,
  parameter bit LeakGated = 1'b0,
  parameter bit Closed = 1'b0,
  parameter bit RandomRest = 1'b0,
  parameter bit Own = 1'b0,
  localparam int W = FracBits + 2,
  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1,
  localparam int InBits = 2 + W + RefBits + DriveBits + 8 + FracBits + 1
) (
  input logic                        clk_i,
  input logic                        gate_i,
  input logic signed [W-1:0]         v_i,
  input logic                        armed_i,
  input logic [RefBits-1:0]          ref_i,
  input logic signed [DriveBits-1:0] drive_i,
  input logic [7:0]                  ka_i,
  input logic [FracBits:0]           be_i,
  input logic signed [W-1:0]         th_lo_i,
  input logic signed [W-1:0]         th_hi_i,
  input logic signed [W-1:0]         th_rest_i,
  input logic signed [W-1:0]         v_rest_i
);

  localparam int Latency = 5;

  logic signed [W-1:0] v, v_expected;
  logic                armed, spike, over, armed_expected, spike_expected, over_expected;
  logic [RefBits-1:0]  count, count_expected;

  sf_neuron_pipeline #(
    .FracBits(FracBits), .DriveBits(DriveBits), .Ka(Ka), .Sa(Sa), .Be(Be), .VMin(-Low),
    .VRest(Rest), .Reset(Reset), .Refractory(Refractory), .LeakGated(LeakGated), .Closed(Closed),
    .RandomRest(RandomRest), .OwnKa(Own), .OwnBe(Own)
  ) u_dut (
    .clk_i, .gate_i, .v_i, .armed_i, .ref_i, .drive_i, .ka_i, .be_i, .th_lo_i, .th_hi_i, .th_rest_i, .v_rest_i,
    .v_o(v), .armed_o(armed), .ref_o(count), .spike_o(spike), .over_o(over)
  );

  // The inputs of five cycles ago, one bit after another.
  logic [Latency*InBits-1:0] inputs_q;
  logic [2:0]                age_q = 3'd0;  // cycles seen
  always_ff @(posedge clk_i) begin
    inputs_q <= {inputs_q[(Latency-1)*InBits-1:0], gate_i, armed_i, v_i, ref_i, drive_i, ka_i, be_i};
    if (age_q < 3'(Latency)) age_q <= age_q + 3'd1;
  end

  logic                        gate_then, armed_then;
  logic signed [W-1:0]         v_then;
  logic [RefBits-1:0]          count_then;
  logic signed [DriveBits-1:0] drive_then;
  logic [7:0]                  ka_then;
  logic [FracBits:0]           be_then;
  always_comb assume (32'(ka_i) <= Ka && 32'(be_i) <= Be);
  assign {gate_then, armed_then, v_then, count_then, drive_then, ka_then, be_then} =
      inputs_q[Latency*InBits-1 -: InBits];

  sf_neuron #(
    .FracBits(FracBits), .DriveBits(DriveBits), .Ka(Ka), .Sa(Sa), .Be(Be), .VMin(-Low),
    .VRest(Rest), .Reset(Reset), .Refractory(Refractory), .LeakGated(LeakGated), .Closed(Closed),
    .RandomRest(RandomRest), .OwnKa(Own), .OwnBe(Own)
  ) u_model (
    .gate_i(gate_then), .th_lo_i, .th_hi_i, .th_rest_i, .v_rest_i, .v_i(v_then), .armed_i(armed_then),
    .ref_i(count_then), .drive_i(drive_then), .ka_i(ka_then), .be_i(be_then),
    .v_o(v_expected), .armed_o(armed_expected), .ref_o(count_expected), .spike_o(spike_expected),
    .over_o(over_expected)
  );

  always_comb begin
    if (age_q == 3'(Latency)) begin
      assert (v == v_expected);
      assert (armed == armed_expected);
      assert (count == count_expected);
      assert (spike == spike_expected);
      assert (over == over_expected);
    end
    cover (age_q == 3'(Latency) && (spike || Closed) && over);
    cover (age_q == 3'(Latency) && gate_then && !spike && v < 0);
    cover (age_q == 3'(Latency) && !gate_then && v != 0);
  end

endmodule

`default_nettype wire
