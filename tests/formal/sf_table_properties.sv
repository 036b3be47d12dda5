// SPDX-License-Identifier: Apache-2.0
// formal: reads what was written last
// sources: sf_table
// proof: Width=2 Depth=3 | bmc 4 | induction 1 | cover 4
// proof: Width=1 Depth=1 | bmc 4 | induction 1 | cover 4
// red: when a write is lost where it is read
//   bmc sf_table.sv s/if (we_i) mem/if (we_i \&\& rdata_o == '0) mem/
//
// Depth is 1 or 3. Any access in any cycle; one address, whichever, is watched.
`default_nettype none

module sf_table_properties #(
  parameter int Width = 2,
  parameter int Depth = 3,
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input logic                clk_i,
  input logic                we_i,
  input logic [AddrBits-1:0] addr_i,
  input logic [Width-1:0]    wdata_i,
  input logic [AddrBits-1:0] watched_i
);

  logic [Width-1:0] rdata;
  sf_table #(.Width(Width), .Depth(Depth)) u_dut (
    .clk_i, .we_i, .addr_i, .wdata_i, .rdata_o(rdata)
  );

  logic                known_q = 1'b0;
  logic                started_q = 1'b0;
  logic [AddrBits-1:0] watched_q;
  logic [Width-1:0]    value_q;
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    watched_q <= watched_i;
    if (we_i && addr_i == watched_i) begin
      known_q <= 1'b1;
      value_q <= wdata_i;
    end
  end
  always_comb begin
    assume (32'(addr_i) < Depth && 32'(watched_i) < Depth);
    if (started_q) assume (watched_i == watched_q);
    if (known_q && addr_i == watched_i) assert (rdata == value_q);
  end

  // Invariant: the memory in terms of the model.
  (* hierconn *) logic [Width-1:0] \u_dut.mem[0] , \u_dut.mem[1] , \u_dut.mem[2] ;
  logic [3*Width-1:0] memory;
  if (Depth == 1) begin : gen_one
    assign memory = (3*Width)'(\u_dut.mem[0] );
  end else begin : gen_three
    assign memory = {\u_dut.mem[2] , \u_dut.mem[1] , \u_dut.mem[0] };
  end
  always_comb begin
    if (known_q) assert (started_q && 32'(watched_q) < Depth);
    if (known_q) assert (memory[32'(watched_q) * Width +: Width] == value_q);
  end

  always_comb begin
    cover (known_q && addr_i == watched_i && rdata != '0 && !we_i);
    cover (known_q && we_i && addr_i == watched_i && rdata != wdata_i);
  end

endmodule

`default_nettype wire
