// SPDX-License-Identifier: Apache-2.0
// formal: gives each word's drives two cycles after its counters, and keeps them
// sources: sf_requantize sf_requantize_array
// proof: MulPerNeuron=1 Shift=0 D0Bits=21 Words=3 | bmc 4 | induction 1 | cover 6
// proof: MulPerNeuron=0 Mul=11 Negative=1 Shift=2 D0Bits=19 | bmc 4 | induction 1 | cover 6
// proof: MulPerNeuron=0 Mul=32768 Negative=1 Shift=8 D0Bits=9 | bmc 4 | induction 1 | cover 6
// proof: MulPerNeuron=0 Mul=10 Shift=0 D0Bits=21 | bmc 4 | induction 1 | cover 6
// proof: MulPerNeuron=1 Shift=3 D0Bits=18 Check=1 | bmc 4 | induction 1 | cover 6
// proof: MulPerNeuron=1 Shift=1 D0Bits=20 Words=1 Check=1 | bmc 4 | induction 1 | cover 6
// red: when a half is rounded down
//   bmc sf_requantize.sv s/ProductBits'(mul_i) + Half/ProductBits'(mul_i) + Half - 1/
// red: when a factor has no sign
//   bmc sf_requantize.sv s/ProductBits'(mul_i)/ProductBits'($unsigned(mul_i))/
// red: when a word has the factors of the next
//   bmc sf_requantize_array.sv s/.addr_i(word_i)/.addr_i(WordBits'((32'(word_i) + 1) % Words))/
// red: when drives change without a word
//   bmc sf_requantize_array.sv s/if (valid1_q) begin/if (1'b1) begin/
// red: when counters change that nobody reads
//   bmc sf_requantize_array.sv s/counters_q <= counters_i;/end begin counters_q <= counters_i;/
// red: when a word comes out of a reset
//   bmc sf_requantize_array.sv s/valid2_q <= 1'b0/valid2_q <= valid1_q/
//
// Words, counters, factors and resets come at any time. A memory of any rows stands in for sf_rom;
// a row has any fold, and may be read out in any cycle. Drives are taken as wrapping: those of a
// network fit D0Bits. Factors 10 and -11 have no bit in common. What a register holds stays until
// the next word, though nothing may read it any more: no simulation would see it change.
`default_nettype none

`include "sf_rom_formal.svh"

module sf_requantize_array_properties #(
  parameter int Words = 2,
  parameter int D0Bits = 8,
  parameter int Shift = 0,
  parameter bit MulPerNeuron = 1'b0,
  parameter int Mul = 1,
  parameter bit Negative = 1'b0,
  parameter bit Check = 1'b0,
  localparam int Factor = Negative ? -Mul : Mul,
  localparam int NeuronLanes = 2,
  localparam int CounterBits = 4,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int InBits = NeuronLanes * CounterBits,
  localparam int OutBits = NeuronLanes * D0Bits,
  localparam int RowBits = NeuronLanes * 16
) (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                valid_i,
  input logic                last_i,
  input logic [WordBits-1:0] word_i,
  input logic [InBits-1:0]   counters_i,
  input logic                check_i,
  input logic [31:0]         check_row_i
);

  logic                valid, last;
  logic [WordBits-1:0] word;
  logic [OutBits-1:0]  drive;
  logic [31:0]         fold;
  `include "sf_formal.svh"

  sf_requantize_array #(
    .NeuronLanes(NeuronLanes), .Words(Words), .CounterBits(CounterBits), .D0Bits(D0Bits),
    .Shift(Shift), .MulPerNeuron(MulPerNeuron), .Mul(Factor), .Check(Check)
  ) u_dut (
    .clk_i, .rst_ni, .valid_i, .last_i, .word_i, .counters_i, .valid_o(valid), .last_o(last),
    .word_o(word), .drive_o(drive), .check_i, .check_row_i, .fold_o(fold)
  );

  always_comb if (MulPerNeuron && valid_i) assume (32'(word_i) < Words);

  // Model: the word that came last, and the one whose drives came out last. A reset forgets that
  // they are under way.
  logic                valid1_q, valid2_q, last1_q, last2_q;
  logic [WordBits-1:0] word1_q, word2_q;
  logic [InBits-1:0]   counters1_q;
  logic [OutBits-1:0]  drive2_q, expected;
  logic [RowBits-1:0]  factors;  // of the word that came last
  always_ff @(posedge clk_i) begin
    valid1_q <= rst_ni && valid_i;
    valid2_q <= rst_ni && valid1_q;
    if (valid_i) begin
      last1_q     <= last_i;
      word1_q     <= word_i;
      counters1_q <= counters_i;
    end
    if (valid1_q) begin
      last2_q  <= last1_q;
      word2_q  <= word1_q;
      drive2_q <= expected;
    end
  end

  // The equation, doubled: so a half is a whole number, whatever Shift is. Its counters and factors
  // are the macro's, which are the model's (below): products of the same are easy to compare.
  (* hierconn *) logic [InBits-1:0] \u_dut.counters_q ;
  (* hierconn *) logic [RowBits-1:0] \u_dut.muls ;
  for (genvar i = 0; i < NeuronLanes; i++) begin : gen_lane
    logic signed [CounterBits-1:0] counter;
    logic signed [15:0]            factor;
    logic signed [31:0]            product, doubled;
    assign counter = \u_dut.counters_q [i*CounterBits +: CounterBits];
    assign factor  = \u_dut.muls [i*16 +: 16];
    assign product = 32'(counter) * 32'(factor);
    assign doubled = 2 * product + (1 << Shift);
    assign expected[i*D0Bits +: D0Bits] = D0Bits'(doubled >>> (Shift + 1));
  end

  // What the macro holds as it starts may be anything, and the model the same.
  (* hierconn *) logic \u_dut.valid1_q , \u_dut.last1_q ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.word1_q ;
  logic same1, same2;
  assign same1 = \u_dut.valid1_q == valid1_q && \u_dut.last1_q == last1_q
                 && \u_dut.word1_q == word1_q && \u_dut.counters_q == counters1_q;
  assign same2 = last == last2_q && word == word2_q && drive == drive2_q;
  always_comb begin
    if (live_q) begin
      assert (valid == valid2_q);
      assert (same2);
      assert (same1);
    end else begin
      assume (same1 && same2);
    end
    if (live_q && valid1_q) assert (\u_dut.muls == factors);
  end

  (* hierconn *) logic [Words*RowBits-1:0] \u_dut.gen_mul_memory.u_muls.rows ;
  (* hierconn *) logic [Words*32-1:0] \u_dut.gen_mul_memory.u_muls.folds ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.gen_mul_memory.u_muls.row_q ;
  (* hierconn *) logic \u_dut.gen_mul_memory.u_muls.checked_q ;
  if (MulPerNeuron) begin : gen_memory
    logic                checked_q;  // a row that there is was read out
    logic [WordBits-1:0] check_row_q;
    logic                same_row;
    always_ff @(posedge clk_i) begin
      checked_q   <= Check && check_i && !valid_i && check_row_i < 32'(Words);
      check_row_q <= WordBits'(check_row_i);
    end
    assign factors  = \u_dut.gen_mul_memory.u_muls.rows [32'(word1_q)*RowBits +: RowBits];
    assign same_row = \u_dut.gen_mul_memory.u_muls.row_q == word1_q;
    always_comb begin
      if (!live_q) begin
        assume (same_row);
      end else begin
        if (valid1_q) assert (32'(word1_q) < Words);
        if (valid1_q || !Check) assert (same_row);
        assert (\u_dut.gen_mul_memory.u_muls.checked_q == checked_q);
        assert (fold == (checked_q
                         ? \u_dut.gen_mul_memory.u_muls.folds [32'(check_row_q)*32 +: 32] : 32'd0));
        if (checked_q) assert (\u_dut.gen_mul_memory.u_muls.row_q == check_row_q);
      end
    end
    if (Check) begin : gen_check
      always_comb begin
        cover (live_q && checked_q && fold == 32'hdeadbeef && valid_i && valid);
        cover (live_q && valid1_q && check_i && !valid_i && 32'(check_row_i) == Words);
      end
    end
  end else begin : gen_constant
    assign factors = {16'(Factor), 16'(Factor)};
    always_comb if (live_q) assert (fold == 32'd0);
  end

  logic signed [D0Bits-1:0] drive0, drive1;
  assign {drive1, drive0} = drive;
  always_comb begin
    cover (live_q && valid && drive0 < 0 && drive1 > 0);
    cover (live_q && valid && valid1_q && valid_i && last && !last1_q && counters1_q != counters_i);
    cover (live_q && !valid && !valid1_q && !valid_i && counters1_q != counters_i && drive != '0);
    cover (live_q && !rst_ni && valid1_q && valid_i);
  end

endmodule

`default_nettype wire
