// SPDX-License-Identifier: Apache-2.0
// Configuration port of a core: hands each write to the layer it names.
//
// Three kinds of write: a select (field code and mask page), a mask word, a threshold. Refused, that
// is taken and dropped while error_o pulses, are a write for a layer that does not exist; a select
// or threshold of a field code that the layer does not have; a threshold that is none of the three,
// of a layer whose thresholds are fixed, or of a layer that is busy.
//
// Latency     combinational
// Throughput  one write a cycle; ready_o is low for a timed select while the layer's queue is full
// Reset       none
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_config #(
  parameter int Layers = 1,
  parameter logic [Layers*5-1:0] Codes = {Layers{5'd1}},   // field codes of each layer, 1..16
  parameter logic [Layers-1:0]   Thresholds = '0           // 1: can be written
) (
  input  logic              valid_i,
  output logic              ready_o,
  input  logic              mask_i,          // 1: a mask word, 0: a select
  input  logic              threshold_i,     // 1: a threshold, whatever mask_i
  input  logic [7:0]        layer_i,         // from 1
  input  logic [3:0]        code_i,
  input  logic [1:0]        which_i,         // threshold: 0 TH_LO, 1 TH_HI, 2 TH_REST
  output logic              error_o,
  input  logic [Layers-1:0] busy_i,
  output logic [Layers-1:0] select_valid_o,
  input  logic [Layers-1:0] select_ready_i,
  output logic [Layers-1:0] mask_valid_o,
  output logic [Layers-1:0] threshold_valid_o
);

  logic [Layers-1:0] chosen, coded, writable, taker;
  logic              select, mask;

  for (genvar k = 0; k < Layers; k++) begin : gen_layer
    assign chosen[k] = layer_i == 8'(k + 1);
    assign coded[k]  = chosen[k] && ({1'b0, code_i} < Codes[k*5 +: 5]);
  end
  assign writable = (which_i == 2'd3) ? '0 : coded & Thresholds & ~busy_i;

  assign mask   = mask_i && !threshold_i;
  assign select = !mask_i && !threshold_i;
  assign taker  = threshold_i ? writable : mask_i ? chosen : coded;

  assign select_valid_o    = (valid_i && select) ? taker : '0;
  assign mask_valid_o      = (valid_i && mask) ? taker : '0;
  assign threshold_valid_o = (valid_i && threshold_i) ? taker : '0;
  assign ready_o           = !select || ((taker & ~select_ready_i) == '0);
  assign error_o           = valid_i && ready_o && (taker == '0);

endmodule

`default_nettype wire
