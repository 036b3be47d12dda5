// SPDX-License-Identifier: Apache-2.0
// formal: gives every step the code and mask that were selected for it
// sources: sf_ram sf_field_control
// proof: Pages=4 | bmc 5 | induction 1 | cover 10
// proof: Pages=1 | bmc 5 | induction 1 | cover 6
//
// Selects, mask words and step starts at any time that the protocol allows; a model beside the
// macro keeps the queue as a list and the pages as whole masks.
`default_nettype none

module sf_field_control_properties #(
  parameter int Pages = 4,          // 4 or 1
  localparam int FieldCodes = 2,
  localparam int Blocks = 2,
  localparam int BlockWords = 2,
  localparam int Words = 3,
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
  input logic             read_i,
  input logic [1:0]       read_page_i,
  input logic [1:0]       read_word_i
);

  localparam logic [1:0] FieldGate = 2'b10;   // code 0: no field

  logic              ready;
  logic [3:0]        code;
  logic [1:0]        page;
  logic [Blocks-1:0] gated;
  logic [Lanes-1:0]  mask;
  `include "sf_formal.svh"

  sf_field_control #(
    .FieldCodes(FieldCodes), .DefaultCode(1), .FieldGate(FieldGate), .Blocks(Blocks),
    .BlockWords(BlockWords), .Words(Words), .NeuronLanes(Lanes), .Pages(Pages), .QueueDepth(Depth)
  ) u_dut (
    .clk_i, .rst_ni, .select_valid_i, .select_ready_o(ready), .now_i, .image_i, .step_i, .code_i,
    .page_i, .mask_valid_i, .mask_word_i, .mask_i, .start_i, .start_image_i, .start_step_i,
    .code_o(code), .page_o(page), .gated_o(gated), .read_i, .read_page_i, .read_word_i,
    .mask_o(mask)
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
    assume (32'(read_word_i) < Words);
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
    end
    if (read_q) assert (mask == expected_q);
  end
  for (genvar b = 0; b < Blocks; b++) begin : gen_blocks
    localparam int Width = ((b + 1) * BlockWords <= Words) ? BlockWords * Lanes
                                                           : (Words - b * BlockWords) * Lanes;
    logic enabled;   // a neuron of the block is
    assign enabled = page == 2'd0
                     || masks_q[32'(page) * PageBits + b * BlockWords * Lanes +: Width] != '0;
    always_comb begin
      if (live_q && known_q[page]) assert (gated[b] == !(FieldGate[code[0]] && enabled));
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

  (* hierconn *) logic [0:0] \u_dut.gen_pages.word_in_block_q , \u_dut.gen_pages.block_q ;
  (* hierconn *) logic [Blocks-1:0] \u_dut.gen_pages.any1_q , \u_dut.gen_pages.any2_q ,
      \u_dut.gen_pages.any3_q ;
  (* hierconn *) logic [Lanes-1:0] \u_dut.gen_pages.u_masks.gen_auto.mem[4] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[5] , \u_dut.gen_pages.u_masks.gen_auto.mem[6] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[8] , \u_dut.gen_pages.u_masks.gen_auto.mem[9] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[10] , \u_dut.gen_pages.u_masks.gen_auto.mem[12] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[13] , \u_dut.gen_pages.u_masks.gen_auto.mem[14] ;
  if (Pages > 1) begin : gen_page_invariants
    logic [4*PageBits-1:0] stored;
    logic [4*Blocks-1:0]   any;
    assign stored = {
      \u_dut.gen_pages.u_masks.gen_auto.mem[14] , \u_dut.gen_pages.u_masks.gen_auto.mem[13] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[12] , \u_dut.gen_pages.u_masks.gen_auto.mem[10] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[9] , \u_dut.gen_pages.u_masks.gen_auto.mem[8] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[6] , \u_dut.gen_pages.u_masks.gen_auto.mem[5] ,
      \u_dut.gen_pages.u_masks.gen_auto.mem[4] , {PageBits{1'b1}}
    };
    assign any = {\u_dut.gen_pages.any3_q , \u_dut.gen_pages.any2_q , \u_dut.gen_pages.any1_q ,
                  {Blocks{1'b1}}};
    always_comb begin
      if (live_q) begin
        assert (32'(word_q) < Words && known_q[0]);
        assert (word_q == 8'd0 || (filling_q != 2'd0 && !known_q[filling_q]));
        assert (32'(\u_dut.gen_pages.block_q ) * BlockWords
                + 32'(\u_dut.gen_pages.word_in_block_q ) == 32'(word_q));
      end
    end
    for (genvar p = 1; p < 4; p++) begin : gen_page
      logic [7:0] written;   // words of the page that hold what was written last
      assign written = known_q[p] ? 8'(Words) : (32'(filling_q) == p) ? word_q : 8'd0;
      for (genvar w = 0; w < Words; w++) begin : gen_word
        always_comb begin
          if (live_q && w < 32'(written)) begin
            assert (stored[p*PageBits + w*Lanes +: Lanes]
                    == masks_q[p*PageBits + w*Lanes +: Lanes]);
          end
        end
      end
      logic [Words-1:0] set;   // of the written words, those with an enabled neuron
      for (genvar w = 0; w < Words; w++) begin : gen_set
        assign set[w] = w < 32'(written) && masks_q[p*PageBits + w*Lanes +: Lanes] != '0;
      end
      always_comb begin
        if (live_q && written != 8'd0) begin
          assert (any[p*Blocks] == (set[0] || set[1]));
          assert (any[p*Blocks + 1] == set[2]);
        end
      end
    end
    always_comb begin
      cover (read_q && mask == 2'b01);
      cover (live_q && start_i && page == 2'd2 && gated == 2'b01 && known_q[2]);
    end
  end

  always_comb begin
    cover (live_q && waiting_q == 2'd2 && !ready && select_valid_i);
    cover (live_q && takes && waiting_q == 2'd2);
    cover (live_q && now && waiting_q != 2'd0);
    cover (live_q && start_i && code == 4'd0 && gated == '1);
  end

endmodule

`default_nettype wire
