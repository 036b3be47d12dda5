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

  // Model: the word at one address, what the last read there must have brought, and what the output
  // was.
  logic                started_q = 1'b0;
  logic                known_q = 1'b0;  // the word has been written
  logic                read_q = 1'b0;   // it, or the initial state, was what was read last
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
      read_q     <= initial_i || (known_q && raddr_i == watched_i);
      expected_q <= initial_i ? Width'(Initial) : value_q;
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
    if (known_q) assert (started_q && 32'(watched_q) < Depth);
    if (known_q) assert (memory[32'(watched_q) * Width +: Width] == value_q);
  end

  always_comb begin
    // A word that was written is held, though it has another value meanwhile.
    cover (read_q && held_q && rdata == '1 && value_q == '0);
    cover (read_q && held_q && rdata == '0 && value_q == '1);
    // A read meets a write of its word; the next one brings what was written.
    cover (known_q && we_i && re_i && !initial_i && waddr_i == watched_i && raddr_i == watched_i
           && wdata_i != value_q);
    cover (read_q && re_i && !initial_i && raddr_i == watched_i && rdata != value_q);
    // The initial state, then the word as it was written before, and the other way round.
    cover (known_q && read_q && rdata == Width'(Initial) && value_q != rdata && re_i && !initial_i
           && raddr_i == watched_i);
    cover (known_q && read_q && rdata == value_q && value_q != Width'(Initial) && re_i
           && initial_i);
  end

endmodule

`default_nettype wire
