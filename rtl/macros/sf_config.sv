// SPDX-License-Identifier: Apache-2.0
// Configuration port of a core: hands each write to the layer it names.
//
// A write for a layer that does not exist is taken and dropped, and error_o pulses.
//
// Latency     combinational
// Throughput  one write a cycle; ready_o is low for a timed select while the layer's queue is full
// Reset       none
// Golden      none (structure only)
`default_nettype none

module sf_config #(
  parameter int Layers = 1
) (
  input  logic              valid_i,
  output logic              ready_o,
  input  logic              mask_i,          // 1: a mask word, 0: a select
  input  logic [7:0]        layer_i,         // from 1
  output logic              error_o,
  output logic [Layers-1:0] select_valid_o,
  input  logic [Layers-1:0] select_ready_i,
  output logic [Layers-1:0] mask_valid_o
);

  logic [Layers-1:0] chosen;

  for (genvar k = 0; k < Layers; k++) begin : gen_layer
    assign chosen[k] = layer_i == 8'(k + 1);
  end

  assign select_valid_o = (valid_i && !mask_i) ? chosen : '0;
  assign mask_valid_o   = (valid_i && mask_i) ? chosen : '0;
  assign ready_o        = mask_i || ((chosen & ~select_ready_i) == '0);
  assign error_o        = valid_i && ready_o && (chosen == '0);

endmodule

`default_nettype wire
