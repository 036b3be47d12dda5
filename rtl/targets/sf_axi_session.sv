// SPDX-License-Identifier: Apache-2.0
// Between the pixels of an AXI4-Stream and a core: soft reset, images under way, their cycles.
//
// A soft reset holds the core in reset for ResetCycles and takes no pixel meanwhile. What is left
// of a frame then reaches the core as a frame that is too short, and is dropped as such; a master
// that gave the frame up begins the next image at once. Both find the core empty.
//
// An image counts from its first pixel to its last result, both included. Frames that the core
// drops (frame_error_i) do not count. Depth images can be under way, more than a core holds.
//
// Latency     combinational for pixels
// Throughput  one pixel a cycle
// Reset       no image
// Golden      plan::predict, image_cycles
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_session #(
  parameter int Depth = 16,         // power of two, 2 or more
  parameter int ResetCycles = 4     // 1..7
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        soft_reset_i,
  output logic        core_rst_no,
  output logic        resetting_o,
  // AXI4-Stream to pixel stream
  input  logic        tvalid_i,
  output logic        tready_o,
  input  logic [7:0]  tdata_i,
  input  logic        tlast_i,
  output logic        pixel_valid_o,
  input  logic        pixel_ready_i,
  input  logic        frame_error_i,
  // result stream of the core, watched
  input  logic        result_valid_i,
  input  logic        result_ready_i,
  input  logic        result_last_i,
  // bookkeeping; active: a frame has begun or an image is under way
  output logic        pixel_event_o,    // a pixel that is not zero is taken
  output logic        image_in_o,       // a whole image is in, with its last pixel
  output logic        image_out_o,      // its last result leaves the core
  output logic [31:0] image_cycles_o,   // of the image that leaves, then
  output logic        active_o
);

  localparam int PointerBits = $clog2(Depth);

  logic [2:0]             reset_q;     // cycles of reset to come
  logic [31:0]            cycle_q;
  logic                   first_q;     // the next pixel is the first of its frame
  logic [31:0]            start_q;     // cycle of that first pixel
  logic [31:0]            starts_q [Depth];
  logic [PointerBits:0]   count_q;
  logic [PointerBits-1:0] head_q, tail_q;
  logic                   full, accept, clear;

  assign resetting_o   = reset_q != 3'd0;
  assign core_rst_no   = rst_ni && !resetting_o;
  assign clear         = !rst_ni || resetting_o;
  assign full          = count_q == (PointerBits + 1)'(Depth);
  assign pixel_valid_o = tvalid_i && !full && !resetting_o;
  assign tready_o      = pixel_ready_i && !full && !resetting_o;
  assign accept        = tvalid_i && tready_o;

  assign pixel_event_o  = accept && (tdata_i != 8'd0);
  assign image_in_o     = accept && tlast_i && !frame_error_i;
  assign image_out_o    = result_valid_i && result_ready_i && result_last_i;
  assign image_cycles_o = cycle_q - starts_q[head_q] + 32'd1;
  assign active_o       = accept || !first_q || (count_q != '0);

  always_ff @(posedge clk_i) begin
    if (!rst_ni)           reset_q <= 3'd0;
    else if (soft_reset_i) reset_q <= 3'(ResetCycles);
    else if (resetting_o)  reset_q <= reset_q - 3'd1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) cycle_q <= 32'd0;
    else         cycle_q <= cycle_q + 32'd1;
  end

  always_ff @(posedge clk_i) begin
    if (clear) begin
      first_q <= 1'b1;
      count_q <= '0;
      head_q  <= '0;
      tail_q  <= '0;
    end else begin
      if (accept)      first_q <= tlast_i;
      if (image_in_o)  tail_q  <= tail_q + 1'b1;
      if (image_out_o) head_q  <= head_q + 1'b1;
      count_q <= count_q + (PointerBits + 1)'(image_in_o) - (PointerBits + 1)'(image_out_o);
    end
  end

  always_ff @(posedge clk_i) begin
    if (accept && first_q) start_q <= cycle_q;
    if (image_in_o)        starts_q[tail_q] <= first_q ? cycle_q : start_q;
  end

endmodule

`default_nettype wire
