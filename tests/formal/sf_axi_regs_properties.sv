// SPDX-License-Identifier: Apache-2.0
// formal: holds the interrupt while what is enabled is pending, reads what it counts and keeps
// sources: sf_axi_pkg sf_axi_regs
// proof: Layers=3 MaskBits=70 Beat=4 ClassBits=4 Thresholds=5 | bmc 3 | induction 1 | cover 5
// proof: Layers=1 | bmc 4 | induction 1 | cover 5
// proof: Layers=2 MaskBits=32 ClassBits=16 Thresholds=0 | bmc 3 | induction 1 | cover 5
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
// red: when a byte without its strobe is written
//   bmc sf_axi_regs.sv s/write_data_i \& bytes/write_data_i/
// red: when a layer's lanes are read from the wrong place
//   bmc sf_axi_regs.sv s/NeuronLanes\[bank_layer \* 9/NeuronLanes[bank_layer * 8/
// red: when a carry into the upper half of the total is lost
//   induction sf_axi_regs.sv s/total_q  <= total_q + 64'(!idle)/total_q[31:0] <= total_q[31:0] + 32'(!idle)/
//
// Any addresses of words, any core. A model beside the module keeps what is written, counted,
// pending and latched, and says of each address what a read and a write of it must do. The step of
// the induction begins with any counts, so what is proven holds for every carry.
`default_nettype none

module sf_axi_regs_properties #(
  parameter int Layers = 1,
  parameter int MaskBits = 1,
  parameter int Beat = 1,
  parameter int ClassBits = 1,
  parameter int Thresholds = 1,
  localparam int EventBits = $clog2(Beat + 1),
  localparam int MaskWords = (MaskBits + 31) / 32
) (
  input logic                 clk_i,
  input logic                 rst_ni,
  input logic                 write_i,
  input logic [11:0]          write_addr_i,
  input logic [31:0]          write_data_i,
  input logic [3:0]           write_strobe_i,
  input logic                 read_i,
  input logic [11:0]          read_addr_i,
  input logic                 resetting_i,
  input logic                 active_i,
  input logic [Layers-1:0]    busy_i,
  input logic                 frame_error_i,
  input logic                 parity_error_i,
  input logic [EventBits-1:0] pixel_events_i,
  input logic                 image_in_i,
  input logic                 image_out_i,
  input logic [31:0]          out_image_i,
  input logic [ClassBits-1:0] out_class_i,
  input logic [31:0]          out_cycles_i,
  input logic                 packet_i,
  input logic [Layers*32-1:0] layer_updates_i,
  input logic [Layers*32-1:0] layer_spikes_i,
  input logic [Layers*32-1:0] layer_cycles_i,
  input logic                 checking_i,
  input logic [31:0]          memory_sum_i,
  input logic                 cfg_ready_i,
  input logic                 cfg_error_i
);

  // The map, in bytes.
  localparam logic [11:0] Control = 12'h020;
  localparam logic [11:0] Status = 12'h024;
  localparam logic [11:0] Errors = 12'h028;
  localparam logic [11:0] Image = 12'h02c;
  localparam logic [11:0] Packets = 12'h058;
  localparam logic [11:0] Enable = 12'h05c;
  localparam logic [11:0] Pending = 12'h060;
  localparam logic [11:0] ConfigLayer = 12'h080;
  localparam logic [11:0] ConfigImage = 12'h084;
  localparam logic [11:0] Select = 12'h088;
  localparam logic [11:0] Mask = 12'h08c;
  localparam logic [11:0] Threshold = 12'h090;
  localparam logic [11:0] MaskData = 12'h100;
  localparam logic [11:0] Banks = 12'h200;
  // Constants of the core, each bit a one with some parameters and a zero with others.
  localparam int Constant = (Layers == 1) ? 32'h55555555 : 32'haaaaaaaa;
  // Field codes of up to 16 layers, which all differ.
  localparam logic [79:0] Codes = {5'd1, 5'd2, 5'd3, 5'd4, 5'd5, 5'd6, 5'd7, 5'd8, 5'd9, 5'd31,
                                   5'd11, 5'd12, 5'd16, 5'd10, 5'd21, 5'd26};
  // Layers that the package does not know have none of either.
  localparam logic [Layers*32-1:0] Neurons = sf_axi_pkg::Neurons;
  localparam logic [Layers*9-1:0]  NeuronLanes = sf_axi_pkg::NeuronLanes;

  logic                write_error, read_error, soft_reset, clear, check, many, joined, irq, idle;
  logic                cfg_valid, is_mask, is_threshold, now;
  logic [31:0]         read_data, image, cfg_image;
  logic [MaskBits-1:0] mask;
  logic [17:0]         threshold;
  logic [15:0]         word;
  logic [7:0]          layer, step;
  logic [3:0]          code;
  logic [1:0]          page, which;
  `include "sf_formal.svh"

  sf_axi_regs #(
    .Layers(Layers), .Steps(Constant), .InputSize(Constant), .Classes(Constant),
    .ClassBits(ClassBits), .MaskBits(MaskBits), .Beat(Beat), .Codes(Codes[Layers*5-1:0]),
    .Thresholds(Thresholds[Layers-1:0])
  ) u_dut (
    .clk_i, .rst_ni, .write_i, .write_addr_i, .write_data_i, .write_strobe_i,
    .write_error_o(write_error), .read_i, .read_addr_i, .read_data_o(read_data),
    .read_error_o(read_error), .soft_reset_o(soft_reset), .resetting_i, .active_i, .busy_i,
    .frame_error_i, .parity_error_i, .pixel_events_i, .image_in_i, .image_o(image), .image_out_i,
    .out_image_i, .out_class_i, .out_cycles_i, .many_o(many), .joined_o(joined), .packet_i,
    .irq_o(irq), .clear_o(clear), .layer_updates_i, .layer_spikes_i, .layer_cycles_i,
    .check_o(check), .checking_i, .memory_sum_i, .idle_o(idle), .cfg_valid_o(cfg_valid),
    .cfg_ready_i, .cfg_error_i, .cfg_is_mask_o(is_mask), .cfg_is_threshold_o(is_threshold),
    .cfg_layer_o(layer), .cfg_now_o(now), .cfg_image_o(cfg_image), .cfg_step_o(step),
    .cfg_code_o(code), .cfg_page_o(page), .cfg_word_o(word), .cfg_mask_o(mask),
    .cfg_which_o(which), .cfg_value_o(threshold)
  );

  // sf_axi_lite gives addresses of words.
  always_comb assume (write_addr_i[1:0] == 2'd0 && read_addr_i[1:0] == 2'd0);

  // What is written: the bytes that have their strobe.
  function automatic logic [31:0] written(input logic [31:0] before);
    written[7:0]   = write_strobe_i[0] ? write_data_i[7:0] : before[7:0];
    written[15:8]  = write_strobe_i[1] ? write_data_i[15:8] : before[15:8];
    written[23:16] = write_strobe_i[2] ? write_data_i[23:16] : before[23:16];
    written[31:24] = write_strobe_i[3] ? write_data_i[31:24] : before[31:24];
  endfunction

  // A configuration write goes to the core with all of its bytes, not in a soft reset, and not for
  // a threshold where none can be written; the core may refuse it.
  logic select_write, mask_write, threshold_write, configures, offered, refused, dropped;
  assign select_write    = write_i && write_addr_i == Select;
  assign mask_write      = write_i && write_addr_i == Mask;
  assign threshold_write = write_i && write_addr_i == Threshold;
  assign configures      = select_write || mask_write || threshold_write;
  assign offered = configures && write_strobe_i == 4'b1111 && !resetting_i
                   && !(threshold_write && Thresholds == 0);
  assign refused = configures && (!offered || !cfg_ready_i || cfg_error_i);
  // Of those, what the core was offered and had no room for; all others it or the module refused.
  assign dropped = offered && !cfg_ready_i;

  // Model of the interrupt, of ERRORS and PACKETS.
  logic [2:0]  enable_q, pending_q, occurs;
  logic [3:0]  errors_q, lost;
  logic [1:0]  packets_q;
  logic        writes;                 // the lowest byte
  logic [31:0] cleared, acknowledged;
  assign writes  = write_i && write_strobe_i[0];
  assign occurs  = {frame_error_i || refused || (parity_error_i && !errors_q[3]),
                    packet_i, image_out_i};
  assign lost    = {parity_error_i, dropped, refused && (!dropped || cfg_error_i), frame_error_i};
  assign cleared      = (writes && write_addr_i == Pending) ? write_data_i : 32'd0;
  assign acknowledged = (writes && write_addr_i == Errors) ? write_data_i : 32'd0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      enable_q  <= 3'd0;
      pending_q <= 3'd0;
      packets_q <= 2'd0;
      errors_q  <= 4'd0;
    end else begin
      if (writes && write_addr_i == Enable) enable_q <= write_data_i[2:0];
      if (writes && write_addr_i == Packets) packets_q <= write_data_i[1:0];
      pending_q <= (pending_q & ~cleared[2:0]) | occurs;
      errors_q  <= (errors_q & ~acknowledged[3:0]) | lost;
    end
  end

  // Model of what else is written, and of the counters.
  logic                    works, clears;
  logic [31:0]             acts;   // bits of CONTROL
  logic [31:0]             image_q, config_image_q, in_q, out_q, events_q, high_q;
  logic [31:0]             last_image_q, last_class_q, last_cycles_q;
  logic [7:0]              config_layer_q;
  logic [63:0]             total_q;
  logic [MaskWords*32-1:0] mask_q;
  integer                  w;
  assign works  = active_i || (busy_i != '0) || resetting_i;
  assign acts   = (writes && write_addr_i == Control) ? write_data_i : 32'd0;
  assign clears = acts[1];
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      image_q        <= 32'd0;
      config_image_q <= 32'd0;
      config_layer_q <= 8'd0;
      mask_q         <= '0;
      last_image_q   <= 32'd0;
      last_class_q   <= 32'd0;
      last_cycles_q  <= 32'd0;
      high_q         <= 32'd0;
    end else begin
      if (write_i && write_addr_i == Image) image_q <= written(image_q);
      else if (image_in_i)                  image_q <= image_q + 32'd1;
      if (write_i && write_addr_i == ConfigImage) config_image_q <= written(config_image_q);
      if (writes && write_addr_i == ConfigLayer) config_layer_q <= write_data_i[7:0];
      for (w = 0; w < MaskWords; w = w + 1) begin
        if (write_i && write_addr_i == MaskData + 12'(4 * w)) begin
          mask_q[w*32 +: 32] <= written(mask_q[w*32 +: 32]);
        end
      end
      if (image_out_i) begin
        last_image_q  <= out_image_i;
        last_class_q  <= 32'(out_class_i);
        last_cycles_q <= out_cycles_i;
      end
      if (read_i && read_addr_i == 12'h044) high_q <= total_q[63:32];
    end
    if (!rst_ni || clears) begin
      in_q     <= 32'd0;
      out_q    <= 32'd0;
      events_q <= 32'd0;
      total_q  <= 64'd0;
    end else begin
      if (image_in_i)  in_q    <= in_q + 32'd1;
      if (image_out_i) out_q   <= out_q + 32'd1;
      if (works)       total_q <= total_q + 64'd1;
      events_q <= events_q + 32'(pixel_events_i);
    end
  end

  // What each address reads, and which ones can be written.
  logic        readable, writable;
  logic [31:0] expected;
  integer      m, k;
  always_comb begin
    readable = 1'b1;
    expected = 32'd0;
    case (read_addr_i)
      12'h000:     expected = 32'h53464158;   // SFAX
      12'h004:     expected = sf_axi_pkg::Version;
      12'h008:     expected = sf_axi_pkg::Hash0;
      12'h00c:     expected = sf_axi_pkg::Hash1;
      12'h010:     expected = 32'(Layers);
      12'h014:     expected = 32'(Constant);
      12'h018:     expected = 32'(Constant);
      12'h01c:     expected = 32'(Constant);
      Control:     expected = 32'd0;
      Status:      expected = {16'(busy_i), 13'd0, checking_i, resetting_i, !works};
      Errors:      expected = {28'd0, errors_q};
      Image:       expected = image_q;
      12'h030:     expected = in_q;
      12'h034:     expected = out_q;
      12'h038:     expected = last_image_q;
      12'h03c:     expected = last_class_q;
      12'h040:     expected = last_cycles_q;
      12'h044:     expected = total_q[31:0];
      12'h048:     expected = high_q;
      12'h04c:     expected = events_q;
      12'h050:     expected = memory_sum_i;
      12'h054:     expected = sf_axi_pkg::MemoryExpected;
      Packets:     expected = {30'd0, packets_q};
      Enable:      expected = {29'd0, enable_q};
      Pending:     expected = {29'd0, pending_q};
      ConfigLayer: expected = {24'd0, config_layer_q};
      ConfigImage: expected = config_image_q;
      default:     readable = 1'b0;
    endcase
    writable = write_addr_i == Control || write_addr_i == Errors || write_addr_i == Image
               || write_addr_i == Packets || write_addr_i == Enable || write_addr_i == Pending
               || write_addr_i == ConfigLayer || write_addr_i == ConfigImage;
    for (m = 0; m < MaskWords; m = m + 1) begin
      if (write_addr_i == MaskData + 12'(4 * m)) writable = 1'b1;
      if (read_addr_i == MaskData + 12'(4 * m)) begin
        readable = 1'b1;
        expected = mask_q[m*32 +: 32];
      end
    end
    for (k = 0; k < Layers; k = k + 1) begin
      if (read_addr_i[11:5] == 7'(16 + k) && read_addr_i[4:0] <= 5'h10) begin
        readable = 1'b1;
        if (read_addr_i[4:0] == 5'h00) expected = layer_updates_i[k*32 +: 32];
        if (read_addr_i[4:0] == 5'h04) expected = layer_spikes_i[k*32 +: 32];
        if (read_addr_i[4:0] == 5'h08) expected = layer_cycles_i[k*32 +: 32];
        if (read_addr_i[4:0] == 5'h0c) expected = Neurons[k*32 +: 32];
        if (read_addr_i[4:0] == 5'h10) begin
          expected = {Thresholds[k], 14'd0, NeuronLanes[k*9 +: 9], 3'd0, Codes[k*5 +: 5]};
        end
      end
    end
  end

  // ERRORS as it was in the cycle before, which brought no write to it.
  logic       error_q;
  logic [3:0] errors_before_q;
  always_ff @(posedge clk_i) begin
    error_q         <= rst_ni && live_q && !(write_i && write_addr_i == Errors);
    errors_before_q <= errors_q;
  end

  always_comb begin
    if (live_q && rst_ni) begin
      // A level: high while something enabled is pending, and only then.
      assert (irq == ((enable_q & pending_q) != 3'd0));
      assert ({joined, many} == packets_q);
      // The bus reads what holds; an address that cannot be read gives nothing.
      assert (read_error == !readable && read_data == expected);
      // A write is answered with an error where there is nothing to write, or the core refuses it.
      if (write_i) assert (write_error == (configures ? refused : !writable));
      // What is written to CONTROL acts at once, nothing else does.
      assert ({check, clear, soft_reset} == acts[2:0]);
      assert (idle == !works);
      assert (image == image_q);
      // Configuration writes, with all that the one in question needs.
      assert (cfg_valid == offered);
      if (offered) begin
        assert (is_mask == mask_write && is_threshold == threshold_write);
        assert (layer == config_layer_q);
        if (select_write) begin
          assert (now == write_data_i[31] && step == write_data_i[23:16]);
          assert (page == write_data_i[9:8] && code == write_data_i[3:0]);
          assert (cfg_image == config_image_q);
        end
        if (mask_write) begin
          assert (page == write_data_i[17:16] && word == write_data_i[15:0]);
          assert (mask == mask_q[MaskBits-1:0]);
        end
        if (threshold_write) begin
          assert (code == write_data_i[27:24] && which == write_data_i[21:20]);
          assert (threshold == write_data_i[17:0]);
        end
      end
      // What sets a bit of ERRORS is pending in the same cycle.
      if (error_q && errors_q != errors_before_q) assert (pending_q[2]);
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
    end
  end
  (* hierconn *) logic [31:0] \u_dut.image_q , \u_dut.config_image_q , \u_dut.in_q ,
      \u_dut.out_q , \u_dut.events_q , \u_dut.high_q , \u_dut.last_image_q , \u_dut.last_cycles_q ;
  (* hierconn *) logic [63:0] \u_dut.total_q ;
  (* hierconn *) logic [7:0] \u_dut.config_layer_q ;
  (* hierconn *) logic [ClassBits-1:0] \u_dut.last_class_q ;
  (* hierconn *) logic [MaskWords*32-1:0] \u_dut.mask_q ;
  always_comb begin
    if (live_q) begin
      assert (\u_dut.image_q == image_q && \u_dut.config_image_q == config_image_q);
      assert (\u_dut.config_layer_q == config_layer_q && \u_dut.mask_q == mask_q);
      assert (\u_dut.in_q == in_q && \u_dut.out_q == out_q && \u_dut.events_q == events_q);
      assert (\u_dut.total_q == total_q && \u_dut.high_q == high_q);
      assert (\u_dut.last_image_q == last_image_q && \u_dut.last_cycles_q == last_cycles_q);
      assert (32'(\u_dut.last_class_q ) == last_class_q);
    end
  end

  // With several layers: a configuration write that is taken while the last one is read; the last
  // word of the mask written in part, and a clear of what is counted in the same cycle.
  logic [11:0] last_bank;
  assign last_bank = Banks + 12'(32 * (Layers - 1));
  if (Layers > 1) begin : gen_wide
    always_comb begin
      cover (live_q && rst_ni && offered && !refused && config_layer_q != 8'd0
             && read_addr_i == last_bank && read_data != 32'd0);
      cover (live_q && rst_ni && mask_q[MaskWords*32-1 -: 32] == 32'h00ff0000 && in_q == 32'd1
             && clears && image_in_i);
    end
  end else begin : gen_events
    always_comb begin
      cover (live_q && rst_ni && irq && pending_q == 3'b001);
      cover (live_q && rst_ni && irq && pending_q == 3'b010 && enable_q == 3'b010);
      cover (live_q && rst_ni && pending_q == 3'b100 && !irq);
      cover (live_q && rst_ni && cleared[2:0] == 3'b001 && pending_q == 3'b001 && image_out_i);
      cover (live_q && rst_ni && refused && packets_q == 2'b11);
      cover (live_q && rst_ni && errors_q == 4'b0110 && acknowledged[3:0] == 4'b0100
             && frame_error_i);
    end
  end

endmodule

`default_nettype wire
