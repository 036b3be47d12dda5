// SPDX-License-Identifier: Apache-2.0
// Between the pixels of an AXI4-Stream and a core: packets, soft reset, images under way, cycles.
//
// A packet is one image; or, with many_i, as many images as it has pixels for: tlast_i may then come
// with the last pixel of any image, and ends the packet. With joined_i too, the results of such a
// packet are one packet: result_end_o marks the image that ends it. Where the last frame of the
// packet is dropped, there is no such image, and cut_o asks for an end without one, in its order.
// Both modes are taken over with the first pixel of a packet.
//
// With Beat pixels a beat an image begins with a beat and fills all but its last, of which it keeps
// the lowest pixels. Where a packet has many images, what stands behind an image in its last beat is
// padding, whether it is kept or not: a DMA that sends a buffer keeps every byte before its end. A
// beat that lacks a pixel makes one frame of all that is left of its packet, which the core drops at
// tlast_i: so no packet of results that lacks an image ends as if it were whole.
//
// A soft reset holds the core in reset for ResetCycles and takes no pixel meanwhile. What is left
// of a frame then reaches the core as a frame that is too short, and is dropped as such; a master
// that gave the frame up begins the next image at once. Both find the core empty.
//
// An image counts from its first pixel to its last result, both included. Frames that the core
// drops (frame_error_i) do not count. Depth images, more than a core holds, and ends without one can
// be under way.
//
// Latency     combinational for pixels
// Throughput  one beat a cycle
// Reset       no image
// Golden      plan::predict, image_cycles
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_session #(
  parameter int InputSize = 1,      // pixels of an image
  parameter int Beat = 1,           // pixels of a beat: 1, 2 or 4
  parameter int Depth = 16,         // power of two, 2 or more
  parameter int ResetCycles = 4,    // 1..7
  localparam int EventBits = $clog2(Beat + 1)
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 soft_reset_i,
  output logic                 core_rst_no,
  output logic                 resetting_o,
  // packets
  input  logic                 many_i,          // hold any number of images
  input  logic                 joined_i,        // and so do those of the results
  // AXI4-Stream to pixel stream
  input  logic                 tvalid_i,
  output logic                 tready_o,
  input  logic [8*Beat-1:0]    tdata_i,
  input  logic [Beat-1:0]      tkeep_i,
  input  logic                 tlast_i,
  output logic                 pixel_valid_o,
  output logic [Beat-1:0]      pixel_keep_o,
  output logic                 pixel_last_o,
  input  logic                 pixel_ready_i,
  input  logic                 frame_error_i,
  // result stream of the core, watched
  input  logic                 result_valid_i,
  input  logic                 result_ready_i,
  input  logic                 result_last_i,
  output logic                 result_end_o,    // the image that leaves ends its packet of results
  output logic                 cut_o,           // the packet of results must be ended without an image
  input  logic                 cut_taken_i,
  // bookkeeping; active: a frame has begun or an image is under way
  output logic [EventBits-1:0] pixel_events_o,  // pixels taken that are not zero
  output logic                 image_in_o,      // a whole image is in, with its last pixel
  output logic                 image_out_o,     // its last result leaves the core
  output logic [31:0]          image_cycles_o,  // of the image that leaves, then
  output logic                 active_o
);

  localparam int PointerBits = $clog2(Depth);
  localparam int Beats = (InputSize + Beat - 1) / Beat;  // of an image
  localparam int PlaceBits = (Beats > 1) ? $clog2(Beats) : 1;
  localparam logic [Beat-1:0] LastKeep = {Beat{1'b1}} >> (Beats * Beat - InputSize);

  logic [2:0]             reset_q;     // cycles of reset to come
  logic [31:0]            cycle_q;
  logic                   first_q;     // the next pixel is the first of its frame
  logic [31:0]            start_q;     // cycle of that first pixel
  logic [PlaceBits-1:0]   place_q;     // of the next beat in its image
  logic                   torn_q;      // a beat of this packet lacked a pixel
  logic                   open_q;      // a packet has begun
  logic                   many_q, joined_q, many, joined;
  // what is under way: images, whether they end their packet, and ends without an image
  logic [31:0]            starts_q [Depth];
  logic [Depth-1:0]       ends_q, cuts_q;
  logic [PointerBits:0]   count_q;
  logic [PointerBits-1:0] head_q, tail_q;
  logic                   full, accept, clear, at_end, torn, cut_in, into, out;

  assign resetting_o   = reset_q != 3'd0;
  assign core_rst_no   = rst_ni && !resetting_o;
  assign clear         = !rst_ni || resetting_o;
  assign full          = count_q == (PointerBits + 1)'(Depth);
  assign pixel_valid_o = tvalid_i && !full && !resetting_o;
  assign tready_o      = pixel_ready_i && !full && !resetting_o;
  assign accept        = tvalid_i && tready_o;

  assign many         = open_q ? many_q : many_i;
  assign joined       = many && (open_q ? joined_q : joined_i);
  assign at_end       = place_q == PlaceBits'(Beats - 1);
  assign pixel_keep_o = (many && at_end) ? (tkeep_i & LastKeep) : tkeep_i;
  assign torn         = torn_q || (pixel_keep_o != (at_end ? LastKeep : {Beat{1'b1}}));
  assign pixel_last_o = tlast_i || (many && at_end && !torn);

  // Pixels that are not zero, one after the other.
  for (genvar i = 0; i < Beat; i++) begin : gen_pixel
    logic [EventBits-1:0] below, events;
    if (i == 0) begin : gen_first
      assign below = '0;
    end else begin : gen_next
      assign below = gen_pixel[i-1].events;
    end
    assign events = below + EventBits'(pixel_keep_o[i] && (tdata_i[8*i +: 8] != 8'd0));
  end
  assign pixel_events_o = accept ? gen_pixel[Beat-1].events : '0;
  assign image_in_o     = accept && pixel_last_o && !frame_error_i;
  assign image_out_o    = result_valid_i && result_ready_i && result_last_i;
  assign image_cycles_o = cycle_q - starts_q[head_q] + 32'd1;
  assign active_o       = accept || !first_q || (count_q != '0);

  assign cut_in       = accept && tlast_i && frame_error_i && joined;
  assign cut_o        = (count_q != '0) && cuts_q[head_q] && !resetting_o;
  assign result_end_o = ends_q[head_q];
  assign into         = image_in_o || cut_in;
  assign out          = image_out_o || cut_taken_i;

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
      open_q  <= 1'b0;
      torn_q  <= 1'b0;
      place_q <= '0;
      count_q <= '0;
      head_q  <= '0;
      tail_q  <= '0;
    end else begin
      if (accept) begin
        first_q <= pixel_last_o;
        open_q  <= !tlast_i;
        torn_q  <= torn && !tlast_i;
        place_q <= (tlast_i || at_end) ? '0 : place_q + 1'b1;
      end
      if (into) tail_q <= tail_q + 1'b1;
      if (out)  head_q <= head_q + 1'b1;
      count_q <= count_q + (PointerBits + 1)'(into) - (PointerBits + 1)'(out);
    end
  end

  always_ff @(posedge clk_i) begin
    if (accept && first_q) start_q <= cycle_q;
    if (accept && !open_q) begin
      many_q   <= many_i;
      joined_q <= joined_i;
    end
    if (into) begin
      starts_q[tail_q] <= first_q ? cycle_q : start_q;
      ends_q[tail_q]   <= tlast_i || !joined;
      cuts_q[tail_q]   <= cut_in;
    end
  end

endmodule

`default_nettype wire
