// SPDX-License-Identifier: Apache-2.0
// formal: stays on its track and fires only when armed
// slow: is exact at 14 fractional bits
// sources: sf_neuron
// proof: FracBits=6 Be=1 | bmc 2 | induction 1 | cover 6
// proof: FracBits=6 Be=1 Reset=0 | bmc 2 | induction 1 | cover 6
// proof: FracBits=6 Be=1 Refractory=2 LeakGated=1 Low=0 Rest=8 | bmc 2 | induction 1 | cover 6
// proof: FracBits=6 Be=1 Refractory=1 Closed=1 | bmc 2 | induction 1 | cover 6
// proof: FracBits=6 Be=1 Refractory=1 RandomRest=1 | bmc 2 | induction 1 | cover 6
// proof: FracBits=6 Be=3 Own=1 | bmc 2 | induction 1 | cover 6
// proof: FracBits=6 Be=0 Ka=3 Sa=0 Low=40 | bmc 2 | induction 1 | cover 6
// proof: FracBits=14 DriveBits=18 Low=32768 LeakEquation=0 | bmc 2 | induction 1 | cover 6
// slow proof: FracBits=14 DriveBits=18 Low=32768 LeakGated=1 | bmc 2 | induction 1 | cover 6
// red: when >= becomes >
//   bmc sf_neuron.sv s/sum >= SumBits/sum > SumBits/
// red: when the clip at VMin goes
//   bmc sf_neuron.sv s/below \&\& !to_home/1'b0/
// red: when a closed window is open above
//   bmc sf_neuron.sv s/reached \&\& !(Closed \&\& beyond)/reached/
//
// The neuron with its state registers around it. Gate, thresholds and drive are free at every step,
// so whatever holds does so for every field code and every order of codes. Induction over one step
// starts from any state that meets the invariants, which covers the combinational macro whole.
`default_nettype none

module sf_neuron_properties #(
  parameter int FracBits = 6,
  parameter int DriveBits = 10,
  parameter int Ka = 159,
  parameter int Sa = 10,
  parameter int Be = 164,
  parameter int Low = 128,             // VMin = -Low
  parameter int Rest = 0,
  parameter bit Reset = 1'b1,
  parameter int Refractory = 0,
  parameter bit LeakGated = 1'b0,
  parameter bit Closed = 1'b0,
  parameter bit RandomRest = 1'b0,
  parameter bit Own = 1'b0,            // ka and be of its own, up to Ka and Be
  parameter bit LeakEquation = 1'b1,   // check the leak against its equation; slow where F = 14
  localparam int W = FracBits + 2,
  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1
) (
  input logic                        clk_i,
  input logic                        rst_ni,
  input logic                        gate_i,
  input logic signed [W-1:0]         th_lo_i,
  input logic signed [W-1:0]         th_hi_i,
  input logic signed [W-1:0]         th_rest_i,
  input logic signed [W-1:0]         drawn_i,       // where RandomRest
  input logic signed [DriveBits-1:0] drive_i
);

  localparam logic signed [31:0] VMax = (1 << (FracBits + 1)) - 1;
  localparam logic signed [31:0] VMin = -Low;

  logic signed [W-1:0] v_q, v;
  logic                armed_q, armed, spike, over;
  logic [RefBits-1:0]  ref_q, refractory;
  `include "sf_formal.svh"

  sf_neuron #(
    .FracBits(FracBits), .DriveBits(DriveBits), .Ka(Ka), .Sa(Sa), .Be(Be), .VMin(VMin),
    .VRest(Rest), .Reset(Reset), .Refractory(Refractory), .LeakGated(LeakGated), .Closed(Closed),
    .RandomRest(RandomRest), .OwnKa(Own), .OwnBe(Own)
  ) u_dut (
    .gate_i, .th_lo_i, .th_hi_i, .th_rest_i, .v_rest_i(drawn_i), .ka_i(own_ka), .be_i(own_be), .v_i(v_q), .armed_i(armed_q), .ref_i(ref_q), .drive_i,
    .v_o(v), .armed_o(armed), .ref_o(refractory), .spike_o(spike), .over_o(over)
  );

  (* anyconst *) logic [7:0]        own_ka;
  (* anyconst *) logic [FracBits:0] own_be;
  logic [31:0] ka, be;
  assign ka = Own ? 32'(own_ka) : Ka;
  assign be = Own ? 32'(own_be) : Be;
  always_comb assume (32'(own_ka) <= Ka && 32'(own_be) <= Be);

  // Where V goes, on the track.
  logic signed [W-1:0] home;
  assign home = RandomRest ? drawn_i : W'(Rest);
  always_comb assume (home >= VMin);

  // What the leak alone leaves, as the macro works it out; not used for a neuron that stands still.
  (* hierconn *) logic [W:0] \u_dut.leaked ;
  logic signed [W:0] leaked;
  logic              leaking;
  assign leaked  = \u_dut.leaked ;
  assign leaking = gate_i || LeakGated;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      v_q     <= W'(Rest);
      armed_q <= 1'b1;
      ref_q   <= '0;
    end else begin
      v_q     <= v;
      armed_q <= armed;
      ref_q   <= refractory;
    end
  end

  // Model: drive on top of the leak, clipped to the track, in 32 bits.
  logic signed [31:0] sum, clipped;
  assign sum     = 32'(leaked) + 32'(drive_i);
  assign clipped = (sum > VMax) ? VMax : (sum < VMin) ? VMin : sum;

  // Model: hysteresis and refractory time as a history, not as the macro's state.
  logic       rested_q;      // V has been at or below th_rest since the last spike
  logic [7:0] quiet_q;       // ungated steps since the last spike, saturating
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      rested_q <= 1'b1;
      quiet_q  <= 8'd255;
    end else if (gate_i) begin
      rested_q <= (rested_q && !spike) || (v <= th_rest_i);
      quiet_q  <= spike ? 8'd0 : (quiet_q == 8'd255) ? 8'd255 : quiet_q + 8'd1;
    end
  end
  logic resting;
  assign resting = 32'(quiet_q) < Refractory;

  always_comb begin

    if (live_q) begin
      // The potential never leaves the track; armed and countdown follow the history.
      assert (v_q >= VMin && v_q <= VMax);
      assert (armed_q == rested_q);
      assert (32'(ref_q) == (resting ? Refractory - 32'(quiet_q) : 0));

      // The leak goes toward rest, never across it, and stops only there.
      if (leaking) begin
        assert ((v_q >= 0) ? (leaked >= 0 && leaked <= v_q) : (leaked <= 0 && leaked >= v_q));
        assert (be == 0 || v_q == 0 || leaked != v_q);
      end

      if (!gate_i) begin
        assert (v == (LeakGated ? leaked : v_q));
        assert (armed == armed_q && refractory == ref_q);
        assert (!spike && !over);
      end else if (resting) begin
        assert (v == home);
        assert (!spike && !over);
      end else begin
        assert (spike == (rested_q && clipped >= th_lo_i && !(Closed && clipped > th_hi_i)));
        assert (over == ((Closed ? rested_q : spike) && clipped > th_hi_i));
        assert (!(Closed && spike && over));
        assert (!(Closed && over) || (v == clipped && armed));
        assert (v == ((spike && Reset) ? 32'(home) : clipped));
      end
    end
  end

  // The leak itself: a - ((Ka*q + half) >> Sa) - Be with q = (a*a + half) >> F, not below zero.
  if (LeakEquation) begin : gen_equation
    logic        [W-1:0] a;
    logic        [31:0]  q, loss, left;
    assign a    = v_q[W-1] ? -v_q : v_q;
    assign q    = (32'(a) * 32'(a) + (1 << FracBits) / 2) >> FracBits;
    assign loss = ((ka * q + (1 << Sa) / 2) >> Sa) + be;
    assign left = (32'(a) > loss) ? 32'(a) - loss : 32'd0;
    always_comb if (live_q && leaking) begin
      assert (32'(leaked) == ((v_q < 0) ? -left : left));
    end
  end

  always_comb begin
    cover (live_q && spike && !over);
    cover (live_q && over);
    cover (live_q && sum > VMax && v_q == VMax);
    cover (live_q && sum < VMin && v_q == VMin);
    cover (live_q && !armed_q && gate_i && clipped >= th_lo_i);  // not armed: held back
    cover (live_q && !armed_q && armed);
    cover (live_q && !gate_i && v_q != Rest);
  end
  if (Refractory > 0) begin : gen_refractory
    always_comb cover (live_q && resting && !gate_i);
    always_comb cover (live_q && resting && gate_i && drive_i > 0);
    always_comb cover (live_q && quiet_q == 8'(Refractory) && spike);  // as soon as allowed
  end

endmodule

`default_nettype wire
