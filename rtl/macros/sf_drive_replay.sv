// SPDX-License-Identifier: Apache-2.0
// Drives of a directly coded layer: constant over the steps of an image, so they are stored once
// and replayed at every step.
//
// Filling: a word of drives a cycle; the last one starts the replay. Replay: for each step, when
// the next buffer has a free bank (step_start_o claims it), Words words in order.
//
// Latency     last word written in cycle c: first step starts in c+1 at the earliest; a step that
//             starts in cycle r sends its words in r+1 .. r+Words
// Throughput  one word a cycle, a step every StepCycles cycles
// Reset       empty
// Golden      sim/golden, direct coding
`timescale 1ns / 1ps
`default_nettype none

module sf_drive_replay #(
  parameter int NeuronLanes = 4,
  parameter int Words = 2,
  parameter int D0Bits = 16,
  parameter int Steps = 25,
  parameter int StepCycles = (Words > 2) ? Words : 2,  // at least Words, and 2
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  // fill
  input  logic                          valid_i,
  input  logic                          last_i,
  input  logic [WordBits-1:0]           word_i,
  input  logic [NeuronLanes*D0Bits-1:0] drive_i,
  // replay
  input  logic                          out_free_i,
  output logic                          step_start_o,
  output logic [7:0]                    step_o,   // from 1, of the step that starts
  output logic                          done_o,   // the last word of the last step is being read
  output logic                          valid_o,
  output logic [WordBits-1:0]           word_o,
  output logic [NeuronLanes*D0Bits-1:0] drive_o
);

  localparam int CycleBits = $clog2(StepCycles);

  logic                 ready_q;   // drives are complete
  logic                 run_q;     // inside a step, past its first cycle
  logic [7:0]           step_q;
  logic [CycleBits-1:0] cycle_q;   // cycle of the step
  logic                 start, step_end, read;
  logic [WordBits-1:0]  raddr;
  logic                 valid_q;
  logic [WordBits-1:0]  word_q;

  assign start    = ready_q && !run_q && out_free_i;
  assign step_end = run_q && (cycle_q == CycleBits'(StepCycles - 1));
  assign raddr    = WordBits'(cycle_q);
  assign read     = start || (run_q && (32'(cycle_q) < Words));

  assign step_start_o = start;
  assign step_o       = step_q;
  assign done_o       = step_end && (step_q == 8'(Steps));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      ready_q <= 1'b0;
      run_q   <= 1'b0;
      step_q  <= 8'd1;
      cycle_q <= '0;
      valid_q <= 1'b0;
    end else begin
      valid_q <= read;
      if (valid_i && last_i) ready_q <= 1'b1;
      if (start) begin
        run_q   <= 1'b1;
        cycle_q <= CycleBits'(1);
      end else if (step_end) begin
        run_q   <= 1'b0;
        cycle_q <= '0;
        step_q  <= done_o ? 8'd1 : step_q + 8'd1;
        if (done_o) ready_q <= 1'b0;
      end else if (run_q) begin
        cycle_q <= cycle_q + 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (read) word_q <= raddr;
  end

  sf_ram #(
    .Width(NeuronLanes * D0Bits),
    .Depth(Words)
  ) u_drives (
    .clk_i,
    .we_i    (valid_i),
    .waddr_i (word_i),
    .wdata_i (drive_i),
    .re_i    (read),
    .raddr_i (raddr),
    .rdata_o (drive_o)
  );

  assign valid_o = valid_q;
  assign word_o  = word_q;

endmodule

`default_nettype wire
