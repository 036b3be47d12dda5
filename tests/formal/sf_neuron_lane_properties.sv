// SPDX-License-Identifier: Apache-2.0
// formal: steps the state it is given by the last drive
// sources: sf_delay sf_gain sf_neuron sf_leaky sf_neuron_pipeline sf_neuron_lane
// proof: Refractory=0 | bmc 4 | induction 2 | cover 4
// proof: Refractory=2 LeakGated=1 NoiseNs=1 | bmc 4 | induction 2 | cover 4
// proof: Leaky=1 | bmc 4 | induction 2 | cover 4
// proof: Pipeline=1 Refractory=1 | bmc 9 | induction 7 | cover 9
// proof: Refractory=1 Closed=1 | bmc 4 | induction 2 | cover 4
// red: when every neuron is armed
//   bmc sf_neuron_lane.sv s/armed      = state_i\[W\]/armed      = 1'b1/
// red: when the drive of no word is taken
//   bmc sf_neuron_lane.sv s/if (valid_i) drive_q/drive_q/
//
// Whatever goes in, the state after is what the neuron macro makes of the state before and of the
// drive of the last word, times the gain; where Pipeline, five cycles later with the thresholds of
// that time. Noise does not matter to that, so a word of two bits stands in for sf_noise.
`default_nettype none

module sf_noise #(
  parameter int Ns = 1,
  parameter int Sn = 0,
  parameter int NoiseBits = 16
) (
  input  logic [31:0]                 shared_i,
  input  logic [31:0]                 index_i,
  output logic signed [NoiseBits-1:0] noise_o
);
  assign noise_o = NoiseBits'($signed({shared_i[0], index_i[0]}));
endmodule

module sf_neuron_lane_properties #(
  parameter int Refractory = 0,
  parameter bit LeakGated = 1'b0,
  parameter bit Closed = 1'b0,
  parameter bit Pipeline = 1'b0,
  parameter bit Leaky = 1'b0,
  parameter int NoiseNs = 0,
  localparam int FracBits = 3,
  localparam int W = FracBits + 2,
  localparam int D0Bits = 4,
  localparam int DriveBits = 6,
  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1,
  localparam int StateBits = W + (Leaky ? 0 : 1) + ((Refractory > 0) ? RefBits : 0)
) (
  input logic                     clk_i,
  input logic                     valid_i,
  input logic signed [D0Bits-1:0] drive_i,
  input logic signed [8:0]        gain_i,
  input logic [31:0]              shared_i,
  input logic [31:0]              index_i,
  input logic                     gate_i,
  input logic [StateBits-1:0]     state_i,
  input logic signed [W-1:0]      th_lo_i,
  input logic signed [W-1:0]      th_hi_i,
  input logic signed [W-1:0]      th_rest_i
);

  localparam int Rest = 1;
  localparam int Latency = Pipeline ? 5 : 0;

  logic                        gate, armed, spike, over;
  logic signed [DriveBits-1:0] drive;
  logic [StateBits-1:0]        state;

  sf_neuron_lane #(
    .D0Bits(D0Bits), .DriveBits(DriveBits), .FracBits(FracBits), .Ka(159), .Sa(10), .Be(1),
    .VMin(-16), .VRest(Rest), .Reset(1'b1), .Refractory(Refractory), .LeakGated(LeakGated), .Closed(Closed),
    .Pipeline(Pipeline), .HasGain(1'b1), .Leaky(Leaky), .Beta(61), .Sb(6), .Threshold(8),
    .NoiseNs(NoiseNs)
  ) u_dut (
    .clk_i, .valid_i, .drive_i, .gain_i, .shared_i, .index_i, .gate_i, .state_i, .th_lo_i,
    .th_hi_i, .th_rest_i, .gate_o(gate), .drive_o(drive), .state_o(state), .armed_o(armed),
    .spike_o(spike), .over_o(over)
  );

  // Model: the drive of the last word.
  logic signed [31:0]          noise, sum;
  logic signed [DriveBits-1:0] drive_q;
  assign noise = (NoiseNs != 0) ? 32'($signed({shared_i[0], index_i[0]})) : 0;
  assign sum   = ((32'(drive_i) * 32'(gain_i) + 64) >>> 7) + noise;
  always_ff @(posedge clk_i) if (valid_i) drive_q <= DriveBits'(sum);

  // Model: V, armed and countdown before, Latency cycles ago.
  logic signed [W-1:0]         v, v_then, v_after;
  logic                        armed_before, armed_then, armed_after, gate_then, spikes, exceeds;
  logic [RefBits-1:0]          count, count_then, count_after;
  logic signed [DriveBits-1:0] drive_then;
  logic [StateBits-1:0]        after;
  assign v = state_i[W-1:0];
  sf_delay #(.Width(W + 2 + RefBits + DriveBits), .Cycles(Latency)) u_then (
    .clk_i, .rst_ni(1'b1), .data_i({v, armed_before, gate_i, count, drive_q}),
    .data_o({v_then, armed_then, gate_then, count_then, drive_then})
  );
  if (Leaky) begin : gen_leaky
    assign armed_before = 1'b1;
    assign count        = '0;
    assign armed_after  = 1'b1;
    assign exceeds      = 1'b0;
    assign after        = v_after;
    sf_leaky #(
      .FracBits(FracBits), .DriveBits(DriveBits), .VMin(-16), .Beta(61), .Sb(6), .Threshold(8)
    ) u_model (
      .gate_i(gate_then), .v_i(v_then), .drive_i(drive_then), .v_o(v_after), .spike_o(spikes)
    );
  end else begin : gen_wall
    assign armed_before = state_i[W];
    if (Refractory > 0) begin : gen_count
      assign count = state_i[W+1 +: RefBits];
      assign after = {count_after, armed_after, v_after};
    end else begin : gen_no_count
      assign count = '0;
      assign after = {armed_after, v_after};
    end
    sf_neuron #(
      .FracBits(FracBits), .DriveBits(DriveBits), .Ka(159), .Sa(10), .Be(1), .VMin(-16),
      .VRest(Rest), .Reset(1'b1), .Refractory(Refractory), .LeakGated(LeakGated), .Closed(Closed)
    ) u_model (
      .gate_i(gate_then), .th_lo_i, .th_hi_i, .th_rest_i, .v_i(v_then), .armed_i(armed_then),
      .ref_i(count_then), .drive_i(drive_then), .v_o(v_after), .armed_o(armed_after),
      .ref_o(count_after), .spike_o(spikes), .over_o(exceeds)
    );
  end

  logic [2:0] age_q = 3'd0;  // cycles seen
  logic       live;
  assign live = age_q > 3'(Latency);
  always_ff @(posedge clk_i) if (!live) age_q <= age_q + 3'd1;

  (* hierconn *) logic [DriveBits-1:0] \u_dut.drive_q ;
  always_comb begin
    if (age_q == 3'd0) assume (valid_i);
    else               assert (\u_dut.drive_q == drive_q);
    if (live) begin
      assert (gate == gate_then && drive == drive_then);
      assert (state == after && armed == armed_after);
      assert (spike == spikes && over == exceeds);
    end
    cover (live && (spike || Closed) && (over || Leaky));
    cover (live && gate_then && !spike && drive < 0 && v_after < 0);
    cover (live && !gate_then && v_then != W'(Rest));
  end

endmodule

`default_nettype wire
