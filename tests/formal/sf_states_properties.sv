// SPDX-License-Identifier: Apache-2.0
// formal: reads the word as it was before this cycle, or the initial state, and holds it
// sources: sf_states
// proof: Width=9 Depth=3 Initial=179 | bmc 5 | induction 1 | cover 5
// proof: Width=9 Depth=4 Initial=332 | bmc 5 | induction 1 | cover 5
// proof: Width=3 Depth=32 Initial=5 | bmc 5 | induction 1 | cover 5
// proof: Width=1 Depth=1 Initial=1 | bmc 5 | induction 1 | cover 5
// red: when the output does not hold
//   bmc sf_states.sv s/if (re_i) rdata_o/rdata_o/
// red: when one bit of the word that is held changes
//   bmc sf_states.sv s/if (re_i) \(rdata_o.*\)/if (re_i) \1 else rdata_o[Width-1] <= 1'b0;/
// red: when the initial state lacks a bit
//   bmc sf_states.sv s/? Initial/? (Initial >> 1)/
// red: when the initial state comes without a read
//   bmc sf_states.sv s/if (re_i) rdata_o/if (re_i || initial_i) rdata_o/
// red: when one bit of a word is not written
//   bmc sf_states.sv s/wdata_i;/wdata_i | Width'(1);/
//
// As in sf_ram_properties: any access in any cycle, one address is watched, and what is not judged
// must stay. A read for the initial state brings it, whatever was written and at any address, and
// leaves the words as they are. Two of the initial states are each other's inverse, so that every
// bit of it is proven both ways.
`default_nettype none

module sf_states_properties #(
  parameter int Width = 4,
  parameter int Depth = 3,
  parameter int Initial = 5,
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input logic                clk_i,
  input logic                we_i,
  input logic [AddrBits-1:0] waddr_i,
  input logic [Width-1:0]    wdata_i,
  input logic                re_i,
  input logic                initial_i,
  input logic [AddrBits-1:0] raddr_i,
  input logic [AddrBits-1:0] watched_i
);

  logic [Width-1:0] rdata;
  sf_states #(.Width(Width), .Depth(Depth), .Initial(Width'(Initial))) u_dut (
    .clk_i, .we_i, .waddr_i, .wdata_i, .re_i, .initial_i, .raddr_i, .rdata_o(rdata)
  );

  `include "sf_memory_formal.svh"

  always_comb begin
    // The initial state, then the word as it was written before, and the other way round.
    cover (known_q && read_q && rdata == Width'(Initial) && value_q != rdata && re_i && !initial_i
           && raddr_i == watched_i);
    cover (known_q && read_q && rdata == value_q && value_q != Width'(Initial) && re_i
           && initial_i);
  end

endmodule

`default_nettype wire
