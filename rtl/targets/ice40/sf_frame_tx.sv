// SPDX-License-Identifier: Apache-2.0
// From the result stream of a core to serial bytes.
//
// Frames      0x73, tag, class, the count of each class, CRC-8 of what follows the first byte;
//             for a dropped image 0x73, tag, 0xff, CRC-8
// Latency     a result's first byte is offered the cycle after its first beat
// Throughput  a byte a cycle, as fast as ready_i takes them
// Reset       idle
// Golden      sim/host/frame.cpp, Parser
`timescale 1ns / 1ps
`default_nettype none

module sf_frame_tx (
  input  logic       clk_i,
  input  logic       rst_ni,
  // results
  input  logic       result_valid_i,
  output logic       result_ready_o,
  input  logic [7:0] result_class_i,
  input  logic [7:0] result_count_i,
  input  logic [7:0] result_tag_i,
  input  logic       result_last_i,
  // a frame was dropped
  input  logic       dropped_i,
  input  logic [7:0] dropped_tag_i,
  // bytes
  output logic       valid_o,
  input  logic       ready_i,
  output logic [7:0] byte_o
);

  localparam logic [7:0] Sync = 8'h73;
  localparam logic [7:0] NoClass = 8'hff;

  typedef enum logic [2:0] {Idle, First, Tag, Class, Counts, Check} state_e;

  state_e     state_q;
  logic       dropped_q;   // a dropped frame waits to be told
  logic       telling_q;   // it is being told
  logic [7:0] dropped_tag_q, crc_q, crc_next, byte_out;
  logic       sent;

  sf_crc8 u_crc (
    .crc_i (crc_q),
    .byte_i(byte_out),
    .crc_o (crc_next)
  );

  assign valid_o        = state_q != Idle;
  assign byte_o         = byte_out;
  assign sent           = valid_o && ready_i;
  assign result_ready_o = sent && (state_q == Counts);

  always_comb begin
    case (state_q)
      Tag:     byte_out = telling_q ? dropped_tag_q : result_tag_i;
      Class:   byte_out = telling_q ? NoClass : result_class_i;
      Counts:  byte_out = result_count_i;
      Check:   byte_out = crc_q;
      default: byte_out = Sync;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q   <= Idle;
      dropped_q <= 1'b0;
      telling_q <= 1'b0;
    end else begin
      if (dropped_i)                        dropped_q <= 1'b1;
      else if (state_q == First && sent && telling_q) dropped_q <= 1'b0;
      if (state_q == Idle) begin
        telling_q <= !result_valid_i;
        if (result_valid_i || dropped_q) state_q <= First;
      end else if (sent) begin
        case (state_q)
          First:   state_q <= Tag;
          Tag:     state_q <= Class;
          Class:   state_q <= telling_q ? Check : Counts;
          Counts:  if (result_last_i) state_q <= Check;
          default: state_q <= Idle;
        endcase
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (dropped_i) dropped_tag_q <= dropped_tag_i;
    if (state_q == First) crc_q <= '0;
    else if (sent)        crc_q <= crc_next;
  end

endmodule

`default_nettype wire
