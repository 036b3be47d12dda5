// SPDX-License-Identifier: Apache-2.0
// Read-out of the output layer: spike counts, and the class with the largest (count, V).
//
// Equation    count_n = spikes of neuron n over the image; class = argmax over (count, V after the
//             last step), V signed, equal pairs to the lowest n
// Stream      Neurons beats an image: result_count_o of neuron 0, 1, ..; class and image on each
// Latency     last update of the image in cycle c: first beat in c+3
// Throughput  one beat a cycle; the layer waits with step 1 of the next image until the last beat
//             is accepted (free_o), so back-pressure loses nothing
// Reset       idle
// Golden      sim/golden, read-out
`timescale 1ns / 1ps
`default_nettype none

module sf_readout #(
  parameter int Neurons = 10,
  parameter int NeuronLanes = 2,
  parameter int Steps = 25,
  parameter int Claims = Steps,    // of the output layer an image: each step, or 1
  parameter int PotentialBits = 16,
  localparam int ClassBits = (Neurons > 1) ? $clog2(Neurons) : 1,
  localparam int Words = (Neurons + NeuronLanes - 1) / NeuronLanes,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1
) (
  input  logic                                 clk_i,
  input  logic                                 rst_ni,
  // output layer
  output logic                                 free_o,
  input  logic                                 alloc_i,
  input  logic                                 valid_i,
  input  logic                                 last_i,   // the layer's last word
  input  logic [WordBits-1:0]                  word_i,   // ascending at the last step
  input  logic [7:0]                           step_i,
  input  logic [31:0]                          image_i,
  input  logic [NeuronLanes-1:0]               spike_i,
  input  logic [NeuronLanes*PotentialBits-1:0] potential_i,
  // result stream
  output logic                                 result_valid_o,
  input  logic                                 result_ready_i,
  output logic [ClassBits-1:0]                 result_class_o,
  output logic [7:0]                           result_count_o,
  output logic [31:0]                          result_image_o,
  output logic                                 result_last_o
);

  localparam int LaneBits = (NeuronLanes > 1) ? $clog2(NeuronLanes) : 1;
  localparam int ScoreBits = 8 + PotentialBits;
  localparam int Tail = Neurons - (Words - 1) * NeuronLanes;

  // Claims: the first one of an image needs an idle read-out.
  logic       busy_q;
  logic [7:0] claims_q;  // of the image so far
  logic       sent;

  assign free_o = !busy_q || (claims_q != 8'd0);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q   <= 1'b0;
      claims_q <= 8'd0;
    end else begin
      if (alloc_i)   busy_q <= 1'b1;
      else if (sent) busy_q <= 1'b0;
      if (alloc_i)   claims_q <= (claims_q == 8'(Claims - 1)) ? 8'd0 : claims_q + 8'd1;
    end
  end

  // Counting: a word's update waits one cycle for its counts.
  logic                                 valid_q, last_q, final_q, first_q;
  logic [WordBits-1:0]                  word_q;
  logic [NeuronLanes-1:0]               spike_q;
  logic [NeuronLanes*PotentialBits-1:0] potential_q;
  logic [NeuronLanes*8-1:0]             counts, counts_next;
  logic                                 fetch;
  logic [WordBits-1:0]                  fetch_word;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else         valid_q <= valid_i;
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      word_q      <= word_i;
      last_q      <= last_i;
      first_q     <= step_i == 8'd1;
      final_q     <= step_i == 8'(Steps);
      spike_q     <= spike_i;
      potential_q <= potential_i;
    end
  end

  sf_ram #(
    .Width(NeuronLanes * 8),
    .Depth(Words)
  ) u_counts (
    .clk_i,
    .we_i    (valid_q),
    .waddr_i (word_q),
    .wdata_i (counts_next),
    .re_i    (valid_i || fetch),
    .raddr_i (valid_i ? word_i : fetch_word),
    .rdata_o (counts)
  );

  // Best of the word, lane after lane: a later lane wins only if it is larger. Scores compare as
  // signed numbers because the count, a positive field, stands above V.
  logic signed [ScoreBits:0] best_score_q;
  logic [ClassBits-1:0]      best_class_q;

  for (genvar i = 0; i < NeuronLanes; i++) begin : gen_lane
    localparam bit InTail = i < Tail;
    logic [7:0]                count;
    logic [PotentialBits-1:0]  biased;  // V with its sign bit inverted: unsigned order
    logic signed [ScoreBits:0] score, best, best_next;
    logic [ClassBits-1:0]      winner, winner_next;
    logic                      better;

    if (i == 0) begin : gen_first
      // A word continues from the words before it; the first one from below every score.
      assign best   = (word_q == '0) ? {1'b1, {ScoreBits{1'b0}}} : best_score_q;
      assign winner = best_class_q;
    end else begin : gen_next
      assign best   = gen_lane[i-1].best_next;
      assign winner = gen_lane[i-1].winner_next;
    end

    assign count  = (first_q ? 8'd0 : counts[i*8 +: 8]) + 8'(spike_q[i]);
    assign biased = potential_q[i*PotentialBits +: PotentialBits]
                    ^ {1'b1, {(PotentialBits-1){1'b0}}};
    assign score  = $signed({1'b0, count, biased});
    assign better = (score > best) && (InTail || !last_q);

    assign counts_next[i*8 +: 8] = count;
    assign best_next   = better ? score : best;
    assign winner_next = better ? ClassBits'(32'(word_q) * NeuronLanes + i) : winner;
  end

  always_ff @(posedge clk_i) begin
    if (valid_q && final_q) begin
      best_score_q <= gen_lane[NeuronLanes-1].best_next;
      best_class_q <= gen_lane[NeuronLanes-1].winner_next;
    end
  end

  // Sending: one word of counts is fetched ahead of the beats that it fills.
  logic                 send_q, fetch_first_q;
  logic [WordBits-1:0]  send_word_q;
  logic [LaneBits-1:0]  send_lane_q;
  logic [31:0]          image_q;
  logic                 beat, word_sent, on_last_word;

  assign on_last_word   = send_word_q == WordBits'(Words - 1);
  assign beat           = send_q && result_ready_i;
  assign result_last_o  = on_last_word && (send_lane_q == LaneBits'(Tail - 1));
  assign word_sent      = beat && (send_lane_q == LaneBits'(NeuronLanes - 1));
  assign sent           = beat && result_last_o;
  assign fetch          = fetch_first_q || word_sent;
  assign fetch_word     = fetch_first_q ? '0 : send_word_q + 1'b1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      send_q        <= 1'b0;
      fetch_first_q <= 1'b0;
      send_word_q   <= '0;
      send_lane_q   <= '0;
    end else begin
      fetch_first_q <= valid_q && final_q && last_q;
      if (fetch_first_q) send_q <= 1'b1;
      else if (sent)     send_q <= 1'b0;
      if (sent) begin
        send_word_q <= '0;
        send_lane_q <= '0;
      end else if (word_sent) begin
        send_word_q <= send_word_q + 1'b1;
        send_lane_q <= '0;
      end else if (beat) begin
        send_lane_q <= send_lane_q + 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i) image_q <= image_i;
  end

  assign result_valid_o = send_q;
  assign result_class_o = best_class_q;
  assign result_count_o = counts[32'(send_lane_q) * 8 +: 8];
  assign result_image_o = image_q;

endmodule

`default_nettype wire
