// SPDX-License-Identifier: Apache-2.0
// Results of a core as an AXI4-Stream: one beat a class, packets of one image or more.
//
//   tdata[31:16] class of the image, on each beat      tlast   the last class of the last image
//   tdata[7:0]   spike count of class 0, 1, ..         tuser   the packet was cut off
//
// A core that is reset in the middle of a packet takes the rest of it along. abort_i says so: the
// beat that waits stays as it is, and one more beat with tlast and tuser ends the packet. cut_i asks
// for the same beat, between two images: their packet, which may be empty, ends without another.
//
// Latency     1 cycle
// Throughput  one beat a cycle
// Reset       no beat, no packet
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_results #(
  parameter int ClassBits = 4    // 1..16
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 abort_i,   // the core is in reset
  // result stream of the core
  input  logic                 result_valid_i,
  output logic                 result_ready_o,
  input  logic [ClassBits-1:0] result_class_i,
  input  logic [7:0]           result_count_i,
  input  logic                 result_last_i,
  // packets
  input  logic                 end_i,        // this image is the last of its packet
  input  logic                 cut_i,        // a packet must be ended before the next result
  output logic                 cut_taken_o,
  output logic                 packet_o,     // the last beat of a packet is taken
  // AXI4-Stream
  output logic                 tvalid_o,
  input  logic                 tready_i,
  output logic [31:0]          tdata_o,
  output logic                 tlast_o,
  output logic                 tuser_o
);

  logic        valid_q, last_q, user_q;
  logic [31:0] data_q;
  logic        open_q;   // the packet of the last beat taken is not complete
  logic        cut_q;    // a packet must still be ended
  logic        free, take;

  assign free           = !valid_q || tready_i;
  assign result_ready_o = free && !abort_i && !cut_q && !cut_i;
  assign take           = result_valid_i && result_ready_o;
  assign cut_taken_o    = cut_i && free && !abort_i && !cut_q;
  assign packet_o       = valid_q && last_q && tready_i;
  assign tvalid_o       = valid_q;
  assign tdata_o        = data_q;
  assign tlast_o        = last_q;
  assign tuser_o        = user_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      open_q  <= 1'b0;
      cut_q   <= 1'b0;
    end else begin
      valid_q <= take || cut_q || !free;
      if (abort_i || cut_taken_o) open_q <= 1'b0;
      else if (take)              open_q <= !(result_last_i && end_i);
      cut_q <= (abort_i && open_q) || cut_taken_o || (cut_q && !free);
    end
  end

  always_ff @(posedge clk_i) begin
    if (free) begin
      data_q <= cut_q ? 32'd0 : {16'(result_class_i), 8'd0, result_count_i};
      last_q <= cut_q || (result_last_i && end_i);
      user_q <= cut_q;
    end
  end

endmodule

`default_nettype wire
