// SPDX-License-Identifier: Apache-2.0
// formal: answers each access once, in its time, and holds what it shows
// sources: sf_axi_lite
// proof: AddrBits=4 | bmc 6 | induction 1 | cover 12
// red: when a write is answered before its data
//   bmc sf_axi_lite.sv s/write_o        = addr_full_q \&\& data_full_q/write_o        = addr_full_q/
// red: when a response is replaced while it waits
//   bmc sf_axi_lite.sv s/data_full_q \&\& (!bvalid_q || bready_i)/data_full_q/
// red: when read data is dropped before it is taken
//   bmc sf_axi_lite.sv s/read_o || (rvalid_q \&\& !rready_i)/read_o/
//
// A master that keeps what it has shown, with any timing, and any register bus. Followed beside the
// slave: what was asked and not yet answered.
`default_nettype none

module sf_axi_lite_properties #(
  parameter int AddrBits = 4
) (
  input logic                clk_i,
  input logic                rst_ni,
  input logic                awvalid_i,
  input logic [AddrBits-1:0] awaddr_i,
  input logic [2:0]          awprot_i,
  input logic                wvalid_i,
  input logic [31:0]         wdata_i,
  input logic [3:0]          wstrb_i,
  input logic                bready_i,
  input logic                arvalid_i,
  input logic [AddrBits-1:0] araddr_i,
  input logic [2:0]          arprot_i,
  input logic                rready_i,
  input logic                write_error_i,
  input logic [31:0]         read_data_i,
  input logic                read_error_i
);

  logic                awready, wready, bvalid, arready, rvalid, write, read;
  logic [1:0]          bresp, rresp;
  logic [31:0]         rdata, write_data;
  logic [3:0]          write_strobe;
  logic [AddrBits-1:0] write_addr, read_addr;
  `include "sf_formal.svh"

  sf_axi_lite #(.AddrBits(AddrBits)) u_dut (
    .clk_i, .rst_ni,
    .awvalid_i, .awready_o(awready), .awaddr_i, .awprot_i,
    .wvalid_i, .wready_o(wready), .wdata_i, .wstrb_i,
    .bvalid_o(bvalid), .bready_i, .bresp_o(bresp),
    .arvalid_i, .arready_o(arready), .araddr_i, .arprot_i,
    .rvalid_o(rvalid), .rready_i, .rdata_o(rdata), .rresp_o(rresp),
    .write_o(write), .write_addr_o(write_addr), .write_data_o(write_data),
    .write_strobe_o(write_strobe), .write_error_i,
    .read_o(read), .read_addr_o(read_addr), .read_data_i, .read_error_i
  );

  // Addresses and data taken whose write has not gone to the bus, writes and reads whose response
  // has not been taken.
  logic                addr_q, data_q, read_q;
  logic [AddrBits-1:0] awaddr_q, araddr_q;
  logic [31:0]         wdata_q;
  logic [3:0]          wstrb_q;
  logic                b_due_q, b_error_q, r_due_q, r_error_q;
  logic [31:0]         r_data_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      addr_q  <= 1'b0;
      data_q  <= 1'b0;
      read_q  <= 1'b0;
      b_due_q <= 1'b0;
      r_due_q <= 1'b0;
    end else begin
      if (write) begin
        addr_q <= 1'b0;
        data_q <= 1'b0;
      end
      if (awvalid_i && awready) addr_q <= 1'b1;
      if (wvalid_i && wready)   data_q <= 1'b1;
      if (bvalid && bready_i) b_due_q <= 1'b0;
      if (write)              b_due_q <= 1'b1;
      if (read)                 read_q <= 1'b0;
      if (arvalid_i && arready) read_q <= 1'b1;
      if (rvalid && rready_i) r_due_q <= 1'b0;
      if (read)               r_due_q <= 1'b1;
    end
    if (awvalid_i && awready) awaddr_q <= awaddr_i;
    if (wvalid_i && wready) begin
      wdata_q <= wdata_i;
      wstrb_q <= wstrb_i;
    end
    if (arvalid_i && arready) araddr_q <= araddr_i;
    if (write) b_error_q <= write_error_i;
    if (read) begin
      r_error_q <= read_error_i;
      r_data_q  <= read_data_i;
    end
  end

  always_comb begin
    if (live_q && rst_ni) begin
      // The bus gets each write once, whole, and only with both halves; never over a response that
      // still waits.
      if (write) begin
        assert (addr_q && data_q);
        assert (write_addr == {awaddr_q[AddrBits-1:2], 2'b00});
        assert (write_data == wdata_q && write_strobe == wstrb_q);
        assert (!b_due_q || bready_i);
      end
      if (read) begin
        assert (read_q && read_addr == {araddr_q[AddrBits-1:2], 2'b00});
        assert (!r_due_q || rready_i);
      end
      // What waits in the slave is not taken again.
      if (addr_q) assert (!awready);
      if (data_q) assert (!wready);
      if (read_q) assert (!arready);
      // Nothing waits longer than the response before it.
      if (addr_q && data_q && !b_due_q) assert (write);
      if (read_q && !r_due_q) assert (read);
      // A response for each write and read, one, and the right one, for as long as it waits.
      assert (bvalid == b_due_q && rvalid == r_due_q);
      if (bvalid) assert (bresp == (b_error_q ? 2'b10 : 2'b00));
      if (rvalid) begin
        assert (rresp == (r_error_q ? 2'b10 : 2'b00));
        assert (rdata == (r_error_q ? 32'd0 : r_data_q));
      end
      // A slave that is not full takes what comes.
      assert (awready == !addr_q && wready == !data_q && arready == !read_q);
    end
  end

  // What is shown stays until it is taken, in the words of the specification.
  logic        b_waits_q, r_waits_q, reset_q;
  logic [1:0]  bresp_q, rresp_q;
  logic [31:0] rdata_q;
  always_ff @(posedge clk_i) begin
    reset_q   <= !rst_ni;
    b_waits_q <= rst_ni && bvalid && !bready_i;
    r_waits_q <= rst_ni && rvalid && !rready_i;
    bresp_q   <= bresp;
    rresp_q   <= rresp;
    rdata_q   <= rdata;
  end
  always_comb begin
    if (live_q && !reset_q && b_waits_q) assert (bvalid && bresp == bresp_q);
    if (live_q && !reset_q && r_waits_q) begin
      assert (rvalid && rresp == rresp_q && rdata == rdata_q);
    end
  end

  // Invariants: the slave's registers are those above.
  (* hierconn *) logic [AddrBits-3:0] \u_dut.write_addr_q , \u_dut.read_addr_q ;
  (* hierconn *) logic [31:0] \u_dut.write_data_q , \u_dut.rdata_q ;
  (* hierconn *) logic [3:0] \u_dut.write_strobe_q ;
  (* hierconn *) logic [1:0] \u_dut.bresp_q , \u_dut.rresp_q ;
  (* hierconn *) logic \u_dut.addr_full_q , \u_dut.data_full_q , \u_dut.read_full_q ,
      \u_dut.bvalid_q , \u_dut.rvalid_q ;
  always_comb begin
    if (live_q) begin
      assert (\u_dut.addr_full_q == addr_q && \u_dut.data_full_q == data_q);
      assert (\u_dut.read_full_q == read_q);
      assert (\u_dut.bvalid_q == b_due_q && \u_dut.rvalid_q == r_due_q);
      if (addr_q) assert (\u_dut.write_addr_q == awaddr_q[AddrBits-1:2]);
      if (data_q) assert (\u_dut.write_data_q == wdata_q && \u_dut.write_strobe_q == wstrb_q);
      if (read_q) assert (\u_dut.read_addr_q == araddr_q[AddrBits-1:2]);
      if (b_due_q) assert (\u_dut.bresp_q == (b_error_q ? 2'b10 : 2'b00));
      if (r_due_q) begin
        assert (\u_dut.rresp_q == (r_error_q ? 2'b10 : 2'b00));
        assert (\u_dut.rdata_q == (r_error_q ? 32'd0 : r_data_q));
      end
      if (b_waits_q && !reset_q) assert (b_due_q && bresp_q == (b_error_q ? 2'b10 : 2'b00));
      if (r_waits_q && !reset_q) begin
        assert (r_due_q && rresp_q == (r_error_q ? 2'b10 : 2'b00));
        assert (rdata_q == (r_error_q ? 32'd0 : r_data_q));
      end
    end
  end

  logic [2:0] writes_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) writes_q <= 3'd0;
    else if (write && writes_q != 3'd7) writes_q <= writes_q + 3'd1;
  end
  always_comb begin
    cover (live_q && rst_ni && write && writes_q == 3'd2);
    cover (live_q && rst_ni && bvalid && !bready_i && addr_q && data_q);
    cover (live_q && rst_ni && data_q && !addr_q && awvalid_i);
    cover (live_q && rst_ni && bvalid && bresp == 2'b10);
    cover (live_q && rst_ni && rvalid && rready_i && read_q);
    cover (live_q && rst_ni && rvalid && rresp == 2'b10);
  end

endmodule

`default_nettype wire
