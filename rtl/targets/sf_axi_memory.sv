// SPDX-License-Identifier: Apache-2.0
// Checksum of what the memories of an idle core hold: the tool that made the bitstream may have
// found none of the files and said so in a warning.
//
// From the deepest memory's last row to row 0, every layer gives the row of its memories that have
// it, folded to 32 bits (sf_layer); layer k (from 0) counts rotated left by 3 k. What comes runs
// through a signature register: Sum' = (Sum * x mod x^32 + 04c11db7h) ^ fold, from ffffffffh. A core
// that works meanwhile is not disturbed, and the checksum stays 0, as it is until the last row.
//
// Latency     Rows + 3 cycles
// Throughput  one checksum at a time; a start meanwhile begins anew
// Reset       sum_o 0
// Golden      gen/emit/checksum.hpp
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_memory #(
  parameter int Layers = 1,
  parameter int Rows = 1           // of the deepest memory
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 start_i,
  input  logic                 idle_i,         // the core does nothing
  // to every layer; its answer comes a cycle later
  output logic                 check_valid_o,
  output logic [31:0]          check_row_o,
  input  logic [Layers*32-1:0] check_fold_i,
  output logic                 checking_o,
  output logic [31:0]          sum_o
);

  localparam int RowBits = (Rows > 1) ? $clog2(Rows) : 1;

  logic               read_q, fold_valid_q, add_q;  // a row is read, its fold is there, is kept
  logic [RowBits-1:0] row_q;
  logic [31:0]        fold, fold_q, sum_q;

  assign check_valid_o = read_q;
  assign check_row_o   = 32'(row_q);
  assign checking_o    = read_q || fold_valid_q || add_q;
  assign sum_o         = checking_o ? 32'd0 : sum_q;

  for (genvar k = 0; k < Layers; k++) begin : gen_layer
    localparam int Turn = (3 * k) % 32;
    logic [31:0] own, sum;
    assign own = check_fold_i[k*32 +: 32];
    if (k == 0) begin : gen_first
      assign sum = own;
    end else begin : gen_next
      assign sum = gen_layer[k-1].sum ^ (own << Turn) ^ (own >> (32 - Turn));
    end
  end
  assign fold = gen_layer[Layers-1].sum;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || !idle_i) begin
      read_q       <= 1'b0;
      fold_valid_q <= 1'b0;
      add_q        <= 1'b0;
    end else begin
      if (start_i)            read_q <= 1'b1;
      else if (row_q == '0)   read_q <= 1'b0;
      fold_valid_q <= read_q && !start_i;
      add_q        <= fold_valid_q && !start_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (start_i) row_q <= RowBits'(Rows - 1);
    else if (read_q) row_q <= row_q - 1'b1;
    fold_q <= fold;
    if (!rst_ni || (!idle_i && (start_i || checking_o))) sum_q <= 32'd0;
    else if (start_i) sum_q <= 32'hffffffff;
    else if (add_q) sum_q <= {sum_q[30:0], 1'b0} ^ (sum_q[31] ? 32'h04c11db7 : 32'd0) ^ fold_q;
  end

endmodule

`default_nettype wire
