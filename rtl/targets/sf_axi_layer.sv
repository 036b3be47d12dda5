// SPDX-License-Identifier: Apache-2.0
// Counts what a layer does: updates and spikes from its commit port, and the cycles it is busy.
//
// Latency     updates and spikes 2 cycles after the commit, cycles 1
// Range       32 bits, wrapping
// Reset       0; so does clear_i
// Golden      committed updates and spikes of a layer's trace; plan::predict, cycles of a layer
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_layer #(
  parameter int Lanes = 4
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             clear_i,
  // commit port and status of the layer
  input  logic             commit_valid_i,
  input  logic [Lanes-1:0] commit_mask_i,
  input  logic [Lanes-1:0] commit_spike_i,
  input  logic             busy_i,
  // counters
  output logic [31:0]      updates_o,
  output logic [31:0]      spikes_o,
  output logic [31:0]      cycles_o
);

  localparam int CountBits = $clog2(Lanes + 1);

  // Enabled neurons and spikes of a word, lane after lane.
  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    logic [CountBits-1:0] enabled_before, fired_before, enabled, fired;
    if (i == 0) begin : gen_first
      assign enabled_before = '0;
      assign fired_before   = '0;
    end else begin : gen_next
      assign enabled_before = gen_lane[i-1].enabled;
      assign fired_before   = gen_lane[i-1].fired;
    end
    assign enabled = enabled_before + CountBits'(commit_mask_i[i]);
    assign fired   = fired_before + CountBits'(commit_mask_i[i] && commit_spike_i[i]);
  end

  logic                 valid_q;
  logic [CountBits-1:0] enabled_q, fired_q;
  logic [31:0]          updates_q, spikes_q, cycles_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      valid_q   <= 1'b0;
      updates_q <= 32'd0;
      spikes_q  <= 32'd0;
      cycles_q  <= 32'd0;
    end else begin
      valid_q <= commit_valid_i;
      if (valid_q) begin
        updates_q <= updates_q + 32'(enabled_q);
        spikes_q  <= spikes_q + 32'(fired_q);
      end
      if (busy_i) cycles_q <= cycles_q + 32'd1;
    end
  end

  always_ff @(posedge clk_i) begin
    enabled_q <= gen_lane[Lanes-1].enabled;
    fired_q   <= gen_lane[Lanes-1].fired;
  end

  assign updates_o = updates_q;
  assign spikes_o  = spikes_q;
  assign cycles_o  = cycles_q;

endmodule

`default_nettype wire
