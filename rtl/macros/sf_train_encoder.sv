// SPDX-License-Identifier: Apache-2.0
// Rate coding in time order: turns an image into the Bernoulli train of one pixel after another.
//
// Equation    spike = (h >> 24) < pixel, h = mix(mix(mix(Seed ^ image) ^ step) ^ index)
//             with mix of sf_mix and layer 0 for the input
// Latency     an image that starts in cycle s looks at its first pixel in s+1; a pixel that is not 0
//             takes Steps cycles, one that is takes one; its train leaves a cycle after its last
// Throughput  one step of a pixel a cycle
// Reset       idle
// Golden      sim/golden, rate coding; gen/base/rng.hpp
`timescale 1ns / 1ps
`default_nettype none

module sf_train_encoder #(
  parameter int Size = 8,
  parameter int Steps = 25,
  parameter logic [31:0] Seed = 32'd1,
  localparam int IndexBits = (Size > 1) ? $clog2(Size) : 1
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // image
  input  logic                 in_valid_i,
  input  logic [31:0]          in_image_i,
  output logic [IndexBits-1:0] in_pixel_addr_o,
  input  logic [7:0]           in_pixel_i,
  output logic                 in_done_o,
  // trains
  output logic                 out_alloc_o,
  input  logic                 out_free_i,
  output logic                 out_valid_o,
  output logic [Steps-1:0]     out_train_o,   // step 1 lowest
  output logic                 out_last_o,
  output logic [31:0]          out_image_o
);

  logic                 busy_q, start, silent, pixel_end;
  logic [IndexBits-1:0] index_q;
  logic [7:0]           step_q;     // from 1
  logic [31:0]          image_q, image_hash_q, image_hash, step_hash_q, step_hash, hash;
  // One cycle later.
  logic                 valid_q, end_q, last_q, silent_q, spike;
  logic [IndexBits-1:0] hashed_index_q;
  logic [7:0]           pixel_q;
  logic [Steps-1:0]     train_q;

  assign start     = !busy_q && in_valid_i && out_free_i;
  assign silent    = in_pixel_i == 8'd0;
  assign pixel_end = busy_q && (silent || (step_q == 8'(Steps)));

  assign out_alloc_o     = start;
  assign in_pixel_addr_o = !busy_q ? '0 : pixel_end ? index_q + 1'b1 : index_q;
  assign in_done_o       = pixel_end && (index_q == IndexBits'(Size - 1));

  sf_mix u_image (.word_i(Seed ^ in_image_i), .word_o(image_hash));
  sf_mix u_step (.word_i(image_hash_q ^ {24'd0, step_q}), .word_o(step_hash));
  sf_mix u_pixel (.word_i(step_hash_q ^ 32'(hashed_index_q)), .word_o(hash));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      index_q <= '0;
      step_q  <= 8'd1;
      valid_q <= 1'b0;
    end else begin
      busy_q  <= start || (busy_q && !in_done_o);
      valid_q <= busy_q;
      if (busy_q)    step_q  <= pixel_end ? 8'd1 : step_q + 8'd1;
      if (pixel_end) index_q <= in_done_o ? '0 : index_q + 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start) begin
      image_q      <= in_image_i;
      image_hash_q <= image_hash;
    end
    step_hash_q    <= step_hash;
    hashed_index_q <= index_q;
    pixel_q        <= in_pixel_i;
    silent_q       <= silent;
    end_q          <= pixel_end;
    last_q         <= in_done_o;
    if (valid_q) train_q <= out_train_o;
  end

  // Steps come in order; those of the pixel before have moved out when the last one is in.
  assign spike       = hash[31:24] < pixel_q;
  assign out_train_o = silent_q ? '0 : Steps'({spike, train_q} >> 1);
  assign out_valid_o = valid_q && end_q;
  assign out_last_o  = last_q;
  assign out_image_o = image_q;

  logic unused_hash;
  assign unused_hash = &{1'b0, hash[23:0]};

endmodule

`default_nettype wire
