// SPDX-License-Identifier: Apache-2.0
// Parity of the words that a memory is read for. A word has an even number of ones, the bit that
// makes it so among them; a word that has not was changed in the memory, or behind it.
//
// Latency     read in cycle c, its word there in c+1, error_o from c+2 on
// Reset       error_o low; once high it stays so until a reset
// Golden      gen/emit/memory.cpp, which adds the bit
`timescale 1ns / 1ps
`default_nettype none

module sf_parity #(
  parameter int Width = 9
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             read_i,   // the memory is read for a word that is used
  input  logic [Width-1:0] word_i,   // one cycle after its read
  output logic             error_o
);

  logic read_q, error_q;

  assign error_o = error_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      read_q  <= 1'b0;
      error_q <= 1'b0;
    end else begin
      read_q  <= read_i;
      error_q <= error_q || (read_q && (^word_i));
    end
  end

endmodule

`default_nettype wire
