// SPDX-License-Identifier: Apache-2.0
// formal: reads the word as it was before this cycle and holds it
// sources: sf_ram
// proof: Width=4 Depth=3 | bmc 5 | induction 1 | cover 5
// proof: Width=9 Depth=4 | bmc 5 | induction 1 | cover 5
// proof: Width=3 Depth=32 | bmc 5 | induction 1 | cover 5
// proof: Width=1 Depth=1 | bmc 5 | induction 1 | cover 5
// red: when the output does not hold
//   bmc sf_ram.sv s/if (re_i) rdata_o/rdata_o/
// red: when one bit of the word that is held changes
//   bmc sf_ram.sv s/if (re_i) \(rdata_o.*\)/if (re_i) \1 else rdata_o[Width-1] <= 1'b0;/
// red: when one bit of a word is not written
//   bmc sf_ram.sv s/wdata_i;/wdata_i | Width'(1);/
// red: when a read meets a write and has the new word
//   bmc sf_ram.sv s/<= mem\[raddr_i\]/<= (we_i \&\& waddr_i == raddr_i) ? wdata_i : mem[raddr_i]/
// red: when a deep memory writes half of its words
//   bmc sf_ram.sv 0,/mem\[waddr_i\]/s/mem\[waddr_i\]/mem[waddr_i \& AddrBits'(15)]/
//
// Any access in any cycle, one beyond the last word too: it changes none of the words. One address,
// whichever, is watched. Until it has been written, and where another one is read, what comes is
// not judged, but it must stay. Widths of one bit and of more, a single word, depths that are and
// are not a power of two, and the least one that asks for a block RAM.
`default_nettype none

module sf_ram_properties #(
  parameter int Width = 4,
  parameter int Depth = 3,
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input logic                clk_i,
  input logic                we_i,
  input logic [AddrBits-1:0] waddr_i,
  input logic [Width-1:0]    wdata_i,
  input logic                re_i,
  input logic [AddrBits-1:0] raddr_i,
  input logic [AddrBits-1:0] watched_i
);

  logic [Width-1:0] rdata;
  sf_ram #(.Width(Width), .Depth(Depth)) u_dut (
    .clk_i, .we_i, .waddr_i, .wdata_i, .re_i, .raddr_i, .rdata_o(rdata)
  );

  localparam int Initial = 0;
  logic          initial_i;
  assign initial_i = 1'b0;  // it has none
  `include "sf_memory_formal.svh"

endmodule

`default_nettype wire
