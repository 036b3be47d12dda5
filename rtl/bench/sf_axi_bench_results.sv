// SPDX-License-Identifier: Apache-2.0
// Part of the bench of sf_axi: holds its stream of results against bench/vectors/results.hex.
//
// File        that of sf_bench_results: image class count last cycles
// Compares    every beat; the cycles where an image is alone (the first one, and all where single_i
//             is high) and nothing stalls; elsewhere that it took no fewer
// Packets     one an image; with batch_i one of all
// Traffic     always ready; with a stall seed, random back-pressure
// Reset       from the first line on again
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_bench_results #(
  parameter Folder = "bench/vectors"
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [31:0] stall_i,   // seed of the back-pressure; 0: none
  input  logic        single_i,
  input  logic        batch_i,
  input  logic        start_i,   // the first pixel of an image is taken in this cycle
  // stream
  input  logic        tvalid_i,
  output logic        tready_o,
  input  logic [31:0] tdata_i,
  input  logic        tlast_i,
  input  logic        tuser_i,
  // outcome
  output logic        idle_o,        // as many images have left as have come
  output logic        done_o,        // every beat has been met
  output logic        late_o,        // a result is overdue
  output logic        alone_o,       // the cycles of the last image are known
  output logic [31:0] beats_o,
  output logic [31:0] images_o,
  output logic [31:0] exact_o,       // images whose cycles were compared
  output logic [31:0] image_o,       // number, class and cycles of the last one
  output logic [31:0] class_o,
  output logic [31:0] cycles_o,
  output logic [31:0] differences_o
);

  localparam int Delay = 1;      // cycles behind the core's own results
  localparam int InFlight = 64;  // images under way together, at most

  logic [31:0] file;
  integer fields;
  integer rewound;

  reg          more, last, expected_last;
  reg [31:0]   image, cycles, random, beats;
  reg [15:0]   winner;
  reg [7:0]    count;
  reg [31:0]   now_q, started_q, result_q, spent;
  reg [31:0]   begin_q [0:InFlight-1];  // of each image under way
  wire         taken = (tvalid_i !== 1'b0) && tready_o;
  wire         alone = (stall_i == 32'd0) && (single_i || (images_o == 32'd0));

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

  initial begin
    more  = 1'b0;
    beats = 32'd0;
  end

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      rewound = $rewind(file);
      read_line;
      if (beats == 32'd0) begin  // how many there are: once
        while (more) begin
          beats = beats + 32'd1;
          read_line;
        end
        rewound = $rewind(file);
        read_line;
      end
      random = (stall_i == 32'hffffffff) ? stall_i : ~stall_i;  // never 0, which stays 0
      tready_o      <= 1'b0;
      alone_o       <= 1'b0;
      beats_o       <= 32'd0;
      images_o      <= 32'd0;
      image_o       <= 32'd0;
      class_o       <= 32'd0;
      exact_o       <= 32'd0;
      cycles_o      <= 32'd0;
      differences_o <= 32'd0;
      started_q     <= 32'd0;
      now_q         <= 32'd0;
      result_q      <= 32'd0;
    end else begin
      random = random ^ (random << 13);
      random = random ^ (random >> 17);
      random = random ^ (random << 5);
      tready_o <= (stall_i == 32'd0) || random[4];
      now_q    <= now_q + 32'd1;
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
      expected_last = batch_i ? (beats_o + 32'd1 == beats) : last;
      if (!more || ({tvalid_i, tdata_i, tlast_i, tuser_i} !==
                    {1'b1, winner, 8'd0, count, expected_last, 1'b0})) begin
        differences_o <= differences_o + 32'd1;
        $display("result beat %0d: expected class %0d count %0d last %b%0s", beats_o, winner, count,
                 expected_last, more ? "" : " no more");
        $display("  got class %0d count %0d last %b user %b", tdata_i[31:16], tdata_i[15:0], tlast_i,
                 tuser_i);
      end else if (last) begin
        images_o <= images_o + 32'd1;
        image_o  <= image;
        class_o  <= {16'd0, winner};
        result_q <= now_q;
        alone_o  <= alone;
        spent = now_q - begin_q[images_o % InFlight] + 32'd1 - Delay;
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
  assign late_o = more && ((now_q - result_q) > (cycles << ((stall_i == 32'd0) ? 1 : 3)) + 32'd20000);

endmodule

`default_nettype wire
