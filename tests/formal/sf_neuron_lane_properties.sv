// SPDX-License-Identifier: Apache-2.0
// formal: steps the state it is given by the last drive
// sources: sf_delay sf_rest sf_requantize sf_gain sf_neuron sf_leaky sf_neuron_pipeline sf_neuron_lane
// proof: Refractory=0 | bmc 4 | induction 2 | cover 4
// proof: Refractory=2 LeakGated=1 NoiseNs=1 | bmc 4 | induction 2 | cover 4
// proof: Leaky=1 | bmc 4 | induction 2 | cover 4
// proof: Pipeline=1 Refractory=1 | bmc 9 | induction 7 | cover 9
// proof: Refractory=1 Closed=1 | bmc 4 | induction 2 | cover 4
// proof: NoiseNs=1 NoiseOnDrive=1 | bmc 4 | induction 2 | cover 4
// proof: RestRs=1 Refractory=2 | bmc 4 | induction 2 | cover 4
// proof: RestRs=1 Refractory=2 LeakGated=1 | bmc 4 | induction 2 | cover 4
// proof: RestRs=1 Refractory=1 Reset=0 Pipeline=1 | bmc 9 | induction 7 | cover 9
// proof: ThOffsetBits=5 KaBits=4 BeBits=2 FaultBits=2 Refractory=1 | bmc 4 | induction 2 | cover 4
// proof: ThOffsetBits=3 FaultBits=2 LeakGated=1 Closed=1 Reset=0 | bmc 4 | induction 2 | cover 4
// proof: GainBits=12 KaBits=2 FaultBits=2 RestRs=1 Refractory=1 | bmc 3 | induction 2 | cover 4
// proof: ThOffsetBits=5 BeBits=1 FaultBits=2 LeakGated=1 Pipeline=1 | bmc 9 | induction 7 | cover 9
// proof: Leaky=1 BetaBits=7 ThresholdBits=4 GainBits=12 FaultBits=2 | bmc 3 | induction 2 | cover 4
// red: when every neuron is armed
//   bmc sf_neuron_lane.sv s/armed      = (state_i\[W\]/armed      = (1'b1/
// red: when the drive of no word is taken
//   bmc sf_neuron_lane.sv s/if (valid_i) drive_q/drive_q/
// red: when a silent neuron fires
//   bmc sf_neuron_lane.sv s/ \&\& (fault != 2'd1)) / ) /
// red: when a threshold leaves its format
//   bmc sf_neuron_lane.sv s/(lo\[W\] == lo\[W-1\]) ? W'(lo)/1'b1 ? W'(lo)/
// red: when the rest potential is drawn anew while the neuron counts down
//   bmc sf_neuron_lane.sv s/(count != '0) ? state_i\[RestAt +: W\]/1'b0 ? state_i[RestAt +: W]/
//
// Whatever goes in, the state after is what the neuron macro makes of the state before and of the
// drive of the last word, times the gain; where Pipeline, five cycles later with the thresholds of
// that time. Noise does not matter to that, so a word of two bits stands in for sf_noise. The rest
// potential of a step, of two such bits, is what V is put to, and kept while the neuron counts down.
// Of the two with a wide gain, a fourth cycle of BMC would take minutes; induction over two needs two.
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
  parameter bit NoiseOnDrive = 1'b0,
  parameter int RestRs = 0,
  parameter bit Reset = 1'b1,
  parameter int ThOffsetBits = 0,
  parameter int KaBits = 0,
  parameter int BeBits = 0,
  parameter int BetaBits = 0,
  parameter int ThresholdBits = 0,
  parameter int GainBits = 0,
  parameter int FaultBits = 0,
  localparam int OwnBits =
      ThOffsetBits + KaBits + BeBits + BetaBits + ThresholdBits + GainBits + FaultBits,
  localparam int OwnWidth = (OwnBits > 0) ? OwnBits : 1,
  localparam int FracBits = 3,
  localparam int W = FracBits + 2,
  localparam int D0Bits = 4,
  localparam int DriveBits = (GainBits > 0) ? 10 : 6,
  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1,
  localparam bit KeptRest = (RestRs != 0) && (Refractory > 0) && (!Reset || LeakGated),
  localparam int StateBits =
      W + (Leaky ? 0 : 1) + ((Refractory > 0) ? RefBits : 0) + (KeptRest ? W : 0)
) (
  input logic                     clk_i,
  input logic                     valid_i,
  input logic signed [D0Bits-1:0] drive_i,
  input logic signed [8:0]        gain_i,
  input logic [31:0]              shared_i,
  input logic [31:0]              index_i,
  input logic [31:0]              rest_shared_i,
  input logic [31:0]              start_shared_i,
  input logic                     first_i,
  input logic [OwnWidth-1:0]      own_i,
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
    .D0Bits(D0Bits), .DriveBits(DriveBits), .FracBits(FracBits), .Ka(159), .Sa(10), .Be((BeBits > 0) ? 3 : 1),
    .VMin(-16), .VRest(Rest), .Reset(Reset), .Refractory(Refractory), .LeakGated(LeakGated), .Closed(Closed),
    .Pipeline(Pipeline), .HasGain(1'b1), .Leaky(Leaky), .Beta(61), .Sb(6), .Threshold(8),
    .NoiseNs(NoiseNs), .NoiseOnDrive(NoiseOnDrive), .RestRs(RestRs),
    .ThOffsetBits(ThOffsetBits), .KaBits(KaBits), .BeBits(BeBits), .BetaBits(BetaBits),
    .ThresholdBits(ThresholdBits), .GainBits(GainBits), .FaultBits(FaultBits)
  ) u_dut (
    .clk_i, .valid_i, .drive_i, .gain_i, .shared_i, .rest_shared_i, .start_shared_i, .index_i, .own_i, .gate_i,
    .first_i, .state_i, .th_lo_i,
    .th_hi_i, .th_rest_i, .gate_o(gate), .drive_o(drive), .state_o(state), .armed_o(armed),
    .spike_o(spike), .over_o(over)
  );

  // Model: the drive of the last word.
  // The registers of its own, which came with that drive.
  logic signed [31:0] own_gain, offset_q, offset_late, offset_then;
  logic [7:0]         ka_q, ka_then;
  logic [FracBits:0]  be_q, be_then;
  logic [6:0]         beta_q, beta_then;
  logic [W-2:0]       threshold_q, threshold_then;
  logic [1:0]         fault_q, fault_late, fault_then;
  logic [OwnWidth-1:0] own_q;
  always_ff @(posedge clk_i) if (valid_i) own_q <= own_i;
  localparam int KaAt = ThOffsetBits;
  localparam int BeAt = KaAt + KaBits;
  localparam int BetaAt = BeAt + BeBits;
  localparam int ThresholdAt = BetaAt + BetaBits;
  localparam int GainAt = ThresholdAt + ThresholdBits;
  localparam int FaultAt = GainAt + GainBits;
  // Bits at, of a number with or without a sign.
  function automatic logic signed [31:0] taken(input logic [OwnWidth-1:0] own, input int at,
                                               input int bits, input logic sign);
    logic [63:0] all;
    all   = 64'(own) >> at;
    taken = 32'(all) & ((32'd1 << bits) - 32'd1);
    if (sign && bits > 0 && all[bits-1]) taken = taken - (32'd1 << bits);
  endfunction
  assign own_gain    = taken(own_i, GainAt, GainBits, 1'b1);
  assign offset_q    = taken(own_q, 0, ThOffsetBits, 1'b1);
  assign ka_q        = (KaBits > 0) ? 8'(taken(own_q, KaAt, KaBits, 1'b0)) : 8'd159;
  assign be_q        = (BeBits > 0) ? 4'(taken(own_q, BeAt, BeBits, 1'b0)) : 4'd1;
  assign beta_q      = (BetaBits > 0) ? 7'(taken(own_q, BetaAt, BetaBits, 1'b0)) : 7'd61;
  assign threshold_q = (ThresholdBits > 0) ? 4'(taken(own_q, ThresholdAt, ThresholdBits, 1'b0)) : 4'd8;
  assign fault_q     = 2'(taken(own_q, FaultAt, FaultBits, 1'b0));
  always_comb assume (32'(be_q) <= 32'd3 && 32'(beta_q) <= 32'd64);

  logic signed [31:0]          noise, scaled, gained, sum;
  logic signed [DriveBits-1:0] drive_q;
  assign noise = (NoiseNs != 0) ? 32'($signed({shared_i[0], index_i[0]})) : 0;
  assign scaled = (GainBits > 0) ? (32'(drive_i) * own_gain + 512) >>> 10 : 32'(drive_i);
  assign gained = (scaled * 32'(gain_i) + 64) >>> 7;
  assign sum    = gained + (NoiseOnDrive ? (gained * noise + 128) >>> 8 : noise);
  always_ff @(posedge clk_i) if (valid_i) drive_q <= DriveBits'(sum);

  // Model: V, armed and countdown before, Latency cycles ago.
  logic signed [W-1:0]         v, v_then, v_after;
  logic                        first_then;
  logic                        armed_before, armed_then, armed_after, gate_then, spikes, exceeds;
  logic [RefBits-1:0]          count, count_then, count_after;
  logic signed [DriveBits-1:0] drive_then;
  logic [StateBits-1:0]        after;
  // Model: the rest potentials drawn with the drive, and the one of the last spike.
  logic signed [W-1:0] drawn_q, start_q, rest, rest_then;
  always_ff @(posedge clk_i) if (valid_i) begin
    drawn_q <= W'(Rest) + W'($signed({rest_shared_i[0], index_i[0]}));
    start_q <= W'(Rest) + W'($signed({start_shared_i[0], index_i[0]}));
  end
  assign v = (RestRs != 0 && first_i) ? start_q : state_i[W-1:0];
  if (RestRs == 0) begin : gen_one_rest
    assign rest = W'(Rest);
  end else if (KeptRest) begin : gen_kept
    assign rest = (count != '0 && fault_q != 2'd2) ? state_i[StateBits-1 -: W] : drawn_q;
  end else begin : gen_in_v
    assign rest = (count != '0 && fault_q != 2'd2) ? v : drawn_q;
  end
  sf_delay #(.Width(3 * W + 2 + RefBits + DriveBits + 32 + 8 + FracBits + 1 + 7 + 1 + 2), .Cycles(Latency)) u_then (
    .clk_i, .rst_ni(1'b1), .data_i({offset_q, ka_q, be_q, beta_q, threshold_q, fault_q, first_i, rest, v, armed_before, gate_i, count, drive_q}),
    .data_o({offset_late, ka_then, be_then, beta_then, threshold_then, fault_late, first_then, rest_then, v_then, armed_then, gate_then, count_then, drive_then})
  );
  // What no neuron has of its own is a constant.
  assign offset_then = (ThOffsetBits > 0) ? offset_late : 0;
  assign fault_then  = (FaultBits > 0) ? fault_late : 2'd0;

  // Model: the thresholds of the neuron, each clipped to its format.
  logic signed [W-1:0] th_lo, th_hi, th_rest;
  function automatic logic signed [W-1:0] clipped(input logic signed [31:0] value);
    clipped = (value > 15) ? 5'sd15 : (value < -16) ? -5'sd16 : W'(value);
  endfunction
  assign th_lo   = clipped(32'(th_lo_i) + offset_then);
  assign th_hi   = clipped(32'(th_hi_i) + offset_then);
  assign th_rest = clipped(32'(th_rest_i) + offset_then);

  if (Leaky) begin : gen_leaky
    assign armed_before = 1'b1;
    assign count        = '0;
    assign armed_after  = 1'b1;
    assign exceeds      = 1'b0;
    assign after        = v_after;
    sf_leaky #(
      .FracBits(FracBits), .DriveBits(DriveBits), .VMin(-16), .Beta(61), .Sb(6), .Threshold(8),
      .OwnBeta(BetaBits > 0), .OwnThreshold(ThresholdBits > 0 || FaultBits > 0)
    ) u_model (
      .gate_i(gate_then && fault_then != 2'd3), .v_i(v_then), .drive_i(drive_then),
      .beta_i(beta_then), .threshold_i((fault_then == 2'd1) ? 4'd15 : threshold_then),
      .stuck_i(fault_then == 2'd2), .first_i(first_then), .v_o(v_after), .spike_o(spikes)
    );
  end else begin : gen_wall
    assign armed_before = state_i[W];
    if (KeptRest) begin : gen_count_and_rest
      assign count = state_i[W+1 +: RefBits];
      assign after = {rest_then, count_after, armed_after, v_after};
    end else if (Refractory > 0) begin : gen_count
      assign count = state_i[W+1 +: RefBits];
      assign after = {count_after, armed_after, v_after};
    end else begin : gen_no_count
      assign count = '0;
      assign after = {armed_after, v_after};
    end
    sf_neuron #(
      .FracBits(FracBits), .DriveBits(DriveBits), .Ka(159), .Sa(10), .Be((BeBits > 0) ? 3 : 1), .VMin(-16),
      .VRest(Rest), .Reset(Reset), .Refractory(Refractory), .LeakGated(LeakGated), .Closed(Closed),
      .RandomRest(RestRs != 0), .OwnKa(KaBits > 0), .OwnBe(BeBits > 0)
    ) u_model (
      .gate_i(gate_then && fault_then != 2'd3), .th_lo_i(th_lo), .th_hi_i(th_hi), .th_rest_i(th_rest),
      .v_rest_i(rest_then), .ka_i(ka_then), .be_i(be_then), .v_i(v_then),
      .armed_i(armed_then && fault_then == 2'd0), .ref_i(count_then), .drive_i(drive_then), .v_o(v_after), .armed_o(armed_after),
      .ref_o(count_after), .spike_o(spikes), .over_o(exceeds)
    );
  end

  logic [2:0] age_q = 3'd0;  // cycles seen
  logic       live;
  assign live = age_q > 3'(Latency);
  always_ff @(posedge clk_i) if (!live) age_q <= age_q + 3'd1;

  (* hierconn *) logic [DriveBits-1:0] \u_dut.drive_q ;
  (* hierconn *) logic [OwnWidth-1:0] \u_dut.own_q ;
  (* hierconn *) logic [W-1:0] \u_dut.gen_rest.drawn_q , \u_dut.gen_rest.start_q ;
  always_comb begin
    if (age_q == 3'd0) assume (valid_i);
    else               assert (\u_dut.drive_q == drive_q);
    if (RestRs != 0 && age_q != 3'd0) begin
      assert (\u_dut.gen_rest.drawn_q == drawn_q && \u_dut.gen_rest.start_q == start_q);
    end
    if (OwnBits > 0 && age_q != 3'd0) assert (\u_dut.own_q == own_q);
    if (live) begin
      assert (gate == gate_then && drive == drive_then);
      if (Leaky || fault_then == 2'd0) begin
        assert (state == after && armed == armed_after);
        assert (spike == spikes && over == exceeds);
      end else if (fault_then == 2'd1) begin  // never fires, stays armed
        assert (state[W-1:0] == v_after && state[W] && armed && !spike && !over);
      end else if (fault_then == 2'd2) begin  // always fires
        assert (spike == gate_then && !over);
        assert ($signed(state[W-1:0]) == ((gate_then && Reset) ? rest_then : v_after));
        if (gate_then) assert (armed == ($signed(state[W-1:0]) <= th_rest) && state[W] == armed);
      end else begin  // frozen
        assert (state[W-1:0] == v_then && state[W] == armed_then && armed == armed_then);
        assert (!spike && !over);
      end
    end
    cover (live && (spike || Closed) && (over || Leaky));
    cover (live && gate_then && !spike && drive < 0 && v_after < 0);
    if (FaultBits > 0) cover (live && fault_then == 2'd2 && spike && drive == 0);
    if (FaultBits > 0) cover (live && fault_then == 2'd1 && gate_then && drive > 10);
    if (FaultBits > 0) cover (live && fault_then == 2'd3 && gate_then && drive > 0);
    cover (live && !gate_then && v_then != W'(Rest));
    if (RestRs != 0) cover (live && gate_then && spike && v_after != W'(Rest));
    if (RestRs != 0) cover (first_i && v != W'(Rest));
  end

endmodule

`default_nettype wire
