// SPDX-License-Identifier: Apache-2.0
// formal: keeps the protocols of its buffers
// sources: sf_delay sf_first_set sf_ram sf_gain sf_neuron sf_blocks sf_windows sf_walker
// sources: sf_counter_lane
// sources: sf_synapse_array sf_drain sf_pool sf_requantize sf_requantize_array sf_drive
// sources: sf_states sf_drive_replay sf_field_registers sf_neuron_lane sf_neuron_array sf_layer
// proof: Height=2 Width=2 Kernel=2 Padding=1 PoolSize=2 Steps=1 Direct=0 | bmc 20 | cover 20
// proof: Height=2 Width=2 Kernel=2 Padding=1 PoolSize=2 Steps=2 Direct=1 | bmc 24 | cover 26
// proof: Width=2 Kernel=1 Direct=0 | bmc 16 | cover 20
// proof: Direct=0 | bmc 20 | cover 24
// proof: Direct=1 | bmc 24 | cover 24
// red: when a word is tagged with the step of the next block
//   bmc sf_drive.sv s/tag1_q <= drain_tag_q/tag1_q <= end_tag_q/
// red: when blocks close faster than they drain
//   bmc sf_drive.sv s/BlockWords > MinSpacing) ? BlockWords : MinSpacing/BlockWords > MinSpacing) ? BlockWords : 1/
// red: when a pooled word keeps the tag of the word before
//   bmc sf_drive.sv s/tag3_q <= tag2_q/tag3_q <= valid_o ? tag2_q : tag3_q/
// red: when the blocks of a walk are gated by what was selected since
//   bmc sf_layer.sv s/walk_used   = walk_start ? start_used : used_q/walk_used   = start_used/
// red: when a walk's first block is gated by the page of the walk before
//   bmc sf_layer.sv s/walk_used   = walk_start ? start_used : used_q/walk_used   = used_q/
// red: when a block is walked though no field gate is open
//   bmc sf_layer.sv s/(walk_used & enabled) == '0/walk_used != '0 \&\& (walk_used \& enabled) == '0/
// red: when drives that are replayed are gated
//   bmc sf_layer.sv s/walk_used      = '1/walk_used      = start_used/
//
// The parts of a layer are proven one by one, each under assumptions about its neighbours; here the
// layer that wires them has to keep those assumptions, and each block of a walk that begins is gated as
// code and page of its step say. Input bitmaps come and output banks are
// freed at any time. Weights do not matter to that, so an empty memory stands in for sf_rom; and
// code and mask page are simply those at the configuration port when a step starts. Kernel = 0 is a
// dense layer.
`default_nettype none

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
  assign data_o = '0;
  assign fold_o = 32'd0;
endmodule

// Bit w of a page's mask enables word w; page 0 all of them, 2 none of block 0, 3 none. As the macro,
// it says a cycle after a block whether pages enable a neuron of it.
module sf_field_control #(
  parameter int FieldCodes = 2,
  parameter int DefaultCode = 0,
  parameter logic [FieldCodes-1:0] FieldGate = 2'b11,
  parameter int Blocks = 2,
  parameter int BlockWords = 2,
  parameter int Words = 3,
  parameter int NeuronLanes = 1,
  parameter int Pages = 4,
  parameter int QueueDepth = 4,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        select_valid_i,
  output logic        select_ready_o,
  input  logic        now_i,
  input  logic [31:0] image_i,
  input  logic [7:0]  step_i,
  input  logic [3:0]  code_i,
  input  logic [1:0]  page_i,
  input  logic        mask_valid_i,
  input  logic [15:0] mask_word_i,
  input  logic [0:0]  mask_i,
  input  logic        start_i,
  input  logic [31:0] start_image_i,
  input  logic [7:0]  start_step_i,
  output logic [3:0]  code_o,
  output logic [1:0]  page_o,
  output logic [3:0]  used_o,
  input  logic [BlockBits-1:0] gate_i,
  output logic [3:0]  enabled_o,
  input  logic        read_i,
  input  logic [1:0]  read_page_i,
  input  logic [1:0]  read_word_i,
  output logic [0:0]  mask_o
);
  localparam logic [15:0] Masks = 16'h045F;
  assign select_ready_o = 1'b1;
  assign code_o         = code_i;
  assign page_o         = page_i;
  assign used_o         = FieldGate[code_i[0]] ? 4'd1 << page_i : 4'd0;
  always_ff @(posedge clk_i) enabled_o <= {1'b0, gate_i != '0, 2'b11};
  always_ff @(posedge clk_i) if (read_i) mask_o <= Masks[{read_page_i, read_word_i}];
endmodule

module sf_layer_properties #(
  parameter bit Direct = 1'b0,
  parameter int Kernel = 0,
  parameter int Height = 1,
  parameter int Width = 2,
  parameter int Padding = 0,
  parameter int PoolSize = 1,
  parameter int Steps = 2,
  localparam bit Conv = Kernel != 0,
  localparam int Inputs = Height * Width,
  localparam int WordBits = 1,
  localparam int InWords = Inputs,
  localparam int InAddrBits = $clog2(InWords),
  localparam int Positions = ((Height + 2 * Padding - Kernel + 1) / PoolSize)
                             * ((Width + 2 * Padding - Kernel + 1) / PoolSize),
  // Two channels at each position; or two blocks of two lanes, of which the last one is padding.
  localparam int Neurons = Conv ? 2 * Positions : 3,
  localparam int Words = Neurons,
  localparam int OutWordBits = $clog2(Words),
  localparam int W = 5
) (
  input logic                        clk_i,
  input logic                        rst_ni,
  input logic                        in_valid_i,
  input logic [InWords*WordBits-1:0] bitmap_i,
  input logic [31:0]                 image_i,
  input logic                        out_read_i,     // the consumer returns a bank
  input logic [3:0]                  code_i,
  input logic [1:0]                  page_i
);

  localparam logic [15:0] Masks = 16'h045F;  // as in the stand-in
  localparam logic [1:0] FieldGate = 2'b10;  // code 0: no field

  `include "sf_formal.svh"
  logic        select_ready, in_done, alloc, out_valid, out_last, spike, free, busy;
  logic [InAddrBits-1:0] in_addr, pixel_addr;
  logic        commit_valid, mask, commit_spike, armed, over;
  logic [31:0] commit_image;
  logic [7:0]  commit_step;
  logic [15:0] base;
  logic [W-1:0] v;
  logic [3:0]  d;
  logic [3:0]  commit_code;

  // The bank that is read: constant from in_valid_i to in_done_o.
  logic                        held_q;
  logic [InWords*WordBits-1:0] bitmap_q, bitmap;
  logic [31:0]                 image_q, in_image;
  logic [WordBits-1:0]         word_q;
  assign bitmap   = held_q ? bitmap_q : bitmap_i;
  assign in_image = held_q ? image_q : image_i;
  always_ff @(posedge clk_i) begin
    held_q   <= rst_ni && in_valid_i && !in_done;
    bitmap_q <= bitmap;
    image_q  <= in_image;
    word_q   <= bitmap[32'(in_addr) * WordBits +: WordBits];
  end

  sf_layer #(
    .Inputs(Inputs), .Neurons(Neurons), .Lanes(2), .NeuronLanes(1), .Steps(Steps), .Direct(Direct),
    .InWordBits(WordBits), .Conv(Conv), .InHeight(Height), .InWidth(Width), .Channels(2),
    .Kernel(Conv ? Kernel : 1), .Padding(Padding), .PoolSize(PoolSize), .WeightBits(2),
    .CounterBits(4), .D0Bits(4), .DriveBits(4), .Shift(0), .FracBits(3), .Be(1), .VMin(-16),
    .MaskPages(4), .FieldCodes(2), .FieldGate(FieldGate), .FieldThLo({2{5'd6}}), .FieldThHi({2{5'd8}}),
    .FieldThRest({2{5'd2}})
  ) u_dut (
    .clk_i, .rst_ni, .in_valid_i, .in_image_i(in_image),
    .in_summary_i(bitmap), .in_addr_o(in_addr), .in_word_i(word_q),
    .in_pixel_addr_o(pixel_addr), .in_pixel_i(8'd1), .in_done_o(in_done), .out_free_i(free),
    .out_alloc_o(alloc), .out_valid_o(out_valid), .out_last_o(out_last), .out_spike_o(spike),
    .cfg_select_valid_i(1'b0), .cfg_select_ready_o(select_ready), .cfg_mask_valid_i(1'b0),
    .cfg_now_i(1'b0), .cfg_image_i(32'd0), .cfg_step_i(8'd0), .cfg_code_i(code_i),
    .cfg_page_i(page_i), .cfg_word_i(16'd0), .cfg_mask_i(1'b0), .commit_valid_o(commit_valid),
    .commit_image_o(commit_image), .commit_step_o(commit_step), .commit_base_o(base),
    .commit_mask_o(mask), .commit_v_o(v), .commit_d_o(d), .commit_spike_o(commit_spike),
    .commit_armed_o(armed), .commit_over_o(over), .commit_code_o(commit_code), .busy_o(busy)
  );

  // Model of the two output banks, and of what each claimed step must commit.
  logic [1:0]  claims_q, full_q;
  logic [7:0]  step_q;                     // of the next claim
  logic [7:0]  out_q;                      // words of the oldest claim that have come
  logic [31:0] head_image_q, tail_image_q, claim_image, walked_image_q;
  logic [7:0]  head_step_q, tail_step_q;
  logic [3:0]  head_code_q, tail_code_q;
  logic [1:0]  head_page_q, tail_page_q;
  logic        complete, enabled;
  assign free        = 32'(claims_q) + 32'(full_q) < 2;
  assign complete    = out_valid && out_last;
  assign enabled     = Masks[{head_page_q, out_q[1:0]}] && FieldGate[head_code_q[0]];
  assign claim_image = Direct ? walked_image_q : in_image;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      claims_q <= 2'd0;
      full_q   <= 2'd0;
      step_q   <= 8'd1;
      out_q    <= 8'd0;
    end else begin
      claims_q <= claims_q + 2'(alloc) - 2'(complete);
      full_q   <= full_q + 2'(complete) - 2'(out_read_i);
      if (alloc)     step_q <= (32'(step_q) == Steps) ? 8'd1 : step_q + 8'd1;
      if (out_valid) out_q  <= out_last ? 8'd0 : out_q + 8'd1;
    end
  end
  always_ff @(posedge clk_i) begin
    if (in_done) walked_image_q <= in_image;
    if (complete) begin
      head_image_q <= tail_image_q;
      head_step_q  <= tail_step_q;
      head_code_q  <= tail_code_q;
      head_page_q  <= tail_page_q;
    end
    if (alloc && claims_q == 2'(complete)) begin
      head_image_q <= claim_image;
      head_step_q  <= step_q;
      head_code_q  <= code_i;
      head_page_q  <= page_i;
    end else if (alloc) begin
      tail_image_q <= claim_image;
      tail_step_q  <= step_q;
      tail_code_q  <= code_i;
      tail_page_q  <= page_i;
    end
  end

  logic ran_q = 1'b0;  // for a cycle after the reset
  always_ff @(posedge clk_i) ran_q <= live_q;

  // Steps that the walked bitmaps still allow: one each, all of them where drives are replayed.
  logic [7:0] owed_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) owed_q <= 8'd0;
    else if (Direct) owed_q <= owed_q + (in_done ? 8'(Steps) : 8'd0) - 8'(alloc);
    else owed_q <= owed_q + 8'(alloc) - 8'(in_done);
  end

  always_comb begin
    assume (rst_ni == live_q);
    if (live_q && held_q) assume (in_valid_i);
    if (out_read_i) assume (full_q != 2'd0);
    assume (code_i < 4'd2);
    // As in the macro: no select holds yet, and no block has been named yet that it could gate.
    if (live_q && !ran_q) assume (code_i == 4'd1 && page_i == 2'd0);
  end

  always_comb begin
    if (live_q) begin
      if (alloc) assert (free);
      if (in_done) assert (in_valid_i);
      // Every bitmap is walked once for its step, or once for all steps.
      if (Direct) begin
        if (in_done) assert (owed_q == 8'd0);
        if (alloc) assert (owed_q != 8'd0);
      end else begin
        if (alloc) assert (in_valid_i && owed_q == 8'd0);
        if (in_done) assert (owed_q == 8'd1);
      end
      if (commit_valid) assert (out_valid);
    end
    if (live_q && out_valid) begin
      assert (claims_q != 2'd0);
      assert (out_last == (32'(out_q) == Words - 1));
      assert (32'(base) == 32'(out_q));
      assert (commit_image == head_image_q && commit_step == head_step_q);
      assert (commit_code == head_code_q);
      assert (commit_valid == enabled && mask == enabled);
      assert (enabled || !spike);
      assert (busy);
    end
  end

  // Blocks that have begun of the bitmap that is walked, and what its step was started with.
  localparam int Subs = PoolSize * PoolSize;
  localparam int GateBlocks = (Neurons + 1) / 2;
  (* hierconn *) logic \u_dut.u_drive.u_walker.take_o , \u_dut.u_drive.u_walker.next_gated_i ;
  logic [7:0] begun_q, block;
  logic [3:0] walk_code_q, walk_code;
  logic [1:0] walk_page_q, walk_page;
  logic [1:0] words;     // of the block, those that the page enables
  logic       begins, gated;
  assign begins    = \u_dut.u_drive.u_walker.take_o ;
  assign block     = begun_q / 8'(Subs);
  assign walk_code = alloc ? code_i : walk_code_q;
  assign walk_page = alloc ? page_i : walk_page_q;
  assign words     = {2 * 32'(block) + 1 < Words && Masks[{walk_page, block[0], 1'b1}],
                      Masks[{walk_page, block[0], 1'b0}]};
  assign gated     = !Direct && !(FieldGate[walk_code[0]] && words != 2'd0);
  always_ff @(posedge clk_i) begin
    if (!rst_ni || in_done) begun_q <= 8'd0;
    else begun_q <= begun_q + 8'(begins);
    walk_code_q <= walk_code;
    walk_page_q <= walk_page;
  end
  always_comb begin
    if (live_q && begins) begin
      assert (32'(block) < GateBlocks);
      assert (\u_dut.u_drive.u_walker.next_gated_i == gated);
    end
  end
  if (!Direct) begin : gen_gates
    always_comb cover (live_q && begins && gated && FieldGate[walk_code[0]]);
    if (GateBlocks > 1) begin : gen_second
      always_comb begin
        cover (live_q && begins && block != 8'd0 && walk_page == 2'd2 && !gated
               && page_i == 2'd3);
      end
    end
  end

  // What the parts assume of each other.
  (* hierconn *) logic \u_dut.u_drive.block_end , \u_dut.d0_valid ,
      \u_dut.genblk1.gen_direct.u_replay.ready_q , \u_dut.n_valid ;
  (* hierconn *) logic [OutWordBits-1:0] \u_dut.n_word ;
  (* hierconn *) logic [1:0] \u_dut.u_drive.u_drain.left_q ;
  logic       fed_q = 1'b0;
  logic       closed_q;   // a block came in the cycle before
  logic [OutWordBits-1:0] fed_word_q;
  always_ff @(posedge clk_i) begin
    closed_q   <= live_q && \u_dut.u_drive.block_end ;
    fed_q      <= live_q && \u_dut.n_valid ;
    fed_word_q <= \u_dut.n_word ;
  end
  always_comb begin
    if (live_q && \u_dut.u_drive.block_end ) assert (\u_dut.u_drive.u_drain.left_q <= 2'd1);
    if (live_q && closed_q) assert (!\u_dut.u_drive.block_end );
    if (fed_q && \u_dut.n_valid ) assert (fed_word_q != \u_dut.n_word );
  end
  if (Direct) begin : gen_direct
    always_comb begin
      if (live_q && \u_dut.d0_valid ) assert (!\u_dut.genblk1.gen_direct.u_replay.ready_q );
    end
  end
  logic again_q;   // an image is done
  always_ff @(posedge clk_i) begin
    again_q <= rst_ni && (again_q || (complete && 32'(commit_step) == Steps));
  end
  always_comb begin
    cover (live_q && complete && 32'(commit_step) == Steps);
    cover (live_q && complete && head_page_q == 2'd2);
    cover (live_q && complete && !commit_valid && 32'(commit_step) == Steps);
  end
  if (!Direct) begin : gen_spiking
    always_comb cover (live_q && claims_q == 2'd2);
  end
  if (Direct || PoolSize == 1) begin : gen_full
    always_comb cover (live_q && full_q == 2'd2 && in_valid_i && !alloc);
  end
  if (!Direct && !Conv) begin : gen_again
    always_comb cover (live_q && again_q && out_valid && commit_step == 8'd1);
  end

endmodule

`default_nettype wire
