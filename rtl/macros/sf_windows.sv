// SPDX-License-Identifier: Apache-2.0
// Order of a convolution's blocks for sf_walker. Pooled positions row by row; at each of them the
// positions of its pool window, row by row; at each of those the blocks of output channels. With
// ByBlock a block of channels is walked over its whole pool window before the next block.
//
// Which positions of the map hold a set bit is copied once a bitmap, with the padding around it, and
// shifted under the kernel: the window is always the same few places of the copy.
//
// Latency     in_valid_i to ready_o: 1 cycle; take_i to the next block: 1 cycle
// Throughput  one block a cycle
// Reset       nothing copied, first block
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_windows #(
  parameter int Height = 4,       // of the input map
  parameter int Width = 4,
  parameter int Channels = 2,     // of the input map
  parameter int Kernel = 3,
  parameter int Stride = 1,
  parameter int Padding = 1,
  parameter int PoolSize = 2,     // 1: no pool
  parameter int Blocks = 1,       // of output channels
  parameter bit ByBlock = 1'b0,
  localparam int MapWords = Height * Width,
  localparam int Words = Kernel * Kernel,
  localparam int FanIn = Words * Channels,
  localparam int OutHeight = ((Height + 2 * Padding - Kernel) / Stride + 1) / PoolSize,
  localparam int OutWidth = ((Width + 2 * Padding - Kernel) / Stride + 1) / PoolSize,
  localparam int Positions = OutHeight * OutWidth,
  localparam int AddrBits = (MapWords > 1) ? $clog2(MapWords) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Blocks * FanIn > 1) ? $clog2(Blocks * FanIn) : 1,
  localparam int GateBits = (Positions * Blocks > 1) ? $clog2(Positions * Blocks) : 1
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  // bitmap
  input  logic                        in_valid_i,
  input  logic [MapWords-1:0]         in_summary_i,
  input  logic                        in_done_i,   // the bitmap goes, another may follow
  output logic                        ready_o,
  // blocks
  input  logic                        take_i,      // the block that is shown has begun
  output logic [Words-1:0]            window_o,    // which words under the kernel hold a set bit
  output logic [AddrBits-1:0]         base_o,      // address of the first one, modulo 2^AddrBits
  output logic [RowBits-1:0]          row_o,       // block_o * FanIn
  output logic [BlockBits-1:0]        block_o,
  // pooled position * Blocks + block_o in the next cycle: whether it is gated is read then
  output logic [GateBits-1:0]         gate_o,
  output logic                        pooled_o,    // the last window of its pooled position and block
  output logic                        last_o
);

  localparam int PaddedWidth = Width + 2 * Padding;
  localparam int MapBits = (Height + 2 * Padding) * PaddedWidth;
  localparam int Step = Stride * PoolSize;                            // between pooled positions
  localparam int NextRow = Step * PaddedWidth - (OutWidth - 1) * Step;  // from the last of a row
  localparam int Subs = PoolSize * PoolSize;
  localparam int SubBits = (Subs > 1) ? $clog2(Subs) : 1;
  localparam int ColumnBits = (OutWidth > 1) ? $clog2(OutWidth) : 1;
  localparam int PositionBits = (Positions > 1) ? $clog2(Positions) : 1;
  // Addresses are modulo Size, so that a window may begin in the padding.
  localparam int Size = 1 << AddrBits;
  localparam int FirstBase = (Size - (Padding * Width + Padding) % Size) % Size;
  localparam int RowBase = ((Step * Width - (OutWidth - 1) * Step) % Size + Size) % Size;

  logic                    ready_q;
  logic [MapBits-1:0]      map_q, padded;
  logic [AddrBits-1:0]     base_q;     // of the pooled position's first window
  logic [BlockBits-1:0]    block_q;
  logic [RowBits-1:0]      row_q;
  logic [SubBits-1:0]      sub_q;
  logic [ColumnBits-1:0]   column_q;
  logic [PositionBits-1:0] position_q;
  logic [GateBits-1:0]     gate_q, gate_next;
  logic                    load, block_last, sub_last, column_last, position_last;
  logic                    block_end, sub_end, position_end;  // where the one that is taken ends

  for (genvar y = 0; y < Height + 2 * Padding; y++) begin : gen_row
    for (genvar x = 0; x < PaddedWidth; x++) begin : gen_column
      if (y < Padding || y >= Height + Padding || x < Padding || x >= Width + Padding) begin : gen_pad
        assign padded[y*PaddedWidth + x] = 1'b0;
      end else begin : gen_map
        assign padded[y*PaddedWidth + x] = in_summary_i[(y-Padding)*Width + x - Padding];
      end
    end
  end

  // A chain of choices, not an index: a place in a table can cost a multiplier.
  for (genvar s = 0; s < Subs; s++) begin : gen_sub
    localparam int Y = (s / PoolSize) * Stride;
    localparam int X = (s % PoolSize) * Stride;
    localparam logic [AddrBits-1:0] Offset = AddrBits'(Y * Width + X);
    logic [Words-1:0]    here, window;
    logic [AddrBits-1:0] offset;  // of the window that is shown from base_q
    for (genvar k = 0; k < Words; k++) begin : gen_word
      assign here[k] = map_q[(Y + k / Kernel) * PaddedWidth + X + k % Kernel];
    end
    if (s == 0) begin : gen_first
      assign window = here;
      assign offset = Offset;
    end else begin : gen_next
      assign window = (sub_q == SubBits'(s)) ? here : gen_sub[s-1].window;
      assign offset = (sub_q == SubBits'(s)) ? Offset : gen_sub[s-1].offset;
    end
  end

  assign load          = in_valid_i && !ready_q;
  assign block_last    = block_q == BlockBits'(Blocks - 1);
  assign sub_last      = sub_q == SubBits'(Subs - 1);
  assign column_last   = column_q == ColumnBits'(OutWidth - 1);
  assign position_last = position_q == PositionBits'(Positions - 1);

  assign sub_end       = take_i && (ByBlock || block_last);
  assign block_end     = take_i && (!ByBlock || sub_last);
  assign position_end  = take_i && block_last && sub_last;

  assign ready_o  = ready_q;
  assign window_o = gen_sub[Subs-1].window;
  assign base_o   = base_q + gen_sub[Subs-1].offset;
  assign row_o    = row_q;
  assign block_o  = block_q;
  assign gate_o   = gate_next;
  assign pooled_o = sub_last;
  assign last_o   = block_last && sub_last && position_last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ready_q    <= 1'b0;
      base_q     <= AddrBits'(FirstBase);
      block_q    <= '0;
      row_q      <= '0;
      sub_q      <= '0;
      column_q   <= '0;
      position_q <= '0;
      gate_q     <= '0;
    end else begin
      if (in_done_i)       ready_q <= 1'b0;
      else if (in_valid_i) ready_q <= 1'b1;
      if (block_end) begin
        block_q <= block_last ? '0 : block_q + 1'b1;
        row_q   <= block_last ? '0 : row_q + RowBits'(FanIn);
      end
      if (sub_end) sub_q <= sub_last ? '0 : sub_q + 1'b1;
      if (position_end) begin
        column_q   <= column_last ? '0 : column_q + 1'b1;
        position_q <= position_q + 1'b1;
        base_q     <= base_q + (column_last ? AddrBits'(RowBase) : AddrBits'(Step));
      end
      if (take_i && last_o) begin
        base_q     <= AddrBits'(FirstBase);
        column_q   <= '0;
        position_q <= '0;
      end
      gate_q <= gate_next;
    end
  end

  // The blocks of a position are gated alike at each of its windows.
  always_comb begin
    gate_next = gate_q;
    if (take_i && last_o)                      gate_next = '0;
    else if (!ByBlock && sub_end && !sub_last) gate_next = gate_q - GateBits'(Blocks - 1);
    else if (block_end)                        gate_next = gate_q + 1'b1;
  end

  // No reset: copied before it is shown.
  always_ff @(posedge clk_i) begin
    if (load)              map_q <= padded;
    else if (position_end) map_q <= map_q >> (column_last ? NextRow : Step);
  end

endmodule

`default_nettype wire
