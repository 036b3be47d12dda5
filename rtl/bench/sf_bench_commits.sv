// SPDX-License-Identifier: Apache-2.0
// Part of the bench: holds the commit port of one layer against bench/vectors/layerK.hex.
//
// File        a line for each word of neurons, in the order in which they are committed, all
//             hexadecimal: image step base code mask spike armed over v d, with as many bits as the
//             ports of the same names; lanes outside the mask are 0
// Compares    every field of every line, once; lanes outside the mask do not count
// Reset       from the first line on again
// Simulation only; for any simulator that reads this dialect and +vectors=FOLDER
`timescale 1ns / 1ps
`default_nettype none

module sf_bench_commits #(
  parameter Folder = "bench/vectors",
  parameter int Layer = 1,
  parameter int NeuronLanes = 1,
  parameter int VBits = 16,  // of the word
  parameter int DBits = 16   // of the word
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // commit port of the layer
  input  logic                   valid_i,
  input  logic [31:0]            image_i,
  input  logic [7:0]             step_i,
  input  logic [15:0]            base_i,
  input  logic [NeuronLanes-1:0] mask_i,
  input  logic [VBits-1:0]       v_i,
  input  logic [DBits-1:0]       d_i,
  input  logic [NeuronLanes-1:0] spike_i,
  input  logic [NeuronLanes-1:0] armed_i,
  input  logic [NeuronLanes-1:0] over_i,
  input  logic [3:0]             code_i,
  // outcome
  output logic                   done_o,        // every line has been met
  output logic [31:0]            compared_o,    // neuron updates
  output logic [31:0]            differences_o  // words that differ, are missing or too many
);

  localparam int LaneV = VBits / NeuronLanes;
  localparam int LaneD = DBits / NeuronLanes;
  localparam int Shown = 5;  // differences told in full

  logic [31:0] file;
  integer fields;
  integer lane;
  integer rewound;

  // The line that the next commit must equal.
  reg                   more;
  reg [31:0]            image;
  reg [7:0]             step;
  reg [15:0]            base;
  reg [3:0]             code;
  reg [NeuronLanes-1:0] mask, spike, armed, over;
  reg [VBits-1:0]       v, v_open;
  reg [DBits-1:0]       d, d_open;
  reg                   same;

  sf_bench_file #(
    .Folder({Folder}),
    .Stem("layer"),
    .Number(Layer)
  ) u_file (
    .file_o(file)
  );

  task read_line;
    begin
      fields = $fscanf(file, "%h %h %h %h %h %h %h %h %h %h",
                       image, step, base, code, mask, spike, armed, over, v, d);
      more = fields == 10;
      if (!more && fields > 0) begin
        $display("sf_bench: the file of layer %0d is cut off: emit it again",
                 Layer);
        $fatal(1);
      end
    end
  endtask

  initial more = 1'b0;

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      rewound = $rewind(file);
      read_line;
      compared_o    <= 32'd0;
      differences_o <= 32'd0;
    end else if (valid_i !== 1'b0) begin
      for (lane = 0; lane < NeuronLanes; lane = lane + 1) begin
        v_open[lane*LaneV +: LaneV] = {LaneV{mask[lane]}};
        d_open[lane*LaneD +: LaneD] = {LaneD{mask[lane]}};
      end
      same = more && ({valid_i, image_i, step_i, base_i, code_i, mask_i} ===
                      {1'b1, image, step, base, code, mask}) &&
             ((spike_i & mask) === spike) && ((armed_i & mask) === armed) &&
             ((over_i & mask) === over) && ((v_i & v_open) === v) && ((d_i & d_open) === d);
      if (!same) begin
        differences_o <= differences_o + 32'd1;
        if (differences_o < Shown) tell;
      end
      if (more) begin
        compared_o <= compared_o + ones(mask);
        read_line;
      end
    end
  end

  function [31:0] ones(input [NeuronLanes-1:0] bits);
    integer i;
    begin
      ones = 32'd0;
      for (i = 0; i < NeuronLanes; i = i + 1) ones = ones + {31'd0, bits[i]};
    end
  endfunction

  task tell;
    begin
      $display("layer %0d, cycle of a commit: image step base code mask spike armed over v d", Layer);
      if (more) begin
        $display("  expected %0d %0d %0d %h %h %h %h %h %h %h",
                 image, step, base, code, mask, spike, armed, over, v, d);
      end else begin
        $display("  expected no further commit");
      end
      $display("  got      %0d %0d %0d %h %h %h %h %h %h %h", image_i, step_i, base_i, code_i, mask_i,
               spike_i & mask, armed_i & mask, over_i & mask, v_i & v_open, d_i & d_open);
    end
  endtask

  assign done_o = !more;

endmodule

`default_nettype wire
