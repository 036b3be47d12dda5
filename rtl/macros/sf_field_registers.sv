// SPDX-License-Identifier: Apache-2.0
// The register sets of a layer's neurons, one per field code: gain, gate and thresholds of the code
// asked for. Each has a code of its own, as a word needs them one after another: the gain with its
// drive, the gate with its state, the thresholds with the state after.
//
// A written threshold holds from the next cycle on.
//
// Latency     combinational
// Throughput  one of each a cycle, and one write
// Reset       thresholds as the parameters have them
// Golden      network::FieldRegisters
`timescale 1ns / 1ps
`default_nettype none

module sf_field_registers #(
  parameter int FracBits = 14,
  parameter int FieldCodes = 1,
  localparam int W = FracBits + 2,
  // Code 0 in the lowest bits.
  parameter logic [FieldCodes-1:0]   FieldGate = {FieldCodes{1'b1}},
  parameter logic [FieldCodes*9-1:0] FieldGain = '0,
  parameter logic [FieldCodes*W-1:0] FieldThLo = '0,
  parameter logic [FieldCodes*W-1:0] FieldThHi = '0,
  parameter logic [FieldCodes*W-1:0] FieldThRest = '0,
  parameter bit ThWritable = 1'b0   // 0: th_* is ignored
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  // a threshold of a field code
  input  logic                th_valid_i,
  input  logic [3:0]          th_code_i,
  input  logic [1:0]          th_which_i,  // 0 TH_LO, 1 TH_HI, 2 TH_REST
  input  logic [W-1:0]        th_value_i,
  // of the field code beside each
  input  logic [3:0]          gain_code_i,
  output logic signed [8:0]   gain_o,
  input  logic [3:0]          gate_code_i,
  output logic                gate_o,
  input  logic [3:0]          code_i,
  output logic signed [W-1:0] th_lo_o,
  output logic signed [W-1:0] th_hi_o,
  output logic signed [W-1:0] th_rest_o
);

  localparam int CodeBits = (FieldCodes > 1) ? $clog2(FieldCodes) : 1;

  logic [FieldCodes*W-1:0] all_lo, all_hi, all_rest;

  if (ThWritable) begin : gen_thresholds
    for (genvar c = 0; c < FieldCodes; c++) begin : gen_code
      logic         write;
      logic [W-1:0] lo_q, hi_q, rest_q;
      assign write = th_valid_i && (th_code_i == 4'(c));
      always_ff @(posedge clk_i) begin
        if (!rst_ni) begin
          lo_q   <= FieldThLo[c*W +: W];
          hi_q   <= FieldThHi[c*W +: W];
          rest_q <= FieldThRest[c*W +: W];
        end else if (write) begin
          if (th_which_i == 2'd0) lo_q   <= th_value_i;
          if (th_which_i == 2'd1) hi_q   <= th_value_i;
          if (th_which_i == 2'd2) rest_q <= th_value_i;
        end
      end
      assign all_lo[c*W +: W]   = lo_q;
      assign all_hi[c*W +: W]   = hi_q;
      assign all_rest[c*W +: W] = rest_q;
    end
  end else begin : gen_fixed_thresholds
    logic unused_write;
    assign all_lo       = FieldThLo;
    assign all_hi       = FieldThHi;
    assign all_rest     = FieldThRest;
    assign unused_write = &{1'b0, clk_i, rst_ni, th_valid_i, th_code_i, th_which_i, th_value_i};
  end

  assign gate_o = FieldGate[CodeBits'(gate_code_i)];

  // A chain of choices, not an index: a place in a table can cost a multiplier.
  logic [CodeBits-1:0] gain_code, code;
  assign gain_code = CodeBits'(gain_code_i);
  assign code      = CodeBits'(code_i);
  for (genvar c = 0; c < FieldCodes; c++) begin : gen_choice
    logic [8:0]     gain_c;
    logic [3*W-1:0] th_c;
    if (c == 0) begin : gen_first
      logic unused_code;  // where there is no other, and bits that choose nothing
      assign gain_c      = FieldGain[8:0];
      assign th_c        = {all_lo[W-1:0], all_hi[W-1:0], all_rest[W-1:0]};
      assign unused_code = &{1'b0, gain_code_i, gate_code_i, code_i, gain_code, code};
    end else begin : gen_next
      assign gain_c = (gain_code == CodeBits'(c)) ? FieldGain[c*9 +: 9] : gen_choice[c-1].gain_c;
      assign th_c   = (code == CodeBits'(c))
                          ? {all_lo[c*W +: W], all_hi[c*W +: W], all_rest[c*W +: W]}
                          : gen_choice[c-1].th_c;
    end
  end
  assign gain_o                        = gen_choice[FieldCodes-1].gain_c;
  assign {th_lo_o, th_hi_o, th_rest_o} = gen_choice[FieldCodes-1].th_c;

endmodule

`default_nettype wire
