// SPDX-License-Identifier: Apache-2.0
// sources: sf_config
// proof: Layers=1 | bmc 1 | cover 1
// proof: Layers=3 | bmc 1 | cover 1
//
// Combinational, so one step of BMC is the whole proof.
`default_nettype none

module sf_config_properties #(
  parameter int Layers = 3
) (
  input logic              valid_i,
  input logic              mask_i,
  input logic [7:0]        layer_i,
  input logic [Layers-1:0] select_ready_i
);

  logic              ready, error, exists;
  logic [Layers-1:0] select_valid, mask_valid;

  sf_config #(.Layers(Layers)) u_dut (
    .valid_i, .ready_o(ready), .mask_i, .layer_i, .error_o(error), .select_valid_o(select_valid),
    .select_ready_i, .mask_valid_o(mask_valid)
  );
  assign exists = layer_i != 8'd0 && 32'(layer_i) <= Layers;

  always_comb begin
    // Ready waits for the named layer's queue, whether or not there is a write.
    assert (ready == (mask_i || !exists || select_ready_i[32'(layer_i) - 1]));
    assert (error == (valid_i && ready && !exists));

    cover (error);
    cover (select_valid[Layers-1] && !ready);
    cover (mask_valid[Layers-1] && select_ready_i == '0);
  end
  for (genvar k = 0; k < Layers; k++) begin : gen_layer
    logic named;
    assign named = valid_i && 32'(layer_i) == k + 1;
    always_comb begin
      assert (select_valid[k] == (named && !mask_i));
      assert (mask_valid[k] == (named && mask_i));
    end
  end

endmodule

`default_nettype wire
