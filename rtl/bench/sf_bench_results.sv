// SPDX-License-Identifier: Apache-2.0
// Part of the bench: holds the core's result stream against bench/vectors/results.hex.
//
// File        a line for each beat, hexadecimal: image class count last cycles; cycles are those
//             of the image when it has the core to itself, first pixel taken to last beat taken
// Compares    every beat; the cycles where an image is alone (the first one, and all where single_i
//             is high) and nothing stalls; elsewhere that it took no fewer
// Traffic     always ready; with a stall seed, random back-pressure
// Reset       from the first line on again
`timescale 1ns / 1ps
`default_nettype none

module sf_bench_results #(
  parameter Folder = "bench/vectors",
  parameter int ClassBits = 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic [31:0]          stall_i,   // seed of the back-pressure; 0: none
  input  logic                 single_i,
  input  logic                 start_i,   // the first pixel of an image is taken in this cycle
  // result stream of the core
  input  logic                 valid_i,
  output logic                 ready_o,
  input  logic [ClassBits-1:0] class_i,
  input  logic [7:0]           count_i,
  input  logic [31:0]          image_i,
  input  logic                 last_i,
  // outcome
  output logic                 idle_o,        // as many images have left as have come
  output logic                 done_o,        // every beat has been met
  output logic                 late_o,        // a result is overdue
  output logic [31:0]          beats_o,
  output logic [31:0]          images_o,
  output logic [31:0]          exact_o,       // images whose cycles were compared
  output logic [31:0]          cycles_o,      // of the image that was last alone
  output logic [31:0]          interval_o,    // between the last two results
  output logic [31:0]          differences_o
);

  localparam int InFlight = 64;  // images under way together, at most

  logic [31:0] file;
  integer fields;
  integer rewound;

  reg                 more, last;
  reg [31:0]          image, cycles, random;
  reg [ClassBits-1:0] winner;
  reg [7:0]           count;
  reg [31:0]          now_q, started_q, result_q, spent;
  reg [31:0]          begin_q [0:InFlight-1];  // of each image under way
  wire                taken = (valid_i !== 1'b0) && ready_o;
  wire                alone = (stall_i == 32'd0) && (single_i || (images_o == 32'd0));

  sf_bench_file #(
    .Folder({Folder}),
    .Stem("results")
  ) u_file (
    .file_o(file)
  );

  task read_line;
    begin
      fields = $fscanf(file, "%h %h %h %h %h", image, winner, count, last, cycles);
      more = fields == 5;
    end
  endtask

  initial more = 1'b0;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      rewound = $rewind(file);
      read_line;
      random = (stall_i == 32'hffffffff) ? stall_i : ~stall_i;  // never 0, which stays 0
      ready_o       <= 1'b0;
      beats_o       <= 32'd0;
      images_o      <= 32'd0;
      started_q     <= 32'd0;
      differences_o <= 32'd0;
      now_q         <= 32'd0;
      result_q      <= 32'd0;
      exact_o       <= 32'd0;
      cycles_o      <= 32'd0;
      interval_o    <= 32'd0;
    end else begin
      random = random ^ (random << 13);
      random = random ^ (random >> 17);
      random = random ^ (random << 5);
      ready_o <= (stall_i == 32'd0) || random[4];
      now_q   <= now_q + 32'd1;
      if (start_i) begin
        started_q <= started_q + 32'd1;
        begin_q[started_q % InFlight] <= now_q;
      end
      if (taken) take;
    end
  end

  task take;
    begin
      beats_o <= beats_o + 32'd1;
      if (!more || ({valid_i, image_i, class_i, count_i, last_i} !==
                    {1'b1, image, winner, count, last})) begin
        differences_o <= differences_o + 32'd1;
        $display("result beat %0d: expected image %0d class %0d count %0d last %b%0s", beats_o, image,
                 winner, count, last, more ? "" : " no more");
        $display("  got image %0d class %0d count %0d last %b", image_i, class_i, count_i, last_i);
      end else if (last) begin
        images_o   <= images_o + 32'd1;
        result_q   <= now_q;
        interval_o <= (images_o == 32'd0) ? 32'd0 : now_q - result_q;
        spent = now_q - begin_q[images_o % InFlight] + 32'd1;
        if (alone) begin
          cycles_o <= spent;
          exact_o  <= exact_o + 32'd1;
        end
        // Cycles that are no number are a difference, too.
        if ((alone ? (spent == cycles) : (spent >= cycles)) !== 1'b1) begin
          differences_o <= differences_o + 32'd1;
          $display("image %0d took %0d cycles, expected %0d%0s", image, spent, cycles,
                   alone ? "" : " or more");
        end
      end
      if (more) read_line;
    end
  endtask

  assign idle_o = started_q == images_o;
  assign done_o = !more;
  assign late_o = more && ((now_q - result_q) > (cycles << ((stall_i == 32'd0) ? 1 : 3)) + 32'd10000);

endmodule

`default_nettype wire
