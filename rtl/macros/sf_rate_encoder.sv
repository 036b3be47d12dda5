// SPDX-License-Identifier: Apache-2.0
// Rate coding: turns an image into Steps bitmaps of Bernoulli spikes.
//
// Equation    spike = (h >> 24) < pixel, h = mix(mix(mix(Seed ^ image) ^ step) ^ index)
//             with mix of sf_mix and layer 0 for the input
// Latency     a step that starts in cycle s mixes what all its pixels share in s+1 and s+2 and
//             writes its bits in s+4 .. s+3+Size; the next step starts in s+3+Size at the earliest
// Throughput  one pixel a cycle
// Reset       idle
// Golden      sim/golden, rate coding; gen/base/rng.hpp
`timescale 1ns / 1ps
`default_nettype none

module sf_rate_encoder #(
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
  // bitmap
  input  logic                 out_free_i,
  output logic                 out_alloc_o,
  output logic                 out_valid_o,
  output logic                 out_bit_o,
  output logic                 out_last_o,
  output logic [31:0]          out_image_o
);

  logic [1:0]           phase_q;   // 0 idle, 1 and 2 mixing the shared words, 3 scanning pixels
  logic [7:0]           step_q;
  logic [IndexBits-1:0] index_q, bit_index_q;
  logic [31:0]          shared_q, image_q, mix_in, mix_out, pixel_hash;
  logic                 start, scan, scan_end, bit_valid_q, bit_last_q;

  assign start    = (phase_q == 2'd0) && in_valid_i && out_free_i;
  assign scan     = phase_q == 2'd3;
  assign scan_end = scan && (index_q == IndexBits'(Size - 1));

  assign out_alloc_o     = start;
  assign in_pixel_addr_o = index_q;
  assign in_done_o       = scan_end && (step_q == 8'(Steps));

  // The two words that depend on image and step only share one mixer.
  assign mix_in = (phase_q == 2'd1) ? (Seed ^ in_image_i) : (shared_q ^ {24'd0, step_q});
  sf_mix u_shared (.word_i(mix_in), .word_o(mix_out));
  sf_mix u_pixel (.word_i(shared_q ^ 32'(bit_index_q)), .word_o(pixel_hash));

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      phase_q     <= 2'd0;
      step_q      <= 8'd1;
      index_q     <= '0;
      bit_valid_q <= 1'b0;
    end else begin
      bit_valid_q <= scan;
      if (start)                  phase_q <= 2'd1;
      else if (phase_q == 2'd1)   phase_q <= 2'd2;
      else if (phase_q == 2'd2)   phase_q <= 2'd3;
      else if (scan_end)          phase_q <= 2'd0;
      if (scan)     index_q <= scan_end ? '0 : index_q + 1'b1;
      if (scan_end) step_q  <= in_done_o ? 8'd1 : step_q + 8'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (phase_q == 2'd1 || phase_q == 2'd2) shared_q <= mix_out;
    if (phase_q == 2'd1) image_q <= in_image_i;
    bit_index_q <= index_q;
    bit_last_q  <= scan_end;
  end

  assign out_valid_o = bit_valid_q;
  assign out_bit_o   = pixel_hash[31:24] < in_pixel_i;
  assign out_last_o  = bit_last_q;
  assign out_image_o = image_q;

  logic unused_hash;
  assign unused_hash = &{1'b0, pixel_hash[23:0]};

endmodule

`default_nettype wire
