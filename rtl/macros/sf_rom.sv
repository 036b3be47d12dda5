// SPDX-License-Identifier: Apache-2.0
// Read-only memory, filled from a hexadecimal file, one word a line.
//
// Latency     1 cycle; the output holds its value while re_i is low
// Throughput  one read a cycle
// Reset       none
`default_nettype none

module sf_rom #(
  parameter int Width = 8,
  parameter int Depth = 16,
  parameter File = "",
  parameter bit Block = 1'b0,  // 1: block RAM, however shallow; 0: as synthesis sees fit
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  logic                clk_i,
  input  logic                re_i,
  input  logic [AddrBits-1:0] addr_i,
  output logic [Width-1:0]    data_o
);

  if (Block) begin : gen_block
    (* ram_style = "block", rom_style = "block" *) logic [Width-1:0] mem [Depth];
    initial begin
      if (File != "") $readmemh(File, mem);
    end
    always_ff @(posedge clk_i) begin
      if (re_i) data_o <= mem[addr_i];
    end
  end else begin : gen_auto
    logic [Width-1:0] mem [Depth];
    initial begin
      if (File != "") $readmemh(File, mem);
    end
    always_ff @(posedge clk_i) begin
      if (re_i) data_o <= mem[addr_i];
    end
  end

endmodule

`default_nettype wire
