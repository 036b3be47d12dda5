// SPDX-License-Identifier: Apache-2.0
// formal: tells a word of odd parity, and from then on
// sources: sf_parity
// proof: Width=1 | bmc 6 | induction 1 | cover 6
// proof: Width=6 | bmc 6 | induction 1 | cover 6
// red: when a word counts that was not read for use
//   bmc sf_parity.sv s/read_q \&\& (/(read_q || read_i) \&\& (/
// red: when an error is forgotten
//   bmc sf_parity.sv s/error_q || //
// red: when two wrong bits are told
//   bmc sf_parity.sv s/(^word_i)/(word_i != '0)/
//
// Any reads, any words, any resets.
`default_nettype none

module sf_parity_properties #(
  parameter int Width = 6
) (
  input logic             clk_i,
  input logic             rst_ni,
  input logic             read_i,
  input logic [Width-1:0] word_i
);

  logic error;
  `include "sf_formal.svh"

  sf_parity #(.Width(Width)) u_dut (.clk_i, .rst_ni, .read_i, .word_i, .error_o(error));

  // Model: ones counted one by one.
  logic       read_q, wrong_q;
  logic [7:0] ones;
  integer     i;
  always_comb begin
    ones = 8'd0;
    for (i = 0; i < Width; i = i + 1) ones = ones + 8'(word_i[i]);
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      read_q  <= 1'b0;
      wrong_q <= 1'b0;
    end else begin
      read_q <= read_i;
      if (read_q && ones[0]) wrong_q <= 1'b1;
    end
  end
  always_comb if (live_q) assert (error == wrong_q);

  // Invariant: the module's registers.
  (* hierconn *) logic \u_dut.read_q , \u_dut.error_q ;
  always_comb if (live_q) assert (\u_dut.read_q == read_q && \u_dut.error_q == wrong_q);

  always_comb begin
    cover (live_q && rst_ni && error && !read_q);
    cover (live_q && rst_ni && !error && read_q && word_i != '0 && (Width == 1 || !(^word_i)));
    cover (live_q && !rst_ni && error);
  end

endmodule

`default_nettype wire
