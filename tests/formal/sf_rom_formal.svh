// SPDX-License-Identifier: Apache-2.0
// Stands in for sf_rom: any rows with any folds, which may be read out in any cycle.
module sf_rom #(
  parameter int Width = 8,
  parameter int Depth = 16,
  parameter File = "",
  parameter logic [31:0] Sum = 32'd0,
  parameter bit Block = 1'b0,
  parameter bit Check = 1'b0,
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  logic                clk_i,
  input  logic                re_i,
  input  logic [AddrBits-1:0] addr_i,
  output logic [Width-1:0]    data_o,
  input  logic                check_i,
  input  logic [31:0]         check_row_i,
  output logic [31:0]         fold_o
);
  (* anyconst *) logic [Depth*Width-1:0] rows;
  (* anyconst *) logic [Depth*32-1:0]    folds;
  logic [AddrBits-1:0] row_q;
  logic                checked_q;
  always_ff @(posedge clk_i) begin
    if (re_i)                  row_q <= addr_i;
    else if (Check && check_i) row_q <= AddrBits'(check_row_i);
    checked_q <= Check && check_i && !re_i && check_row_i < 32'(Depth);
  end
  assign data_o = (32'(row_q) < Depth) ? rows[32'(row_q)*Width +: Width] : '0;
  assign fold_o = (checked_q && 32'(row_q) < Depth) ? folds[32'(row_q)*32 +: 32] : 32'd0;
endmodule
