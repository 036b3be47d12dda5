// SPDX-License-Identifier: Apache-2.0
// Part of the bench of sf_axi: a master on AXI4-Lite that works through a script.
//
//   op 0 read   is answered with OKAY and the value      op 4 go     the streams run; wait for them
//   op 1 write  the value, answered with OKAY            op 5 read   OKAY and a word of known_i's
//   op 2 read   is refused                               op 6 irq    is the value
//   op 3 write  is refused                               op 7 write  a word, answered with OKAY
//   op 8 read   again and again, until OKAY and the value
//
// A line is {op, address, value}, the first in the highest bits; for a word, the value is its number.
// Words that are not known are not compared.
//
// Traffic     address and data together, answers taken at once; with a stall seed, random gaps on
//             every channel
// Reset       from the first line on again
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_bench_registers #(
  parameter int Patience = 10000,  // cycles for a line
  parameter int Lines = 1,
  parameter logic [48*Lines-1:0] Script = '0,
  parameter int Words = 1
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic [31:0]         stall_i,    // seed of the gaps; 0: none
  // AXI4-Lite
  output logic                awvalid_o,
  input  logic                awready_i,
  output logic [11:0]         awaddr_o,
  output logic                wvalid_o,
  input  logic                wready_i,
  output logic [31:0]         wdata_o,
  input  logic                bvalid_i,
  output logic                bready_o,
  input  logic [1:0]          bresp_i,
  output logic                arvalid_o,
  input  logic                arready_i,
  output logic [11:0]         araddr_o,
  input  logic                rvalid_i,
  output logic                rready_o,
  input  logic [31:0]         rdata_i,
  input  logic [1:0]          rresp_i,
  input  logic                irq_i,
  // streams
  output logic                go_o,
  input  logic                streams_done_i,
  input  logic [32*Words-1:0] words_i,
  input  logic [Words-1:0]    known_i,
  // outcome
  output logic                done_o,         // every line has been met
  output logic                late_o,         // a line is overdue
  output logic [31:0]         accesses_o,     // lines that compared something
  output logic [31:0]         differences_o
);

  localparam int Settle = 8;  // cycles from the end of the streams to their counters

  reg [31:0] at, random, waited, value;
  reg [47:0] line;
  reg [3:0]  op;
  reg [11:0] address;
  reg        asked, show_addr, show_data, show_read, known, good;

  // Whether a channel goes on in this cycle.
  function gap(input integer channel);
    gap = (stall_i != 32'd0) && random[channel];
  endfunction

  task fetch;
    begin
      line    = Script[48*(Lines-1-at) +: 48];
      op      = line[47:44];
      address = line[43:32];
      value   = line[31:0];
      known   = 1'b1;
      if ((op == 4'd5) || (op == 4'd7)) begin
        known = known_i[line[31:0]];
        value = words_i[32*line[31:0] +: 32];
      end
    end
  endtask

  task next;
    begin
      at     = at + 32'd1;
      waited = 32'd0;
      asked  = 1'b0;
    end
  endtask

  // An answer: compared, told where it differs.
  task answer(input [1:0] response, input [31:0] data, input reads);
    begin
      if ((op == 4'd2) || (op == 4'd3)) good = response === 2'b10;
      else good = (response === 2'b00) && (!reads || !known || (data === value));
      good = good && asked;  // else nobody had asked
      if ((op == 4'd8) && asked && !good && (waited < Patience)) show_read = 1'b1;
      else tell(response, data, reads);
    end
  endtask

  task tell(input [1:0] response, input [31:0] data, input reads);
    begin
      accesses_o <= accesses_o + 32'd1;
      if (!good) begin
        differences_o <= differences_o + 32'd1;
        $display("register %03h, line %0d: expected %0s%0s %08h", address, at,
                 reads ? "read" : "write", ((op == 4'd2) || (op == 4'd3)) ? " refused," : "", value);
        $display("  got %0s %08h", (response === 2'b00) ? "OKAY" : "an error", data);
      end
      next;
    end
  endtask

  always @(posedge clk_i) begin
    if (!rst_ni) begin
      at        = 32'd0;
      waited    = 32'd0;
      asked     = 1'b0;
      show_addr = 1'b0;
      show_data = 1'b0;
      show_read = 1'b0;
      random    = (stall_i == 32'h5bd1e995) ? stall_i : stall_i ^ 32'h5bd1e995;  // never 0
      awvalid_o     <= 1'b0;
      wvalid_o      <= 1'b0;
      arvalid_o     <= 1'b0;
      bready_o      <= 1'b0;
      rready_o      <= 1'b0;
      go_o          <= 1'b0;
      accesses_o    <= 32'd0;
      differences_o <= 32'd0;
    end else begin
      random = random ^ (random << 13);
      random = random ^ (random >> 17);
      random = random ^ (random << 5);
      waited = waited + 32'd1;
      // What was shown is taken.
      if (awvalid_o && awready_i) show_addr = 1'b0;
      if (wvalid_o && wready_i)   show_data = 1'b0;
      if (arvalid_o && arready_i) show_read = 1'b0;
      if ((bvalid_i !== 1'b0) && bready_o) answer(bresp_i, 32'd0, 1'b0);
      if ((rvalid_i !== 1'b0) && rready_o) answer(rresp_i, rdata_i, 1'b1);
      // The next line.
      if (!asked && (at < Lines)) begin
        fetch;
        if (op == 4'd4) begin
          go_o <= 1'b1;
          if (!streams_done_i) waited = 32'd0;
          else if (waited > Settle) next;
        end else if (op == 4'd6) begin
          accesses_o <= accesses_o + 32'd1;
          if (irq_i !== value[0]) begin
            differences_o <= differences_o + 32'd1;
            $display("interrupt, line %0d: expected %b, got %b", at, value[0], irq_i);
          end
          next;
        end else begin
          asked = 1'b1;
          if ((op == 4'd0) || (op == 4'd2) || (op == 4'd5) || (op == 4'd8)) show_read = 1'b1;
          else {show_addr, show_data} = 2'b11;
        end
      end
      // A master keeps what it shows.
      awvalid_o <= show_addr && (awvalid_o && !awready_i || !gap(3));
      wvalid_o  <= show_data && (wvalid_o && !wready_i || !gap(7));
      arvalid_o <= show_read && (arvalid_o && !arready_i || !gap(11));
      bready_o  <= !gap(15);
      rready_o  <= !gap(19);
      awaddr_o  <= address;
      araddr_o  <= address;
      wdata_o   <= value;
    end
  end

  assign done_o = at == Lines;
  assign late_o = !done_o && (waited > Patience);

endmodule

`default_nettype wire
