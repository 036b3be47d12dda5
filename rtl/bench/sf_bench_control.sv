// SPDX-License-Identifier: Apache-2.0
// Part of the bench: clock, reset, the plusargs, and the verdict.
//
//   +stall=SEED    random gaps in the pixels and back-pressure on the results
//   +single        one image in the core at a time; the cycles of each are compared
//   +reset_at=N    a second reset N cycles after the first, then everything from the beginning
//
// Says which of them hold before it begins: no simulator lists its plusargs, so one that is mistyped
// is known only by not being there.
//
// Ends with PASS and $finish, or with FAIL and $fatal (a simulator's exit code other than 0) where
// anything differs, nothing was compared, or a result is overdue. Where Finish is 0, PASS stops the
// clock instead, so that the benches of several cores can run beside each other: the simulation
// ends with the last of them, when nothing is left to happen.
`timescale 1ns / 1ps
`default_nettype none

module sf_bench_control #(
  parameter int Layers = 1,
  parameter int Finish = 1
) (
  output logic                 clk_o,
  output logic                 rst_no,
  output logic [31:0]          stall_o,
  output logic                 single_o,
  // pixel stream
  input  logic                 pixels_done_i,
  input  logic [31:0]          pixels_i,
  input  logic [31:0]          pixels_differences_i,
  // result stream
  input  logic                 results_done_i,
  input  logic                 results_late_i,
  input  logic [31:0]          beats_i,
  input  logic [31:0]          images_i,
  input  logic [31:0]          exact_i,     // images whose cycles were compared
  input  logic [31:0]          cycles_i,
  input  logic [31:0]          interval_i,
  input  logic [31:0]          results_differences_i,
  // commit ports, layer 1 in the lowest bits
  input  logic [Layers-1:0]    commits_done_i,
  input  logic [32*Layers-1:0] compared_i,
  input  logic [32*Layers-1:0] differences_i
);

  localparam int ResetCycles = 8;
  localparam int Tail = 64;  // cycles after the last result in which nothing more may come

  integer    reset_at;
  integer    cycle;  // since the first reset ended
  integer    tail;
  reg        misread;
  integer    k;
  reg        stopped;
  reg [31:0] updates, differences;

  initial begin
    misread = $test$plusargs("stall") != 0;
    if ($value$plusargs("stall=%d", stall_o) != 0) misread = (^stall_o) === 1'bx;
    else stall_o = 32'd0;
    if (misread) begin
      $display("sf_bench: +stall: expected a whole number");
      $fatal(1);
    end
    misread = $test$plusargs("reset_at") != 0;
    if ($value$plusargs("reset_at=%d", reset_at) != 0) misread = (^reset_at) === 1'bx;
    else reset_at = -1;
    if (misread) begin
      $display("sf_bench: +reset_at: expected a whole number");
      $fatal(1);
    end
    single_o = $test$plusargs("single") != 0;
    $write("sf_bench: ");
    if (stall_o != 32'd0) $write("+stall=%0d, ", stall_o);
    else $write("no +stall, ");
    if (single_o) $write("+single, ");
    else $write("no +single, ");
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
      if (results_late_i) verdict(1'b1);
      tail = (pixels_done_i && results_done_i && (&commits_done_i)) ? tail + 1 : 0;
      if (tail == Tail) verdict(1'b0);
    end
  end

  task verdict(input late);
    begin
      updates     = 32'd0;
      differences = pixels_differences_i + results_differences_i;
      for (k = 0; k < Layers; k = k + 1) begin
        updates     = updates + compared_i[32*k +: 32];
        differences = differences + differences_i[32*k +: 32];
      end
      if (late) $display("sf_bench: no result for twice the cycles that it needs");
      if ((updates == 32'd0) || (beats_i == 32'd0)) $display("sf_bench: nothing was compared");
      $display("%0s: %0d images of %0d pixels, %0d neuron updates and %0d result beats compared, %0d differences",
               (late || (updates == 32'd0) || (beats_i == 32'd0) || (differences != 32'd0)) ? "FAIL"
                                                                                            : "PASS",
               images_i, pixels_i, updates, beats_i, differences);
      $display("cycles of %0d of %0d images compared%0s", exact_i, images_i,
               (exact_i == images_i) ? "" :
               (stall_o != 32'd0)    ? ", none where a stream stalls" : "; of all with +single");
      if (cycles_i != 32'd0) $display("an image alone: %0d cycles", cycles_i);
      if (interval_i != 32'd0) $display("last interval between results: %0d cycles", interval_i);
      if (late || (updates == 32'd0) || (beats_i == 32'd0) || (differences != 32'd0)) $fatal(1);
      if (Finish != 0) $finish;
      stopped = 1'b1;
    end
  endtask

endmodule

`default_nettype wire
