// SPDX-License-Identifier: Apache-2.0
// Part of the bench of sf_axi: what the counters of a layer must hold after all images, from
// bench/vectors/layerK.hex, the lines of which sf_bench_commits describes.
//
// Ready       in the cycles of the first reset
// Simulation only
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_bench_layer #(
  parameter Folder = "bench/vectors",
  parameter int Layer = 1,
  parameter int NeuronLanes = 1,
  parameter int VBits = 16,  // of the word
  parameter int DBits = 16   // of the word
) (
  input  logic        clk_i,
  output logic [31:0] updates_o,
  output logic [31:0] spikes_o
);

  logic [31:0] file;
  integer fields;
  integer lane;

  reg                   counted;
  reg [31:0]            image;
  reg [7:0]             step;
  reg [15:0]            base;
  reg [3:0]             code;
  reg [NeuronLanes-1:0] mask, spike, armed, over;
  reg [VBits-1:0]       v;
  reg [DBits-1:0]       d;

  sf_bench_file #(
    .Folder({Folder}),
    .Stem("layer"),
    .Number(Layer)
  ) u_file (
    .file_o(file)
  );

  task read_line;
    fields = $fscanf(file, "%h %h %h %h %h %h %h %h %h %h",
                     image, step, base, code, mask, spike, armed, over, v, d);
  endtask

  initial counted = 1'b0;

  always @(posedge clk_i) begin
    if (!counted) begin
      counted   = 1'b1;
      updates_o = 32'd0;
      spikes_o  = 32'd0;
      read_line;
      while (fields == 10) begin
        for (lane = 0; lane < NeuronLanes; lane = lane + 1) begin
          updates_o = updates_o + {31'd0, mask[lane]};
          spikes_o  = spikes_o + {31'd0, spike[lane]};
        end
        read_line;
      end
    end
  end

endmodule

`default_nettype wire
