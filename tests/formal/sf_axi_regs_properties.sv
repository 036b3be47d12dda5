// SPDX-License-Identifier: Apache-2.0
// formal: holds the interrupt while what is enabled is pending
// sources: sf_axi_pkg sf_axi_regs
// proof: | bmc 4 | induction 1 | cover 8
// red: when what happens is lost in the cycle of its clearing
//   bmc sf_axi_regs.sv s/occurs | (pending_q \& \(.*\))/(occurs | pending_q) \& \1/
// red: when what is not enabled interrupts
//   bmc sf_axi_regs.sv s/(pending_q \& enable_q) != 3'd0/pending_q != 3'd0/
// red: when a select that a full queue drops is not told
//   bmc sf_axi_regs.sv s/full_q   <= lost_select ||/full_q   <=/
// red: when a wrong word of weights does not interrupt
//   bmc sf_axi_regs.sv s/|| (parity_error_i \&\& !parity_q)//
// red: when any write to ERRORS clears QUEUE
//   bmc sf_axi_regs.sv s/acknowledge \&\& value\[sf_axi_pkg::BitErrorsQueue\]/acknowledge/
//
// Any bus and any core. A model beside the module keeps what is written to PACKETS and
// INTERRUPT_ENABLE, what is pending, and what ERRORS holds.
`default_nettype none

module sf_axi_regs_properties (
  input logic        clk_i,
  input logic        rst_ni,
  input logic        write_i,
  input logic [11:0] write_addr_i,
  input logic [31:0] write_data_i,
  input logic [3:0]  write_strobe_i,
  input logic        read_i,
  input logic [11:0] read_addr_i,
  input logic        resetting_i,
  input logic        active_i,
  input logic        busy_i,
  input logic        frame_error_i,
  input logic        parity_error_i,
  input logic        image_in_i,
  input logic        image_out_i,
  input logic [31:0] out_image_i,
  input logic        out_class_i,
  input logic [31:0] out_cycles_i,
  input logic        packet_i,
  input logic        cfg_ready_i,
  input logic        cfg_error_i
);

  localparam logic [11:0] Errors = 12'h028;
  localparam logic [11:0] Packets = 12'h058;
  localparam logic [11:0] Enable = 12'h05c;
  localparam logic [11:0] Pending = 12'h060;

  logic        write_error, read_error, soft_reset, clear, many, joined, irq, cfg_valid;
  logic        is_mask, is_threshold, now, mask;
  logic [31:0] read_data, image, cfg_image;
  logic [17:0] threshold;
  logic [15:0] word;
  logic [7:0]  layer, step;
  logic [3:0]  code;
  logic [1:0]  page, which;
  `include "sf_formal.svh"

  sf_axi_regs #(.Codes(5'd2), .Thresholds(1'b1)) u_dut (
    .clk_i, .rst_ni, .write_i, .write_addr_i, .write_data_i, .write_strobe_i,
    .write_error_o(write_error), .read_i, .read_addr_i, .read_data_o(read_data),
    .read_error_o(read_error), .soft_reset_o(soft_reset), .resetting_i, .active_i, .busy_i,
    .frame_error_i, .parity_error_i, .pixel_events_i(1'b0), .image_in_i, .image_o(image), .image_out_i, .out_image_i,
    .out_class_i, .out_cycles_i, .many_o(many), .joined_o(joined), .packet_i, .irq_o(irq),
    .clear_o(clear), .layer_updates_i(32'd0), .layer_spikes_i(32'd0), .layer_cycles_i(32'd0),
    .cfg_valid_o(cfg_valid), .cfg_ready_i, .cfg_error_i, .cfg_is_mask_o(is_mask),
    .cfg_is_threshold_o(is_threshold), .cfg_layer_o(layer), .cfg_now_o(now), .cfg_image_o(cfg_image),
    .cfg_step_o(step), .cfg_code_o(code), .cfg_page_o(page), .cfg_word_o(word), .cfg_mask_o(mask),
    .cfg_which_o(which), .cfg_value_o(threshold)
  );

  // Model. A refused configuration write is one that has an address of its own and an error.
  logic [2:0] enable_q, pending_q, occurs, cleared;
  logic [3:0] errors_q, lost, acknowledged;
  logic [1:0] packets_q;
  logic       refused, dropped;
  assign refused = write_i && write_error
                   && (write_addr_i == 12'h088 || write_addr_i == 12'h08c || write_addr_i == 12'h090);
  assign occurs  = {frame_error_i || refused || (parity_error_i && !errors_q[3]), packet_i, image_out_i};
  assign cleared = (write_i && write_addr_i == Pending && write_strobe_i[0]) ? write_data_i[2:0] : 3'd0;
  // Of those, what the core was offered and had no room for; all others it or the module refused.
  assign dropped      = refused && cfg_valid && !cfg_ready_i;
  assign lost         = {parity_error_i, dropped, refused && (!dropped || cfg_error_i), frame_error_i};
  assign acknowledged = (write_i && write_addr_i == Errors && write_strobe_i[0]) ? write_data_i[3:0] : 4'd0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      enable_q  <= 3'd0;
      pending_q <= 3'd0;
      packets_q <= 2'd0;
      errors_q  <= 4'd0;
    end else begin
      if (write_i && write_strobe_i[0] && write_addr_i == Enable) enable_q <= write_data_i[2:0];
      if (write_i && write_strobe_i[0] && write_addr_i == Packets) packets_q <= write_data_i[1:0];
      pending_q <= (pending_q & ~cleared) | occurs;
      errors_q  <= (errors_q & ~acknowledged) | lost;
    end
  end

  // ERRORS as it was read in the cycle before.
  logic        error_q;
  logic [31:0] error_data_q;
  always_ff @(posedge clk_i) begin
    error_q      <= rst_ni && live_q && read_addr_i == Errors && !(write_i && write_addr_i == Errors);
    error_data_q <= read_data;
  end

  always_comb begin
    if (live_q && rst_ni) begin
      // A level: high while something enabled is pending, and only then.
      assert (irq == ((enable_q & pending_q) != 3'd0));
      assert ({joined, many} == packets_q);
      // The bus reads what holds, and writes all of it.
      if (read_addr_i == Packets) assert (!read_error && read_data == {30'd0, packets_q});
      if (read_addr_i == Enable) assert (!read_error && read_data == {29'd0, enable_q});
      if (read_addr_i == Pending) assert (!read_error && read_data == {29'd0, pending_q});
      if (read_addr_i == Errors) assert (!read_error && read_data == {28'd0, errors_q});
      if (write_addr_i == Packets || write_addr_i == Enable || write_addr_i == Pending) begin
        assert (!write_error && !cfg_valid && !soft_reset && !clear);
      end
      // An error of ERRORS is one of the interrupt, unless that has been cleared since.
      if (read_addr_i == Errors && read_data != error_data_q && error_q) assert (pending_q[2]);
    end
  end

  // Invariants: the module's registers.
  (* hierconn *) logic [2:0] \u_dut.enable_q , \u_dut.pending_q ;
  (* hierconn *) logic \u_dut.many_q , \u_dut.joined_q , \u_dut.frame_q , \u_dut.config_q ,
      \u_dut.full_q , \u_dut.parity_q ;
  always_comb begin
    if (live_q) begin
      assert (\u_dut.enable_q == enable_q && \u_dut.pending_q == pending_q);
      assert ({\u_dut.joined_q , \u_dut.many_q } == packets_q);
      assert ({\u_dut.parity_q , \u_dut.full_q , \u_dut.config_q , \u_dut.frame_q } == errors_q);
      if (error_q && error_data_q != {28'd0, errors_q}) assert (pending_q[2]);
    end
  end

  always_comb begin
    cover (live_q && rst_ni && irq && pending_q == 3'b001);
    cover (live_q && rst_ni && irq && pending_q == 3'b010 && enable_q == 3'b010);
    cover (live_q && rst_ni && pending_q == 3'b100 && !irq);
    cover (live_q && rst_ni && cleared == 3'b001 && pending_q == 3'b001 && image_out_i);
    cover (live_q && rst_ni && refused && packets_q == 2'b11);
    cover (live_q && rst_ni && errors_q == 3'b110 && acknowledged == 3'b100 && frame_error_i);
  end

endmodule

`default_nettype wire
