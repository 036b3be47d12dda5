// SPDX-License-Identifier: Apache-2.0
// AXI4-Lite slave of 32 bits in front of a plain register bus.
//
// Address and data of a write are taken in either order, one of each; the write goes to the bus
// when both are there and the response before it is gone, so that there is one response for each
// and none is lost while the master waits with bready_i or rready_i. The bus answers at once:
// write_o and read_o last one cycle, in which write_error_i, read_data_i and read_error_i hold.
//
// Latency     write: bvalid_o two cycles after the later of address and data; read: rvalid_o two
//             cycles after the address
// Throughput  one write and one read in two cycles
// Response    OKAY, or SLVERR where the bus reports an error; the two lowest address bits and the
//             protection bits do not count
// Reset       nothing outstanding
// Golden      none (structure only)
`timescale 1ns / 1ps
`default_nettype none

module sf_axi_lite #(
  parameter int AddrBits = 12
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  // write address
  input  logic                awvalid_i,
  output logic                awready_o,
  input  logic [AddrBits-1:0] awaddr_i,
  input  logic [2:0]          awprot_i,
  // write data
  input  logic                wvalid_i,
  output logic                wready_o,
  input  logic [31:0]         wdata_i,
  input  logic [3:0]          wstrb_i,
  // write response
  output logic                bvalid_o,
  input  logic                bready_i,
  output logic [1:0]          bresp_o,
  // read address
  input  logic                arvalid_i,
  output logic                arready_o,
  input  logic [AddrBits-1:0] araddr_i,
  input  logic [2:0]          arprot_i,
  // read data
  output logic                rvalid_o,
  input  logic                rready_i,
  output logic [31:0]         rdata_o,
  output logic [1:0]          rresp_o,
  // register bus, addresses of words
  output logic                write_o,
  output logic [AddrBits-1:0] write_addr_o,
  output logic [31:0]         write_data_o,
  output logic [3:0]          write_strobe_o,
  input  logic                write_error_i,
  output logic                read_o,
  output logic [AddrBits-1:0] read_addr_o,
  input  logic [31:0]         read_data_i,
  input  logic                read_error_i
);

  localparam logic [1:0] Okay = 2'b00;
  localparam logic [1:0] SlaveError = 2'b10;

  logic                unused_bits;
  assign unused_bits = &{1'b0, awaddr_i[1:0], araddr_i[1:0], awprot_i, arprot_i};

  // Writes.
  logic                addr_full_q, data_full_q, bvalid_q;
  logic [AddrBits-3:0] write_addr_q;
  logic [31:0]         write_data_q;
  logic [3:0]          write_strobe_q;
  logic [1:0]          bresp_q;

  assign awready_o      = !addr_full_q;
  assign wready_o       = !data_full_q;
  assign write_o        = addr_full_q && data_full_q && (!bvalid_q || bready_i);
  assign write_addr_o   = {write_addr_q, 2'b00};
  assign write_data_o   = write_data_q;
  assign write_strobe_o = write_strobe_q;
  assign bvalid_o       = bvalid_q;
  assign bresp_o        = bresp_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      addr_full_q <= 1'b0;
      data_full_q <= 1'b0;
      bvalid_q    <= 1'b0;
    end else begin
      addr_full_q <= addr_full_q ? !write_o : awvalid_i;
      data_full_q <= data_full_q ? !write_o : wvalid_i;
      bvalid_q    <= write_o || (bvalid_q && !bready_i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (awvalid_i && awready_o) write_addr_q <= awaddr_i[AddrBits-1:2];
    if (wvalid_i && wready_o) begin
      write_data_q   <= wdata_i;
      write_strobe_q <= wstrb_i;
    end
    if (write_o) bresp_q <= write_error_i ? SlaveError : Okay;
  end

  // Reads.
  logic                read_full_q, rvalid_q;
  logic [AddrBits-3:0] read_addr_q;
  logic [31:0]         rdata_q;
  logic [1:0]          rresp_q;

  assign arready_o   = !read_full_q;
  assign read_o      = read_full_q && (!rvalid_q || rready_i);
  assign read_addr_o = {read_addr_q, 2'b00};
  assign rvalid_o    = rvalid_q;
  assign rdata_o     = rdata_q;
  assign rresp_o     = rresp_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      read_full_q <= 1'b0;
      rvalid_q    <= 1'b0;
    end else begin
      read_full_q <= read_full_q ? !read_o : arvalid_i;
      rvalid_q    <= read_o || (rvalid_q && !rready_i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (arvalid_i && arready_o) read_addr_q <= araddr_i[AddrBits-1:2];
    if (read_o) begin
      rdata_q <= read_error_i ? 32'd0 : read_data_i;
      rresp_q <= read_error_i ? SlaveError : Okay;
    end
  end

endmodule

`default_nettype wire
