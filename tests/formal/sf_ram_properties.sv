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

  // Model: the word at one address, the last word that was read there, and what the output was.
  logic                started_q = 1'b0;
  logic                known_q = 1'b0;  // the word has been written
  logic                read_q = 1'b0;   // it was what was read last
  logic                held_q = 1'b0;   // nothing was read in the cycle before
  logic [AddrBits-1:0] watched_q;
  logic [Width-1:0]    value_q, expected_q, rdata_q;
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    watched_q <= watched_i;
    held_q    <= !re_i;
    rdata_q   <= rdata;
    if (we_i && waddr_i == watched_i) begin
      known_q <= 1'b1;
      value_q <= wdata_i;
    end
    if (re_i) begin
      read_q     <= known_q && raddr_i == watched_i;
      expected_q <= value_q;
    end
  end
  always_comb begin
    assume (32'(watched_i) < Depth);
    if (started_q) assume (watched_i == watched_q);
    if (read_q) assert (rdata == expected_q);
    if (held_q) assert (rdata == rdata_q);
  end

  // Invariant: the memory in terms of the model.
  (* hierconn *) logic [Width-1:0]
      \u_dut.gen_auto.mem[0] , \u_dut.gen_auto.mem[1] , \u_dut.gen_auto.mem[2] ,
      \u_dut.gen_auto.mem[3] ;
  (* hierconn *) logic [Width-1:0]
      \u_dut.gen_block.mem[0] , \u_dut.gen_block.mem[1] , \u_dut.gen_block.mem[2] ,
      \u_dut.gen_block.mem[3] , \u_dut.gen_block.mem[4] , \u_dut.gen_block.mem[5] ,
      \u_dut.gen_block.mem[6] , \u_dut.gen_block.mem[7] , \u_dut.gen_block.mem[8] ,
      \u_dut.gen_block.mem[9] , \u_dut.gen_block.mem[10] , \u_dut.gen_block.mem[11] ,
      \u_dut.gen_block.mem[12] , \u_dut.gen_block.mem[13] , \u_dut.gen_block.mem[14] ,
      \u_dut.gen_block.mem[15] , \u_dut.gen_block.mem[16] , \u_dut.gen_block.mem[17] ,
      \u_dut.gen_block.mem[18] , \u_dut.gen_block.mem[19] , \u_dut.gen_block.mem[20] ,
      \u_dut.gen_block.mem[21] , \u_dut.gen_block.mem[22] , \u_dut.gen_block.mem[23] ,
      \u_dut.gen_block.mem[24] , \u_dut.gen_block.mem[25] , \u_dut.gen_block.mem[26] ,
      \u_dut.gen_block.mem[27] , \u_dut.gen_block.mem[28] , \u_dut.gen_block.mem[29] ,
      \u_dut.gen_block.mem[30] , \u_dut.gen_block.mem[31] ;
  logic [Depth*Width-1:0] memory;
  if (Depth == 32) begin : gen_deep
    assign memory = {
      \u_dut.gen_block.mem[31] , \u_dut.gen_block.mem[30] , \u_dut.gen_block.mem[29] ,
      \u_dut.gen_block.mem[28] , \u_dut.gen_block.mem[27] , \u_dut.gen_block.mem[26] ,
      \u_dut.gen_block.mem[25] , \u_dut.gen_block.mem[24] , \u_dut.gen_block.mem[23] ,
      \u_dut.gen_block.mem[22] , \u_dut.gen_block.mem[21] , \u_dut.gen_block.mem[20] ,
      \u_dut.gen_block.mem[19] , \u_dut.gen_block.mem[18] , \u_dut.gen_block.mem[17] ,
      \u_dut.gen_block.mem[16] , \u_dut.gen_block.mem[15] , \u_dut.gen_block.mem[14] ,
      \u_dut.gen_block.mem[13] , \u_dut.gen_block.mem[12] , \u_dut.gen_block.mem[11] ,
      \u_dut.gen_block.mem[10] , \u_dut.gen_block.mem[9] , \u_dut.gen_block.mem[8] ,
      \u_dut.gen_block.mem[7] , \u_dut.gen_block.mem[6] , \u_dut.gen_block.mem[5] ,
      \u_dut.gen_block.mem[4] , \u_dut.gen_block.mem[3] , \u_dut.gen_block.mem[2] ,
      \u_dut.gen_block.mem[1] , \u_dut.gen_block.mem[0]
    };
  end else if (Depth == 4) begin : gen_four
    assign memory = {
      \u_dut.gen_auto.mem[3] , \u_dut.gen_auto.mem[2] , \u_dut.gen_auto.mem[1] ,
      \u_dut.gen_auto.mem[0]
    };
  end else if (Depth == 3) begin : gen_three
    assign memory = {
      \u_dut.gen_auto.mem[2] , \u_dut.gen_auto.mem[1] , \u_dut.gen_auto.mem[0]
    };
  end else begin : gen_one
    assign memory = \u_dut.gen_auto.mem[0] ;
  end
  always_comb begin
    if (known_q || read_q) assert (started_q && 32'(watched_q) < Depth);
    if (known_q) assert (memory[32'(watched_q) * Width +: Width] == value_q);
  end

  always_comb begin
    // A word that was written is held, though it has another value meanwhile.
    cover (read_q && held_q && rdata == '1 && value_q == '0);
    cover (read_q && held_q && rdata == '0 && value_q == '1);
    // A read meets a write of its word; the next one brings what was written.
    cover (known_q && we_i && re_i && waddr_i == watched_i && raddr_i == watched_i
           && wdata_i != value_q);
    cover (read_q && re_i && raddr_i == watched_i && rdata != value_q);
  end

endmodule

`default_nettype wire
