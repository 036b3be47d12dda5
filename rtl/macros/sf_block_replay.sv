// SPDX-License-Identifier: Apache-2.0
// Drives of a directly coded layer in time order: those of one block, constant over the steps of an
// image, are handed on at every step before those of the next block.
//
// Two banks of a block: one is replayed while the other fills. A block is claimed when it closes
// (close_i), well before its drives arrive; room_o says that one more may be.
//
// Latency     last word of a block in cycle c: its first step is read in c+1 at the earliest, and its
//             words leave a cycle later
// Throughput  one word a cycle; a step every StepCycles cycles
// Reset       empty
// Golden      sim/golden, direct coding
`timescale 1ns / 1ps
`default_nettype none

module sf_block_replay #(
  parameter int NeuronLanes = 4,
  parameter int BlockWords = 2,
  parameter int D0Bits = 16,
  parameter int Steps = 25,
  parameter int StepCycles = (BlockWords > 2) ? BlockWords : 2,  // at least BlockWords, and 2
  localparam int WordBits = (BlockWords > 1) ? $clog2(BlockWords) : 1
) (
  input  logic                          clk_i,
  input  logic                          rst_ni,
  input  logic                          close_i,
  output logic                          room_o,
  // fill
  input  logic                          valid_i,
  input  logic [NeuronLanes*D0Bits-1:0] drive_i,
  // replay
  output logic                          valid_o,
  output logic [NeuronLanes*D0Bits-1:0] drive_o
);

  localparam int CycleBits = $clog2(StepCycles);

  logic                 wr_bank_q, rd_bank_q;
  logic [WordBits-1:0]  wr_word_q;
  logic [1:0]           full_q, room_q;
  logic                 run_q;
  logic [7:0]           step_q;    // from 1
  logic [CycleBits-1:0] cycle_q;
  logic                 wr_last, start, step_end, done, read, valid_q;

  assign wr_last  = valid_i && (wr_word_q == WordBits'(BlockWords - 1));
  assign start    = !run_q && full_q[rd_bank_q];
  assign step_end = run_q && (cycle_q == CycleBits'(StepCycles - 1));
  assign done     = step_end && (step_q == 8'(Steps));
  assign read     = start || (run_q && (32'(cycle_q) < BlockWords));
  assign room_o   = room_q != 2'd0;
  assign valid_o  = valid_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      wr_bank_q <= 1'b0;
      rd_bank_q <= 1'b0;
      wr_word_q <= '0;
      full_q    <= 2'b00;
      room_q    <= 2'd2;
      run_q     <= 1'b0;
      step_q    <= 8'd1;
      cycle_q   <= '0;
      valid_q   <= 1'b0;
    end else begin
      room_q  <= room_q - 2'(close_i) + 2'(done);
      valid_q <= read;
      if (valid_i) wr_word_q <= wr_last ? '0 : wr_word_q + 1'b1;
      if (wr_last) begin
        wr_bank_q         <= !wr_bank_q;
        full_q[wr_bank_q] <= 1'b1;
      end
      if (done) begin
        rd_bank_q         <= !rd_bank_q;
        full_q[rd_bank_q] <= 1'b0;
      end
      if (step_end) step_q <= done ? 8'd1 : step_q + 8'd1;
      run_q   <= (start || run_q) && !done;
      cycle_q <= (start || run_q) && !step_end ? cycle_q + 1'b1 : '0;
    end
  end

  sf_ram #(
    .Width(NeuronLanes * D0Bits),
    .Depth(2 << WordBits)
  ) u_drives (
    .clk_i,
    .we_i    (valid_i),
    .waddr_i ({wr_bank_q, wr_word_q}),
    .wdata_i (drive_i),
    .re_i    (read),
    .raddr_i ({rd_bank_q, WordBits'(cycle_q)}),
    .rdata_o (drive_o)
  );

endmodule

`default_nettype wire
