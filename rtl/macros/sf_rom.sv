// SPDX-License-Identifier: Apache-2.0
// Read-only memory, filled from a hexadecimal file, one word a line.
//
// A simulation ends where the file is missing or is another one; synthesis tools only warn then, so
// that what a memory holds can be read out beside its use (Check): fold_o is the word of
// check_row_i folded to 32 bits, where no read came with it; 0 beyond the last row.
//
// Files       a few rows beyond a multiple of 4096 are a memory and a file of their own, File and
//             ".rest.mem" (gen/plan/memories.hpp): together they would cut block RAMs of 4096 words
//             to a quarter of that, and multiplex the pieces
// Checksum    fold of a word: its 32-bit pieces, piece p rotated left by p, XORed; the words, from
//             the last to the first, through a signature register: Sum' = (Sum * x mod P) ^ fold,
//             P = x^32 + 04c11db7h, from ffffffffh
// Latency     1 cycle; the output holds its value while re_i and check_i are low
// Throughput  one read a cycle
// Reset       none
// Golden      gen/emit/checksum.hpp
`timescale 1ns / 1ps
`default_nettype none

module sf_rom #(
  parameter int Width = 8,
  parameter int Depth = 16,
  parameter File = "",
  parameter logic [31:0] Sum = 32'd0,  // checksum of the file; 0: any file
  parameter bit Block = 1'b0,  // 1: block RAM, however shallow; 0: as synthesis sees fit
  parameter bit Check = 1'b0,
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input  logic                clk_i,
  input  logic                re_i,
  input  logic [AddrBits-1:0] addr_i,
  output logic [Width-1:0]    data_o,
  // what it holds; ignored unless Check
  input  logic                check_i,
  input  logic [31:0]         check_row_i,
  output logic [31:0]         fold_o
);

  localparam int Pieces = (Width + 31) / 32;
  localparam int Unit = 4096;
  localparam int Beyond = Depth % Unit;
  localparam bit Split = (Depth > Unit) && (Beyond > 0) && (Beyond <= Unit / 4);
  localparam int Main = Split ? Depth - Beyond : Depth;  // rows of the file itself

  function logic [31:0] fold(input logic [Width-1:0] word);
    logic [Pieces*32-1:0] padded;
    logic [31:0]          piece;
    integer               p;
    begin
      padded = (Pieces * 32)'(word);
      fold   = 32'd0;
      for (p = 0; p < Pieces; p = p + 1) begin
        piece = padded[p*32 +: 32];
        fold  = fold ^ (piece << (p % 32)) ^ (piece >> (32 - p % 32));
      end
    end
  endfunction

`ifndef SYNTHESIS
  logic [Width-1:0] image [0:Depth-1];
  logic [31:0]      sum;
  integer           file, row;

  // A missing file would be zeros or X, with no more than a warning from most tools.
  initial begin
    if (File != "") begin
      file = $fopen(File, "r");
      if (file == 0) begin
        $fatal(1, "%0s cannot be opened: run in the emitted directory, or set the parameter MemDir to its mem/",
               File);
      end
      $fclose(file);
      $readmemh(File, image, 0, Main - 1);
      if (Split) begin
        file = $fopen({File, ".rest.mem"}, "r");
        if (file == 0) $fatal(1, "%0s.rest.mem cannot be opened, though %0s can", File, File);
        $fclose(file);
        $readmemh({File, ".rest.mem"}, image, Main, Depth - 1);
      end
      sum = 32'hffffffff;
      for (row = Depth - 1; row >= 0; row = row - 1) begin
        sum = {sum[30:0], 1'b0} ^ (sum[31] ? 32'h04c11db7 : 32'd0) ^ fold(image[row]);
      end
      if ((Sum != 32'd0) && (sum !== Sum)) begin
        $fatal(1, "%0s is another network's or edited (checksum %h, expected %h): run in the emitted directory, set the parameter MemDir to its mem/, or emit it again",
               File, sum, Sum);
      end
    end
  end
`endif

  logic                re;
  logic [AddrBits-1:0] addr;

  if (Check) begin : gen_check
    logic checked_q;
    assign re     = re_i || check_i;
    assign addr   = re_i ? addr_i : AddrBits'(check_row_i);
    assign fold_o = checked_q ? fold(data_o) : 32'd0;
    always_ff @(posedge clk_i) checked_q <= check_i && !re_i && (check_row_i < 32'(Depth));
  end else begin : gen_no_check
    logic unused_check;
    assign re           = re_i;
    assign addr         = addr_i;
    assign fold_o       = 32'd0;
    assign unused_check = &{1'b0, check_i, check_row_i};
  end

  if (Split) begin : gen_split
    localparam int HighBits = AddrBits - $clog2(Unit);
    localparam int RestBits = (Beyond > 1) ? $clog2(Beyond) : 1;
    logic [Width-1:0] mem [0:Main-1];
    (* ram_style = "block", rom_style = "block" *) logic [Width-1:0] rest [0:Beyond-1];
    logic [HighBits-1:0] high_q;
    logic [Width-1:0]    main_q, rest_q;
    initial begin
      if (File != "") begin
        $readmemh(File, mem);
        $readmemh({File, ".rest.mem"}, rest);
      end
    end
    always_ff @(posedge clk_i) begin
      if (re) begin
        main_q <= mem[addr];
        rest_q <= rest[RestBits'(addr)];
        high_q <= HighBits'(addr >> $clog2(Unit));
      end
    end
    assign data_o = (high_q == HighBits'(Main / Unit)) ? rest_q : main_q;
  end else if (Block) begin : gen_block
    (* ram_style = "block", rom_style = "block" *) logic [Width-1:0] mem [0:Depth-1];
    initial begin
      if (File != "") $readmemh(File, mem);
    end
    always_ff @(posedge clk_i) begin
      if (re) data_o <= mem[addr];
    end
  end else begin : gen_auto
    logic [Width-1:0] mem [0:Depth-1];
    initial begin
      if (File != "") $readmemh(File, mem);
    end
    always_ff @(posedge clk_i) begin
      if (re) data_o <= mem[addr];
    end
  end

endmodule

`default_nettype wire
