// SPDX-License-Identifier: Apache-2.0
// formal: hands each write to the layer it names
// sources: sf_config
// proof: Layers=1 | bmc 1 | cover 1
// proof: Layers=3 | bmc 1 | cover 1
// red: when a field code that the layer lacks goes through
//   bmc sf_config.sv s/({1'b0, code_i} < Codes/(5'd0 < Codes/
// red: when a threshold reaches a busy layer
//   bmc sf_config.sv s/ \& ~busy_i//
//
// Combinational, so one step of BMC is the whole proof.
`default_nettype none

module sf_config_properties #(
  parameter int Layers = 3
) (
  input logic              valid_i,
  input logic              mask_i,
  input logic              threshold_i,
  input logic [7:0]        layer_i,
  input logic [3:0]        code_i,
  input logic [1:0]        which_i,
  input logic [Layers-1:0] busy_i,
  input logic [Layers-1:0] select_ready_i
);

  // Layer 1 has two field codes and thresholds that can be written, 2 has one code, 3 has all 16.
  localparam logic [14:0] AllCodes = {5'd16, 5'd1, 5'd2};
  localparam logic [2:0]  AllThresholds = 3'b101;

  logic              ready, error, exists, coded, refused, select;
  logic [4:0]        codes;
  logic [Layers-1:0] select_valid, mask_valid, threshold_valid;

  sf_config #(
    .Layers(Layers), .Codes(AllCodes[Layers*5-1:0]), .Thresholds(AllThresholds[Layers-1:0])
  ) u_dut (
    .valid_i, .ready_o(ready), .mask_i, .threshold_i, .layer_i, .code_i, .which_i,
    .error_o(error), .busy_i, .select_valid_o(select_valid), .select_ready_i,
    .mask_valid_o(mask_valid), .threshold_valid_o(threshold_valid)
  );
  assign exists  = layer_i != 8'd0 && 32'(layer_i) <= Layers;
  assign codes   = (layer_i == 8'd1) ? 5'd2 : (layer_i == 8'd2) ? 5'd1 : 5'd16;
  assign coded   = exists && {1'b0, code_i} < codes;
  assign select  = !mask_i && !threshold_i;
  assign refused = threshold_i ? !coded || layer_i == 8'd2 || which_i == 2'd3
                                 || busy_i[32'(layer_i) - 1]
                 : mask_i      ? !exists
                               : !coded;

  always_comb begin
    // Ready waits for the named layer's queue, whether or not there is a write, and never for one
    // that will be refused.
    assert (ready == (!select || !coded || select_ready_i[32'(layer_i) - 1]));
    assert (error == (valid_i && ready && refused));
    // A write goes to one layer or is refused.
    if (valid_i && ready) begin
      assert (refused == ((select_valid | mask_valid | threshold_valid) == '0));
    end

    cover (error && !exists);
    cover (error && exists && select);
    cover (error && threshold_i && busy_i[0] && layer_i == 8'd1 && code_i == 4'd1 && !which_i[1]);
    cover (select_valid[Layers-1] && !ready);
    cover (mask_valid[Layers-1] && select_ready_i == '0);
    cover (threshold_valid[Layers-1] && which_i == 2'd2);
  end
  for (genvar k = 0; k < Layers; k++) begin : gen_layer
    logic named;
    assign named = valid_i && 32'(layer_i) == k + 1;
    always_comb begin
      assert (select_valid[k] == (named && select && coded));
      assert (mask_valid[k] == (named && mask_i && !threshold_i));
      assert (threshold_valid[k] == (named && threshold_i && !refused));
    end
  end

endmodule

`default_nettype wire
