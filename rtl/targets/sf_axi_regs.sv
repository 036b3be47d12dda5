// SPDX-License-Identifier: Apache-2.0
// Registers of a core behind a register bus: identity, control, status, counters, configuration,
// interrupt.
//
// Addresses and bit positions are those of sf_axi_pkg, which the generator writes from its register
// map; the names are those of the map. Bytes without their strobe stay as they are; the registers
// that start a configuration write want all four. Answered with an error, without any effect: an
// address without register, a write to what is read-only, a read of what is write-only, a
// configuration write with strobes missing, during a soft reset, or refused by the core.
//
// The interrupt is a level: high while a pending bit is enabled. A bit becomes pending by what
// happens, enabled or not, and stays until a one is written to it; what happens in that cycle stays.
//
// Latency     combinational to the bus; effects hold from the next cycle on
// Throughput  one write and one read a cycle
// Reset       everything to its value in the map; a soft reset of the core leaves it as it is
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_regs #(
  parameter int Layers = sf_axi_pkg::Layers,   // 1..16
  parameter int Steps = 25,
  parameter int InputSize = 1,
  parameter int Classes = 1,
  parameter int ClassBits = 1,
  parameter int MaskBits = 1,                  // 1..256
  parameter int Beat = 1,                      // pixels of a beat
  parameter logic [Layers*5-1:0]  Codes = '0,
  parameter logic [Layers-1:0]    Thresholds = '0,
  parameter int ParityBit = 3,                 // of ERRORS, where the core has parity
  localparam int EventBits = $clog2(Beat + 1)
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  // register bus
  input  logic                 write_i,
  input  logic [11:0]          write_addr_i,
  input  logic [31:0]          write_data_i,
  input  logic [3:0]           write_strobe_i,
  output logic                 write_error_o,
  input  logic                 read_i,
  input  logic [11:0]          read_addr_i,
  output logic [31:0]          read_data_o,
  output logic                 read_error_o,
  // session
  output logic                 soft_reset_o,
  input  logic                 resetting_i,
  input  logic                 active_i,
  input  logic [Layers-1:0]    busy_i,
  input  logic                 frame_error_i,
  input  logic                 parity_error_i,   // until the core is reset; 0 without parity
  input  logic [EventBits-1:0] pixel_events_i,   // pixels accepted that are not zero
  input  logic                 image_in_i,
  output logic [31:0]          image_o,          // number of the next image
  input  logic                 image_out_i,
  input  logic [31:0]          out_image_i,      // number, class, cycles of the one that leaves
  input  logic [ClassBits-1:0] out_class_i,
  input  logic [31:0]          out_cycles_i,
  // packets and interrupt
  output logic                 many_o,
  output logic                 joined_o,
  input  logic                 packet_i,         // a packet of results is out
  output logic                 irq_o,
  // counters of the layers
  output logic                 clear_o,
  input  logic [Layers*32-1:0] layer_updates_i,
  input  logic [Layers*32-1:0] layer_spikes_i,
  input  logic [Layers*32-1:0] layer_cycles_i,
  // checksum of the memories
  output logic                 check_o,
  input  logic                 checking_i,
  input  logic [31:0]          memory_sum_i,
  output logic                 idle_o,
  // configuration port of the core
  output logic                 cfg_valid_o,
  input  logic                 cfg_ready_i,
  input  logic                 cfg_error_i,
  output logic                 cfg_is_mask_o,
  output logic                 cfg_is_threshold_o,
  output logic [7:0]           cfg_layer_o,
  output logic                 cfg_now_o,
  output logic [31:0]          cfg_image_o,
  output logic [7:0]           cfg_step_o,
  output logic [3:0]           cfg_code_o,
  output logic [1:0]           cfg_page_o,
  output logic [15:0]          cfg_word_o,
  output logic [MaskBits-1:0]  cfg_mask_o,
  output logic [1:0]           cfg_which_o,
  output logic [17:0]          cfg_value_o
);

  localparam int MaskWords = (MaskBits + 31) / 32;
  localparam int MaskPadded = MaskWords * 32;
  localparam logic [Layers*32-1:0] Neurons = sf_axi_pkg::Neurons;
  localparam logic [Layers*9-1:0]  NeuronLanes = sf_axi_pkg::NeuronLanes;
  localparam int BankBits = $clog2(sf_axi_pkg::LayerStride);

  // Writes: the word with the bytes that are written in place of the old ones.
  logic [31:0] bytes, value;
  logic        whole;

  assign bytes = {{8{write_strobe_i[3]}}, {8{write_strobe_i[2]}}, {8{write_strobe_i[1]}},
                  {8{write_strobe_i[0]}}};
  assign value = write_data_i & bytes;
  assign whole = write_strobe_i == 4'b1111;

  // What is written.
  logic                 at_control, at_errors, at_image, at_layer, at_config_image, at_mask_data;
  logic                 at_packets, at_enable, at_pending;
  logic                 at_select, at_mask, at_threshold, action, refused;
  logic [MaskWords-1:0] at_mask_word;

  assign at_control      = write_addr_i == sf_axi_pkg::AddrControl;
  assign at_errors       = write_addr_i == sf_axi_pkg::AddrErrors;
  assign at_image        = write_addr_i == sf_axi_pkg::AddrImage;
  assign at_packets      = write_addr_i == sf_axi_pkg::AddrPackets;
  assign at_enable       = write_addr_i == sf_axi_pkg::AddrInterruptEnable;
  assign at_pending      = write_addr_i == sf_axi_pkg::AddrInterruptPending;
  assign at_layer        = write_addr_i == sf_axi_pkg::AddrConfigLayer;
  assign at_config_image = write_addr_i == sf_axi_pkg::AddrConfigImage;
  assign at_select       = write_addr_i == sf_axi_pkg::AddrConfigSelect;
  assign at_mask         = write_addr_i == sf_axi_pkg::AddrConfigMask;
  assign at_threshold    = write_addr_i == sf_axi_pkg::AddrConfigThreshold;
  assign at_mask_data    = at_mask_word != '0;
  for (genvar k = 0; k < MaskWords; k++) begin : gen_at_mask
    assign at_mask_word[k] = write_addr_i == sf_axi_pkg::AddrMaskData + 12'(4 * k);
  end

  // Configuration writes: offered to the core for this one cycle.
  assign action        = at_select || at_mask || at_threshold;
  assign cfg_valid_o   = write_i && action && whole && !resetting_i
                         && !(at_threshold && (Thresholds == '0));   // the core does not know it
  assign refused       = !cfg_valid_o || !cfg_ready_i || cfg_error_i;
  assign write_error_o = action ? refused
                                : !(at_control || at_errors || at_image || at_packets || at_enable
                                    || at_pending || at_layer || at_config_image || at_mask_data);

  logic [31:0]           image_q, config_image_q;
  logic [7:0]            config_layer_q;
  logic [MaskPadded-1:0] mask_q;

  assign image_o            = image_q;
  assign cfg_is_mask_o      = at_mask;
  assign cfg_is_threshold_o = at_threshold;
  assign cfg_layer_o        = config_layer_q;
  assign cfg_image_o        = config_image_q;
  assign cfg_now_o          = write_data_i[sf_axi_pkg::BitConfigSelectNow];
  assign cfg_step_o         = write_data_i[sf_axi_pkg::BitConfigSelectStep +: 8];
  assign cfg_code_o         = at_threshold
                              ? write_data_i[sf_axi_pkg::BitConfigThresholdCode +: 4]
                              : write_data_i[sf_axi_pkg::BitConfigSelectCode +: 4];
  assign cfg_page_o         = at_mask ? write_data_i[sf_axi_pkg::BitConfigMaskPage +: 2]
                                      : write_data_i[sf_axi_pkg::BitConfigSelectPage +: 2];
  assign cfg_word_o         = write_data_i[sf_axi_pkg::BitConfigMaskWord +: 16];
  assign cfg_mask_o         = mask_q[MaskBits-1:0];
  assign cfg_which_o        = write_data_i[sf_axi_pkg::BitConfigThresholdWhich +: 2];
  assign cfg_value_o        = write_data_i[sf_axi_pkg::BitConfigThresholdValue +: 18];

  assign soft_reset_o = write_i && at_control && value[sf_axi_pkg::BitControlReset];
  assign clear_o      = write_i && at_control && value[sf_axi_pkg::BitControlClear];
  assign check_o      = write_i && at_control && value[sf_axi_pkg::BitControlCheck];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      image_q        <= 32'd0;
      config_image_q <= 32'd0;
      config_layer_q <= 8'd0;
    end else begin
      if (write_i && at_image) image_q <= (image_q & ~bytes) | value;
      else if (image_in_i)     image_q <= image_q + 32'd1;
      if (write_i && at_config_image) config_image_q <= (config_image_q & ~bytes) | value;
      if (write_i && at_layer && write_strobe_i[0]) config_layer_q <= write_data_i[7:0];
    end
  end
  for (genvar k = 0; k < MaskWords; k++) begin : gen_mask
    always_ff @(posedge clk_i) begin
      if (!rst_ni) mask_q[k*32 +: 32] <= 32'd0;
      else if (write_i && at_mask_word[k]) begin
        mask_q[k*32 +: 32] <= (mask_q[k*32 +: 32] & ~bytes) | value;
      end
    end
  end

  // Errors: set by what happens, cleared by a one; what happens now stays.
  logic frame_q, config_q, full_q, parity_q, acknowledge, lost_config, lost_select;

  assign acknowledge = write_i && at_errors;
  assign lost_config = write_i && action && (!cfg_valid_o || cfg_error_i);
  assign lost_select = cfg_valid_o && !cfg_ready_i;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      frame_q  <= 1'b0;
      config_q <= 1'b0;
      full_q   <= 1'b0;
      parity_q <= 1'b0;
    end else begin
      frame_q  <= frame_error_i || (frame_q && !(acknowledge && value[sf_axi_pkg::BitErrorsFrame]));
      config_q <= lost_config || (config_q && !(acknowledge && value[sf_axi_pkg::BitErrorsConfig]));
      full_q   <= lost_select || (full_q && !(acknowledge && value[sf_axi_pkg::BitErrorsQueue]));
      parity_q <= parity_error_i || (parity_q && !(acknowledge && value[ParityBit]));
    end
  end

  // Packets, and the interrupt with its three sources: a result, a packet, an error.
  logic       many_q, joined_q;
  logic [2:0] enable_q, pending_q, occurs, enabling, enable_bytes, clearing;

  assign occurs       = {frame_error_i || lost_config || lost_select
                         || (parity_error_i && !parity_q), packet_i, image_out_i};
  assign enabling     = {value[sf_axi_pkg::BitInterruptEnableError],
                         value[sf_axi_pkg::BitInterruptEnablePacket],
                         value[sf_axi_pkg::BitInterruptEnableResult]};
  assign enable_bytes = {bytes[sf_axi_pkg::BitInterruptEnableError],
                         bytes[sf_axi_pkg::BitInterruptEnablePacket],
                         bytes[sf_axi_pkg::BitInterruptEnableResult]};
  assign clearing     = {value[sf_axi_pkg::BitInterruptPendingError],
                         value[sf_axi_pkg::BitInterruptPendingPacket],
                         value[sf_axi_pkg::BitInterruptPendingResult]};
  assign many_o   = many_q;
  assign joined_o = joined_q;
  assign irq_o    = (pending_q & enable_q) != 3'd0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      many_q    <= 1'b0;
      joined_q  <= 1'b0;
      enable_q  <= 3'd0;
      pending_q <= 3'd0;
    end else begin
      if (write_i && at_packets) begin
        many_q   <= bytes[sf_axi_pkg::BitPacketsMany] ? value[sf_axi_pkg::BitPacketsMany] : many_q;
        joined_q <= bytes[sf_axi_pkg::BitPacketsJoined] ? value[sf_axi_pkg::BitPacketsJoined]
                                                        : joined_q;
      end
      if (write_i && at_enable) enable_q <= (enable_q & ~enable_bytes) | enabling;
      pending_q <= occurs | (pending_q & ~((write_i && at_pending) ? clearing : 3'd0));
    end
  end

  // Counters.
  logic [31:0]          in_q, out_q, events_q, high_q;
  logic [63:0]          total_q;
  logic [31:0]          last_image_q, last_cycles_q;
  logic [ClassBits-1:0] last_class_q;
  logic                 idle;

  assign idle   = !active_i && (busy_i == '0) && !resetting_i;
  assign idle_o = idle;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_o) begin
      in_q     <= 32'd0;
      out_q    <= 32'd0;
      events_q <= 32'd0;
      total_q  <= 64'd0;
    end else begin
      in_q     <= in_q + 32'(image_in_i);
      out_q    <= out_q + 32'(image_out_i);
      events_q <= events_q + 32'(pixel_events_i);
      total_q  <= total_q + 64'(!idle);
    end
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      last_image_q  <= 32'd0;
      last_class_q  <= '0;
      last_cycles_q <= 32'd0;
      high_q        <= 32'd0;
    end else begin
      if (image_out_i) begin
        last_image_q  <= out_image_i;
        last_class_q  <= out_class_i;
        last_cycles_q <= out_cycles_i;
      end
      // Both halves of the total belong together: reading the low one keeps the high one.
      if (read_i && read_addr_i == sf_axi_pkg::AddrTotalCyclesLow) high_q <= total_q[63:32];
    end
  end

  // Reads.
  logic [31:0]         packets, enable, pending;
  logic [31:0]         status, errors, shape, mask_word, total_low;
  logic [11:0]         bank_offset, bank_addr;
  logic [11:0]         mask_offset;
  logic                in_bank, in_mask;
  logic [31:0]         bank_layer;
  logic [31:0]         neurons, updates, spikes, cycles;
  logic [4:0]          codes;
  logic [8:0]          lanes;

  assign status = (32'(idle) << sf_axi_pkg::BitStatusIdle)
                  | (32'(resetting_i) << sf_axi_pkg::BitStatusResetting)
                  | (32'(checking_i) << sf_axi_pkg::BitStatusChecking)
                  | (32'(busy_i) << sf_axi_pkg::BitStatusBusy);
  assign errors = (32'(frame_q) << sf_axi_pkg::BitErrorsFrame)
                  | (32'(config_q) << sf_axi_pkg::BitErrorsConfig)
                  | (32'(full_q) << sf_axi_pkg::BitErrorsQueue)
                  | (32'(parity_q) << ParityBit);

  assign packets = (32'(many_q) << sf_axi_pkg::BitPacketsMany)
                   | (32'(joined_q) << sf_axi_pkg::BitPacketsJoined);
  assign enable  = (32'(enable_q[0]) << sf_axi_pkg::BitInterruptEnableResult)
                   | (32'(enable_q[1]) << sf_axi_pkg::BitInterruptEnablePacket)
                   | (32'(enable_q[2]) << sf_axi_pkg::BitInterruptEnableError);
  assign pending = (32'(pending_q[0]) << sf_axi_pkg::BitInterruptPendingResult)
                   | (32'(pending_q[1]) << sf_axi_pkg::BitInterruptPendingPacket)
                   | (32'(pending_q[2]) << sf_axi_pkg::BitInterruptPendingError);

  assign total_low = total_q[31:0];
  assign mask_offset = read_addr_i - sf_axi_pkg::AddrMaskData;
  assign in_mask     = mask_offset < 12'(MaskWords * 4);
  assign mask_word   = in_mask ? mask_q[32'(mask_offset[11:2]) * 32 +: 32] : 32'd0;

  // The banks of the layers: which one, and the address in the first.
  assign bank_offset = read_addr_i - sf_axi_pkg::AddrLayerUpdates;
  assign bank_layer  = 32'(bank_offset[11:BankBits]);
  assign bank_addr   = sf_axi_pkg::AddrLayerUpdates + 12'(bank_offset[BankBits-1:0]);
  assign in_bank     = bank_layer < Layers;
  assign neurons     = in_bank ? Neurons[bank_layer * 32 +: 32] : 32'd0;
  assign updates     = in_bank ? layer_updates_i[bank_layer * 32 +: 32] : 32'd0;
  assign spikes      = in_bank ? layer_spikes_i[bank_layer * 32 +: 32] : 32'd0;
  assign cycles      = in_bank ? layer_cycles_i[bank_layer * 32 +: 32] : 32'd0;
  assign codes       = in_bank ? Codes[bank_layer * 5 +: 5] : 5'd0;
  assign lanes       = in_bank ? NeuronLanes[bank_layer * 9 +: 9] : 9'd0;
  assign shape       = (32'(codes) << sf_axi_pkg::BitLayerShapeCodes)
                       | (32'(lanes) << sf_axi_pkg::BitLayerShapeLanes)
                       | (32'(in_bank && Thresholds[bank_layer])
                          << sf_axi_pkg::BitLayerShapeThresholds);

  always_comb begin
    read_data_o  = 32'd0;
    read_error_o = 1'b0;
    case (read_addr_i)
      sf_axi_pkg::AddrId:               read_data_o = sf_axi_pkg::Id;
      sf_axi_pkg::AddrVersion:          read_data_o = sf_axi_pkg::Version;
      sf_axi_pkg::AddrHash0:            read_data_o = sf_axi_pkg::Hash0;
      sf_axi_pkg::AddrHash1:            read_data_o = sf_axi_pkg::Hash1;
      sf_axi_pkg::AddrLayers:           read_data_o = 32'(Layers);
      sf_axi_pkg::AddrSteps:            read_data_o = 32'(Steps);
      sf_axi_pkg::AddrInputSize:        read_data_o = 32'(InputSize);
      sf_axi_pkg::AddrClasses:          read_data_o = 32'(Classes);
      sf_axi_pkg::AddrControl:          read_data_o = 32'd0;
      sf_axi_pkg::AddrStatus:           read_data_o = status;
      sf_axi_pkg::AddrErrors:           read_data_o = errors;
      sf_axi_pkg::AddrImage:            read_data_o = image_q;
      sf_axi_pkg::AddrImagesIn:         read_data_o = in_q;
      sf_axi_pkg::AddrImagesOut:        read_data_o = out_q;
      sf_axi_pkg::AddrLastImage:        read_data_o = last_image_q;
      sf_axi_pkg::AddrLastClass:        read_data_o = 32'(last_class_q);
      sf_axi_pkg::AddrLastCycles:       read_data_o = last_cycles_q;
      sf_axi_pkg::AddrTotalCyclesLow:   read_data_o = total_low;
      sf_axi_pkg::AddrTotalCyclesHigh:  read_data_o = high_q;
      sf_axi_pkg::AddrPixelEvents:      read_data_o = events_q;
      sf_axi_pkg::AddrMemorySum:        read_data_o = memory_sum_i;
      sf_axi_pkg::AddrMemoryExpected:   read_data_o = sf_axi_pkg::MemoryExpected;
      sf_axi_pkg::AddrPackets:          read_data_o = packets;
      sf_axi_pkg::AddrInterruptEnable:  read_data_o = enable;
      sf_axi_pkg::AddrInterruptPending: read_data_o = pending;
      sf_axi_pkg::AddrConfigLayer:      read_data_o = 32'(config_layer_q);
      sf_axi_pkg::AddrConfigImage:      read_data_o = config_image_q;
      default: begin
        if (in_mask) begin
          read_data_o = mask_word;
        end else begin
          case (bank_addr)
            sf_axi_pkg::AddrLayerUpdates: read_data_o = updates;
            sf_axi_pkg::AddrLayerSpikes:  read_data_o = spikes;
            sf_axi_pkg::AddrLayerCycles:  read_data_o = cycles;
            sf_axi_pkg::AddrLayerNeurons: read_data_o = neurons;
            sf_axi_pkg::AddrLayerShape:   read_data_o = shape;
            default:                      read_error_o = 1'b1;
          endcase
          if (!in_bank) read_error_o = 1'b1;
        end
      end
    endcase
  end

endmodule

`default_nettype wire
