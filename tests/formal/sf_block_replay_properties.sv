// SPDX-License-Identifier: Apache-2.0
// formal: replays the drives of every block at every step, in order, and never lacks room
// sources: sf_ram sf_block_replay
// proof: BlockWords=2 Steps=2 | bmc 6 | induction 1 | cover 18
// proof: BlockWords=1 Steps=3 | bmc 6 | induction 1 | cover 18
// proof: BlockWords=3 Steps=1 | bmc 6 | induction 1 | cover 14
// proof: BlockWords=1 Steps=1 | bmc 6 | induction 1 | cover 12
// proof: BlockWords=2 Steps=2 StepCycles=3 | bmc 6 | induction 1
// red: when a step is left out
//   induction sf_block_replay.sv s/step_q == 8'(Steps)/step_q == 8'(Steps - 1)/
// red: when room is free before the block is done
//   induction sf_block_replay.sv s/2'(close_i) + 2'(done)/2'(close_i) + 2'(start)/
// red: when both blocks share a bank
//   induction sf_block_replay.sv s/wr_bank_q         <= !wr_bank_q/wr_bank_q         <= wr_bank_q/
//
// Blocks close at any time while room_o; their drives come any time later, with any pauses. The model
// keeps whole blocks in a queue of two.
`default_nettype none

module sf_block_replay_properties #(
  parameter int BlockWords = 2,        // 1 to 3
  parameter int Steps = 2,
  parameter int StepCycles = (BlockWords > 2) ? BlockWords : 2,
  localparam int DriveBits = 2,
  localparam int Bits = BlockWords * DriveBits
) (
  input logic                 clk_i,
  input logic                 rst_ni,
  input logic                 close_i,
  input logic                 valid_i,
  input logic [DriveBits-1:0] drive_i
);

  logic                 room, valid;
  logic [DriveBits-1:0] drive;
  `include "sf_formal.svh"

  sf_block_replay #(
    .NeuronLanes(1), .BlockWords(BlockWords), .D0Bits(DriveBits), .Steps(Steps),
    .StepCycles(StepCycles)
  ) u_dut (
    .clk_i, .rst_ni, .close_i, .room_o(room), .valid_i, .drive_i, .valid_o(valid), .drive_o(drive)
  );

  // Model: blocks that have closed and are not replayed, complete ones of them, words of the next.
  logic [1:0]           closed_q, full_q;
  logic [7:0]           word_q, step_q, cycle_q;  // step from 1; cycle of it, 0 before the first
  logic [Bits-1:0]      writing_q, written, head_q, tail_q;
  logic                 owed_q, complete, runs, ends, done;
  logic [DriveBits-1:0] expected_q;
  assign complete = valid_i && 32'(word_q) == BlockWords - 1;
  assign runs     = full_q != 2'd0;
  assign ends     = runs && 32'(cycle_q) == StepCycles - 1;
  assign done     = ends && 32'(step_q) == Steps;
  for (genvar w = 0; w < BlockWords; w++) begin : gen_word
    assign written[w*DriveBits +: DriveBits] =
        (32'(word_q) == w) ? drive_i : writing_q[w*DriveBits +: DriveBits];
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      closed_q <= 2'd0;
      full_q   <= 2'd0;
      word_q   <= 8'd0;
      step_q   <= 8'd1;
      cycle_q  <= 8'd0;
      owed_q   <= 1'b0;
    end else begin
      closed_q <= closed_q + 2'(close_i) - 2'(done);
      full_q   <= full_q + 2'(complete) - 2'(done);
      if (valid_i) word_q <= complete ? 8'd0 : word_q + 8'd1;
      if (runs) cycle_q <= ends ? 8'd0 : cycle_q + 8'd1;
      if (ends) step_q <= done ? 8'd1 : step_q + 8'd1;
      owed_q <= runs && 32'(cycle_q) < BlockWords;
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) writing_q <= written;
    if (done) head_q <= tail_q;
    if (complete && full_q == 2'(done)) head_q <= written;
    else if (complete) tail_q <= written;
    expected_q <= head_q[32'(cycle_q) * DriveBits +: DriveBits];
  end

  always_comb begin
    if (close_i) assume (room);
    if (valid_i) assume (closed_q != full_q);   // words of a block that has closed
  end

  always_comb begin
    if (live_q) begin
      assert (32'(closed_q) <= 2 && full_q <= closed_q);
      assert (room == (closed_q != 2'd2));
      // From the cycle after its last word on, a block gives BlockWords words every StepCycles.
      assert (valid == owed_q);
      if (valid) assert (drive == expected_q);
    end
  end

  // Invariants: the macro's registers in terms of the model.
  localparam int WordBits = (BlockWords > 1) ? $clog2(BlockWords) : 1;
  localparam int CycleBits = $clog2(StepCycles);
  (* hierconn *) logic \u_dut.wr_bank_q , \u_dut.rd_bank_q , \u_dut.run_q ;
  (* hierconn *) logic [WordBits-1:0] \u_dut.wr_word_q ;
  (* hierconn *) logic [1:0] \u_dut.full_q , \u_dut.room_q ;
  (* hierconn *) logic [7:0] \u_dut.step_q ;
  (* hierconn *) logic [CycleBits-1:0] \u_dut.cycle_q ;
  (* hierconn *) logic [DriveBits-1:0] \u_dut.u_drives.gen_auto.mem[0] ,
      \u_dut.u_drives.gen_auto.mem[1] , \u_dut.u_drives.gen_auto.mem[2] ,
      \u_dut.u_drives.gen_auto.mem[3] , \u_dut.u_drives.gen_auto.mem[4] ,
      \u_dut.u_drives.gen_auto.mem[5] , \u_dut.u_drives.gen_auto.mem[6] ;
  logic [3*DriveBits-1:0] bank0, bank1, head_bank, tail_bank, wr_bank;
  if (BlockWords == 3) begin : gen_three
    assign bank0 = {\u_dut.u_drives.gen_auto.mem[2] , \u_dut.u_drives.gen_auto.mem[1] , \u_dut.u_drives.gen_auto.mem[0] };
    assign bank1 = {\u_dut.u_drives.gen_auto.mem[6] , \u_dut.u_drives.gen_auto.mem[5] , \u_dut.u_drives.gen_auto.mem[4] };
  end else begin : gen_two
    assign bank0 = (3*DriveBits)'({\u_dut.u_drives.gen_auto.mem[1] , \u_dut.u_drives.gen_auto.mem[0] });
    assign bank1 = (3*DriveBits)'({\u_dut.u_drives.gen_auto.mem[3] , \u_dut.u_drives.gen_auto.mem[2] });
  end
  assign head_bank = \u_dut.rd_bank_q ? bank1 : bank0;
  assign tail_bank = \u_dut.rd_bank_q ? bank0 : bank1;
  assign wr_bank   = \u_dut.wr_bank_q ? bank1 : bank0;
  always_comb begin
    if (live_q) begin
      assert (32'(word_q) < BlockWords && (word_q == 8'd0 || closed_q != full_q));
      assert (32'(step_q) >= 1 && 32'(step_q) <= Steps && 32'(cycle_q) < StepCycles);
      if (!runs) assert (step_q == 8'd1 && cycle_q == 8'd0);
      assert (\u_dut.room_q == 2'd2 - closed_q && 8'(\u_dut.wr_word_q ) == word_q);
      assert (\u_dut.full_q == ((full_q == 2'd0) ? 2'b00 : (full_q == 2'd2) ? 2'b11
                                : \u_dut.rd_bank_q ? 2'b10 : 2'b01));
      assert (\u_dut.wr_bank_q == (\u_dut.rd_bank_q ^ full_q[0]));
      assert (\u_dut.step_q == step_q && 8'(\u_dut.cycle_q ) == cycle_q);
      if (\u_dut.run_q ) assert (runs);
      if (cycle_q != 8'd0) assert (\u_dut.run_q );
    end
  end
  for (genvar w = 0; w < BlockWords; w++) begin : gen_words
    localparam int At = w * DriveBits;
    always_comb begin
      if (live_q && runs) assert (head_bank[At +: DriveBits] == head_q[At +: DriveBits]);
      if (live_q && full_q == 2'd2) assert (tail_bank[At +: DriveBits] == tail_q[At +: DriveBits]);
      if (live_q && w < 32'(word_q)) assert (wr_bank[At +: DriveBits] == writing_q[At +: DriveBits]);
    end
  end

  logic again_q;  // a block is done
  always_ff @(posedge clk_i) again_q <= rst_ni && (again_q || done);
  always_comb begin
    cover (live_q && again_q && valid && drive != '0);
    cover (live_q && closed_q == 2'd2 && full_q == 2'd0);
    cover (live_q && done && close_i);
    cover (live_q && again_q && full_q == 2'd0 && closed_q == 2'd0);
  end
  if (Steps * StepCycles > BlockWords) begin : gen_waits
    always_comb cover (live_q && full_q == 2'd2 && done && head_q != tail_q);
  end

endmodule

`default_nettype wire
