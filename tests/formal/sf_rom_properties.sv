// SPDX-License-Identifier: Apache-2.0
// formal: reads the word of the address and holds it, and folds the rows that are asked for
// sources: sf_rom
// proof: Width=4 Depth=3 Block=0 Check=1 | bmc 5 | induction 1 | cover 5
// proof: Width=3 Depth=3 Block=1 Check=0 | bmc 5 | induction 1 | cover 5
// proof: Width=70 Depth=2 Block=1 Check=1 | bmc 5 | induction 1 | cover 5
// proof: Width=1058 Depth=1 Block=0 Check=1 | bmc 3 | induction 1 | cover 3
// proof: Width=2 Depth=4099 Block=0 Check=0 | bmc 3 | induction 1 | cover 5
// proof: Width=1 Depth=1 Block=0 Check=0 | bmc 5 | induction 1 | cover 5
// red: when the output does not hold
//   bmc sf_rom.sv s/if (re) data_o/data_o/
// red: when one bit of the word that is held changes
//   bmc sf_rom.sv s/if (re) \(data_o.*\)/if (re) \1 else data_o[Width-1] <= 1'b0;/
// red: when a check comes before a read
//   bmc sf_rom.sv s/= re_i ? addr_i/= !check_i ? addr_i/
// red: when a row beyond the last is folded
//   bmc sf_rom.sv s/ \&\& (check_row_i < 32'(Depth))//
// red: when every piece is rotated alike
//   bmc sf_rom.sv s/piece << (p % 32)/piece << (p % 2)/
//
// Any read and any check in any cycle. The memory has no file here, and what is undefined in it is
// anything, and stays (run.sh): its words are registers that nothing writes. An address beyond the
// last word is not judged, but what it brought must stay. The widest word has pieces that are
// rotated by 31, and then by 0 and 1 again. Both kinds of memory, and, without Check, one in two
// pieces.
`default_nettype none

module sf_rom_properties #(
  parameter int Width = 4,
  parameter int Depth = 3,
  parameter bit Block = 1'b0,
  parameter bit Check = 1'b1,
  localparam int AddrBits = (Depth > 1) ? $clog2(Depth) : 1
) (
  input logic                clk_i,
  input logic                re_i,
  input logic [AddrBits-1:0] addr_i,
  input logic                check_i,
  input logic [31:0]         check_row_i
);

  logic [Width-1:0] data;
  logic [31:0]      fold;

  // A memory in two pieces is too large for the solver. Of the address bits within the first piece
  // only three are free, and every other one is like one of them, so that Yosys drops all words but
  // eight before the solver sees them; each bit still is 0 and 1, and unlike some other. The second
  // piece has all its addresses.
  localparam bit Split = Depth > 4096;
  logic [AddrBits-1:0] addr;
  for (genvar g = 0; g < AddrBits; g = g + 1) begin : gen_addr
    if (Split && g < AddrBits - 1) begin : gen_few
      assign addr[g] = addr_i[AddrBits-1] ? (g < 2 && addr_i[g]) : addr_i[g % 3];
    end else begin : gen_any
      assign addr[g] = addr_i[g];
    end
  end

  sf_rom #(.Width(Width), .Depth(Depth), .Block(Block), .Check(Check)) u_dut (
    .clk_i, .re_i, .addr_i(addr), .data_o(data), .check_i, .check_row_i, .fold_o(fold)
  );

  // Model: the row that was read last, by a read or else by a check, and what the output was.
  logic             started_q = 1'b0;
  logic             read_q = 1'b0;  // a row was read
  logic             held_q = 1'b0;  // nothing was read in the cycle before
  logic             told_q;         // a row was checked in the cycle before
  logic [31:0]      row_q;
  logic [Width-1:0] data_q;
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    held_q    <= !re_i && !(Check && check_i);
    told_q    <= Check && check_i && !re_i && check_row_i < Depth;
    data_q    <= data;
    if (re_i) begin
      read_q <= 1'b1;
      row_q  <= 32'(addr);
    end else if (Check && check_i) begin
      read_q <= 1'b1;
      row_q  <= check_row_i;
    end
  end

  // The words, in registers of the macro.
  logic [Width-1:0] word;
  (* hierconn *) logic [Width-1:0]
      \u_dut.genblk2.gen_auto.mem[0] , \u_dut.genblk2.gen_auto.mem[1] ,
      \u_dut.genblk2.gen_auto.mem[2] , \u_dut.genblk2.gen_block.mem[0] ,
      \u_dut.genblk2.gen_block.mem[1] , \u_dut.genblk2.gen_block.mem[2] ,
      \u_dut.gen_split.mem[0] , \u_dut.gen_split.mem[585] , \u_dut.gen_split.mem[1170] ,
      \u_dut.gen_split.mem[1755] , \u_dut.gen_split.mem[2340] , \u_dut.gen_split.mem[2925] ,
      \u_dut.gen_split.mem[3510] , \u_dut.gen_split.mem[4095] , \u_dut.gen_split.rest[0] ,
      \u_dut.gen_split.rest[1] , \u_dut.gen_split.rest[2] ;
  if (Split) begin : gen_split
    always_comb begin
      case (row_q)
        0:       word = \u_dut.gen_split.mem[0] ;
        585:     word = \u_dut.gen_split.mem[585] ;
        1170:    word = \u_dut.gen_split.mem[1170] ;
        1755:    word = \u_dut.gen_split.mem[1755] ;
        2340:    word = \u_dut.gen_split.mem[2340] ;
        2925:    word = \u_dut.gen_split.mem[2925] ;
        3510:    word = \u_dut.gen_split.mem[3510] ;
        4095:    word = \u_dut.gen_split.mem[4095] ;
        4096:    word = \u_dut.gen_split.rest[0] ;
        4097:    word = \u_dut.gen_split.rest[1] ;
        default: word = \u_dut.gen_split.rest[2] ;
      endcase
    end
  end else if (Depth == 1) begin : gen_one
    assign word = \u_dut.genblk2.gen_auto.mem[0] ;
  end else if (Depth == 2) begin : gen_two
    assign word = row_q[0] ? \u_dut.genblk2.gen_block.mem[1] : \u_dut.genblk2.gen_block.mem[0] ;
  end else if (Block) begin : gen_block
    assign word = row_q[1] ? \u_dut.genblk2.gen_block.mem[2] :
                  row_q[0] ? \u_dut.genblk2.gen_block.mem[1] : \u_dut.genblk2.gen_block.mem[0] ;
  end else begin : gen_auto
    assign word = row_q[1] ? \u_dut.genblk2.gen_auto.mem[2] :
                  row_q[0] ? \u_dut.genblk2.gen_auto.mem[1] : \u_dut.genblk2.gen_auto.mem[0] ;
  end

  // The fold: piece p twice in a row, read from p bits below its top.
  localparam int Pieces = (Width + 31) / 32;
  logic [Pieces*32-1:0] pieces;
  logic [63:0]          twice;
  logic [31:0]          folded;
  integer               p;
  always_comb begin
    pieces = (Pieces * 32)'(data);
    twice  = 64'd0;
    folded = 32'd0;
    for (p = 0; p < Pieces; p = p + 1) begin
      twice  = {2{pieces[p*32 +: 32]}};
      folded = folded ^ twice[63 - p % 32 -: 32];
    end
  end

  always_comb begin
    if (read_q) assert (started_q);
    if (read_q && row_q < Depth) assert (data == word);
    if (held_q) assert (data == data_q);
    if (started_q) assert (fold == (told_q ? folded : 32'd0));
  end

  always_comb begin
    // The first and the last word are held; a read and a check of another row come together.
    cover (read_q && held_q && row_q == 0 && data == '1);
    cover (read_q && held_q && row_q == Depth - 1 && data == '0);
    cover (read_q && held_q && re_i && check_i && check_row_i < Depth
           && (Depth == 1 || check_row_i != 32'(addr)));
  end
  if (Check) begin : gen_check
    always_comb begin
      cover (started_q && told_q && fold[0] && row_q == Depth - 1);
      // A row beyond the last that has the address of a row.
      cover (read_q && !told_q && !held_q && row_q > Depth && row_q[AddrBits-1:0] == 0
             && data != '0);
    end
  end else begin : gen_no_check
    always_comb cover (read_q && held_q && check_i && !re_i && data != '0);
  end

endmodule

`default_nettype wire
