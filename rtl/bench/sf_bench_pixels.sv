// SPDX-License-Identifier: Apache-2.0
// Part of the bench: sends bench/vectors/pixels.hex to the core's pixel stream.
//
// File        a line for each beat, hexadecimal: image pixels flags; bit 0 of flags: last of its
//             frame; bit 1: first of a whole image; bit 2: the core must report a frame error; from
//             bit 4 on: which pixels of the beat are there, where a beat has more than one
// Traffic     back to back; with a stall seed, random gaps; where single_i is high, an image waits
//             until those before it have left the core
// Reset       from the first line on again
`timescale 1ns / 1ps
`default_nettype none

module sf_bench_pixels #(
  parameter Folder = "bench/vectors",
  parameter int Beat = 1
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [31:0] stall_i,     // seed of the gaps; 0: none
  input  logic        single_i,
  input  logic        idle_i,      // no image in the core
  // pixel stream of the core
  output logic        valid_o,
  input  logic        ready_i,
  output logic [8*Beat-1:0] data_o,
  output logic [Beat-1:0]   keep_o,
  output logic        last_o,
  output logic [31:0] image_o,
  input  logic        frame_error_i,
  // outcome
  output logic        start_o,       // the first pixel of a whole image is taken in this cycle
  output logic        done_o,        // every pixel has been taken
  output logic [31:0] pixels_o,      // pixels taken
  output logic [31:0] differences_o  // frame errors too many or missing
);

  logic [31:0] file;
  integer fields;
  integer rewound;

  reg        more;          // a line has been read and not yet offered
  reg        ended;         // the file is at its end
  reg [31:0] image, random, present;
  integer    p;
  reg [8*Beat-1:0] pixel;
  reg [7:0]  flags, flags_q;
  reg        hold;
  wire       taken = valid_o && (ready_i === 1'b1);

  sf_bench_file #(
    .Folder({Folder}),
    .Stem("pixels"),
    .Tells(1)
  ) u_file (
    .file_o(file)
  );

  task read_line;
    begin
      fields = $fscanf(file, "%h %h %h", image, pixel, flags);
      more = fields == 3;
      ended = !more;
    end
  endtask

  initial begin
    more  = 1'b0;
    ended = 1'b0;
  end

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      rewound = $rewind(file);
      more   = 1'b0;
      ended  = 1'b0;
      random = stall_i;
      valid_o       <= 1'b0;
      pixels_o      <= 32'd0;
      differences_o <= 32'd0;
    end else begin
      present = (Beat == 1) ? 32'd1 : 32'd0;  // which is not said of a beat of one
      for (p = 0; p < Beat; p = p + 1) present = present + {31'd0, keep_o[p]};
      if (taken) pixels_o <= pixels_o + present;
      if (frame_error_i !== (taken && flags_q[2])) differences_o <= differences_o + 32'd1;
      random = random ^ (random << 13);
      random = random ^ (random >> 17);
      random = random ^ (random << 5);
      if (!valid_o || taken) begin
        if (!more && !ended) read_line;
        hold = (single_i && flags[1] && (!idle_i || valid_o)) || (random[3:0] > 4'd9);
        valid_o <= more && !hold;
        if (more && !hold) begin
          data_o  <= pixel;
          keep_o  <= flags[4 +: Beat];
          image_o <= image;
          last_o  <= flags[0];
          flags_q <= flags;
          more = 1'b0;
        end
      end
    end
  end

  assign start_o = taken && flags_q[1];
  assign done_o  = ended && !valid_o;

endmodule

`default_nettype wire
