// SPDX-License-Identifier: Apache-2.0
// Run-time control of a layer: which field code and which mask page hold at a step.
//
// A *select* names code and page, and either "now" (while the layer is idle) or the image and step
// from which they hold. Timed selects wait in a queue, in order; the layer's step start takes the
// head if it names that very step, so a select never moves a cycle of the layer's timing. A "now"
// select also empties the queue. A *mask word* fills one word of a page: page 0 is "all neurons
// enabled" and cannot be written; words of another page are written all, in ascending order, while
// no step uses the page.
//
// A block is gated off where no neuron of it can fire: the code's field gate is off, or the page enables
// none of the block's. Pages 1.. keep a bit for each block that says whether they enable one, written
// with the words. gate_i names a block in each cycle; in the next one it is gated off at a step of
// used_o, or at all of the steps whose used_o were ORed, if (used_o & enabled_o) == 0. Right after a
// reset, where none has been named, page 0 holds, and enables all.
//
// Latency     select accepted in cycle c: may hold for a step that starts in c+1;
//             gate_i in cycle c: enabled_o in c+1, with the mask words up to that of c
// Throughput  one select or mask word a cycle; timed selects while the queue has room
// Reset       DefaultCode, page 0, queue empty
// Golden      sim/golden, Control
`timescale 1ns / 1ps
`default_nettype none

module sf_field_control #(
  parameter int FieldCodes = 1,
  parameter int DefaultCode = 0,
  parameter logic [FieldCodes-1:0] FieldGate = {FieldCodes{1'b1}},
  parameter int Blocks = 1,
  parameter int BlockWords = 1,
  parameter int Words = 1,
  parameter int NeuronLanes = 1,
  parameter int Pages = 4,             // 1..4, page 0 included
  parameter int QueueDepth = 4,        // power of two
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // configuration
  input  logic                   select_valid_i,
  output logic                   select_ready_o,
  input  logic                   now_i,
  input  logic [31:0]            image_i,
  input  logic [7:0]             step_i,
  input  logic [3:0]             code_i,
  input  logic [1:0]             page_i,
  input  logic                   mask_valid_i,
  input  logic [15:0]            mask_word_i,
  input  logic [NeuronLanes-1:0] mask_i,
  // step start: what holds for it, in the same cycle
  input  logic                   start_i,
  input  logic [31:0]            start_image_i,
  input  logic [7:0]             start_step_i,
  output logic [3:0]             code_o,
  output logic [1:0]             page_o,
  output logic [3:0]             used_o,    // bit page_o, none while the field gate of code_o is off
  input  logic [BlockBits-1:0]   gate_i,    // block, < Blocks
  output logic [3:0]             enabled_o, // page by page: it enables a neuron of that block
  // mask of a word, one cycle after its address
  input  logic                   read_i,
  input  logic [1:0]             read_page_i,
  input  logic [WordBits-1:0]    read_word_i,
  output logic [NeuronLanes-1:0] mask_o
);

  localparam int PointerBits = $clog2(QueueDepth);
  localparam int CodeBits = (FieldCodes > 1) ? $clog2(FieldCodes) : 1;

  // Queue of timed selects.
  logic [45:0]          queue_q [QueueDepth];  // image, step, code, page
  logic [PointerBits:0] count_q;
  logic [PointerBits-1:0] head_q, tail_q;
  logic [45:0]          head;
  logic                 push, pop, flush;
  logic [3:0]           code_q;
  logic [1:0]           page_q;

  assign head           = queue_q[head_q];
  // "Now" needs no room: it also clears a queue whose head came too late for its step.
  assign select_ready_o = now_i || (count_q != (PointerBits + 1)'(QueueDepth));
  assign push           = select_valid_i && select_ready_o && !now_i;
  assign flush          = select_valid_i && now_i;
  assign pop            = start_i && (count_q != '0) && (head[45:14] == start_image_i)
                          && (head[13:6] == start_step_i);
  assign code_o         = pop ? head[5:2] : code_q;
  assign page_o         = pop ? head[1:0] : page_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      count_q <= '0;
      head_q  <= '0;
      tail_q  <= '0;
      code_q  <= 4'(DefaultCode);
      page_q  <= 2'd0;
    end else if (flush) begin
      count_q <= '0;
      head_q  <= '0;
      tail_q  <= '0;
      code_q  <= code_i;
      page_q  <= page_i;
    end else begin
      count_q <= count_q + (PointerBits + 1)'(push) - (PointerBits + 1)'(pop);
      if (push) tail_q <= tail_q + 1'b1;
      if (pop)  head_q <= head_q + 1'b1;
      code_q  <= code_o;
      page_q  <= page_o;
    end
  end

  always_ff @(posedge clk_i) begin
    if (push) queue_q[tail_q] <= {image_i, step_i, code_i, page_i};
  end

  assign used_o       = FieldGate[CodeBits'(code_o)] ? 4'd1 << page_o : 4'd0;
  assign enabled_o[0] = 1'b1;

  if (Pages > 1) begin : gen_pages
    localparam int CountBits = (BlockWords > 1) ? $clog2(BlockWords) : 1;
    logic [NeuronLanes-1:0] stored;
    logic                   all_q, mask_write, any_q, any;
    logic [CountBits-1:0]   word_in_block_q;
    logic [BlockBits-1:0]   block_q;
    logic                   word_last;
    logic [WordBits-1:0]    mask_addr;

    assign mask_write = mask_valid_i && (page_i != 2'd0);
    assign mask_addr  = WordBits'(mask_word_i);
    assign word_last  = word_in_block_q == CountBits'(BlockWords - 1);

    // Ascending words: the block of a word is counted, not divided.
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        word_in_block_q <= '0;
        block_q         <= '0;
      end else if (mask_write) begin
        if (mask_word_i == 16'(Words - 1)) begin
          word_in_block_q <= '0;
          block_q         <= '0;
        end else if (word_last) begin
          word_in_block_q <= '0;
          block_q         <= block_q + 1'b1;
        end else begin
          word_in_block_q <= word_in_block_q + 1'b1;
        end
      end
    end

    // Whether the words of a block so far, this one included, enable a neuron.
    assign any = (mask_i != '0) || (any_q && (word_in_block_q != '0));
    always_ff @(posedge clk_i) begin
      if (mask_write) any_q <= any;
    end

    for (genvar p = 1; p < 4; p++) begin : gen_page
      logic mem [0:Blocks-1];
      logic write, read_q, written_q;
      assign write = mask_write && (page_i == 2'(p));
      always_ff @(posedge clk_i) begin
        if (write) mem[block_q] <= any;
        read_q    <= mem[gate_i];
        written_q <= write && (block_q == gate_i);
      end
      // A step may start right after the last word, which mem shows a cycle later.
      assign enabled_o[p] = written_q ? any_q : read_q;
    end

    sf_ram #(
      .Width(NeuronLanes),
      .Depth(4 << WordBits)
    ) u_masks (
      .clk_i,
      .we_i    (mask_write),
      .waddr_i ({page_i, mask_addr}),
      .wdata_i (mask_i),
      .re_i    (read_i),
      .raddr_i ({read_page_i, read_word_i}),
      .rdata_o (stored)
    );

    always_ff @(posedge clk_i) begin
      if (read_i) all_q <= read_page_i == 2'd0;
    end
    assign mask_o = all_q ? {NeuronLanes{1'b1}} : stored;
  end else begin : gen_no_pages
    logic unused_mask;
    assign enabled_o[3:1] = '1;
    assign mask_o         = '1;
    assign unused_mask    = &{1'b0, mask_valid_i, mask_word_i, mask_i, read_i, read_page_i,
                              read_word_i, gate_i};
  end

endmodule

`default_nettype wire
