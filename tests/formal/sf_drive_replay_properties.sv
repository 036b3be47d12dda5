// SPDX-License-Identifier: Apache-2.0
// formal: replays the stored drives at every step
// sources: sf_ram sf_drive_replay
// proof: Words=3 Steps=2 | bmc 6 | induction 1 | cover 18
// proof: Words=2 Steps=3 | bmc 6 | induction 1 | cover 18
// proof: Words=1 Steps=2 | bmc 6 | induction 1 | cover 12
// red: when a step too many is replayed
//   bmc sf_drive_replay.sv s/step_q == 8'(Steps)/step_q == 8'(Steps + 1)/
// red: when its assumptions contradict each other
//   cover sf_drive_replay_properties.sv s/assume (!complete)/assume (1'b0)/
//
// Drives are filled in order with any pauses, not before the replay of the image before is done;
// out_free_i is free.
`default_nettype none

module sf_drive_replay_properties #(
  parameter int Words = 3,        // 1 to 3
  parameter int Steps = 2,
  localparam int DriveBits = 3,
  localparam int WordBits = (Words > 1) ? $clog2(Words) : 1,
  localparam int StepCycles = (Words > 1) ? Words : 2
) (
  input logic                 clk_i,
  input logic                 rst_ni,
  input logic                 valid_i,
  input logic                 last_i,
  input logic [WordBits-1:0]  word_i,
  input logic [DriveBits-1:0] drive_i,
  input logic                 out_free_i
);

  logic                 step_start, done, valid;
  logic [7:0]           step;
  logic [WordBits-1:0]  word;
  logic [DriveBits-1:0] drive;
  `include "sf_formal.svh"

  sf_drive_replay #(
    .NeuronLanes(1), .Words(Words), .D0Bits(DriveBits), .Steps(Steps)
  ) u_dut (
    .clk_i, .rst_ni, .valid_i, .last_i, .word_i, .drive_i, .out_free_i, .step_start_o(step_start),
    .step_o(step), .done_o(done), .valid_o(valid), .word_o(word), .drive_o(drive)
  );

  // Model: all drives of the image; a step is StepCycles cycles, its words one cycle behind.
  logic [Words*DriveBits-1:0] drives_q;
  logic [3:0]                 filled_q;       // words of the image so far
  logic [7:0]                 step_q;         // the step that runs or starts next, from 1
  logic [3:0]                 cycle_q;        // of the running step; 0 between steps
  logic [3:0]                 word_q;         // the word that must be handed out now
  logic                       handing_q;
  logic                       complete, starts, ends;

  assign complete = 32'(filled_q) == Words;
  assign starts   = complete && cycle_q == 4'd0 && out_free_i;
  assign ends     = 32'(cycle_q) == StepCycles - 1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      filled_q  <= 4'd0;
      step_q    <= 8'd1;
      cycle_q   <= 4'd0;
      handing_q <= 1'b0;
    end else begin
      handing_q <= starts || (cycle_q != 4'd0 && 32'(cycle_q) < Words);
      word_q    <= cycle_q;
      cycle_q   <= starts ? 4'd1 : (ends || cycle_q == 4'd0) ? 4'd0 : cycle_q + 4'd1;
      if (valid_i) filled_q <= filled_q + 4'd1;
      if (ends) begin
        step_q <= (32'(step_q) == Steps) ? 8'd1 : step_q + 8'd1;
        if (32'(step_q) == Steps) filled_q <= 4'd0;
      end
    end
  end
  always_ff @(posedge clk_i) if (valid_i) drives_q[32'(word_i) * DriveBits +: DriveBits] <= drive_i;

  // The word as it was when it was read: the next image may be filled meanwhile.
  logic [DriveBits-1:0] expected_q;
  always_ff @(posedge clk_i) expected_q <= drives_q[32'(cycle_q) * DriveBits +: DriveBits];

  always_comb begin
    if (valid_i) begin
      assume (!complete);
      assume (32'(word_i) == 32'(filled_q));
      assume (last_i == (32'(word_i) == Words - 1));
    end
  end

  always_comb begin
    if (live_q) begin
      assert (step_start == starts);
      assert (valid == handing_q);
      assert (done == (ends && 32'(step_q) == Steps));
      if (step_start) assert (step == step_q);
    end
    if (live_q && valid) begin
      assert (4'(word) == word_q);
      assert (drive == expected_q);
    end
  end
  // Invariants: the macro's registers in terms of the model.
  localparam int CycleBits = $clog2(StepCycles);
  (* hierconn *) logic \u_dut.ready_q , \u_dut.run_q ;
  (* hierconn *) logic [7:0] \u_dut.step_q ;
  (* hierconn *) logic [CycleBits-1:0] \u_dut.cycle_q ;
  (* hierconn *) logic [DriveBits-1:0] \u_dut.u_drives.gen_auto.mem[0] ,
      \u_dut.u_drives.gen_auto.mem[1] , \u_dut.u_drives.gen_auto.mem[2] ;
  always_comb begin
    if (live_q) begin
      assert (32'(filled_q) <= Words && 32'(cycle_q) < StepCycles);
      assert (cycle_q == 4'd0 || complete);
      assert (32'(step_q) >= 1 && 32'(step_q) <= Steps);
      assert (step_q == 8'd1 || complete);
      assert (\u_dut.ready_q == complete);
      assert (\u_dut.run_q == (cycle_q != 4'd0));
      assert (4'(\u_dut.cycle_q ) == cycle_q && \u_dut.step_q == step_q);
      if (32'(filled_q) > 0) assert (\u_dut.u_drives.gen_auto.mem[0] == drives_q[DriveBits-1:0]);
    end
  end
  if (Words > 1) begin : gen_second
    always_comb begin
      if (live_q && 32'(filled_q) > 1) begin
        assert (\u_dut.u_drives.gen_auto.mem[1] == drives_q[DriveBits +: DriveBits]);
      end
    end
  end
  if (Words > 2) begin : gen_third
    always_comb begin
      if (live_q && 32'(filled_q) > 2) begin
        assert (\u_dut.u_drives.gen_auto.mem[2] == drives_q[2*DriveBits +: DriveBits]);
      end
    end
  end

  logic again_q;  // an image has been replayed
  always_ff @(posedge clk_i) again_q <= rst_ni && (again_q || done);
  always_comb begin
    cover (live_q && done && !again_q);
    cover (live_q && again_q && step_start && step == 8'd1);
    cover (live_q && complete && cycle_q == 4'd0 && step_q == 8'd2 && !out_free_i);
    cover (live_q && valid && drive != '0 && 32'(word) == Words - 1);
  end
  if (Words > 1) begin : gen_overlap
    always_comb cover (live_q && valid && valid_i);  // the next image fills behind it
  end

endmodule

`default_nettype wire
