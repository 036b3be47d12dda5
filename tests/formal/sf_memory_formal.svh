// SPDX-License-Identifier: Apache-2.0
// Within the properties of a memory of Depth words of Width bits whose read may bring an initial
// state: the word at the address watched_i, whichever that is, is what was written there last, and
// what is read is held.

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
end
