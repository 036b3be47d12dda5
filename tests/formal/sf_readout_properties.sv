// SPDX-License-Identifier: Apache-2.0
// formal: neither loses nor changes a result under back-pressure
// sources: sf_ram sf_readout
// proof: Neurons=3 NeuronLanes=2 Steps=2 | bmc 6 | induction 1 | cover 14
// proof: Neurons=4 NeuronLanes=2 Steps=3 | bmc 6 | induction 1 | cover 16
// proof: Neurons=2 NeuronLanes=1 Steps=2 | bmc 6 | induction 1 | cover 18
// proof: Neurons=3 NeuronLanes=3 Steps=1 | bmc 6 | induction 1 | cover 14
// proof: Neurons=4 NeuronLanes=2 Steps=2 Claims=1 BlockWords=1 | bmc 6 | induction 1 | cover 18
// proof: Neurons=3 NeuronLanes=2 Steps=2 Claims=1 BlockWords=2 | bmc 6 | induction 1 | cover 14
// red: when the counts of a word begin anew at each step of a later block
//   induction sf_readout.sv s/first_q     <= step_i == 8'd1/first_q     <= step_i == 8'd1 || word_i != '0/
// red: when equal scores go to the higher class
//   bmc sf_readout.sv s/score > best/score >= best/
//
// Spikes, potentials, pauses and result_ready_i are free. Words come step by step, each step claimed;
// or, with Claims=1, all steps of BlockWords words before the next ones (time order), the image
// claimed. A model beside the macro counts spikes and finds the class by comparing neuron after neuron. That result_valid_o equals a register of
// the model also says that it does not depend on result_ready_i.
`default_nettype none

module sf_readout_properties #(
  parameter int Neurons = 3,
  parameter int NeuronLanes = 2,     // at most two words
  parameter int Steps = 2,
  parameter int Claims = Steps,
  localparam int Words = (Neurons + NeuronLanes - 1) / NeuronLanes,
  parameter int BlockWords = Words,  // divides Words
  localparam int PotentialBits = 3,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int Slots = Words * NeuronLanes,
  localparam int ClassBits = (Neurons > 1) ? $clog2(Neurons) : 1,
  localparam int LanesBits = NeuronLanes * PotentialBits
) (
  input logic                   clk_i,
  input logic                   rst_ni,
  input logic                   alloc_i,
  input logic                   valid_i,
  input logic                   last_i,
  input logic [7:0]             step_i,
  input logic [31:0]            image_i,
  input logic [NeuronLanes-1:0] spike_i,
  input logic [LanesBits-1:0]   potential_i,
  input logic                   result_ready_i
);

  logic                 free, result_valid, result_last;
  logic [ClassBits-1:0] result_class;
  logic [7:0]           result_count;
  logic [31:0]          result_image;
  `include "sf_formal.svh"

  sf_readout #(
    .Neurons(Neurons), .NeuronLanes(NeuronLanes), .Steps(Steps), .Claims(Claims),
    .PotentialBits(PotentialBits)
  ) u_dut (
    .clk_i, .rst_ni, .free_o(free), .alloc_i, .valid_i, .last_i, .word_i(WordBits'(word)), .step_i,
    .image_i, .spike_i, .potential_i, .result_valid_o(result_valid), .result_ready_i, .result_class_o(result_class),
    .result_count_o(result_count), .result_image_o(result_image), .result_last_o(result_last)
  );

  // Model of the layer: claims, then words of the claimed steps in order.
  logic        busy_q, done_q;                       // all words of the image have come
  logic [7:0]  claimed_q, base_q, in_q, next_step_q; // claims; the next word: block, word of it, step
  logic [7:0]  word;
  logic [31:0] image_q;
  logic        sent, none, block_last, step_last;
  assign word       = base_q + in_q;
  assign none       = !done_q && base_q == 8'd0 && in_q == 8'd0 && next_step_q == 8'd1;
  assign block_last = 32'(in_q) == BlockWords - 1;
  assign step_last  = 32'(next_step_q) == Steps;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q      <= 1'b0;
      done_q      <= 1'b0;
      claimed_q   <= 8'd0;
      base_q      <= 8'd0;
      in_q        <= 8'd0;
      next_step_q <= 8'd1;
    end else if (sent) begin
      busy_q    <= 1'b0;
      done_q    <= 1'b0;
      claimed_q <= 8'd0;
    end else begin
      busy_q    <= busy_q || alloc_i;
      claimed_q <= claimed_q + 8'(alloc_i);
      if (valid_i) begin
        in_q <= block_last ? 8'd0 : in_q + 8'd1;
        if (block_last) begin
          next_step_q <= step_last ? 8'd1 : next_step_q + 8'd1;
          if (step_last) base_q <= last_i ? 8'd0 : base_q + 8'(BlockWords);
          done_q <= step_last && last_i;
        end
      end
    end
  end
  always_ff @(posedge clk_i) if (valid_i) image_q <= image_i;

  // The word that came in the cycle before is counted.
  logic                   valid_q;
  logic [7:0]             at_q, step_q;
  logic [NeuronLanes-1:0] spike_q;
  logic [LanesBits-1:0]   potential_q;
  always_ff @(posedge clk_i) begin
    valid_q <= rst_ni && valid_i;
    if (valid_i) begin
      at_q        <= word;
      step_q      <= step_i;
      spike_q     <= spike_i;
      potential_q <= potential_i;
    end
  end

  logic [Slots*8-1:0]             counts_q;
  logic [Slots*PotentialBits-1:0] potentials_q;
  logic [Words-1:0]               known_q = '0;  // words that were written since the start
  logic [7:0]                     judged_q;      // words of the last step that are counted
  logic                           finish, fetch_q, sending_q;
  logic [7:0]                     beat_q;        // neuron whose count is sent
  assign finish = valid_q && 32'(step_q) == Steps && 32'(at_q) == Words - 1;
  for (genvar n = 0; n < Slots; n++) begin : gen_counts
    always_ff @(posedge clk_i) begin
      if (live_q && valid_q && 32'(at_q) == n / NeuronLanes) begin
        counts_q[n*8 +: 8] <= ((step_q == 8'd1) ? 8'd0 : counts_q[n*8 +: 8])
                              + 8'(spike_q[n % NeuronLanes]);
        potentials_q[n*PotentialBits +: PotentialBits]
            <= potential_q[(n % NeuronLanes)*PotentialBits +: PotentialBits];
        known_q[n / NeuronLanes] <= 1'b1;
      end
    end
  end

  assign sent = sending_q && result_ready_i && 32'(beat_q) == Neurons - 1;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      judged_q  <= 8'd0;
      fetch_q   <= 1'b0;
      sending_q <= 1'b0;
      beat_q    <= 8'd0;
    end else begin
      if (sent) judged_q <= 8'd0;
      else if (valid_q && 32'(step_q) == Steps) judged_q <= judged_q + 8'd1;
      fetch_q   <= finish;
      sending_q <= fetch_q || (sending_q && !sent);
      if (sending_q && result_ready_i) beat_q <= sent ? 8'd0 : beat_q + 8'd1;
    end
  end

  // The best of neurons 0..n, for every n.
  for (genvar n = 0; n < Neurons; n++) begin : gen_best
    logic [7:0]                      count, best_count;
    logic signed [PotentialBits-1:0] potential, best_potential;
    logic [ClassBits-1:0]            best;
    assign count     = counts_q[n*8 +: 8];
    assign potential = potentials_q[n*PotentialBits +: PotentialBits];
    if (n == 0) begin : gen_first
      assign best           = '0;
      assign best_count     = count;
      assign best_potential = potential;
    end else begin : gen_next
      logic better;
      assign better = count > gen_best[n-1].best_count
                      || (count == gen_best[n-1].best_count
                          && potential > gen_best[n-1].best_potential);
      assign best           = better ? ClassBits'(n) : gen_best[n-1].best;
      assign best_count     = better ? count : gen_best[n-1].best_count;
      assign best_potential = better ? potential : gen_best[n-1].best_potential;
    end
  end

  // Protocol of the layer.
  always_comb begin
    if (alloc_i) assume (free);
    if (valid_i) begin
      assume (!done_q && claimed_q >= ((Claims == 1) ? 8'd1 : next_step_q));
      assume (step_i == next_step_q);
      assume (last_i == (32'(word) == Words - 1));
      assume (none || image_i == image_q);
      assume (BlockWords > 1 || !valid_q);     // a step takes two cycles or more
    end
  end

  always_comb begin
    if (live_q) begin
      assert (free == (!busy_q || (claimed_q != 8'd0 && 32'(claimed_q) < Claims)));
      assert (result_valid == sending_q);   // from the third cycle after the last update
    end
    if (live_q && result_valid) begin
      assert (result_count == counts_q[32'(beat_q) * 8 +: 8]);
      assert (result_class == gen_best[Neurons-1].best);
      assert (result_image == image_q);
      assert (result_last == (32'(beat_q) == Neurons - 1));
    end
  end

  // What waits for result_ready_i does not change.
  logic                 waiting_q = 1'b0;
  logic                 last_q;
  logic [ClassBits-1:0] class_q;
  logic [7:0]           count_q;
  logic [31:0]          tag_q;
  always_ff @(posedge clk_i) begin
    waiting_q <= live_q && rst_ni && result_valid && !result_ready_i;
    class_q   <= result_class;
    count_q   <= result_count;
    tag_q     <= result_image;
    last_q    <= result_last;
  end
  always_comb begin
    if (waiting_q) begin
      assert (result_valid && result_class == class_q && result_count == count_q);
      assert (result_image == tag_q && result_last == last_q);
    end
  end

  // Invariants: the macro's registers in terms of the model.
  localparam int AddrBits = (Words > 1) ? $clog2(Words) : 1;
  localparam int LaneBits = (NeuronLanes > 1) ? $clog2(NeuronLanes) : 1;
  localparam int CountsBits = NeuronLanes * 8;
  (* hierconn *) logic \u_dut.busy_q , \u_dut.valid_q , \u_dut.last_q , \u_dut.first_q ,
      \u_dut.final_q , \u_dut.send_q , \u_dut.fetch_first_q ;
  (* hierconn *) logic [7:0] \u_dut.claims_q ;
  (* hierconn *) logic [AddrBits-1:0] \u_dut.word_q , \u_dut.send_word_q ;
  (* hierconn *) logic [NeuronLanes-1:0] \u_dut.spike_q ;
  (* hierconn *) logic [LanesBits-1:0] \u_dut.potential_q ;
  (* hierconn *) logic [CountsBits-1:0] \u_dut.counts , \u_dut.u_counts.gen_auto.mem[0] ,
      \u_dut.u_counts.gen_auto.mem[1] ;
  (* hierconn *) logic [8+PotentialBits:0] \u_dut.best_score_q ;
  (* hierconn *) logic [ClassBits-1:0] \u_dut.best_class_q ;
  (* hierconn *) logic [LaneBits-1:0] \u_dut.send_lane_q ;
  (* hierconn *) logic [31:0] \u_dut.image_q ;

  always_comb begin
    if (!live_q) assert (known_q == '0);
    if (live_q) begin
      // The model's own order of things.
      assert (busy_q == (claimed_q != 8'd0));
      assert (32'(claimed_q) <= Claims && 32'(in_q) < BlockWords);
      assert (32'(base_q) % BlockWords == 0 && 32'(base_q) + BlockWords <= Words);
      assert (32'(next_step_q) >= 1 && 32'(next_step_q) <= Steps);
      assert (none || claimed_q != 8'd0);
      if (done_q) assert (word == 8'd0 && next_step_q == 8'd1 && 32'(claimed_q) == Claims);
      if (Claims > 1 && in_q != 8'd0) assert (claimed_q >= next_step_q);
      if (Claims > 1 && !done_q) assert (claimed_q + 8'd1 >= next_step_q);
      assert (32'(judged_q) <= Words);
      assert (32'(judged_q) + 32'(valid_q && 32'(step_q) == Steps)
              == (done_q ? Words : 32'(base_q) + (step_last ? 32'(in_q) : 0)));
      assert (32'(fetch_q) + 32'(sending_q) == ((32'(judged_q) == Words) ? 1 : 0));
      assert (sending_q || beat_q == 8'd0);
      assert (32'(beat_q) < Neurons);
      if (valid_q) begin
        // The word before the next one.
        if (done_q) assert (32'(at_q) == Words - 1 && 32'(step_q) == Steps);
        else if (in_q != 8'd0) assert (at_q == word - 8'd1 && step_q == next_step_q);
        else if (next_step_q != 8'd1) assert (at_q == base_q + 8'(BlockWords - 1) && step_q == next_step_q - 8'd1);
        else assert (base_q != 8'd0 && at_q == base_q - 8'd1 && 32'(step_q) == Steps);
      end
      // The macro.
      assert (\u_dut.busy_q == busy_q);
      assert (32'(\u_dut.claims_q ) == ((32'(claimed_q) == Claims) ? 0 : 32'(claimed_q)));
      assert (\u_dut.valid_q == valid_q);
      if (valid_q) begin
        assert (8'(\u_dut.word_q ) == at_q && \u_dut.spike_q == spike_q);
        assert (\u_dut.potential_q == potential_q);
        assert (\u_dut.last_q == (32'(at_q) == Words - 1));
        assert (\u_dut.first_q == (step_q == 8'd1) && \u_dut.final_q == (32'(step_q) == Steps));
        if (step_q != 8'd1) assert (\u_dut.counts == counts_q[32'(at_q)*CountsBits +: CountsBits]);
      end
      if (!none) assert (\u_dut.image_q == image_q);
      assert (\u_dut.fetch_first_q == fetch_q && \u_dut.send_q == sending_q);
      assert (32'(\u_dut.send_word_q ) * NeuronLanes + 32'(\u_dut.send_lane_q ) == 32'(beat_q));
      assert (32'(\u_dut.send_lane_q ) < NeuronLanes);
      if (sending_q) begin
        assert (\u_dut.counts == counts_q[32'(\u_dut.send_word_q )*CountsBits +: CountsBits]);
      end
      if (known_q[0]) assert (\u_dut.u_counts.gen_auto.mem[0] == counts_q[CountsBits-1:0]);
    end
  end
  if (Words > 1) begin : gen_second
    always_comb begin
      if (live_q && known_q[1]) begin
        assert (\u_dut.u_counts.gen_auto.mem[1] == counts_q[CountsBits +: CountsBits]);
      end
    end
  end
  for (genvar w = 0; w < Words; w++) begin : gen_words
    localparam int Upto = ((w + 1) * NeuronLanes < Neurons) ? (w + 1) * NeuronLanes : Neurons;
    logic fed;  // its first step has come
    assign fed = done_q || w < 32'(word)
                 || (w < 32'(base_q) + BlockWords && next_step_q != 8'd1);
    always_comb begin
      if (live_q && !(valid_q && 32'(at_q) == w) && fed) assert (known_q[w]);
      if (live_q && valid_q && step_q != 8'd1 && 32'(at_q) == w) assert (known_q[w]);
      if (live_q && 32'(judged_q) == w + 1) begin
        assert (\u_dut.best_class_q == gen_best[Upto-1].best);
        assert (\u_dut.best_score_q == {1'b0, gen_best[Upto-1].best_count,
                                        !gen_best[Upto-1].best_potential[PotentialBits-1],
                                        gen_best[Upto-1].best_potential[PotentialBits-2:0]});
      end
    end
  end

  logic again_q;   // a result has been sent
  always_ff @(posedge clk_i) again_q <= rst_ni && (again_q || sent);
  always_comb begin
    cover (live_q && sent && 32'(result_class) == Neurons - 1);
    cover (live_q && sent && result_class == '0 && counts_q[7:0] == 8'(Steps)
           && counts_q[(Neurons-1)*8 +: 8] == 8'(Steps));            // a tie of counts
    cover (waiting_q && sending_q && beat_q != 8'd0);
    cover (live_q && busy_q && !free && !sending_q);
  end
  if (Neurons < 3) begin : gen_again
    always_comb cover (live_q && again_q && result_valid && result_count == 8'd0);
  end
  if (Claims > 1) begin : gen_ahead
    always_comb cover (live_q && !done_q && claimed_q > next_step_q);   // claims run ahead
  end

endmodule

`default_nettype wire
