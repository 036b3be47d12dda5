// SPDX-License-Identifier: Apache-2.0
// formal: samples every step of an image once and keeps it until the image is done
// sources: sf_schedule
// proof: Steps=3 | bmc 6 | induction 1 | cover 14
// proof: Steps=2 | bmc 6 | induction 1 | cover 12
// proof: Steps=1 | bmc 6 | induction 1 | cover 10
// red: when the next image's first step is read from the image before
//   induction sf_schedule.sv s/steps\[{next_i ^ rd_bank_q/steps[{rd_bank_q/
// red: when the last step's page is not among those used
//   bmc sf_schedule.sv s/else if (run_q) used_q/else if (run_q \&\& !last) used_q/
// red: when only the last step's page is among those used
//   bmc sf_schedule.sv s/used_q | used_i/used_i/
// red: when the pages of the image before stay among those used
//   bmc sf_schedule.sv s/if (sample_i)   used_q <= '0/if (1'b0)   used_q <= '0/
//
// Images are sampled at any time while two banks allow it; what sf_field_control answers is free in
// every cycle. Steps are read at any time of an image that has been sampled, and of the one after it
// in the cycle of next_i.
`default_nettype none

module sf_schedule_properties #(
  parameter int Steps = 3,
  localparam int StepBits = $clog2(Steps + 1)
) (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                sample_i,
  input logic [3:0]          code_i,
  input logic [1:0]          page_i,
  input logic [3:0]          used_i,
  input logic                next_i,
  input logic [StepBits-1:0] read_step_i
);

  logic              busy, start;
  logic [7:0]        step;
  logic [3:0]        used;
  logic [3:0]        code;
  logic [1:0]        page;
  `include "sf_formal.svh"

  sf_schedule #(.Steps(Steps)) u_dut (
    .clk_i, .rst_ni, .sample_i, .busy_o(busy), .start_o(start), .step_o(step), .code_i, .page_i,
    .used_i, .used_o(used), .next_i, .read_step_i, .code_o(code), .page_o(page)
  );

  // Model: up to two images, sampled or being sampled; the older one is the neurons'.
  logic [1:0]         images_q;
  logic [7:0]         step_q;             // that is looked at, from 1; 0 where none
  logic [Steps*6-1:0] head_q, tail_q, sampled;
  logic [3:0]         used_q;             // pages of the steps looked at
  logic               to_head, last;
  assign last    = 32'(step_q) == Steps;
  assign to_head = images_q == 2'd1;
  always_comb begin
    sampled = to_head ? head_q : tail_q;
    for (int s = 0; s < Steps; s++) begin
      if (32'(step_q) == s + 1) sampled[s*6 +: 6] = {code_i, page_i};
    end
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      images_q <= 2'd0;
      step_q   <= 8'd0;
    end else begin
      images_q <= images_q + 2'(sample_i) - 2'(next_i);
      step_q   <= sample_i ? 8'd1 : (last || step_q == 8'd0) ? 8'd0 : step_q + 8'd1;
    end
  end
  always_ff @(posedge clk_i) begin
    if (next_i)       head_q <= sampled;
    else if (to_head) head_q <= sampled;
    else              tail_q <= sampled;
    if (sample_i)            used_q <= 4'd0;
    else if (step_q != 8'd0) used_q <= used_q | used_i;
  end

  // What was asked for in the cycle before.
  logic       asked_q = 1'b0;
  logic [5:0] asked_value_q;
  logic       head_known, tail_known;  // all steps of it have been looked at
  assign head_known = images_q != 2'd0 && (images_q == 2'd2 || step_q == 8'd0);
  assign tail_known = images_q == 2'd2 && step_q == 8'd0;
  always_ff @(posedge clk_i) begin
    asked_q <= live_q && (next_i ? tail_known : head_known)
               && 32'(read_step_i) >= 1 && 32'(read_step_i) <= Steps;
    asked_value_q <= next_i ? tail_q[(32'(read_step_i) - 1) * 6 +: 6]
                            : head_q[(32'(read_step_i) - 1) * 6 +: 6];
  end

  always_comb begin
    if (sample_i) assume (step_q == 8'd0 && images_q != 2'd2);
    // The neurons are done with an image after all of it has been looked at.
    if (next_i) assume (head_known);
  end

  always_comb begin
    if (live_q) begin
      assert (busy == (step_q != 8'd0) && start == busy);
      if (start) assert (step == step_q);
      if (!busy && images_q != 2'd0) assert (used == used_q);
    end
    if (asked_q) assert ({code, page} == asked_value_q);
  end

  // Invariants: the macro's registers in terms of the model.
  (* hierconn *) logic \u_dut.run_q , \u_dut.wr_bank_q , \u_dut.rd_bank_q ;
  (* hierconn *) logic [7:0] \u_dut.step_q ;
  (* hierconn *) logic [3:0] \u_dut.used_q ;
  (* hierconn *) logic [5:0] \u_dut.steps[0] , \u_dut.steps[1] , \u_dut.steps[2] ,
      \u_dut.steps[3] , \u_dut.steps[4] , \u_dut.steps[5] , \u_dut.steps[6] , \u_dut.steps[7] ;
  logic [3*6-1:0] bank0, bank1;
  if (StepBits == 2) begin : gen_two
    assign bank0 = {\u_dut.steps[3] , \u_dut.steps[2] , \u_dut.steps[1] };
    assign bank1 = {\u_dut.steps[7] , \u_dut.steps[6] , \u_dut.steps[5] };
  end else begin : gen_one
    assign bank0 = 18'(\u_dut.steps[1] );
    assign bank1 = 18'(\u_dut.steps[3] );
  end
  logic [3*6-1:0] head_bank, tail_bank;
  assign head_bank = \u_dut.rd_bank_q ? bank1 : bank0;
  assign tail_bank = \u_dut.rd_bank_q ? bank0 : bank1;
  always_comb begin
    if (live_q) begin
      assert (32'(images_q) <= 2 && 32'(step_q) <= Steps);
      assert (step_q == 8'd0 || images_q != 2'd0);
      assert (\u_dut.step_q == ((step_q == 8'd0) ? 8'd1 : step_q));
      // Images that are complete lie before the bank that is written.
      assert (\u_dut.wr_bank_q == (\u_dut.rd_bank_q ^ images_q[0] ^ (step_q != 8'd0)));
      if (images_q != 2'd0) assert (\u_dut.used_q == used_q);
    end
  end
  for (genvar s = 0; s < Steps; s++) begin : gen_steps
    logic head_done, tail_done;
    assign head_done = head_known || (images_q == 2'd1 && s + 1 < 32'(step_q));
    assign tail_done = images_q == 2'd2 && (step_q == 8'd0 || s + 1 < 32'(step_q));
    always_comb begin
      if (live_q && head_done) assert (head_bank[s*6 +: 6] == head_q[s*6 +: 6]);
      if (live_q && tail_done) assert (tail_bank[s*6 +: 6] == tail_q[s*6 +: 6]);
    end
  end

  logic again_q;
  always_ff @(posedge clk_i) again_q <= rst_ni && (again_q || next_i);
  always_comb begin
    cover (live_q && tail_known && head_q != tail_q && next_i);
    cover (live_q && again_q && asked_q && {code, page} != 6'd0);
    cover (live_q && next_i && busy);
    cover (live_q && !busy && images_q != 2'd0 && used == 4'd2);
  end

endmodule

`default_nettype wire
