// SPDX-License-Identifier: Apache-2.0
// formal: gives every step the code and mask that were selected for it
// sources: sf_ram sf_field_control
// proof: Pages=4 | bmc 5 | induction 1 | cover 10
// proof: Pages=4 Words=4 | bmc 6 | induction 1 | cover 10
// proof: Pages=4 BlockWords=1 | bmc 5 | induction 1 | cover 10
// proof: Pages=4 BlockWords=3 | bmc 5 | induction 1 | cover 10
// proof: Pages=1 | bmc 5 | induction 1 | cover 6
// red: when a step right after the last mask word sees the block as it was
//   bmc sf_field_control.sv s/written_q ? any_q : read_q/read_q/
// red: when the word that is written counts for every block
//   bmc sf_field_control.sv s/ \&\& (block_q == gate_i)//
// red: when a block counts neurons of the blocks before it
//   bmc sf_field_control.sv s/ \&\& (word_in_block_q != '0)//
// red: when a block counts its last word alone
//   bmc sf_field_control.sv s/ || (any_q .*;/;/
// red: when a word counts for every page
//   induction sf_field_control.sv s/write = mask_write \&\& .*/write = mask_write;/
// red: when a page enables neurons without a field
//   bmc sf_field_control.sv s/? 4'd1 << page_o : 4'd0/? 4'd1 << page_o : 4'd1/
//
// Selects, mask words and step starts at any time that the protocol allows; a model beside the
// macro keeps the queue as a list and the pages as whole masks. A block is asked for in every cycle.
`default_nettype none

module sf_field_control_properties #(
  parameter int Pages = 4,          // 4 or 1
  localparam int FieldCodes = 2,
  parameter int Words = 3,          // 3 or 4
  parameter int BlockWords = 2,     // up to 3
  localparam int Blocks = (Words + BlockWords - 1) / BlockWords,
  localparam int BlockBits = (Blocks > 1) ? $clog2(Blocks) : 1,
  localparam int Lanes = 2,
  localparam int Depth = 2,
  localparam int PageBits = Words * Lanes
) (
  input logic             clk_i,
  input logic             rst_ni,
  input logic             select_valid_i,
  input logic             now_i,
  input logic [31:0]      image_i,
  input logic [7:0]       step_i,
  input logic [3:0]       code_i,
  input logic [1:0]       page_i,
  input logic             mask_valid_i,
  input logic [15:0]      mask_word_i,
  input logic [Lanes-1:0] mask_i,
  input logic             start_i,
  input logic [31:0]      start_image_i,
  input logic [7:0]       start_step_i,
  input logic [BlockBits-1:0] gate_i,
  input logic             read_i,
  input logic [1:0]       read_page_i,
  input logic [1:0]       read_word_i
);

  localparam logic [1:0] FieldGate = 2'b10;   // code 0: no field

  logic              ready;
  logic [3:0]        code;
  logic [1:0]        page;
  logic [3:0]        used, enabled;
  logic [Lanes-1:0]  mask;
  `include "sf_formal.svh"

  sf_field_control #(
    .FieldCodes(FieldCodes), .DefaultCode(1), .FieldGate(FieldGate), .Blocks(Blocks),
    .BlockWords(BlockWords), .Words(Words), .NeuronLanes(Lanes), .Pages(Pages), .QueueDepth(Depth)
  ) u_dut (
    .clk_i, .rst_ni, .select_valid_i, .select_ready_o(ready), .now_i, .image_i, .step_i, .code_i,
    .page_i, .mask_valid_i, .mask_word_i, .mask_i, .start_i, .start_image_i, .start_step_i,
    .code_o(code), .page_o(page), .used_o(used), .gate_i, .enabled_o(enabled), .read_i,
    .read_page_i, .read_word_i, .mask_o(mask)
  );

  // Model of the queue: oldest select first.
  logic [45:0] first_q, second_q, entry;
  logic [1:0]  waiting_q;
  logic [3:0]  code_q, code_now;
  logic [1:0]  page_q, page_now;
  logic        timed, now, takes;
  assign entry    = {image_i, step_i, code_i, page_i};
  assign timed    = select_valid_i && 32'(waiting_q) < Depth && !now_i;
  assign now      = select_valid_i && now_i;
  assign takes    = start_i && waiting_q != 2'd0 && first_q[45:6] == {start_image_i, start_step_i};
  assign code_now = takes ? first_q[5:2] : code_q;
  assign page_now = takes ? first_q[1:0] : page_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      waiting_q <= 2'd0;
      code_q    <= 4'd1;
      page_q    <= 2'd0;
    end else if (now) begin
      waiting_q <= 2'd0;
      code_q    <= code_i;
      page_q    <= page_i;
    end else begin
      waiting_q <= waiting_q + 2'(timed) - 2'(takes);
      code_q    <= code_now;
      page_q    <= page_now;
    end
  end
  always_ff @(posedge clk_i) begin
    if (takes) first_q <= second_q;
    if (timed && waiting_q == 2'(takes)) first_q <= entry;
    else if (timed) second_q <= entry;
  end

  // Model of the pages: known once every word has been written.
  logic [4*PageBits-1:0] masks_q;
  logic [3:0]            known_q;
  logic [1:0]            filling_q;            // page that is being written, from its first word
  logic [7:0]            word_q;               // its next word
  logic                  fills;
  assign fills = mask_valid_i && page_i != 2'd0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      known_q <= 4'b0001;
      word_q  <= 8'd0;
    end else if (fills) begin
      known_q[page_i] <= 32'(mask_word_i) == Words - 1;
      word_q          <= (32'(mask_word_i) == Words - 1) ? 8'd0 : word_q + 8'd1;
    end
    masks_q[PageBits-1:0] <= '1;
    if (fills) begin
      filling_q <= page_i;
      masks_q[32'(page_i) * PageBits + 32'(mask_word_i) * Lanes +: Lanes] <= mask_i;
    end
  end

  always_comb begin
    assume (32'(code_i) < FieldCodes);
    assume (Pages > 1 || (page_i == 2'd0 && read_page_i == 2'd0));
    assume (32'(read_word_i) < Words && 32'(gate_i) < Blocks);
    if (fills) assume (32'(mask_word_i) == 32'(word_q) && (word_q == 8'd0 || page_i == filling_q));
  end

  // What was promised for the word that was read in the cycle before.
  logic             read_q = 1'b0;
  logic [Lanes-1:0] expected_q;
  always_ff @(posedge clk_i) begin
    read_q     <= live_q && read_i && known_q[read_page_i];
    expected_q <= (read_page_i == 2'd0)
                  ? '1 : masks_q[32'(read_page_i) * PageBits + 32'(read_word_i) * Lanes +: Lanes];
  end

  always_comb begin
    if (live_q) begin
      assert (ready == (now_i || 32'(waiting_q) < Depth));
      assert (code == code_now && page == page_now);
      assert (used == (FieldGate[code[0]] ? 4'd1 << page : 4'd0));
    end
    if (read_q) assert (mask == expected_q);
  end

  // The block that was asked for in the cycle before: enabled by a page where a neuron of it is, as
  // soon as all words of the page have been written.
  logic [BlockBits-1:0] asked_q;
  logic                 gated;      // it is, at a step that starts now
  logic [4*Blocks-1:0]  any;        // page by page, blocks with an enabled neuron
  always_ff @(posedge clk_i) asked_q <= gate_i;
  assign gated = (used & enabled) == 4'd0;
  for (genvar p = 0; p < 4; p++) begin : gen_pages
    for (genvar b = 0; b < Blocks; b++) begin : gen_blocks
      localparam int Width = (((b + 1) * BlockWords <= Words) ? BlockWords
                                                              : Words - b * BlockWords) * Lanes;
      assign any[p*Blocks + b] = masks_q[p*PageBits + b*BlockWords*Lanes +: Width] != '0;
    end
    always_comb begin
      if (live_q && known_q[p]) assert (enabled[p] == any[p*Blocks + 32'(asked_q)]);
    end
  end
  always_comb begin
    if (live_q && known_q[page]) begin
      assert (gated == !(FieldGate[code[0]] && any[32'(page) * Blocks + 32'(asked_q)]));
    end
  end

  // Invariants: the macro's registers in terms of the model.
  (* hierconn *) logic [1:0] \u_dut.count_q , \u_dut.page_q ;
  (* hierconn *) logic [0:0] \u_dut.head_q , \u_dut.tail_q ;
  (* hierconn *) logic [45:0] \u_dut.queue_q[0] , \u_dut.queue_q[1] ;
  (* hierconn *) logic [3:0] \u_dut.code_q ;
  logic [45:0] at_head, behind;
  assign at_head = \u_dut.head_q [0] ? \u_dut.queue_q[1] : \u_dut.queue_q[0] ;
  assign behind  = \u_dut.head_q [0] ? \u_dut.queue_q[0] : \u_dut.queue_q[1] ;
  always_comb begin
    if (live_q) begin
      assert (32'(waiting_q) <= Depth && \u_dut.count_q == waiting_q);
      assert (\u_dut.tail_q == (\u_dut.head_q ^ waiting_q[0]));
      assert (\u_dut.code_q == code_q && \u_dut.page_q == page_q);
      assert (32'(code_q) < FieldCodes && 32'(page_q) < Pages);
      if (waiting_q != 2'd0) begin
        assert (at_head == first_q && 32'(first_q[5:2]) < FieldCodes && 32'(first_q[1:0]) < Pages);
      end
      if (waiting_q == 2'd2) begin
        assert (behind == second_q && 32'(second_q[5:2]) < FieldCodes);
        assert (32'(second_q[1:0]) < Pages);
      end
    end
  end

  localparam int CountBits = (BlockWords > 1) ? $clog2(BlockWords) : 1;
  (* hierconn *) logic [CountBits-1:0] \u_dut.gen_pages.word_in_block_q ;
  (* hierconn *) logic [BlockBits-1:0] \u_dut.gen_pages.block_q ;
  (* hierconn *) logic \u_dut.gen_pages.any_q ,
      \u_dut.gen_pages.gen_page[1].mem[0] , \u_dut.gen_pages.gen_page[1].mem[1] ,
      \u_dut.gen_pages.gen_page[1].mem[2] , \u_dut.gen_pages.gen_page[2].mem[0] ,
      \u_dut.gen_pages.gen_page[2].mem[1] , \u_dut.gen_pages.gen_page[2].mem[2] ,
      \u_dut.gen_pages.gen_page[3].mem[0] , \u_dut.gen_pages.gen_page[3].mem[1] ,
      \u_dut.gen_pages.gen_page[3].mem[2] ;
  (* hierconn *) logic [Lanes-1:0] \u_dut.gen_pages.u_masks.gen_auto.mem[4] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[5] , \u_dut.gen_pages.u_masks.gen_auto.mem[6] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[7] , \u_dut.gen_pages.u_masks.gen_auto.mem[8] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[9] , \u_dut.gen_pages.u_masks.gen_auto.mem[10] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[11] , \u_dut.gen_pages.u_masks.gen_auto.mem[12] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[13] , \u_dut.gen_pages.u_masks.gen_auto.mem[14] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[15] ;
  if (Pages > 1) begin : gen_page_invariants
    logic [4*4*Lanes-1:0] stored;   // pages of four words
    logic [4*3-1:0]       kept;     // of three blocks
    assign stored = {
      \u_dut.gen_pages.u_masks.gen_auto.mem[15] , \u_dut.gen_pages.u_masks.gen_auto.mem[14] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[13] , \u_dut.gen_pages.u_masks.gen_auto.mem[12] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[11] , \u_dut.gen_pages.u_masks.gen_auto.mem[10] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[9] , \u_dut.gen_pages.u_masks.gen_auto.mem[8] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[7] , \u_dut.gen_pages.u_masks.gen_auto.mem[6] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[5] , \u_dut.gen_pages.u_masks.gen_auto.mem[4] ,
      {4*Lanes{1'b1}}
    };
    if (Blocks == 3) begin : gen_three
      assign kept = {
        \u_dut.gen_pages.gen_page[3].mem[2] , \u_dut.gen_pages.gen_page[3].mem[1] ,
        \u_dut.gen_pages.gen_page[3].mem[0] , \u_dut.gen_pages.gen_page[2].mem[2] ,
        \u_dut.gen_pages.gen_page[2].mem[1] , \u_dut.gen_pages.gen_page[2].mem[0] ,
        \u_dut.gen_pages.gen_page[1].mem[2] , \u_dut.gen_pages.gen_page[1].mem[1] ,
        \u_dut.gen_pages.gen_page[1].mem[0] , 3'd7
      };
    end else if (Blocks == 2) begin : gen_two
      assign kept = {
        1'b0, \u_dut.gen_pages.gen_page[3].mem[1] , \u_dut.gen_pages.gen_page[3].mem[0] ,
        1'b0, \u_dut.gen_pages.gen_page[2].mem[1] , \u_dut.gen_pages.gen_page[2].mem[0] ,
        1'b0, \u_dut.gen_pages.gen_page[1].mem[1] , \u_dut.gen_pages.gen_page[1].mem[0] , 3'd7
      };
    end else begin : gen_one
      assign kept = {
        2'd0, \u_dut.gen_pages.gen_page[3].mem[0] , 2'd0, \u_dut.gen_pages.gen_page[2].mem[0] ,
        2'd0, \u_dut.gen_pages.gen_page[1].mem[0] , 3'd7
      };
    end
    always_comb begin
      if (live_q) begin
        assert (32'(word_q) < Words && known_q[0]);
        assert (word_q == 8'd0 || (filling_q != 2'd0 && !known_q[filling_q]));
        assert (32'(\u_dut.gen_pages.block_q ) * BlockWords
                + 32'(\u_dut.gen_pages.word_in_block_q ) == 32'(word_q));
        assert (32'(\u_dut.gen_pages.word_in_block_q ) < BlockWords);
      end
    end
    for (genvar p = 1; p < 4; p++) begin : gen_page
      logic [7:0] written;   // words of the page that hold what was written last
      assign written = known_q[p] ? 8'(Words) : (32'(filling_q) == p) ? word_q : 8'd0;
      for (genvar w = 0; w < Words; w++) begin : gen_word
        always_comb begin
          if (live_q && w < 32'(written)) begin
            assert (stored[(p*4 + w)*Lanes +: Lanes]
                    == masks_q[p*PageBits + w*Lanes +: Lanes]);
          end
        end
      end
      logic [Words-1:0] set;   // of the written words, those with an enabled neuron
      for (genvar w = 0; w < Words; w++) begin : gen_set
        assign set[w] = w < 32'(written) && masks_q[p*PageBits + w*Lanes +: Lanes] != '0;
      end
      logic [Blocks-1:0] sets;  // of the blocks
      for (genvar b = 0; b < Blocks; b++) begin : gen_sets
        localparam int Width = ((b + 1) * BlockWords <= Words) ? BlockWords : Words - b * BlockWords;
        assign sets[b] = set[b*BlockWords +: Width] != '0;
        always_comb begin
          if (live_q && b * BlockWords < 32'(written)) assert (kept[p*3 + b] == sets[b]);
        end
      end
      // The word before was one of this block.
      logic begun;
      assign begun = 32'(filling_q) == p && \u_dut.gen_pages.word_in_block_q != '0;
      always_comb begin
        if (live_q && begun) begin
          assert (\u_dut.gen_pages.any_q == sets[\u_dut.gen_pages.block_q ]);
        end
        if (live_q) assert (enabled[p] == kept[p*3 + 32'(asked_q)]);
      end
    end
    // Right after the last word, of a block that this word has changed.
    logic [3:0] before_q;   // as its page stood before that word
    logic       last_q;
    always_ff @(posedge clk_i) begin
      last_q   <= live_q && fills && 32'(mask_word_i) == Words - 1 && 32'(gate_i) == Blocks - 1;
      before_q <= {kept[3*3 + 32'(gate_i)], kept[2*3 + 32'(gate_i)], kept[3 + 32'(gate_i)], 1'b1};
    end
    always_comb begin
      cover (last_q && start_i && page == filling_q && gated && before_q[page]);
      cover (last_q && start_i && page == filling_q && !gated && !before_q[page]);
    end
    always_comb begin
      cover (read_q && mask == 2'b01);
      cover (live_q && start_i && page == 2'd2 && gated && code[0] && known_q[2]);
    end
  end

  if (Pages == 1) begin : gen_no_page_invariants
    always_comb if (live_q) assert (known_q == 4'b0001 && enabled == '1);
  end

  always_comb begin
    cover (live_q && waiting_q == 2'd2 && !ready && select_valid_i);
    cover (live_q && takes && waiting_q == 2'd2);
    cover (live_q && now && waiting_q != 2'd0);
    cover (live_q && start_i && code == 4'd0 && page == 2'd0 && gated);
  end

endmodule

`default_nettype wire
