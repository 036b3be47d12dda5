// SPDX-License-Identifier: Apache-2.0
// Part of the bench of sf_axi: clock, reset, the plusargs, and the verdict.
//
//   +stall=SEED    random gaps and back-pressure on the streams and on the bus
//   +single        one image in the core at a time; the cycles of each are compared
//   +batch         all images as one packet, and all results as one packet
//   +reset_at=N    a second reset N cycles after the first, then everything from the beginning
//
// Says which of them hold before it begins: no simulator lists its plusargs, so one that is mistyped
// is known only by not being there.
//
// Ends with PASS and $finish, or with FAIL and $fatal (a simulator's exit code other than 0) where
// anything differs, nothing was compared, or an answer is overdue. Where Finish is 0, PASS stops the
// clock instead, as in sf_bench_control.
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_bench_control #(
  parameter int Finish = 1
) (
  output logic        clk_o,
  output logic        rst_no,
  output logic [31:0] stall_o,
  output logic        single_o,
  output logic        batch_o,
  // streams
  input  logic        pixels_done_i,
  input  logic [31:0] pixels_i,
  input  logic        results_done_i,
  input  logic        results_late_i,
  input  logic [31:0] beats_i,
  input  logic [31:0] images_i,
  input  logic [31:0] exact_i,     // images whose cycles were compared
  input  logic [31:0] cycles_i,
  input  logic [31:0] results_differences_i,
  // registers
  input  logic        registers_done_i,
  input  logic        registers_late_i,
  input  logic [31:0] accesses_i,
  input  logic [31:0] registers_differences_i
);

  localparam int ResetCycles = 8;
  localparam int Tail = 64;  // cycles after the last answer in which nothing more may come

  integer    reset_at;
  integer    cycle;  // since the first reset ended
  integer    tail;
  reg        misread;
  reg        good, stopped;
  reg [31:0] differences;

  initial begin
    misread = $test$plusargs("stall") != 0;
    if ($value$plusargs("stall=%d", stall_o) != 0) misread = (^stall_o) === 1'bx;
    else stall_o = 32'd0;
    if (misread) begin
      $display("sf_axi_bench: +stall: expected a whole number");
      $fatal(1);
    end
    misread = $test$plusargs("reset_at") != 0;
    if ($value$plusargs("reset_at=%d", reset_at) != 0) misread = (^reset_at) === 1'bx;
    else reset_at = -1;
    if (misread) begin
      $display("sf_axi_bench: +reset_at: expected a whole number");
      $fatal(1);
    end
    single_o = $test$plusargs("single") != 0;
    batch_o  = $test$plusargs("batch") != 0;
    $write("sf_axi_bench: ");
    if (stall_o != 32'd0) $write("+stall=%0d, ", stall_o);
    else $write("no +stall, ");
    if (single_o) $write("+single, ");
    else $write("no +single, ");
    if (batch_o) $write("+batch, ");
    else $write("no +batch, ");
    if (reset_at >= 0) $write("+reset_at=%0d", reset_at);
    else $write("no +reset_at");
    $display("; it knows no other plusarg but +vectors=FOLDER");
    cycle    = -ResetCycles;
    tail     = 0;
    rst_no   = 1'b0;
    clk_o    = 1'b0;
    stopped  = 1'b0;
    while (!stopped) #5 clk_o = !clk_o;
  end

  always @(posedge clk_o) begin
    cycle = cycle + 1;
    rst_no <= (cycle >= 0) && ((reset_at < 0) || (cycle < reset_at) ||
                               (cycle >= reset_at + ResetCycles));
    if (rst_no && !stopped && (cycle > reset_at + ResetCycles)) begin
      if (results_late_i || registers_late_i) verdict(1'b1);
      tail = (pixels_done_i && results_done_i && registers_done_i) ? tail + 1 : 0;
      if (tail == Tail) verdict(1'b0);
    end
  end

  task verdict(input late);
    begin
      differences = results_differences_i + registers_differences_i;
      good = !late && (beats_i != 32'd0) && (accesses_i != 32'd0) && (differences == 32'd0);
      if (results_late_i) $display("sf_axi_bench: no result for twice the cycles that it needs");
      if (registers_late_i) $display("sf_axi_bench: no answer on the bus of registers");
      if (beats_i == 32'd0) $display("sf_axi_bench: nothing was compared");
      $display("%0s: %0d images of %0d pixels, %0d result beats and %0d register accesses compared, %0d differences",
               good ? "PASS" : "FAIL", images_i, pixels_i, beats_i, accesses_i, differences);
      $display("cycles of %0d of %0d images compared%0s", exact_i, images_i,
               (exact_i == images_i) ? "" :
               (stall_o != 32'd0)    ? ", none where a stream stalls" : "; of all with +single");
      if (cycles_i != 32'd0) $display("an image alone: %0d cycles", cycles_i);
      if (!good) $fatal(1);
      if (Finish != 0) $finish;
      stopped = 1'b1;
    end
  endtask

endmodule

`default_nettype wire
