// SPDX-License-Identifier: Apache-2.0
// formal: takes no pixel in reset, ends every packet once and counts the cycles of every image
// sources: sf_axi_session
// proof: Depth=2 InputSize=3 | bmc 8 | induction 1 | cover 16
// proof: Depth=2 InputSize=1 | bmc 8 | induction 1 | cover 16
// proof: Depth=2 InputSize=3 Beat=2 | bmc 8 | induction 1 | cover 16
// proof: Depth=2 InputSize=9 Beat=4 | bmc 8 | induction 1 | cover 16
// red: when an image of many does not end with its pixels
//   bmc sf_axi_session.sv s/(many \&\& at_end \&\&/(many \&\& at_end \&\& first_q \&\&/
// red: when a packet whose last frame is dropped has no end
//   bmc sf_axi_session.sv s/frame_error_i \&\& joined/frame_error_i \&\& joined \&\& first_q/
// red: when every image of a joined packet ends it
//   bmc sf_axi_session.sv s/tlast_i || !joined/1'b1/
// red: when a pixel is taken in reset
//   bmc sf_axi_session.sv s/tready_o      = pixel_ready_i \&\& !full \&\& !resetting_o/tready_o      = pixel_ready_i \&\& !full/
// red: when an image is timed from its second pixel
//   bmc sf_axi_session.sv s/if (accept \&\& first_q) start_q/if (accept \&\& !first_q) start_q/
// red: when an image begins behind a beat that lacked a pixel
//   bmc sf_axi_session.sv s/torn \&\& !tlast_i/torn \&\& !tlast_i \&\& !at_end/
// red: when padding is taken for pixels
//   bmc sf_axi_session.sv s/(tkeep_i \& LastKeep)/tkeep_i/
//
// Any stream of frames, any core that gives no more results than it took images, soft resets and
// changes of the packets' modes at any time. A model beside the module keeps the start of each image
// under way, and where packets of results end. Beats keep anything, but the one of a pixel all.
`default_nettype none

module sf_axi_session_properties #(
  parameter int Depth = 2,      // the model holds two
  parameter int InputSize = 3,  // up to 4 beats
  parameter int Beat = 1
) (
  input logic       clk_i,
  input logic       rst_ni,
  input logic       soft_reset_i,
  input logic       many_i,
  input logic       joined_i,
  input logic       tvalid_i,
  input logic [8*Beat-1:0] tdata_i,
  input logic [Beat-1:0]   tkeep_i,
  input logic       tlast_i,
  input logic       pixel_ready_i,
  input logic       frame_error_i,
  input logic       result_valid_i,
  input logic       result_ready_i,
  input logic       result_last_i,
  input logic       cut_taken_i
);

  localparam int Beats = (InputSize + Beat - 1) / Beat;
  localparam int EventBits = $clog2(Beat + 1);
  logic        core_rst_n, resetting, tready, pixel_valid, image_in, image_out, active;
  logic [EventBits-1:0] events_seen;
  logic [Beat-1:0]      pixel_keep;
  logic        pixel_last, result_end, cut;
  logic [31:0] cycles;
  `include "sf_formal.svh"

  sf_axi_session #(.InputSize(InputSize), .Beat(Beat), .Depth(Depth), .ResetCycles(2)) u_dut (
    .clk_i, .rst_ni, .soft_reset_i, .core_rst_no(core_rst_n), .resetting_o(resetting), .many_i,
    .joined_i, .tvalid_i, .tready_o(tready), .tdata_i, .tkeep_i, .tlast_i,
    .pixel_valid_o(pixel_valid), .pixel_keep_o(pixel_keep), .pixel_last_o(pixel_last), .pixel_ready_i, .frame_error_i, .result_valid_i, .result_ready_i,
    .result_last_i, .result_end_o(result_end), .cut_o(cut), .cut_taken_i, .pixel_events_o(events_seen),
    .image_in_o(image_in), .image_out_o(image_out), .image_cycles_o(cycles), .active_o(active)
  );

  // Model.
  logic        accept, frame_q, soft_q;
  logic [31:0] now_q, begin_q, first_q, second_q;
  logic [1:0]  count_q;
  assign accept = tvalid_i && tready;

  // Packets: the mode of the one under way, the pixels of its image so far; of what is under way,
  // whether it ends a packet of results, and whether it is no image but only that end.
  logic        packet_q, many_q, joined_q, many, joined, at_end, cut_in, into, out;
  logic [1:0]  place_q;
  logic        torn_q, torn;  // a beat of the packet lacked a pixel
  logic        first_end_q, second_end_q, first_cut_q, second_cut_q;
  assign many   = packet_q ? many_q : many_i;
  assign joined = many && (packet_q ? joined_q : joined_i);
  assign at_end = place_q == 2'(Beats - 1);
  assign cut_in = accept && joined && tlast_i && frame_error_i;
  assign into   = image_in || cut_in;
  assign out    = image_out || cut_taken_i;
  always_ff @(posedge clk_i) begin
    soft_q <= rst_ni && soft_reset_i;
    now_q  <= rst_ni ? now_q + 32'd1 : 32'd0;
    if (!rst_ni || resetting) begin
      frame_q  <= 1'b0;
      packet_q <= 1'b0;
      place_q  <= 2'd0;
      torn_q   <= 1'b0;
      count_q  <= 2'd0;
    end else begin
      if (accept) begin
        frame_q  <= !pixel_last;
        packet_q <= !tlast_i;
        place_q  <= (tlast_i || at_end) ? 2'd0 : place_q + 2'd1;
        torn_q   <= torn && !tlast_i;
      end
      if (accept && !packet_q) {many_q, joined_q} <= {many_i, joined_i};
      count_q <= count_q + 2'(into) - 2'(out);
      if (accept && !frame_q) begin_q <= now_q;
      if (out) {first_q, first_end_q, first_cut_q} <= {second_q, second_end_q, second_cut_q};
      if (into) begin
        if (count_q == 2'(out)) begin
          first_q     <= frame_q ? begin_q : now_q;
          first_end_q <= !joined || tlast_i;
          first_cut_q <= cut_in;
        end else begin
          second_q     <= frame_q ? begin_q : now_q;
          second_end_q <= !joined || tlast_i;
          second_cut_q <= cut_in;
        end
      end
    end
  end

  // Of the pixels that an image has in this beat, which are there; those that are not 0.
  localparam int Tail = InputSize - (Beats - 1) * Beat;
  logic [Beat-1:0] own, others;
  logic [3:0]      set;
  logic [2:0]      events;
  assign others = tkeep_i & ~own;
  assign torn   = torn_q || (own & ~tkeep_i) != '0 || (others != '0 && !many);
  assign events = 3'(set[0]) + 3'(set[1]) + 3'(set[2]) + 3'(set[3]);
  for (genvar i = 0; i < 4; i++) begin : gen_pixel
    if (i < Beat) begin : gen_one
      assign own[i] = !at_end || i < Tail;
      assign set[i] = tkeep_i[i] && (own[i] || !many) && tdata_i[8*i +: 8] != 8'd0;
    end else begin : gen_none
      assign set[i] = 1'b0;
    end
  end

  always_comb begin
    if (Beat == 1) assume (tkeep_i[0]);
    // The core: a result for an image that it has; dropped is only a frame that ends.
    if (result_valid_i && result_ready_i) assume (count_q != 2'd0 && !first_cut_q && core_rst_n);
    if (frame_error_i) assume (pixel_valid && pixel_ready_i && pixel_last);
    // The results: no end that was not asked for.
    if (cut_taken_i) assume (cut);
    if (live_q && rst_ni) begin
      // The core sees a beat where the master does, and only then; none while it is in reset.
      assert (accept == (pixel_valid && pixel_ready_i));
      assert (core_rst_n == !resetting);
      if (resetting) assert (!tready && !pixel_valid);
      if (soft_q) assert (resetting);
      // Ready is not held back for anything but a reset and a full core.
      if (pixel_ready_i && !resetting && 32'(count_q) < Depth) assert (tready);
      assert (3'(events_seen) == (accept ? events : 3'd0));
      // What is behind an image in its last beat is padding, where a packet has many.
      assert (pixel_keep == (many ? tkeep_i & own : tkeep_i));
      assert (image_in == (accept && pixel_last && !frame_error_i));
      assert (image_out == (result_valid_i && result_ready_i && result_last_i));
      assert (active == (accept || frame_q || count_q != 2'd0));
      if (image_out) assert (cycles == now_q - first_q + 32'd1);
      // Frames end with their packet, and where there are many, with the pixels of an image, unless
      // one was missing.
      assert (pixel_last == (tlast_i || (many && at_end && !torn)));
      // Packets of results: an end of its own where the last frame was dropped, and in its order.
      assert (cut == (count_q != 2'd0 && first_cut_q && !resetting));
      if (image_out) assert (result_end == first_end_q);
    end
  end

  // Invariants: the module's registers.
  (* hierconn *) logic [31:0] \u_dut.cycle_q , \u_dut.start_q , \u_dut.starts_q[0] ,
      \u_dut.starts_q[1] ;
  (* hierconn *) logic \u_dut.first_q , \u_dut.open_q , \u_dut.torn_q , \u_dut.many_q , \u_dut.joined_q ;
  (* hierconn *) logic [1:0] \u_dut.count_q , \u_dut.ends_q , \u_dut.cuts_q ;
  (* hierconn *) logic [0:0] \u_dut.head_q , \u_dut.tail_q ;
  (* hierconn *) logic [2:0] \u_dut.reset_q ;
  (* hierconn *) logic [(Beats > 2 ? 1 : 0):0] \u_dut.place_q ;
  always_comb begin
    if (live_q) begin
      assert (\u_dut.cycle_q == now_q && \u_dut.first_q == !frame_q);
      assert (\u_dut.count_q == count_q && 32'(count_q) <= Depth);
      assert (\u_dut.tail_q == (\u_dut.head_q ^ count_q[0]));
      assert (\u_dut.reset_q <= 3'd2 && (!soft_q || \u_dut.reset_q == 3'd2));
      if (frame_q) assert (\u_dut.start_q == begin_q);
      assert (\u_dut.open_q == packet_q && (packet_q || !frame_q));
      if (packet_q) assert ({\u_dut.many_q , \u_dut.joined_q } == {many_q, joined_q});
      assert (\u_dut.torn_q == torn_q);
      assert (32'(place_q) < Beats && 2'(\u_dut.place_q ) == place_q);
      if (count_q != 2'd0) begin
        assert ((\u_dut.head_q [0] ? \u_dut.starts_q[1] : \u_dut.starts_q[0] ) == first_q);
        assert (\u_dut.ends_q [\u_dut.head_q ] == first_end_q);
        assert (\u_dut.cuts_q [\u_dut.head_q ] == first_cut_q);
      end
      if (count_q == 2'd2) begin
        assert ((\u_dut.head_q [0] ? \u_dut.starts_q[0] : \u_dut.starts_q[1] ) == second_q);
        assert (\u_dut.ends_q [~\u_dut.head_q ] == second_end_q);
        assert (\u_dut.cuts_q [~\u_dut.head_q ] == second_cut_q);
      end
    end
  end

  always_comb begin
    cover (live_q && rst_ni && count_q == 2'd2 && tvalid_i && !tready);
    cover (live_q && rst_ni && image_out && count_q == 2'd2);
    cover (live_q && rst_ni && image_out && cycles == 32'd5);
    cover (live_q && rst_ni && soft_q && frame_q && count_q == 2'd1);
    cover (live_q && rst_ni && image_in && image_out);
    if (InputSize > 1) begin
      cover (live_q && rst_ni && frame_error_i && frame_q);
      cover (live_q && rst_ni && cut_taken_i && count_q == 2'd2);
      cover (live_q && rst_ni && cut && !cut_taken_i && tvalid_i && !tready);
    end
    cover (live_q && rst_ni && image_out && !result_end);
    cover (live_q && rst_ni && image_in && packet_q && tlast_i && joined);
    if (Beat > 1) begin
      cover (live_q && rst_ni && image_in && !tlast_i && others != '0);
      cover (live_q && rst_ni && accept && many && at_end && torn_q && !pixel_last);
      cover (live_q && rst_ni && image_in && 32'(events_seen) == Tail);
    end
  end

endmodule

`default_nettype wire
