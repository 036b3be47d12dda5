// SPDX-License-Identifier: Apache-2.0
// Time order: field code and mask page of every step of an image, sampled one after another from
// sf_field_control before the image's first block is walked.
//
// Two banks: the neurons read that of the image they are at while the next is sampled. Which pages any
// step of the image sampled last uses is kept beside them, for the walk.
//
// Latency     sample_i in cycle c: steps 1.. are asked for in c+1.., while busy_o;
//             a step is read in 1 cycle, of the next image in the cycle of next_i
// Reset       idle
// Golden      sim/golden, Control
`timescale 1ns / 1ps
`default_nettype none

module sf_schedule #(
  parameter int Steps = 25,
  localparam int StepBits = $clog2(Steps + 1)
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              sample_i,       // sample the image that is shown to sf_field_control
  output logic              busy_o,
  // sf_field_control
  output logic              start_o,
  output logic [7:0]        step_o,         // from 1
  input  logic [3:0]        code_i,
  input  logic [1:0]        page_i,
  input  logic [3:0]        used_i,         // the page as a bit, none while the field gate is off
  output logic [3:0]        used_o,         // pages that any step uses; all of them once not busy_o
  // steps of the image that the neurons are at
  input  logic              next_i,         // the next image's from now on
  input  logic [StepBits-1:0] read_step_i,  // from 1
  output logic [3:0]        code_o,
  output logic [1:0]        page_o
);

  logic              run_q, wr_bank_q, rd_bank_q, last;
  logic [7:0]        step_q;
  logic [3:0]        used_q;
  logic [5:0]        read_q;
  logic [5:0]        steps [0:(2 << StepBits)-1];

  assign busy_o  = run_q;
  assign start_o = run_q;
  assign step_o  = step_q;
  assign last    = run_q && (step_q == 8'(Steps));
  assign used_o  = used_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      run_q     <= 1'b0;
      step_q    <= 8'd1;
      wr_bank_q <= 1'b0;
      rd_bank_q <= 1'b0;
    end else begin
      run_q <= sample_i || (run_q && !last);
      if (run_q)  step_q <= last ? 8'd1 : step_q + 8'd1;
      if (last) wr_bank_q <= !wr_bank_q;
      if (next_i) rd_bank_q <= !rd_bank_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (sample_i)   used_q <= '0;
    else if (run_q) used_q <= used_q | used_i;
  end

  always_ff @(posedge clk_i) begin
    if (run_q) steps[{wr_bank_q, StepBits'(step_q)}] <= {code_i, page_i};
    read_q <= steps[{next_i ^ rd_bank_q, read_step_i}];
  end
  assign {code_o, page_o} = read_q;

endmodule

`default_nettype wire
