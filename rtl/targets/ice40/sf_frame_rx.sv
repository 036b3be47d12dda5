// SPDX-License-Identifier: Apache-2.0
// From serial bytes to the pixel stream of a core.
//
// Frame       0x53, tag, Size pixels, CRC-8 of tag and pixels
// Robustness  A pixel leaves when the byte after it has come, so the last one leaves after the CRC
//             has been checked; where that is wrong, or no byte comes for 2^TimeoutBits cycles, the
//             stream's last beat comes at a wrong place, and the core drops the image. So a byte
//             that is lost, added or changed costs its frame, and the frames that are sent before
//             the line has been quiet for that long, and nothing else.
// Latency     a byte in cycle c, its pixel before it in c+1
// Reset       idle
// Golden      sim/host/frame.cpp, request
`timescale 1ns / 1ps
`default_nettype none

module sf_frame_rx #(
  parameter int Size = 196,
  parameter int TimeoutBits = 18,
  localparam int CountBits = $clog2(Size + 1)
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       byte_valid_i,
  input  logic [7:0] byte_i,
  // pixels
  output logic       pixel_valid_o,
  input  logic       pixel_ready_i,
  output logic [7:0] pixel_data_o,
  output logic       pixel_last_o,
  output logic [7:0] tag_o,
  // a frame was dropped
  output logic       dropped_o
);

  localparam logic [7:0] Sync = 8'h53;

  typedef enum logic [1:0] {Hunt, Tag, Pixels, Check} state_e;

  state_e                 state_q;
  logic [CountBits-1:0]   count_q;     // pixels of the frame that have come
  logic [7:0]             crc_q, crc_next, tag_q, held_q;
  logic                   lost_q;      // the core did not take a pixel in time
  logic [TimeoutBits-1:0] quiet_q;     // cycles since the last byte
  logic                   timeout, good, bad, push;
  logic                   valid_q, last_q, again_q;
  logic [7:0]             pixel_q;

  sf_crc8 u_crc (
    .crc_i (crc_q),
    .byte_i(byte_i),
    .crc_o (crc_next)
  );

  assign timeout   = (state_q != Hunt) && (quiet_q == '1);
  assign good      = (state_q == Check) && byte_valid_i && (byte_i == crc_q) && !lost_q;
  assign bad       = timeout || ((state_q == Check) && byte_valid_i && !good);
  // The held pixel leaves with the next byte, and at the end of a frame that has one. Once the core
  // has missed one, only the end follows: too early, whatever the frame's length.
  assign push      = ((state_q == Pixels) && byte_valid_i && (count_q != '0) && !lost_q) || good
                     || (bad && (count_q != '0));
  assign dropped_o = bad;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= Hunt;
      quiet_q <= '0;
    end else begin
      quiet_q <= byte_valid_i ? '0 : quiet_q + 1'b1;
      if (timeout) begin
        state_q <= Hunt;
      end else if (byte_valid_i) begin
        case (state_q)
          Hunt:    if (byte_i == Sync) state_q <= Tag;
          Tag:     state_q <= Pixels;
          Pixels:  if (count_q == CountBits'(Size - 1)) state_q <= Check;
          default: state_q <= Hunt;
        endcase
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (byte_valid_i) begin
      if (state_q == Hunt) begin
        crc_q   <= '0;
        count_q <= '0;
      end else begin
        crc_q <= crc_next;
      end
      if (state_q == Tag) tag_q <= byte_i;
      if (state_q == Pixels) begin
        held_q  <= byte_i;
        count_q <= count_q + 1'b1;
      end
    end
    if (state_q == Hunt)       lost_q <= 1'b0;
    else if (push && valid_q)  lost_q <= 1'b1;
  end

  // Toward the core. A whole frame that is bad gets one pixel too many.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      again_q <= 1'b0;
    end else if (push && !valid_q) begin
      valid_q <= 1'b1;
      again_q <= bad && (state_q == Check) && !lost_q;
    end else if (pixel_ready_i) begin
      valid_q <= again_q;
      again_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (push && !valid_q) begin
      pixel_q <= held_q;
      last_q  <= good || (bad && ((state_q != Check) || lost_q));
    end else if (valid_q && pixel_ready_i) begin
      last_q  <= again_q;
    end
  end

  assign pixel_valid_o = valid_q;
  assign pixel_data_o  = pixel_q;
  assign pixel_last_o  = last_q;
  assign tag_o         = tag_q;

endmodule

`default_nettype wire
