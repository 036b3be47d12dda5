// SPDX-License-Identifier: Apache-2.0
// formal: counts every update, spike and busy cycle, from any count on
// sources: sf_axi_layer
// proof: Lanes=1 | bmc 5 | induction 2 | cover 8
// proof: Lanes=3 | bmc 5 | induction 2 | cover 8
// proof: Lanes=16 | bmc 5 | induction 2 | cover 8
// red: when a carry into the upper half is lost
//   induction sf_axi_layer.sv s/updates_q <= updates_q + 32'(enabled_q)/updates_q[15:0] <= updates_q[15:0] + 16'(enabled_q)/
// red: when a masked neuron spikes
//   bmc sf_axi_layer.sv s/commit_mask_i\[i\] \&\& commit_spike_i\[i\]/commit_spike_i[i]/
// red: when what is committed in the cycle of a clear is counted behind it
//   bmc sf_axi_layer.sv s/valid_q   <= 1'b0/valid_q   <= commit_valid_i/
// red: when a clear leaves the cycles
//   bmc sf_axi_layer.sv s/cycles_q  <= 32'd0/if (!rst_ni) cycles_q <= 32'd0/
//
// Any commits, any busy cycles, any clears and resets. The step of the induction begins with any
// counts, so what is proven holds for every carry, which no run from zero would come to.
`default_nettype none

module sf_axi_layer_properties #(
  parameter int Lanes = 3
) (
  input logic             clk_i,
  input logic             rst_ni,
  input logic             clear_i,
  input logic             commit_valid_i,
  input logic [Lanes-1:0] commit_mask_i,
  input logic [Lanes-1:0] commit_spike_i,
  input logic             busy_i
);

  logic [31:0] updates, spikes, cycles;
  `include "sf_formal.svh"

  sf_axi_layer #(.Lanes(Lanes)) u_dut (
    .clk_i, .rst_ni, .clear_i, .commit_valid_i, .commit_mask_i, .commit_spike_i, .busy_i,
    .updates_o(updates), .spikes_o(spikes), .cycles_o(cycles)
  );

  // Model: counts everything at once; what is shown of updates and spikes is a cycle older.
  logic [31:0] enabled, fired;
  integer      i;
  always_comb begin
    enabled = 32'd0;
    fired   = 32'd0;
    for (i = 0; i < Lanes; i = i + 1) begin
      enabled = enabled + 32'(commit_mask_i[i]);
      fired   = fired + 32'(commit_mask_i[i] && commit_spike_i[i]);
    end
  end

  logic [31:0] updates_q, spikes_q, cycles_q, updates_before_q, spikes_before_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      updates_q        <= 32'd0;
      spikes_q         <= 32'd0;
      cycles_q         <= 32'd0;
      updates_before_q <= 32'd0;
      spikes_before_q  <= 32'd0;
    end else begin
      updates_q        <= updates_q + (commit_valid_i ? enabled : 32'd0);
      spikes_q         <= spikes_q + (commit_valid_i ? fired : 32'd0);
      cycles_q         <= cycles_q + 32'(busy_i);
      updates_before_q <= updates_q;
      spikes_before_q  <= spikes_q;
    end
  end

  always_comb begin
    if (live_q) begin
      assert (updates == updates_before_q);
      assert (spikes == spikes_before_q);
      assert (cycles == cycles_q);
    end
  end

  always_comb begin
    cover (live_q && rst_ni && updates == 2 * Lanes && spikes == Lanes && cycles == 1);
    cover (live_q && rst_ni && updates == Lanes && spikes == 0 && cycles == 0);
    // Two commits on their way, one that a clear meets and one that comes with it.
    cover (live_q && rst_ni && clear_i && commit_valid_i && updates != updates_q);
    // Held: nothing comes, nothing changes.
    cover (live_q && rst_ni && !commit_valid_i && !busy_i && updates == updates_q && updates != 0);
  end

endmodule

`default_nettype wire
