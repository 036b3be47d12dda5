// SPDX-License-Identifier: Apache-2.0
// formal: passes every beat once and ends a packet that was cut off
// sources: sf_axi_results
// proof: ClassBits=2 | bmc 7 | induction 1 | cover 12
// red: when a beat is dropped under back-pressure
//   bmc sf_axi_results.sv s/free           = !valid_q || tready_i/free           = 1'b1/
// red: when a packet that was cut off stays open
//   bmc sf_axi_results.sv s/(abort_i \&\& open_q)/(abort_i \&\& open_q \&\& free)/
// red: when a result passes the end of the packet before it
//   bmc sf_axi_results.sv s/!cut_q \&\& !cut_i/!cut_q/
// red: when an end that was asked for is given twice
//   bmc sf_axi_results.sv s/ || cut_taken_o || (cut_q \&\& !free)/ || cut_i || (cut_q \&\& !free)/
//
// A core that shows a beat until it is taken or the core is reset, any receiver, packets that end
// with any image and between any two beats.
`default_nettype none

module sf_axi_results_properties #(
  parameter int ClassBits = 2
) (
  input logic                 clk_i,
  input logic                 rst_ni,
  input logic                 abort_i,
  input logic                 result_valid_i,
  input logic [ClassBits-1:0] result_class_i,
  input logic [7:0]           result_count_i,
  input logic                 result_last_i,
  input logic                 end_i,
  input logic                 cut_i,
  input logic                 tready_i
);

  logic        ready, tvalid, tlast, tuser, take, give, cut_taken, packet, last;
  logic [31:0] tdata;
  `include "sf_formal.svh"

  sf_axi_results #(.ClassBits(ClassBits)) u_dut (
    .clk_i, .rst_ni, .abort_i, .result_valid_i, .result_ready_o(ready), .result_class_i,
    .result_count_i, .result_last_i, .end_i, .cut_i, .cut_taken_o(cut_taken), .packet_o(packet),
    .tvalid_o(tvalid), .tready_i, .tdata_o(tdata),
    .tlast_o(tlast), .tuser_o(tuser)
  );
  assign last = result_last_i && end_i;
  assign take = result_valid_i && ready;
  assign give = tvalid && tready_i;

  // The beat under way, whether the packets taken and given are open, whether one must be cut off
  // and whether that one has begun.
  logic        beat_q, in_open_q, out_open_q, cut_q, cut_open_q;
  logic [33:0] beat_data_q;
  logic        waits_q;
  logic [33:0] shown_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      beat_q     <= 1'b0;
      in_open_q  <= 1'b0;
      out_open_q <= 1'b0;
      cut_q      <= 1'b0;
      waits_q    <= 1'b0;
    end else begin
      waits_q <= tvalid && !tready_i;
      if (give) beat_q <= 1'b0;
      if (take) beat_q <= 1'b1;
      if (take) in_open_q <= !last;
      // A reset of the core in the middle of a packet: its end is due.
      if (abort_i && in_open_q) begin
        in_open_q  <= 1'b0;
        cut_q      <= 1'b1;
        cut_open_q <= 1'b1;
      end
      if (give) out_open_q <= !tlast;
      if (give && tuser) cut_q <= abort_i && in_open_q;
      // Asked for: the end is due, whatever the packet holds.
      if (cut_taken) begin
        in_open_q  <= 1'b0;
        cut_q      <= 1'b1;
        cut_open_q <= in_open_q;
      end
    end
    if (take) beat_data_q <= {last, 1'b0, 16'(result_class_i), 8'd0, result_count_i};
    shown_q <= {tlast, tuser, tdata};
  end

  always_comb begin
    if (live_q && rst_ni) begin
      // Beats leave as they came, none lost, none twice.
      if (beat_q) assert (tvalid && {tlast, tuser, tdata} == beat_data_q);
      if (tvalid && !tuser) assert (beat_q);
      if (take) assert (!beat_q || give);
      // The end of a packet that was cut off comes once, after its beats, and before the next one.
      if (tvalid && tuser) assert (cut_q && !beat_q && tlast);
      if (cut_q && !(give && tuser)) assert (!take);
      // What is shown stays.
      if (waits_q) assert (tvalid && {tlast, tuser, tdata} == shown_q);
      // Nothing is taken from a core in reset.
      if (abort_i) assert (!take && !cut_taken);
      // An end that is asked for comes before the next result, and is taken up as soon as there is
      // room; one that is not asked for is not given.
      if (cut_i) assert (!take);
      if (cut_taken) assert (cut_i && (!beat_q || give));
      if (cut_i && !abort_i && !cut_q && !beat_q) assert (cut_taken);
      // A packet is out with its last beat, once.
      assert (packet == (give && tlast));
      // Packets: open behind as they are open in front, but for the beat between and the cut.
      assert (out_open_q == (beat_q ? out_open_q : in_open_q || (cut_q && cut_open_q)));
    end
  end

  // Invariants: the module's registers.
  (* hierconn *) logic \u_dut.valid_q , \u_dut.last_q , \u_dut.user_q , \u_dut.open_q ,
      \u_dut.cut_q ;
  (* hierconn *) logic [31:0] \u_dut.data_q ;
  logic ending;   // the ending beat is shown
  assign ending = \u_dut.valid_q && \u_dut.user_q ;
  always_comb begin
    if (live_q) begin
      assert (\u_dut.valid_q == (beat_q || ending));
      assert (!(beat_q && ending));
      if (beat_q) assert ({\u_dut.last_q , \u_dut.user_q , \u_dut.data_q } == beat_data_q);
      if (ending) assert (\u_dut.last_q && cut_q);
      assert (\u_dut.open_q == in_open_q);
      assert (cut_q == (ending || \u_dut.cut_q ));
      assert (!(ending && \u_dut.cut_q ));
      assert (!(cut_q && in_open_q));
      if (beat_q && cut_q) assert (cut_open_q);
      if (beat_q) assert (beat_data_q[33] == !(in_open_q || cut_q));
      if (waits_q) begin
        assert (\u_dut.valid_q && {\u_dut.last_q , \u_dut.user_q , \u_dut.data_q } == shown_q);
      end
    end
  end

  logic [2:0] packets_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) packets_q <= 3'd0;
    else if (give && tlast && packets_q != 3'd7) packets_q <= packets_q + 3'd1;
  end
  always_comb begin
    cover (live_q && rst_ni && packets_q == 3'd2 && give && !tlast);
    cover (live_q && rst_ni && give && tuser && tdata == 32'd0);
    cover (live_q && rst_ni && cut_q && beat_q && !tready_i);
    cover (live_q && rst_ni && packets_q == 3'd1 && out_open_q && tuser);
    cover (live_q && rst_ni && take && give);
    cover (live_q && rst_ni && packets_q == 3'd2 && give && tuser && cut_taken);
    cover (live_q && rst_ni && cut_taken && in_open_q && give);
  end

endmodule

`default_nettype wire
