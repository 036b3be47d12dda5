// SPDX-License-Identifier: Apache-2.0
// formal: shows the set of every code, as written
// sources: sf_field_registers
// proof: ThWritable=0 | bmc 3 | induction 1 | cover 4
// proof: ThWritable=1 | bmc 3 | induction 1 | cover 4
// red: when a threshold goes to every field code
//   bmc sf_field_registers.sv s/write = th_valid_i \&\& (th_code_i == 4'(c))/write = th_valid_i/
//
// Whatever code is asked for, gain, gate and thresholds are those of its set: the parameters', or
// the thresholds last written. Writes come at any time, also to codes that the layer does not have.
`default_nettype none

module sf_field_registers_properties #(
  parameter bit ThWritable = 1'b0,
  localparam int FracBits = 2,
  localparam int W = FracBits + 2,
  localparam int Codes = 3
) (
  input logic         clk_i,
  input logic         rst_ni,
  input logic         th_valid_i,
  input logic [3:0]   th_code_i,
  input logic [1:0]   th_which_i,
  input logic [W-1:0] th_value_i,
  input logic [3:0]   gain_code_i,
  input logic [3:0]   gate_code_i,
  input logic [3:0]   code_i
);

  localparam logic [Codes-1:0]   Gate = 3'b101;
  localparam logic [Codes*9-1:0] Gain = {-9'sd200, 9'sd128, 9'sd7};
  localparam logic [Codes*W-1:0] Lo   = {4'sd4, 4'sd6, -4'sd2};
  localparam logic [Codes*W-1:0] Hi   = {4'sd5, 4'sd7, 4'sd1};
  localparam logic [Codes*W-1:0] Rest = {4'sd2, -4'sd1, 4'sd3};

  logic signed [8:0]   gain;
  logic                gate;
  logic signed [W-1:0] th_lo, th_hi, th_rest;
  `include "sf_formal.svh"

  sf_field_registers #(
    .FracBits(FracBits), .FieldCodes(Codes), .FieldGate(Gate), .FieldGain(Gain), .FieldThLo(Lo),
    .FieldThHi(Hi), .FieldThRest(Rest), .ThWritable(ThWritable)
  ) u_dut (
    .clk_i, .rst_ni, .th_valid_i, .th_code_i, .th_which_i, .th_value_i, .gain_code_i, .gate_code_i,
    .code_i, .gain_o(gain), .gate_o(gate), .th_lo_o(th_lo), .th_hi_o(th_hi), .th_rest_o(th_rest)
  );

  // Model: 0 to 2 are the TH_LO of each code, then TH_HI and TH_REST.
  logic [3*Codes*W-1:0] th_q;
  for (genvar i = 0; i < 3 * Codes; i++) begin : gen_threshold
    always_ff @(posedge clk_i) begin
      if (!rst_ni) th_q[i*W +: W] <= {Rest, Hi, Lo} >> (i * W);
      else if (ThWritable && th_valid_i && {28'd0, th_code_i} == i % Codes
               && {30'd0, th_which_i} == i / Codes) th_q[i*W +: W] <= th_value_i;
    end
  end

  (* hierconn *) logic [Codes*W-1:0] \u_dut.all_lo , \u_dut.all_hi , \u_dut.all_rest ;
  always_comb begin
    assume (gain_code_i < 4'(Codes) && gate_code_i < 4'(Codes) && code_i < 4'(Codes));
    if (live_q) begin
      assert ({\u_dut.all_rest , \u_dut.all_hi , \u_dut.all_lo } == th_q);
      assert (gain == $signed(Gain[32'(gain_code_i)*9 +: 9]));
      assert (gate == Gate[gate_code_i[1:0]]);
      assert (th_lo == $signed(th_q[32'(code_i)*W +: W]));
      assert (th_hi == $signed(th_q[(32'(code_i) + Codes)*W +: W]));
      assert (th_rest == $signed(th_q[(32'(code_i) + 2*Codes)*W +: W]));
    end
    cover (live_q && rst_ni && gain < 0 && gate && th_lo == 4'sd6);
    cover (live_q && (!ThWritable || (th_hi == -4'sd8 && code_i == 4'd1)));
  end

endmodule

`default_nettype wire
