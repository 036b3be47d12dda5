// SPDX-License-Identifier: Apache-2.0
// formal: carries each neuron's state from step to step and none into the next image
// sources: sf_delay sf_states sf_table sf_gain sf_neuron sf_field_registers sf_neuron_lane
// sources: sf_neuron_array
// proof: Neurons=3 NeuronLanes=2 | bmc 4 | induction 1 | cover 7
// proof: Neurons=2 NeuronLanes=1 Refractory=1 LeakGated=1 | bmc 4 | induction 1 | cover 7
// proof: Neurons=2 NeuronLanes=2 Refractory=2 | bmc 4 | induction 1 | cover 7
// proof: Neurons=2 NeuronLanes=1 ThWritable=1 | bmc 4 | induction 1 | cover 7
// proof: Neurons=3 NeuronLanes=1 Time=1 BlockWords=2 Steps=2 | bmc 4 | induction 1 | cover 7
// proof: Neurons=3 NeuronLanes=2 Time=1 BlockWords=1 Steps=3 | bmc 4 | induction 1 | cover 8
// red: when step 1 starts from the state that is there
//   bmc sf_states.sv s/initial_i ? Initial : //
// red: when a train loses its last spike
//   bmc sf_neuron_array.sv s/Steps'({out_spike_o\[i\], so_far/Steps'({1'b0, so_far/
// red: when a place without neurons commits
//   bmc sf_neuron_array.sv s/present = empty_d ? '0/present = 1'b0 ? '0/
// red: when a word is judged by the thresholds of the next
//   bmc sf_neuron_array.sv s/\.code_i     (commit_code_o)/.code_i     (code_i)/
//
// Words in any order and with any pauses, the same word not in two cycles in a row. In time order
// (Time) any words, each with a place of the block for its state and its steps in order, some places
// without neurons; with the last step leaves the train of its spikes. A model beside the macro keeps the state of every neuron and steps it with a neuron macro of its own; step 1
// starts from the initial state whatever the model, and so the memory, holds. Thresholds are written
// at any time where they can be, and hold from the next cycle on.
`default_nettype none

module sf_neuron_array_properties #(
  parameter int Neurons = 3,
  parameter int NeuronLanes = 2,     // at most two words, or two of a block
  parameter int Refractory = 0,
  parameter bit LeakGated = 1'b0,
  parameter bit ThWritable = 1'b0,
  parameter bit Time = 1'b0,
  parameter int BlockWords = 1,
  parameter int Steps = 1,
  localparam int FracBits = 3,
  localparam int W = FracBits + 2,
  localparam int D0Bits = 5,
  localparam int DriveBits = 6,
  localparam int Words = (Neurons + NeuronLanes - 1) / NeuronLanes,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int Places = Time ? BlockWords : Words,   // of states
  localparam int PlaceBits = (Places > 1) ? $clog2(Places) : 1,
  localparam int Slots = Places * NeuronLanes
) (
  input logic                          clk_i,
  input logic                          rst_ni,
  input logic                          valid_i,
  input logic [WordBits-1:0]           word_i,
  input logic [PlaceBits-1:0]          place_i,
  input logic                          empty_i,
  input logic                          first_i,
  input logic [7:0]                    step_i,
  input logic [31:0]                   image_i,
  input logic [3:0]                    code_i,
  input logic [NeuronLanes*D0Bits-1:0] drive_i,
  input logic [NeuronLanes-1:0]        mask_i,  // one cycle after the word
  input logic                          th_valid_i,
  input logic [3:0]                    th_code_i,
  input logic [1:0]                    th_which_i,
  input logic [W-1:0]                  th_value_i
);

  // Code 0: no field. 1: gain 1. 2: inverted, thresholds lower.
  localparam int Rest = 1;
  localparam logic [W-1:0] RestBits = W'(Rest);
  localparam logic [2:0]     FieldGate   = 3'b110;
  localparam logic [3*9-1:0] FieldGain   = {-9'sd200, 9'sd128, 9'sd0};
  localparam logic [3*W-1:0] FieldThLo   = {5'sd4, 5'sd6, 5'sd0};
  localparam logic [3*W-1:0] FieldThHi   = {5'sd5, 5'sd7, 5'sd0};
  localparam logic [3*W-1:0] FieldThRest = {5'sd2, -5'sd1, 5'sd0};

  logic                             out_valid, out_last, commit_valid;
  logic [NeuronLanes-1:0]           out_spike, mask, spike, armed, over;
  logic [31:0]                      image;
  logic [7:0]                       step;
  logic [15:0]                      base;
  logic [NeuronLanes*W-1:0]         v;
  logic [NeuronLanes*DriveBits-1:0] d;
  logic [3:0]                       code;
  logic [WordBits-1:0]              out_word;
  logic [NeuronLanes*Steps-1:0]     trains;
  `include "sf_formal.svh"

  sf_neuron_array #(
    .Neurons(Neurons), .NeuronLanes(NeuronLanes), .D0Bits(D0Bits), .DriveBits(DriveBits),
    .FracBits(FracBits), .Ka(159), .Sa(10), .Be(1), .VMin(-16), .VRest(Rest), .Reset(1'b1),
    .Refractory(Refractory), .LeakGated(LeakGated), .HasGain(1'b1), .FieldCodes(3),
    .FieldGate(FieldGate), .FieldGain(FieldGain), .FieldThLo(FieldThLo), .FieldThHi(FieldThHi),
    .FieldThRest(FieldThRest), .ThWritable(ThWritable),
    .Time(Time), .BlockWords(BlockWords), .Steps(Steps)
  ) u_dut (
    .clk_i, .rst_ni, .valid_i, .word_i, .state_word_i(place_i), .empty_i, .first_i, .step_i, .image_i, .code_i, .drive_i,
    .mask_i, .th_valid_i, .th_code_i, .th_which_i, .th_value_i,
    .out_valid_o(out_valid), .out_last_o(out_last), .out_word_o(out_word), .out_spike_o(out_spike),
    .out_trains_o(trains),
    .commit_valid_o(commit_valid), .commit_image_o(image), .commit_step_o(step),
    .commit_base_o(base), .commit_mask_o(mask), .commit_v_o(v), .commit_d_o(d),
    .commit_spike_o(spike), .commit_armed_o(armed), .commit_over_o(over), .commit_code_o(code),
    .check_i(1'b0), .check_row_i(32'd0), .fold_o()
  );

  // The word of the cycle before.
  logic                          valid_q, first_q, empty_q;
  logic [WordBits-1:0]           word_q;
  logic [PlaceBits-1:0]          place_q;
  logic [7:0]                    step_q;
  logic [31:0]                   image_q;
  logic [3:0]                    code_q;
  logic [NeuronLanes*D0Bits-1:0] drive_q;
  always_ff @(posedge clk_i) begin
    valid_q <= rst_ni && valid_i;
    if (valid_i) begin
      word_q  <= word_i;
      place_q <= place_i;
      empty_q <= empty_i;
      first_q <= first_i;
      step_q  <= step_i;
      image_q <= image_i;
      code_q  <= code_i;
      drive_q <= drive_i;
    end
  end

  // The thresholds, as written.
  logic [3*W-1:0] lo_q, hi_q, rest_q;
  for (genvar c = 0; c < 3; c++) begin : gen_code
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        lo_q[c*W +: W]   <= FieldThLo[c*W +: W];
        hi_q[c*W +: W]   <= FieldThHi[c*W +: W];
        rest_q[c*W +: W] <= FieldThRest[c*W +: W];
      end else if (ThWritable && th_valid_i && 32'(th_code_i) == c) begin
        case (th_which_i)
          2'd0:    lo_q[c*W +: W]   <= th_value_i;
          2'd1:    hi_q[c*W +: W]   <= th_value_i;
          2'd2:    rest_q[c*W +: W] <= th_value_i;
          default: ;
        endcase
      end
    end
  end

  // The field of that word.
  logic gate;
  logic signed [8:0]   gain;
  logic signed [W-1:0] th_lo, th_hi, th_rest;
  assign gate    = FieldGate[code_q[1:0]];
  assign gain    = FieldGain[32'(code_q) * 9 +: 9];
  assign th_lo   = lo_q[32'(code_q) * W +: W];
  assign th_hi   = hi_q[32'(code_q) * W +: W];
  assign th_rest = rest_q[32'(code_q) * W +: W];

  // Model: potential, armed and countdown of every neuron; known once it has had a step 1.
  localparam int RefBits = (Refractory > 0) ? $clog2(Refractory + 1) : 1;
  localparam int StateBits = W + 1 + ((Refractory > 0) ? RefBits : 0);
  localparam logic [StateBits-1:0] Initial = StateBits'({1'b1, RestBits});
  logic [Slots*StateBits-1:0] state_q;
  logic [Places-1:0]          known_q = '0;
  // In time order: the spikes of each neuron so far, and how many steps those are.
  logic [Slots*Steps-1:0] trains_q;
  logic [Places*8-1:0]    steps_q;
  for (genvar w = 0; w < Places; w++) begin : gen_place
    always_ff @(posedge clk_i) begin
      if (!rst_ni) steps_q[w*8 +: 8] <= 8'd0;
      else if (valid_q && 32'(place_q) == w) steps_q[w*8 +: 8] <= (32'(step_q) == Steps) ? 8'd0 : step_q;
    end
  end
  for (genvar i = 0; i < NeuronLanes; i++) begin : gen_lane
    logic [StateBits-1:0]        before, after;
    logic [RefBits-1:0]          count, count_next;
    logic signed [W-1:0]         v_next;
    logic signed [31:0]          scaled;
    logic signed [D0Bits-1:0]    d0;
    logic signed [DriveBits-1:0] drive;
    logic                        armed_next, fires, exceeds, present;

    assign d0      = drive_q[i*D0Bits +: D0Bits];
    assign scaled  = (32'(d0) * 32'(gain) + 64) >>> 7;
    assign drive   = DriveBits'(scaled);
    assign present = !empty_q && 32'(word_q) * NeuronLanes + i < Neurons;
    assign before  = first_q ? Initial
                             : state_q[(32'(place_q) * NeuronLanes + i) * StateBits +: StateBits];
    if (Refractory > 0) begin : gen_count
      assign count = before[W+1 +: RefBits];
      assign after = {count_next, armed_next, v_next};
    end else begin : gen_no_count
      assign count = '0;
      assign after = {armed_next, v_next};
    end

    sf_neuron #(
      .FracBits(FracBits), .DriveBits(DriveBits), .Ka(159), .Sa(10), .Be(1), .VMin(-16),
      .VRest(Rest), .Reset(1'b1), .Refractory(Refractory), .LeakGated(LeakGated)
    ) u_model (
      .gate_i(gate && mask_i[i]), .th_lo_i(th_lo), .th_hi_i(th_hi), .th_rest_i(th_rest),
      .v_rest_i(W'(0)),
      .v_i(before[W-1:0]), .armed_i(before[W]), .ref_i(count), .drive_i(drive), .v_o(v_next),
      .armed_o(armed_next), .ref_o(count_next), .spike_o(fires), .over_o(exceeds)
    );

    logic [Steps-1:0] so_far, train;
    assign so_far = first_q ? '0 : trains_q[(32'(place_q) * NeuronLanes + i) * Steps +: Steps];
    assign train  = so_far | ((fires && present) ? Steps'(1) << (step_q - 8'd1) : '0);
    for (genvar w = 0; w < Places; w++) begin : gen_word
      always_ff @(posedge clk_i) begin
        if (live_q && valid_q && 32'(place_q) == w) begin
          trains_q[(w*NeuronLanes + i) * Steps +: Steps] <= train;
          state_q[(w*NeuronLanes + i) * StateBits +: StateBits] <= after;
          known_q[w] <= 1'b1;
        end
      end
    end

    always_comb begin
      if (live_q && valid_q) begin
        assert (v[i*W +: W] == v_next && armed[i] == armed_next);
        assert ($signed(d[i*DriveBits +: DriveBits]) == scaled);
        assert (spike[i] == fires && over[i] == exceeds);
        assert (out_spike[i] == (fires && present));
        assert (mask[i] == (gate && mask_i[i] && present));
        if (Time && 32'(step_q) == Steps) assert (trains[i*Steps +: Steps] == train);
      end
    end
  end

  always_comb begin
    if (valid_i) begin
      assume (32'(word_i) < Words && code_i < 4'd3);
      assume (!(valid_q && place_q == place_i));
      assume (32'(place_i) < Places);
      if (!Time) assume (32'(place_i) == 32'(word_i) && !empty_i);
      // A place's first update is a step 1.
      assume (first_i || known_q[place_i]);
      if (Time) assume (step_i == steps_q[32'(place_i) * 8 +: 8] + 8'd1 && first_i == (step_i == 8'd1));
    end
  end

  always_comb begin
    if (live_q) begin
      assert (out_valid == (valid_q && !empty_q));
      assert (commit_valid == (valid_q && mask != '0));
    end
    if (live_q && valid_q) begin
      assert (image == image_q && step == step_q && code == code_q);
      assert (32'(base) == 32'(word_q) * NeuronLanes && out_word == word_q);
      assert (out_last == (32'(word_q) == Words - 1));
    end
  end

  // Invariants: the memory in terms of the model.
  localparam int MemoryBits = NeuronLanes * StateBits;
  (* hierconn *) logic [MemoryBits-1:0] \u_dut.u_state.gen_auto.mem[0] ,
      \u_dut.u_state.gen_auto.mem[1] , \u_dut.state ;
  (* hierconn *) logic [3*W-1:0] \u_dut.u_fields.all_lo , \u_dut.u_fields.all_hi ,
      \u_dut.u_fields.all_rest ;
  (* hierconn *) logic \u_dut.valid_q , \u_dut.empty_q ;
  (* hierconn *) logic [PlaceBits-1:0] \u_dut.state_word_q ;
  (* hierconn *) logic [7:0] \u_dut.step_q ;
  (* hierconn *) logic [NeuronLanes*Steps-1:0] \u_dut.gen_trains.u_trains.mem[0] ,
      \u_dut.gen_trains.u_trains.mem[1] ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.word_q ;
  (* hierconn *) logic [3:0] \u_dut.code_q ;
  always_comb begin
    if (!live_q) assert (known_q == '0);
    if (live_q) begin
      assert (\u_dut.valid_q == valid_q);
      assert (\u_dut.u_fields.all_lo == lo_q && \u_dut.u_fields.all_hi == hi_q);
      assert (\u_dut.u_fields.all_rest == rest_q);
      if (known_q[0]) assert (\u_dut.u_state.gen_auto.mem[0] == state_q[MemoryBits-1:0]);
    end
    if (live_q && valid_q) begin
      assert (32'(word_q) < Words && code_q < 4'd3);
      assert (32'(place_q) < Places && \u_dut.state_word_q == place_q && \u_dut.empty_q == empty_q);
      assert (Time || (32'(place_q) == 32'(word_q) && !empty_q));
      assert (first_q || known_q[place_q]);
      assert (\u_dut.word_q == word_q && \u_dut.code_q == code_q);
      assert (\u_dut.state == (first_q ? {NeuronLanes{Initial}}
                                       : state_q[32'(place_q)*MemoryBits +: MemoryBits]));
    end
  end
  if (Places > 1) begin : gen_second
    always_comb begin
      if (live_q && known_q[1]) assert (\u_dut.u_state.gen_auto.mem[1] == state_q[MemoryBits +: MemoryBits]);
    end
  end

  if (Time) begin : gen_time
    logic [Places*NeuronLanes*Steps-1:0] kept;
    if (Places > 1) begin : gen_two
      assign kept = {\u_dut.gen_trains.u_trains.mem[1] , \u_dut.gen_trains.u_trains.mem[0] };
    end else begin : gen_one
      assign kept = \u_dut.gen_trains.u_trains.mem[0] ;
    end
    always_comb begin
      if (live_q && valid_q) begin
        assert (\u_dut.step_q == step_q && first_q == (step_q == 8'd1));
        assert (32'(step_q) >= 1 && 32'(step_q) <= Steps);
        assert (steps_q[32'(place_q) * 8 +: 8] == step_q - 8'd1);
      end
      cover (live_q && out_valid && 32'(step_q) == Steps && trains == '1);
      cover (live_q && valid_q && empty_q && gate && mask_i != '0);
    end
    for (genvar w = 0; w < Places; w++) begin : gen_places
      always_comb begin
        if (live_q) assert (32'(steps_q[w*8 +: 8]) < Steps);
        if (live_q && steps_q[w*8 +: 8] != 8'd0) assert (known_q[w]);
      end
      for (genvar i = 0; i < NeuronLanes; i++) begin : gen_lanes
        localparam int At = (w*NeuronLanes + i) * Steps;
        always_comb begin
          if (live_q && steps_q[w*8 +: 8] != 8'd0) begin
            // Below them is what the block before left.
            assert ((kept[At +: Steps] >> (8'(Steps) - steps_q[w*8 +: 8])) == trains_q[At +: Steps]);
            assert ((trains_q[At +: Steps] >> steps_q[w*8 +: 8]) == '0);
          end
        end
      end
    end
  end

  logic [7:0] updates_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) updates_q <= 8'd0;
    else if (valid_q && updates_q != 8'd255) updates_q <= updates_q + 8'd1;
  end
  always_comb begin
    cover (live_q && valid_q && out_spike != '0 && !first_q);
    cover (live_q && valid_q && !gate && !first_q);
    cover (live_q && valid_q && first_q && known_q == '1 && v[W-1:0] == W'(Rest));
    cover (live_q && valid_q && updates_q == 8'd2);
    cover (live_q && commit_valid && code == 4'd2 && spike != '0);
  end

endmodule

`default_nettype wire
