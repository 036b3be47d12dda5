// SPDX-License-Identifier: Apache-2.0
// Part of the bench of sf_axi: sends bench/vectors/pixels.hex to its stream of pixels.
//
// File        that of sf_bench_pixels: image pixels flags; bit 0 of flags: last of its frame; bit 1:
//             first of a whole image; bit 2: the frame is to be dropped; from bit 4 on: which pixels
//             of the beat are there, where a beat has more than one
// Packets     one a frame; with batch_i one of all whole images, the broken frames left out: before
//             its end every byte is kept, as by a DMA, and what is behind an image is not 0
// Traffic     back to back from go_i on; with a stall seed, random gaps; where single_i is high, an
//             image waits until those before it have left the core
// Reset       from the first line on again
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_bench_pixels #(
  parameter Folder = "bench/vectors",
  parameter int Beat = 1
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic [31:0] stall_i,     // seed of the gaps; 0: none
  input  logic        single_i,
  input  logic        batch_i,
  input  logic        go_i,
  input  logic        idle_i,      // as many images have left as have come
  // stream
  output logic        tvalid_o,
  input  logic        tready_i,
  output logic [8*Beat-1:0] tdata_o,
  output logic [Beat-1:0]   tkeep_o,
  output logic        tlast_o,
  // outcome
  output logic        start_o,        // the first pixel of a whole image is taken in this cycle
  output logic        done_o,         // every pixel has been taken
  output logic [31:0] first_image_o,  // number of the first one, from the reset on
  output logic [31:0] pixels_o,       // taken
  output logic [31:0] events_o,       // of these, not 0
  output logic        broken_o        // a broken frame has been taken
);

  localparam int Quiet = 8;  // cycles that a core is given to come to rest

  logic [31:0] file;
  integer fields;
  integer rewound;

  reg        more;    // a line has been read and not yet offered
  reg        ended;   // the file is at its end
  reg        begins;  // the next line begins a frame
  reg        whole;   // of the frame of the line
  reg [31:0] image, random, images, left, quiet;
  reg [8*Beat-1:0] pixel, padding, mask;
  reg [7:0]  flags, flags_q;
  reg [2:0]  count, set;            // pixels of a beat, and those that are not 0
  reg [2:0]  count_q, set_q;
  reg        ends;
  integer    i;
  reg        hold;
  wire       taken = tvalid_o && (tready_i === 1'b1);

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
      more   = fields == 3;
      ended  = !more;
      if (begins) whole = flags[1];
      begins = flags[0];
      if (Beat == 1) flags[4] = 1'b1;
    end
  endtask

  // The next line that is to be sent.
  task read_next;
    begin
      read_line;
      while (more && batch_i && !whole) read_line;
    end
  endtask

  task start_over;
    begin
      rewound = $rewind(file);
      more    = 1'b0;
      ended   = 1'b0;
      begins  = 1'b1;
    end
  endtask

  initial begin
    more   = 1'b0;
    ended  = 1'b0;
    images = 32'd0;
  end

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      if (images == 32'd0) begin  // how many whole ones there are: once
        start_over;
        read_line;
        first_image_o <= image;
        while (more) begin
          images = images + {31'd0, flags[1]};
          read_line;
        end
      end
      start_over;
      random = stall_i;
      left   = images;
      quiet  = 32'd0;
      tvalid_o <= 1'b0;
      pixels_o <= 32'd0;
      events_o <= 32'd0;
      broken_o <= 1'b0;
    end else begin
      if (taken) begin
        pixels_o <= pixels_o + {29'd0, count_q};
        events_o <= events_o + {29'd0, set_q};
        broken_o <= broken_o || flags_q[2];
      end
      quiet  = (idle_i && !tvalid_o) ? quiet + 32'd1 : 32'd0;
      random = random ^ (random << 13);
      random = random ^ (random >> 17);
      random = random ^ (random << 5);
      if (!tvalid_o || taken) begin
        if (!more && !ended) read_next;
        hold = !go_i || (single_i && flags[1] && (quiet < Quiet)) || (random[3:0] > 4'd9);
        tvalid_o <= more && !hold;
        if (more && !hold) begin
          left = left - {31'd0, flags[1]};
          ends  = flags[0] && (!batch_i || (left == 32'd0));
          count = 3'd0;
          set   = 3'd0;
          for (i = 0; i < Beat; i = i + 1) begin
            mask[8*i +: 8] = {8{flags[4 + i]}};
            count = count + {2'd0, flags[4 + i]};
            set   = set + {2'd0, flags[4 + i] && (pixel[8*i +: 8] != 8'd0)};
          end
          padding = (batch_i && !ends) ? ~mask : {8*Beat{1'b0}};
          tdata_o <= pixel | padding;
          tkeep_o <= (batch_i && !ends) ? {Beat{1'b1}} : flags[4 +: Beat];
          tlast_o <= ends;
          count_q <= count;
          set_q   <= set;
          flags_q <= flags;
          more = 1'b0;
        end
      end
    end
  end

  assign start_o = taken && flags_q[1];
  assign done_o  = ended && !tvalid_o;

endmodule

`default_nettype wire
