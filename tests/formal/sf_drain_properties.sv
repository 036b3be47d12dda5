// SPDX-License-Identifier: Apache-2.0
// formal: hands out every word of a layer once, in order
// sources: sf_drain
// proof: Lanes=4 NeuronLanes=2 Words=3 | bmc 6 | induction 1 | cover 10
// proof: Lanes=4 NeuronLanes=1 Words=6 | bmc 6 | induction 1 | cover 16
// proof: Lanes=2 NeuronLanes=2 Words=2 | bmc 6 | induction 1 | cover 6
// proof: Lanes=3 NeuronLanes=1 Words=1 | bmc 6 | induction 1 | cover 10
// red: when padding swallows the next layer's word
//   bmc sf_drain.sv s/passed_q <= left_q != LeftBits'(1)/passed_q <= 1'b1/
// red: when a cover is out of reach
//   cover sf_drain_properties.sv s/cover 10$/cover 2/
//
// Captures come at any time that leaves a block its BlockWords cycles; counters are free.
`default_nettype none

module sf_drain_properties #(
  parameter int Lanes = 4,
  parameter int NeuronLanes = 2,
  parameter int Words = 3,
  localparam int CounterBits = 2,
  localparam int BlockWords = Lanes / NeuronLanes,
  localparam int Blocks = (Words + BlockWords - 1) / BlockWords,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int OutBits = NeuronLanes * CounterBits,
  localparam int InBits = Lanes * CounterBits
) (
  input logic              clk_i,
  input logic              rst_ni,
  input logic              capture_i,
  input logic [InBits-1:0] counters_i
);

  logic                valid, last;
  logic [WordBits-1:0] word;
  logic [OutBits-1:0]  counters;
  `include "sf_formal.svh"

  sf_drain #(
    .Lanes(Lanes), .NeuronLanes(NeuronLanes), .CounterBits(CounterBits), .Words(Words)
  ) u_dut (
    .clk_i, .rst_ni, .capture_i, .counters_i, .valid_o(valid), .last_o(last), .word_o(word),
    .counters_o(counters)
  );

  // Model: the block that is handed out and the position in it, BlockWords when idle.
  logic [InBits-1:0] held_q;
  logic [7:0]        block_q, position_q;
  logic [31:0]       expected;   // word of the layer at this position
  logic              handing;    // the position holds a word of the layer, not padding
  assign expected = 32'(block_q) * BlockWords + 32'(position_q);
  assign handing  = 32'(position_q) < BlockWords && expected < Words;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      block_q    <= 8'(Blocks - 1);
      position_q <= 8'(BlockWords);
    end else if (capture_i) begin
      block_q    <= (32'(block_q) == Blocks - 1) ? 8'd0 : block_q + 8'd1;
      position_q <= 8'd0;
    end else if (32'(position_q) < BlockWords) begin
      position_q <= position_q + 8'd1;
    end
  end
  always_ff @(posedge clk_i) if (capture_i) held_q <= counters_i;

  always_comb if (32'(position_q) + 1 < BlockWords) assume (!capture_i);

  always_comb begin
    if (live_q) assert (valid == handing);
    if (live_q && valid) begin
      assert (32'(word) == expected);
      assert (last == (expected == Words - 1));
      assert (counters == held_q[32'(position_q) * OutBits +: OutBits]);
    end
  end

  // Invariants: the macro's registers in terms of the model.
  localparam int LeftBits = $clog2(BlockWords + 1);
  (* hierconn *) logic [InBits-1:0] \u_dut.hold_q ;
  (* hierconn *) logic [LeftBits-1:0] \u_dut.left_q ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.word_q ;
  (* hierconn *) logic \u_dut.passed_q ;
  localparam int PlaceBits = (BlockWords > 1) ? $clog2(BlockWords) : 1;
  (* hierconn *) logic [PlaceBits-1:0] \u_dut.gen_choice.place_q ;
  always_comb begin
    if (live_q) begin
      assert (32'(block_q) < Blocks && 32'(position_q) <= BlockWords);
      assert (32'(\u_dut.left_q ) == BlockWords - 32'(position_q));
      assert (\u_dut.passed_q == (32'(position_q) < BlockWords && expected >= Words));
      assert (32'(\u_dut.word_q ) == ((expected < Words) ? expected : 0));
      if (32'(position_q) < BlockWords) begin
        assert (\u_dut.hold_q == held_q);
      end
    end
  end

  if (BlockWords > 1) begin : gen_place
    always_comb begin
      if (live_q && 32'(position_q) < BlockWords) begin
        assert (32'(\u_dut.gen_choice.place_q ) == 32'(position_q));
      end
    end
  end

  logic again_q;  // the layer's last word has been handed out
  always_ff @(posedge clk_i) again_q <= rst_ni && (again_q || (valid && last));
  always_comb begin
    cover (live_q && valid && last && again_q);
    cover (live_q && capture_i && 32'(position_q) == BlockWords - 1);   // back to back
    cover (live_q && capture_i && 32'(position_q) == BlockWords);       // after a pause
  end
  if (Blocks * BlockWords > Words) begin : gen_padding
    always_comb cover (live_q && capture_i && !valid && 32'(position_q) < BlockWords);
  end

endmodule

`default_nettype wire
