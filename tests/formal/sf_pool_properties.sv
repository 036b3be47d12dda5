// SPDX-License-Identifier: Apache-2.0
// formal: takes the maximum or the sum over every window, word by word
// sources: sf_ram sf_pool
// proof: Positions=4 Words=2 Sum=0 | bmc 9 | induction 1 | cover 16
// proof: Positions=4 Words=2 Sum=1 | bmc 9 | induction 1 | cover 16
// proof: Positions=4 Words=1 Sum=0 NeuronLanes=1 | bmc 6 | induction 1 | cover 14
// proof: Positions=4 Words=3 Sum=1 NeuronLanes=1 | bmc 6 | induction 1 | cover 20
// proof: Positions=9 Words=1 Sum=1 NeuronLanes=1 | bmc 6 | induction 1
// proof: Positions=9 Words=3 Sum=0 NeuronLanes=1 | bmc 6 | induction 1
// red: when the maximum ignores the sign
//   bmc sf_pool.sv s/(held > value)/($unsigned(held) > $unsigned(value))/
// red: when a window begins with the sum of the one before
//   bmc sf_pool.sv s/first_q ? value : next/(first_q \&\& send_q) ? value : next/
// red: when a window is sent a position early
//   bmc sf_pool.sv s/send_q   <= position_last/send_q   <= position_q == PositionBits'(Positions - 2)/
//
// Words come in their order at any time, a lone word not in two cycles running. One word of the
// position, whichever, is watched: the values that it has had since the window began.
`default_nettype none

module sf_pool_properties #(
  parameter int Positions = 4,
  parameter int Words = 2,
  parameter int NeuronLanes = 2,
  parameter bit Sum = 1'b0,
  localparam int ValueBits = 4,
  localparam int Bits = NeuronLanes * ValueBits,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1
) (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                valid_i,
  input logic [Bits-1:0]     values_i,
  input logic [WordBits-1:0] watched_i
);

  logic                valid, last;
  logic [WordBits-1:0] word;
  logic [Bits-1:0]     values;
  `include "sf_formal.svh"

  // The word that comes next, and the word of the cycle before.
  logic [7:0]          position_q, word_q;
  logic                fed_q, sends_q;
  logic [7:0]          fed_word_q;
  logic [WordBits-1:0] watched_q;
  logic                last_word;
  assign last_word = 32'(word_q) == Words - 1;

  always_ff @(posedge clk_i) begin
    watched_q <= watched_i;
    fed_q     <= rst_ni && valid_i;
    if (valid_i) begin
      fed_word_q <= word_q;
      sends_q    <= 32'(position_q) == Positions - 1;
    end
    if (!rst_ni) begin
      position_q <= 8'd0;
      word_q     <= 8'd0;
    end else if (valid_i) begin
      word_q <= last_word ? 8'd0 : word_q + 8'd1;
      if (last_word) position_q <= (32'(position_q) == Positions - 1) ? 8'd0 : position_q + 8'd1;
    end
  end

  sf_pool #(
    .Positions(Positions), .Words(Words), .NeuronLanes(NeuronLanes), .ValueBits(ValueBits),
    .Sum(Sum)
  ) u_dut (
    .clk_i, .rst_ni, .valid_i, .last_i(last_word), .word_i(WordBits'(word_q)), .values_i,
    .valid_o(valid), .last_o(last), .word_o(word), .values_o(values)
  );

  always_comb begin
    if (live_q) assume (watched_i == watched_q);
    assume (32'(watched_i) < Words);
    if (Words == 1 && fed_q) assume (!valid_i);
  end

  always_comb begin
    if (live_q) assert (valid == (fed_q && sends_q));
    if (live_q && valid) begin
      assert (8'(word) == fed_word_q);
      assert (last == (32'(fed_word_q) == Words - 1));
    end
  end

  // Model: the values that the watched word has had in this window, and what they come to.
  logic [Positions*Bits-1:0] seen_q;
  logic [7:0]                count_q;  // how many
  logic [Bits-1:0]           pooled;
  logic                      watching, shown;
  assign watching = valid_i && word_q == 8'(watched_i);
  assign shown    = fed_q && fed_word_q == 8'(watched_i);
  for (genvar p = 0; p < Positions; p++) begin : gen_position
    always_ff @(posedge clk_i) begin
      if (watching && 32'(position_q) == p) seen_q[p*Bits +: Bits] <= values_i;
    end
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) count_q <= 8'd0;
    else if (watching) count_q <= position_q + 8'd1;
  end
  for (genvar i = 0; i < NeuronLanes; i++) begin : gen_lane
    logic signed [ValueBits-1:0] maximum, total;
    assign pooled[i*ValueBits +: ValueBits] = Sum ? total : maximum;
    always_comb begin
      maximum = seen_q[i*ValueBits +: ValueBits];
      total   = '0;
      for (int p = 0; p < Positions; p++) begin
        if (p < 32'(count_q)) begin
          total = total + $signed(seen_q[p*Bits + i*ValueBits +: ValueBits]);
          if ($signed(seen_q[p*Bits + i*ValueBits +: ValueBits]) > maximum) begin
            maximum = seen_q[p*Bits + i*ValueBits +: ValueBits];
          end
        end
      end
    end
  end
  always_comb begin
    if (live_q && shown && sends_q) assert (values == pooled && 32'(count_q) == Positions);
  end

  // Invariants: the macro's registers in terms of the model.
  localparam int PositionBits = $clog2(Positions);
  (* hierconn *) logic [Bits-1:0] \u_dut.u_running.gen_auto.mem[0] ,
      \u_dut.u_running.gen_auto.mem[1] , \u_dut.u_running.gen_auto.mem[2] , \u_dut.merged ;
  (* hierconn *) logic \u_dut.valid_q , \u_dut.first_q , \u_dut.send_q , \u_dut.last_q ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.word_q ;
  (* hierconn *) logic [PositionBits-1:0] \u_dut.position_q ;
  logic [Words*Bits-1:0] memory;
  if (Words == 1) begin : gen_one
    assign memory = \u_dut.u_running.gen_auto.mem[0] ;
  end else if (Words == 2) begin : gen_two
    assign memory = {\u_dut.u_running.gen_auto.mem[1] , \u_dut.u_running.gen_auto.mem[0] };
  end else begin : gen_three
    assign memory = {\u_dut.u_running.gen_auto.mem[2] , \u_dut.u_running.gen_auto.mem[1] , \u_dut.u_running.gen_auto.mem[0] };
  end
  always_comb begin
    if (live_q) begin
      assert (32'(word_q) < Words && 32'(position_q) < Positions);
      assert (32'(\u_dut.position_q ) == 32'(position_q) && \u_dut.valid_q == fed_q);
      // The watched word of this position has been seen or is yet to come.
      if (word_q > 8'(watched_i)) assert (count_q == position_q + 8'd1);
      else if (position_q != 8'd0) assert (count_q == position_q);
      else assert (count_q == 8'd0 || 32'(count_q) == Positions);
    end
    if (live_q && fed_q) begin
      assert (8'(\u_dut.word_q ) == fed_word_q && 32'(fed_word_q) < Words);
      assert (32'(word_q) == (32'(fed_word_q) + 1) % Words);
      assert (sends_q == (32'(position_q) == ((word_q == 8'd0) ? 0 : Positions - 1)));
      assert (\u_dut.send_q == sends_q);
      assert (\u_dut.last_q == (32'(fed_word_q) == Words - 1));
    end
    if (live_q && shown) begin
      assert (\u_dut.merged == pooled);
      assert (\u_dut.first_q == (count_q == 8'd1));
      assert (sends_q == (32'(count_q) == Positions));
    end else if (live_q && count_q != 8'd0) begin
      assert (memory[32'(watched_i) * Bits +: Bits] == pooled);
    end
  end

  logic again_q;  // a window is done
  always_ff @(posedge clk_i) again_q <= rst_ni && (again_q || (valid && last));
  logic signed [ValueBits-1:0] first_value, value;
  assign first_value = seen_q[ValueBits-1:0];
  assign value       = values[ValueBits-1:0];
  always_comb begin
    cover (live_q && again_q && shown && count_q == 8'd2 && pooled != values_i);
    cover (live_q && shown && sends_q && value < 0 && value != first_value);
    cover (live_q && shown && sends_q && value > 0 && first_value < 0);
  end
  if (Words > 1) begin : gen_steady
    always_comb cover (live_q && valid && valid_i && 32'(fed_word_q) == Words - 1);
  end

endmodule

`default_nettype wire
