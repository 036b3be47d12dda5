// SPDX-License-Identifier: Apache-2.0
// formal: shows every block of a convolution once, in order, with its window of the padded map
// sources: sf_windows
// proof: Height=2 Width=2 Padding=1 PoolSize=2 Blocks=2 | bmc 4 | induction 1 | cover 14
// proof: Height=4 Width=3 Padding=0 PoolSize=1 Blocks=1 | bmc 8 | induction 1 | cover 12
// proof: Height=3 Width=5 Kernel=3 Stride=2 PoolSize=1 Blocks=2 | bmc 4 | induction 1 | cover 18
// proof: Height=3 Width=7 Stride=2 Padding=2 PoolSize=2 Blocks=1 | bmc 4 | induction 1 | cover 18
// proof: Height=3 Width=6 Kernel=1 Padding=0 PoolSize=3 Blocks=1 | bmc 4 | induction 1 | cover 23
// proof: Height=1 Width=3 Padding=3 PoolSize=4 Blocks=3 | bmc 4 | induction 1
// proof: Height=3 Width=3 Kernel=1 Stride=2 Padding=0 PoolSize=1 Blocks=1 | bmc 4 | induction 1
// proof: Height=2 Width=2 Padding=1 PoolSize=2 Blocks=2 ByBlock=1 | bmc 6 | induction 1 | cover 14
// proof: Height=3 Width=5 Kernel=3 Stride=2 PoolSize=1 Blocks=2 ByBlock=1 | bmc 4 | induction 1
// proof: Height=3 Width=6 Kernel=1 Padding=0 PoolSize=2 Blocks=3 ByBlock=1 | bmc 4 | induction 1
// red: when a row of positions ends a step too far
//   bmc sf_windows.sv s/NextRow = Step/NextRow = Step + Step/
// red: when the padding is not counted in addresses
//   bmc sf_windows.sv s/(Padding \* Width + Padding) % Size/(Padding * Width) % Size/
// red: when a pool's positions share no gate
//   bmc sf_windows.sv s/gate_q - GateBits'(Blocks - 1)/gate_q + 1'b1/
// red: when the gate is that of the block that goes
//   bmc sf_windows.sv s/assign gate_o   = gate_next/assign gate_o   = gate_q/
// red: when the gate of the first block is not that of the next walk
//   induction sf_windows.sv s/if (take_i \&\& last_o)  *gate_next = '0;/if (1'b0) ;/
// red: when a block moves on before its pool window is done
//   induction sf_windows.sv s/(!ByBlock || sub_last)/(!ByBlock || !sub_last)/
// red: when the map of the bitmap before stays
//   bmc sf_windows.sv s/if (load)    /if (load \&\& map_q == '0)    /
//
// Bitmaps come at any time and stay until all their blocks have been taken; blocks are taken at any
// time. The tables say, for each block of a walk, where its window lies on the map.
`default_nettype none

module sf_windows_properties #(
  parameter int Height = 2,
  parameter int Width = 2,
  parameter int Kernel = 2,
  parameter int Stride = 1,
  parameter int Padding = 1,
  parameter int PoolSize = 2,
  parameter int Blocks = 2,
  parameter bit ByBlock = 1'b0,
  localparam int Channels = 3,
  localparam int MapWords = Height * Width,
  localparam int Words = Kernel * Kernel,
  localparam int FanIn = Words * Channels,
  localparam int ConvHeight = (Height + 2 * Padding - Kernel) / Stride + 1,
  localparam int ConvWidth = (Width + 2 * Padding - Kernel) / Stride + 1,
  localparam int OutHeight = ConvHeight / PoolSize,
  localparam int OutWidth = ConvWidth / PoolSize,
  localparam int Positions = OutHeight * OutWidth,
  localparam int Subs = PoolSize * PoolSize,
  localparam int Takes = Positions * Subs * Blocks,   // blocks of a walk
  localparam int AddrBits = (MapWords > 1) ? $clog2(MapWords) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int RowBits = (Blocks * FanIn > 1) ? $clog2(Blocks * FanIn) : 1,
  localparam int GateBits = (Positions * Blocks > 1) ? $clog2(Positions * Blocks) : 1
) (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                in_valid_i,
  input logic [MapWords-1:0] summary_i,
  input logic                in_done_i,
  input logic                take_i
);

  logic                 ready, pooled, last;
  logic [Words-1:0]     window;
  logic [AddrBits-1:0]  base;
  logic [RowBits-1:0]   row;
  logic [BlockBits-1:0] block;
  logic [GateBits-1:0]  gate;
  `include "sf_formal.svh"

  // The bank that is read: constant from in_valid_i to in_done_i.
  logic                held_q;
  logic [MapWords-1:0] summary_q, summary;
  assign summary = held_q ? summary_q : summary_i;
  always_ff @(posedge clk_i) begin
    held_q    <= rst_ni && in_valid_i && !in_done_i;
    summary_q <= summary;
  end

  sf_windows #(
    .Height(Height), .Width(Width), .Channels(Channels), .Kernel(Kernel), .Stride(Stride),
    .Padding(Padding), .PoolSize(PoolSize), .Blocks(Blocks), .ByBlock(ByBlock)
  ) u_dut (
    .clk_i, .rst_ni, .in_valid_i, .in_summary_i(summary), .in_done_i, .ready_o(ready), .take_i,
    .window_o(window), .base_o(base), .row_o(row), .block_o(block), .gate_o(gate),
    .pooled_o(pooled), .last_o(last)
  );

  // Model: blocks taken of this walk.
  logic [7:0] taken_q, taken;  // before and after this cycle
  assign taken = in_done_i ? 8'd0 : taken_q + 8'(take_i);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) taken_q <= 8'd0;
    else taken_q <= taken;
  end

  always_comb begin
    if (live_q && held_q) assume (in_valid_i);
    if (take_i) assume (ready && 32'(taken_q) < Takes);
    if (in_done_i) assume (ready && 32'(taken_q) == Takes);
  end

  // Tables of a walk, by block: what it must show.
  logic [Takes*Words-1:0]  windows;
  logic [Takes*Words-1:0]  inputs;     // words of the window that lie on the map
  logic [Takes*Words*8-1:0] addrs;     // and where
  logic [Takes-1:0]        pools;
  logic [Takes*8-1:0]      blocks;
  logic [(Takes+1)*8-1:0]  gates;      // pooled position and block; the first after the last
  assign gates[Takes*8 +: 8] = 8'd0;
  for (genvar n = 0; n < Takes; n++) begin : gen_take
    localparam int Block = ByBlock ? (n / Subs) % Blocks : n % Blocks;
    localparam int Sub = ByBlock ? n % Subs : (n / Blocks) % Subs;
    localparam int Position = n / (Blocks * Subs);
    localparam int Y = ((Position / OutWidth) * PoolSize + Sub / PoolSize) * Stride - Padding;
    localparam int X = ((Position % OutWidth) * PoolSize + Sub % PoolSize) * Stride - Padding;
    assign gates[n*8 +: 8] = 8'(Position * Blocks + Block);
    assign pools[n] = Sub == Subs - 1;
    assign blocks[n*8 +: 8] = 8'(Block);
    for (genvar k = 0; k < Words; k++) begin : gen_word
      localparam int AtY = Y + k / Kernel;
      localparam int AtX = X + k % Kernel;
      localparam bit Inside = AtY >= 0 && AtY < Height && AtX >= 0 && AtX < Width;
      localparam int At = Inside ? AtY * Width + AtX : 0;
      assign inputs[n*Words + k] = Inside;
      assign windows[n*Words + k] = Inside && summary[At];
      assign addrs[(n*Words + k)*8 +: 8] = 8'(At);
    end
  end

  // Of the block that is shown.
  logic               showing;
  logic [Words-1:0]   inside;
  logic [Words*8-1:0] at;
  assign showing = ready && 32'(taken_q) < Takes;
  assign inside  = inputs[32'(taken_q) * Words +: Words];
  assign at      = addrs[32'(taken_q) * Words * 8 +: Words * 8];

  always_comb begin
    if (live_q) begin
      assert (ready == held_q);
      if (!ready) assert (taken_q == 8'd0);
      assert (8'(gate) == gates[32'(taken) * 8 +: 8]);  // of what is shown in the next cycle
    end
    if (live_q && showing) begin
      assert (window == windows[32'(taken_q) * Words +: Words]);
      assert (8'(block) == blocks[32'(taken_q) * 8 +: 8]);
      assert (32'(row) == 32'(block) * FanIn);
      assert (pooled == pools[taken_q]);
      assert (last == (32'(taken_q) == Takes - 1));
    end
  end
  for (genvar k = 0; k < Words; k++) begin : gen_address
    logic [AddrBits-1:0] addr;  // as sf_walker forms it
    assign addr = base + AddrBits'((k / Kernel) * Width + k % Kernel);
    always_comb if (live_q && showing && inside[k]) assert (8'(addr) == at[k*8 +: 8]);
  end

  // Invariants: the macro's registers in terms of the model. The copy of the map has moved so far
  // that the pooled position's first window lies at its start.
  localparam int PaddedWidth = Width + 2 * Padding;
  localparam int MapBits = (Height + 2 * Padding) * PaddedWidth;
  localparam int Step = Stride * PoolSize;
  localparam int SubBits = (Subs > 1) ? $clog2(Subs) : 1;
  localparam int ColumnBits = (OutWidth > 1) ? $clog2(OutWidth) : 1;
  localparam int PositionBits = (Positions > 1) ? $clog2(Positions) : 1;
  (* hierconn *) logic [MapBits-1:0] \u_dut.map_q ;
  (* hierconn *) logic [AddrBits-1:0] \u_dut.base_q ;
  (* hierconn *) logic [BlockBits-1:0] \u_dut.block_q ;
  (* hierconn *) logic [RowBits-1:0] \u_dut.row_q ;
  (* hierconn *) logic [SubBits-1:0] \u_dut.sub_q ;
  (* hierconn *) logic [ColumnBits-1:0] \u_dut.column_q ;
  (* hierconn *) logic [PositionBits-1:0] \u_dut.position_q ;
  (* hierconn *) logic [GateBits-1:0] \u_dut.gate_q ;
  logic [MapBits-1:0]        padded;
  logic [Positions*MapBits-1:0] maps;
  logic [31:0]               at_take, position, row_at, column, at_block, at_sub;
  for (genvar b = 0; b < MapBits; b++) begin : gen_padded
    localparam int Y = b / PaddedWidth - Padding;
    localparam int X = b % PaddedWidth - Padding;
    localparam bit Inside = Y >= 0 && Y < Height && X >= 0 && X < Width;
    assign padded[b] = Inside && summary[Inside ? Y * Width + X : 0];
  end
  for (genvar p = 0; p < Positions; p++) begin : gen_position
    localparam int Moved = (p / OutWidth) * Step * PaddedWidth + (p % OutWidth) * Step;
    assign maps[p*MapBits +: MapBits] = padded >> Moved;
  end
  assign at_take  = (32'(taken_q) == Takes) ? 0 : 32'(taken_q);  // the first again after the last
  assign position = at_take / (Blocks * Subs);
  assign at_block = (ByBlock ? at_take / Subs : at_take) % Blocks;
  assign at_sub   = (ByBlock ? at_take : at_take / Blocks) % Subs;
  assign row_at   = position / OutWidth;
  assign column   = position % OutWidth;
  always_comb begin
    if (live_q) begin
      assert (32'(taken_q) <= Takes);
      assert (32'(\u_dut.block_q ) == at_block);
      assert (32'(\u_dut.row_q ) == 32'(\u_dut.block_q ) * FanIn);
      assert (32'(\u_dut.sub_q ) == at_sub);
      assert (32'(\u_dut.position_q ) == position);
      assert (32'(\u_dut.column_q ) == column);
      assert (32'(\u_dut.gate_q ) == position * Blocks + at_block);
      assert (\u_dut.base_q ==
              AddrBits'((row_at * Step - Padding) * Width + column * Step - Padding));
    end
    if (live_q && showing) assert (\u_dut.map_q == maps[position * MapBits +: MapBits]);
  end

  logic again_q;  // a walk is done
  always_ff @(posedge clk_i) again_q <= rst_ni && (again_q || in_done_i);
  always_comb begin
    cover (live_q && take_i && last && summary == '1);
    cover (live_q && in_done_i && in_valid_i && held_q);
    cover (live_q && again_q && take_i && window != '0);
  end
  if (Padding > 0) begin : gen_border
    always_comb cover (live_q && take_i && inside != '1 && window == inside && summary == '1);
  end

endmodule

`default_nettype wire
