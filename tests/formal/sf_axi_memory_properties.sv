// SPDX-License-Identifier: Apache-2.0
// formal: sums up every row of an idle core once, from the last to row 0
// sources: sf_axi_memory
// proof: Layers=1 Rows=1 | bmc 7 | induction 1 | cover 8
// proof: Layers=2 Rows=3 | bmc 9 | induction 1 | cover 14
// proof: Layers=16 Rows=4 | bmc 7 | induction 1 | cover 10
// proof: Layers=1 Rows=300 | bmc 7 | induction 1 | cover 7
// red: when row 0 is left out
//   bmc sf_axi_memory.sv s/(row_q == '0)/(row_q <= 1'b1)/
// red: when the signature forgets the bit that leaves it
//   bmc sf_axi_memory.sv s/ ^ (sum_q\[31\] ? 32'h04c11db7 : 32'd0)//
// red: when the checksum shows before it is complete
//   bmc sf_axi_memory.sv s/checking_o ? 32'd0 : sum_q/sum_q/
// red: when a core that works meanwhile leaves a checksum
//   bmc sf_axi_memory.sv s/(!idle_i \&\& (start_i || checking_o))/(!idle_i \&\& start_i)/
// red: when a start keeps what came before it
//   bmc sf_axi_memory.sv s/fold_valid_q \&\& !start_i/fold_valid_q/
//
// Any starts, again and again, a core that works whenever it likes, any answers of its layers. The
// model turns and divides bit by bit, with the polynomial as it is written in textbooks.
`default_nettype none

module sf_axi_memory_properties #(
  parameter int Layers = 2,
  parameter int Rows = 3
) (
  input logic                 clk_i,
  input logic                 rst_ni,
  input logic                 start_i,
  input logic                 idle_i,
  input logic [Layers*32-1:0] check_fold_i
);

  logic        check_valid, checking;
  logic [31:0] check_row, sum;
  `include "sf_formal.svh"

  sf_axi_memory #(.Layers(Layers), .Rows(Rows)) u_dut (
    .clk_i, .rst_ni, .start_i, .idle_i, .check_valid_o(check_valid), .check_row_o(check_row),
    .check_fold_i, .checking_o(checking), .sum_o(sum)
  );

  // x^32 + x^26 + .. + 1, without its highest power.
  localparam logic [31:0] Polynomial = (32'd1 << 26) | (32'd1 << 23) | (32'd1 << 22)
    | (32'd1 << 16) | (32'd1 << 12) | (32'd1 << 11) | (32'd1 << 10) | (32'd1 << 8) | (32'd1 << 7)
    | (32'd1 << 5) | (32'd1 << 4) | (32'd1 << 2) | (32'd1 << 1) | 32'd1;

  // The sum with one more word.
  function automatic logic [31:0] signature(input logic [31:0] before, input logic [31:0] word);
    integer p;
    signature[0] = before[31] ^ word[0];
    for (p = 1; p < 32; p = p + 1) begin
      signature[p] = before[p-1] ^ (before[31] && Polynomial[p]) ^ word[p];
    end
  endfunction

  // Model: the cycles since the start, 0 when there is none, and the sum of the rows answered.
  logic [15:0] at_q;
  logic [31:0] sum_q, row, shown;
  integer      k, b;
  always_comb begin
    row = 32'd0;
    for (k = 0; k < Layers; k = k + 1) begin
      for (b = 0; b < 32; b = b + 1) begin
        row[(b + 3 * k) % 32] = row[(b + 3 * k) % 32] ^ check_fold_i[k * 32 + b];
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni || (!idle_i && (start_i || at_q != 16'd0))) begin
      at_q  <= 16'd0;
      sum_q <= 32'd0;
    end else if (start_i) begin
      at_q  <= 16'd1;
      sum_q <= 32'hffffffff;
    end else if (at_q != 16'd0) begin
      at_q <= (32'(at_q) == Rows + 2) ? 16'd0 : at_q + 16'd1;
      // A row was asked for in the cycle before.
      if (at_q >= 16'd2 && 32'(at_q) <= Rows + 1) sum_q <= signature(sum_q, row);
    end
  end
  assign shown = (at_q == 16'd0) ? sum_q : 32'd0;

  always_comb begin
    if (live_q) begin
      assert (check_valid == (at_q >= 16'd1 && 32'(at_q) <= Rows));
      if (check_valid) assert (check_row == 32'(Rows) - 32'(at_q));
      assert (checking == (at_q != 16'd0));
      assert (sum == shown);
    end
  end

  // Invariants: the module's registers. Its sum is one row behind, which is kept beside it.
  localparam int RowBits = (Rows > 1) ? $clog2(Rows) : 1;
  (* hierconn *) logic \u_dut.read_q , \u_dut.fold_valid_q , \u_dut.add_q ;
  (* hierconn *) logic [RowBits-1:0] \u_dut.row_q ;
  (* hierconn *) logic [31:0] \u_dut.fold_q , \u_dut.sum_q ;
  logic [31:0] after;
  assign after = signature(\u_dut.sum_q , \u_dut.fold_q );
  always_comb begin
    if (live_q) begin
      assert (32'(at_q) <= Rows + 2);
      assert (\u_dut.read_q == (at_q >= 16'd1 && 32'(at_q) <= Rows));
      assert (\u_dut.fold_valid_q == (at_q >= 16'd2 && 32'(at_q) <= Rows + 1));
      assert (\u_dut.add_q == (at_q >= 16'd3));
      if (\u_dut.read_q ) assert (32'(\u_dut.row_q ) == 32'(Rows) - 32'(at_q));
      assert (((at_q >= 16'd3) ? after : \u_dut.sum_q ) == sum_q);
    end
  end

  logic again_q, broken_q;   // a start came in the middle; the core worked in the middle
  always_ff @(posedge clk_i) begin
    again_q  <= rst_ni && (again_q || (start_i && idle_i && checking));
    broken_q <= rst_ni && (broken_q || (!idle_i && checking));
  end
  always_comb begin
    cover (live_q && rst_ni && sum == 32'd0 && broken_q && !checking && idle_i && !start_i);
    cover (live_q && rst_ni && again_q && check_valid && !broken_q);
  end
  if (Rows <= 4) begin : gen_short   // the others end too far from their start
    always_comb begin
      cover (live_q && rst_ni && sum == 32'h12345678 && !again_q && !broken_q);
      cover (live_q && rst_ni && sum != 32'd0 && !idle_i);
      cover (live_q && rst_ni && sum != 32'd0 && again_q && start_i);
      cover (live_q && rst_ni && start_i && idle_i && 32'(at_q) == Rows + 2);
      cover (live_q && rst_ni && start_i && !idle_i && sum != 32'd0);
    end
  end

endmodule

`default_nettype wire
