// SPDX-License-Identifier: Apache-2.0
// formal: finds the lowest set bit
// sources: sf_first_set
// proof: Width=1 | bmc 1 | cover 1
// proof: Width=5 | bmc 1 | cover 1
// proof: Width=32 | bmc 1 | cover 1
//
// Combinational, so one step of BMC is the whole proof.
`default_nettype none

module sf_first_set_properties #(
  parameter int Width = 5,
  localparam int IndexBits = (Width > 1) ? $clog2(Width) : 1
) (
  input logic [Width-1:0] bits_i
);

  logic                 any;
  logic [Width-1:0]     onehot, below;
  logic [IndexBits-1:0] index;

  sf_first_set #(.Width(Width)) u_dut (
    .bits_i,
    .any_o   (any),
    .onehot_o(onehot),
    .index_o (index)
  );
  assign below = onehot - 1'b1;

  always_comb begin
    assert (any == (bits_i != '0));
    assert ((onehot & below) == '0);                  // one-hot or zero
    assert ((onehot & ~bits_i) == '0);                // a bit of the input
    assert (!any || (bits_i & below) == '0);          // the lowest
    assert (onehot == (any ? (Width'(1) << index) : '0));
    assert (any || index == '0);

    cover (!any);
    cover (bits_i == '1);
    cover (onehot[Width-1]);
  end

endmodule

`default_nettype wire
